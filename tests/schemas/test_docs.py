"""The page on editors shows settings that fit what is shipped."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path

from schemas.test_published import SHIPPED, kind_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
SETTINGS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def test_the_setting_finds_the_schema_of_each_file() -> None:
    """By its name alone, as the first line does by its path."""
    (found,) = [settings["yaml.schemas"] for settings in SETTINGS if "yaml.schemas" in settings]
    patterns = {schema: globs if isinstance(globs, list) else [globs] for schema, globs in found.items()}
    for path in SHIPPED:
        schemas = [
            schema
            for schema, globs in patterns.items()
            if any(fnmatch(path, glob) for glob in globs if glob[0] != "!")
            and not any(fnmatch(path, glob[1:]) for glob in globs if glob[0] == "!")
        ]
        assert schemas == [f"docs/schemas/{kind_of(path)}.schema.json"], path


def test_the_first_line_is_that_of_a_policy() -> None:
    """As the page shows it."""
    (line,) = re.findall(r"^# yaml-language-server: .*$", PAGE, re.MULTILINE)
    policies = [path for path in SHIPPED if kind_of(path) == "policy"]
    assert {(ROOT / path).read_text(encoding="utf-8").splitlines()[0] for path in policies} == {line}


def test_every_schema_stands_in_the_table() -> None:
    """And nothing else."""
    named = set(re.findall(r"\]\(schemas/([^)]+)\)", PAGE))
    assert named == {path.name for path in (ROOT / "docs" / "schemas").iterdir()}

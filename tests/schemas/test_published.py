"""What is published for editors is what the model says today, and fits what is shipped."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from dwgate.cli.project import Project
from dwgate.policy.compiler import reader
from dwgate.policy.compiler.calendars.form import CALENDAR_KEYS
from dwgate.policy_tests.written import CASE_KEYS
from dwgate.policy_tests.written import FILE_KEYS as TEST_KEYS
from dwgate.schemas import every, files
from schemas.reading import parts, problems

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "schemas"
SHIPPED = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("functions/**/*.yaml"))


def kind_of(path: str) -> str:
    """The schema of a file, by where it lies and what it is called."""
    for end, kind in {"_test.yaml": "policy-test", ".facts.yaml": "facts", "times.yaml": "times"}.items():
        if path.endswith(end):
            return kind
    return "function" if path.endswith("function.yaml") else "policy"


def test_what_is_published_is_made_of_the_model() -> None:
    """Run scripts/write-schemas where this fails: a key, a choice, a field or a function's points have changed."""
    written = files({function.name: function.points() for function in Project(ROOT).functions()})
    assert {path.name for path in FOLDER.iterdir()} == set(written)
    for name, text in written.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize("name", every())
def test_every_schema_is_one(name: str) -> None:
    """Of draft-07, of which the YAML language server knows the most."""
    schema = every()[name]
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("path", SHIPPED)
def test_every_file_that_is_shipped_fits_its_schema(path: str) -> None:
    """And names it on its first line, by the way from its folder."""
    text = (ROOT / path).read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named, f"the first line of {path} names no schema"
    schema = ((ROOT / path).parent / named[1]).resolve()
    assert schema == FOLDER / f"{kind_of(path)}.schema.json"
    assert problems(kind_of(path), text) == []


@pytest.mark.parametrize("name", every())
def test_every_property_is_described(name: str) -> None:
    """A key that a reader takes and nobody has described yet is published, and found here."""
    schema = every()[name]
    conditional = re.compile(r"/(if|then|allOf/\d+/anyOf|anyOf/\d+/(properties|table))\b")
    bare = [path for path, held in parts(schema) if not held.get("description") and not conditional.search(path)]
    assert [path for path in bare if not path.endswith("/sample")] == []
    assert not [held for _, held in parts(schema) if held.get("description", "x").count("`")]


def test_the_keys_are_those_of_the_readers() -> None:
    """In the schema stands what the reader takes, by its own names."""
    policy, test = every()["policy.schema.json"], every()["policy-test.schema.json"]
    assert tuple(policy["properties"]) == reader.FILE_KEYS
    assert tuple(policy["properties"]["rules"]["items"]["properties"]) == reader.RULE_KEYS
    calendar = policy["properties"]["calendars"]["additionalProperties"]
    assert tuple(calendar["properties"]) == CALENDAR_KEYS
    assert tuple(policy["properties"]["exemptions"]["items"]["properties"]) == reader.EXEMPTION_KEYS
    assert tuple(test["properties"]) == TEST_KEYS
    assert tuple(test["properties"]["cases"]["items"]["properties"]) == CASE_KEYS


def test_a_key_that_is_new_to_a_reader_comes_into_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes anything until somebody says what it takes."""
    monkeypatch.setattr("dwgate.schemas.policy.RULE_KEYS", (*reader.RULE_KEYS, "severity"))
    monkeypatch.setattr("dwgate.schemas.policy.MODES", (*reader.MODES, "rehearse"))
    rule = every()["policy.schema.json"]["properties"]["rules"]["items"]["properties"]
    assert rule["severity"] == {}
    assert rule["mode"]["enum"] == ["enforce", "shadow", "rehearse"]

"""The pages on security and reliability name what holds their claims, and all that they name is there."""

import re
from pathlib import Path

import pytest

from dwgate.runtime.variables import VARIABLES

ROOT = Path(__file__).parents[2]
PAGES = ("docs/security.md", "docs/reliability.md", "SECURITY.md")


def text(page: str) -> str:
    """Read a page."""
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_is_there(page: str) -> None:
    """Tests, templates and pages."""
    named = {*re.findall(r"`((?:tests|shared|functions|docs)/[\w./-]+)`", text(page))}
    linked = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text(page)) if "://" not in link}
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert [link for link in linked if not ((ROOT / page).parent / link).exists()] == []


def test_every_party_is_told_with_the_test_that_holds_it() -> None:
    """Each row of the table says what stands against a party, and where that is tested."""
    _, _, rest = text("docs/security.md").partition("## Who can do what")
    rows = [line.strip("| ").split(" | ") for line in rest.partition("## ")[0].splitlines() if line.startswith("| ")]
    _, _, *claims = rows
    assert len(claims) > 10
    assert [claim for claim in claims if not re.search(r"`tests/[\w./]+`", claim[-1])] == []


def test_every_figure_is_told_with_the_command_that_counts_it() -> None:
    """Each row has tests that attack a promise, a figure, and a command over files that there are."""
    _, _, rest = text("docs/reliability.md").partition("## Promises")
    rows = [line.strip("| ").split(" | ") for line in rest.partition("## ")[0].splitlines() if line.startswith("| ")]
    _, _, *promises = rows
    assert len(promises) > 10
    for *_, attacked_by, figure, counted_by in promises:
        named = re.findall(r"(?:tests|benchmarks)/[\w./]+", counted_by) or re.findall(r"`make (\w+)", counted_by)
        assert named, counted_by
        assert [name for name in named if "/" in name and not (ROOT / name).exists()] == []
        assert re.search(r"`(?:tests|benchmarks)/[\w./]+`", attacked_by), attacked_by
        assert re.search(r"[0-9]|two|five", figure), figure


def test_every_test_that_keeps_a_finding_is_there() -> None:
    """What was found is named with a test by its name, or with its file."""
    _, _, found = text("docs/reliability.md").partition("## Found and mended")
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", found)
    assert len(named) > 5
    assert [name for name in named if f"def {name}(" not in tests] == []


def test_the_settings_of_the_page_are_settings() -> None:
    """Whoever copies one from it sets something."""
    named = set(re.findall(r"\bDWGATE_[A-Z_]+\b", "".join(map(text, PAGES))))
    assert {"DWGATE_TENANTS", "DWGATE_WORKSPACES", "DWGATE_ACCOUNTS"} <= named
    assert named <= {variable.name for variable in VARIABLES}

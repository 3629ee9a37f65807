"""The threat model names what holds its claims, and all that it names is there."""

import re
from pathlib import Path

import pytest

from dwgate.runtime.variables import VARIABLES

ROOT = Path(__file__).parents[2]
PAGES = ("docs/security.md", "SECURITY.md")


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


def test_the_settings_of_the_page_are_settings() -> None:
    """Whoever copies one from it sets something."""
    named = set(re.findall(r"\bDWGATE_[A-Z_]+\b", "".join(map(text, PAGES))))
    assert {"DWGATE_TENANTS", "DWGATE_WORKSPACES", "DWGATE_ACCOUNTS"} <= named
    assert named <= {variable.name for variable in VARIABLES}

"""The catalogue of the policies that are shipped: it is what their files say, and what they say holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dwgate.cli.policies.policies import part_of
from dwgate.cli.policies.writing import pages_below
from dwgate.cli.project import Project
from dwgate.manuals.catalogue import Part, overview
from dwgate.manuals.comment import head_comment
from dwgate.manuals.holding import findings_of
from dwgate.policy.decision import LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "policies"
LONGEST_LINE = 120


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    """What the catalogue tells of every function."""
    found = [part for function in Project(ROOT).functions() if (part := part_of(function))]
    assert len(found) == len(Project(ROOT).functions()), "a policy does not compile: run dwgate check"
    return found


def test_every_policy_has_a_manual_that_holds(parts: list[Part]) -> None:
    """In both languages: it names the parameters that there are, and shows what its rules refuse and allow."""
    chapters = [chapter for part in parts for chapter in part.chapters]
    assert not [chapter.path for chapter in chapters if not chapter.reading.is_begun]
    findings = [finding.render() for chapter in chapters for finding in findings_of(chapter)]
    assert not findings, "\n\n".join([f"{len(findings)} findings:", *findings])


def test_every_rule_is_told_in_both_languages(parts: list[Part]) -> None:
    """What it is for, and the reason that whoever is refused reads."""
    missing = [
        f"{part.function}/{rule['source']}: {rule['name']} has no {what} in {language}"
        for part in parts
        for chapter in part.chapters
        for rule in chapter.rules
        for what in ("description", "reason_text")
        for language in LANGUAGES
        if not rule[what].get(language)
    ]
    assert not missing, "\n".join(missing)


def test_a_manual_can_be_read_in_a_terminal(parts: list[Part]) -> None:
    """Its lines are no longer than those of the code."""
    wide = [
        f"{chapter.path}: {length} characters, not {LONGEST_LINE}: {line.text}"
        for part in parts
        for chapter in part.chapters
        for line in head_comment(chapter.source.text)
        if (length := len("# ") + line.indent + len(line.text)) > LONGEST_LINE
    ]
    assert not wide, "\n".join(wide)


def test_the_pages_are_what_the_files_say(parts: list[Part]) -> None:
    """Run scripts/write-catalogue where this fails: a policy file or a sample has changed."""
    written = pages_below(parts, ROOT, FOLDER)
    found = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.md")}
    changed = sorted(name for name in {*written, *found} if written.get(name) != found.get(name))
    assert not changed, f"run scripts/write-catalogue: {', '.join(changed)}"


def test_links_of_the_pages_lead_somewhere(parts: list[Part]) -> None:
    """To the file, its tests, its samples, and to other pages."""
    written = pages_below(parts, ROOT, FOLDER)
    broken = [
        f"{name}: {link}"
        for name, text in written.items()
        for link in re.findall(r"\]\(([^)#]+)\)", text)
        if not (target := (FOLDER / name).parent / link).exists()
        and target.resolve().relative_to(FOLDER).as_posix() not in written
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_readme_links_every_policy(parts: list[Part], readme: str, language: str) -> None:
    """Run scripts/fill-readme where this fails."""
    found = re.search(
        r"<!-- policies -->\n(.*?)<!-- end of policies -->", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL
    )
    assert found, f"{readme} has no block policies"
    (wanted,) = [one for one in LANGUAGES if one == language]
    assert found[1] == overview(parts, wanted, "docs/policies/")

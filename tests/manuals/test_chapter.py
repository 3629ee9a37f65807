"""One policy file as the catalogue tells of it."""

from pathlib import Path

import pytest

from dwgate.manuals.chapter import Chapter, chapters_of
from dwgate.policy.compiler import Compilation
from manuals.written import MANUAL, POLICY, SCHEMA, chapters, with_text

OTHER = """\
params:
  few: 3
rules:
  - {name: no-rows, when: event.dataRowSize == 0, then: FAIL, reason: {en: none}}
exemptions:
  - {rules: [few-rows], when: operator == "9", reason: test, owner: li@example.com, expires: 2027-01-01}
"""
FEW = "rules:\n  - {name: few-rows, when: event.dataRowSize < params.few, then: WARN, reason: {en: few}}\n"


def test_a_chapter_has_what_stands_in_its_file(whole: Chapter) -> None:
    """Its parameters, its rules and its exemptions, and where it lies."""
    assert (str(whole.path), str(whole.folder)) == ("functions/guard/policy/limits.yaml", "functions/guard")
    assert [one.name.value for one in whole.parameters] == ["max_rows", "since"]
    assert [rule["name"] for rule in whole.rules] == ["too-many-rows", "many-rows"]
    assert [item["owner"] for item in whole.exemptions] == ["li@example.com"]
    assert whole.results() == ("FAIL", "shadow")
    assert whole.points == ("download-resources",)


def test_what_stands_in_another_file_is_of_another_chapter(tmp_path: Path) -> None:
    """Also where a rule reads the parameter, or an exemption lifts a rule, of another file."""
    found = chapters(tmp_path, {"rest": OTHER, "few": FEW, "limits": POLICY})
    assert [one.path.stem for one in found] == ["few", "limits", "rest"]
    few, _, rest = found
    assert ([one.name.value for one in few.parameters], few.exemptions, few.results()) == ([], (), ("WARN",))
    assert ([one.name.value for one in rest.parameters], [rule["name"] for rule in rest.rules]) == (
        ["few"],
        ["no-rows"],
    )
    assert [item["rules"] for item in rest.exemptions] == [["few-rows"]]


def test_only_the_samples_that_a_manual_names_are_judged(tmp_path: Path) -> None:
    """The others are known by their names; one that there is not has no answer."""
    text = SCHEMA + MANUAL.replace("允许：events/allowed", "允许：events/nowhere") + POLICY
    (chapter,) = chapters(tmp_path, {"limits": text})
    assert set(chapter.answers) == {"events/too-many-rows.json", "events/allowed.json"}
    assert "events/many-rows.json" in chapter.samples


def test_tests_beside_the_file_are_known(tmp_path: Path) -> None:
    """A page links them."""
    files = {"few": FEW.replace("params.few", "3"), "few_test": "cases: []\n", "limits": POLICY}
    assert [one.has_tests for one in chapters(tmp_path, files)] == [True, False]


def test_a_file_is_named_by_its_title_or_its_concern(whole: Chapter) -> None:
    """In each language."""
    assert (whole.title("en"), whole.title("zh")) == ("Rows of a download", "下载的行数")
    assert with_text(whole, POLICY).title("zh") == "limits"


def test_a_policy_that_does_not_compile_has_no_chapters(tmp_path: Path) -> None:
    """Whoever asks for them has not looked."""
    with pytest.raises(ValueError, match="the policy of guard does not compile"):
        chapters_of(Compilation("guard", None, ()), tmp_path, {})

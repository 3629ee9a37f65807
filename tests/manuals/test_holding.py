"""A manual held against its policy."""

import re
from pathlib import Path

import pytest

from dwgate.manuals.chapter import Chapter
from dwgate.manuals.holding import findings_of
from manuals.written import MANUAL, POLICY, SCHEMA, WHOLE, chapters, with_text

SINCE = "#   since: the first day on which that holds\n"


def found(whole: Chapter, text: str) -> list[tuple[str, str, str]]:
    """What is wrong with a file: each with the line that it points at, and what to do."""
    return [(one.source, one.message, one.hint or "") for one in findings_of(with_text(whole, text))]


def test_nothing_is_wrong_with_a_manual_that_says_what_is(whole: Chapter) -> None:
    """Its parameters are those of the file, one message is refused and one allowed."""
    assert found(whole, WHOLE) == []


def test_nothing_is_wrong_with_a_file_that_has_no_manual(whole: Chapter) -> None:
    """It is for the author to write or to leave out."""
    assert findings_of(with_text(whole, POLICY)) == []


def test_what_is_wrong_with_its_form_is_told_too(whole: Chapter) -> None:
    """All at once."""
    text = WHOLE.replace("# 原因：", "# 缘由：").replace("#   max_rows: ", "#   max_row: ")
    messages = [message for _, message, _ in found(whole, text)]
    assert "the manual in Chinese has no section 原因" in messages
    assert "the file declares no parameter max_row" in messages


FIRST_ENTRY = "#   max_rows: the most rows of one download,\n#     all files together\n"
TELLS_NOTHING = "name another sample, or change this one, its time or its facts"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (SINCE, "", ("# Set:", "the manual does not say what since means", "write a line for each")),
        (
            SINCE,
            f"{SINCE}#   till: x\n",
            ("#   till: x", "the file declares no parameter till", "the parameters of the file are: max_rows, since"),
        ),
        (SINCE, SINCE + SINCE, (SINCE[:-1], "since stands here a second time", "take one away")),
        (
            FIRST_ENTRY + SINCE,
            SINCE + FIRST_ENTRY,
            (
                "# Set:",
                "the parameters stand in another order than in the file",
                "the file has them in this one: max_rows, since",
            ),
        ),
        (
            "Refused: events/too-many",
            "Refused: events/to-many",
            (
                "# Refused: events/to-many-rows.json: 123456 rows.",
                "there is no sample events/to-many-rows.json",
                "did you mean events/too-many-rows.json?",
            ),
        ),
    ],
)
def test_what_does_not_hold_is_told_where_it_stands(
    whole: Chapter, old: str, new: str, told: tuple[str, str, str]
) -> None:
    """With what to do about it."""
    assert old in WHOLE
    ((at, said, hint),) = found(whole, WHOLE.replace(old, new, 1))
    assert (at, said) == told[:2]
    assert told[2] in hint


@pytest.mark.parametrize(
    ("section", "sample", "said"),
    [
        ("Refused", "allowed", "no rule of the file fires here: too-many-rows does not fire, many-rows does not fire"),
        ("Refused", "not-a-number", "no rule of the file fires here: too-many-rows could not be judged (event.dataRow"),
        ("Allowed", "too-many-rows", "this is not allowed: too-many-rows fires, many-rows fires"),
        ("Allowed", "not-a-number", "this is not allowed: too-many-rows could not be judged ("),
        ("Allowed", "malformed", "events/malformed.json cannot be read: the message is not JSON"),
        ("Allowed", "not-served", "events/not-served.json cannot be read: "),
    ],
)
def test_a_message_that_shows_something_else_is_told(whole: Chapter, section: str, sample: str, said: str) -> None:
    """With what became of the rules instead."""
    text = re.sub(f"(# {section}: events/)[a-z-]+", rf"\g<1>{sample}", WHOLE)
    ((at, message, hint),) = found(whole, text)
    assert at.startswith(f"# {section}: events/{sample}.json: ")
    assert said in message
    assert hint in {TELLS_NOTHING, "name a sample that can be judged"}


def test_what_is_wrong_in_chinese_is_told_as_well(whole: Chapter) -> None:
    """Each language is held by itself."""
    ((at, message, _),) = found(whole, WHOLE.replace("拒绝：events/too-many-rows", "拒绝：events/allowed"))
    assert at == "# 拒绝：events/allowed.json：共 123456 行。"
    assert message.startswith("events/allowed.json: no rule of the file fires here: ")


def test_a_rule_in_shadow_refuses_well_enough_for_an_example(whole: Chapter) -> None:
    """It fires, though it is not answered."""
    text = WHOLE.replace("Refused: events/too-many-rows.json: 123456", "Refused: events/many-rows.json: 11")
    assert found(whole, text) == []


def test_a_message_of_another_point_shows_nothing(tmp_path: Path) -> None:
    """None of the rules was asked."""
    elsewhere = "points: [commit-file]\nrules:\n  - {name: a, when: event.fileType == 1, then: FAIL, reason: {en: a}}\n"
    text = SCHEMA + MANUAL.replace("#   max_rows: the most rows of one download,\n#     all files together\n", "")
    chapter, _ = chapters(
        tmp_path,
        {"files": text + elsewhere, "limits": f"points: [download-resources]\n{POLICY}"},
        points="[download-resources, commit-file]",
    )
    told = [one.message for one in findings_of(chapter) if "events/" in one.message]
    other = "the message is of another point than its rules"
    assert told[:2] == [
        f"events/too-many-rows.json: no rule of the file fires here: {other}",
        f"events/allowed.json: this shows nothing: {other}",
    ]

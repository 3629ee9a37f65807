"""The comment at the head of a policy file as its manuals, and what is wrong with its form."""

import pytest

from dwgate.manuals.reading import joined, read_manuals
from manuals.written import CHINESE, ENGLISH, POLICY, SCHEMA, WHOLE, source_of


def test_a_whole_manual_is_read_in_both_languages() -> None:
    """With each section in one line, and the parameters in their order."""
    reading = read_manuals(source_of(WHOLE))
    english, chinese = reading.manuals["en"], reading.manuals["zh"]
    assert reading.findings == ()
    assert english.title == "Rows of a download"
    assert english.what == "Stops downloads of more rows than a person can look at."
    assert english.why == "A file of a million rows is a copy of the table, which nobody guards."
    assert [(one.name, one.meaning) for one in english.settings] == [
        ("max_rows", "the most rows of one download, all files together"),
        ("since", "the first day on which that holds"),
    ]
    assert (english.refused.path, english.refused.text) == ("events/too-many-rows.json", "123456 rows.")
    assert (english.allowed.path, english.allowed.text) == ("events/allowed.json", "5 rows.")
    assert (chinese.title, chinese.why) == ("下载的行数", "一百万行的文件就是整张表的副本，不再受保护。")
    assert [one.meaning for one in chinese.settings] == ["单次下载的最大行数", "规则生效的第一天"]
    assert chinese.refused.text == "共 123456 行。"


def test_a_part_knows_where_it_stands() -> None:
    """A finding of it points there."""
    manual = read_manuals(source_of(WHOLE)).manuals["en"]
    parts = (manual.offset, *(one.offset for one in manual.settings), manual.refused.offset, manual.allowed.offset)
    assert [WHOLE[offset:].partition(":")[0] for offset in parts] == ["Set", "max_rows", "since", "Refused", "Allowed"]


def test_the_examples_are_those_of_all_languages() -> None:
    """So that each is opened once."""
    text = WHOLE.replace("允许：events/allowed.json", "允许：events/other.json")
    assert set(read_manuals(source_of(text)).examples()) == {
        "events/too-many-rows.json",
        "events/allowed.json",
        "events/other.json",
    }


def test_a_file_without_parameters_says_so() -> None:
    """In each language by a word."""
    text = ENGLISH.replace("Set:", "Set: nothing") + "#\n" + CHINESE.replace("设置：", "设置：无")
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("#   m", "#   s", "#     ")))
    reading = read_manuals(source_of(text + POLICY))
    assert reading.findings == ()
    assert [manual.settings for manual in reading.manuals.values()] == [(), ()]


def test_the_languages_can_stand_in_either_order() -> None:
    """A block is of the language of its sections."""
    reading = read_manuals(source_of(f"{CHINESE}#\n{ENGLISH}{POLICY}"))
    assert reading.findings == ()
    assert set(reading.manuals) == {"en", "zh"}


@pytest.mark.parametrize(
    "comment",
    ["", "# How much may leave in one download.\n", "# Why: because of an incident.\n#\n# More of it.\n"],
    ids=["none", "a sentence", "one label"],
)
def test_a_comment_is_no_manual(comment: str) -> None:
    """Nothing is wrong with one that was not meant as a manual."""
    reading = read_manuals(source_of(SCHEMA + comment + POLICY))
    assert (reading.is_begun, dict(reading.manuals), reading.findings) == (False, {}, ())


@pytest.mark.parametrize(
    ("old", "new", "said", "hint", "lost"),
    [
        (
            "# Rows of a download\n",
            "#\n",
            "the manual in English has no title",
            "one line that names the concern",
            "en",
        ),
        ("# 下载的行数\n#\n", "", "the manual in Chinese has no title", "one line that names the concern", "zh"),
        ("# Why:", "# Wy:", "this belongs to no section of the manual", "did you mean Why?", "en"),
        ("# What:", "# Wat:", "this belongs to no section of the manual", "did you mean What?", "en"),
        ("# What:", "# Wat:", "the manual in English has no section What", "write What: and a sentence", "en"),
        ("#   which nobody", "# which nobody", "this belongs to no section", "indent by two what continues", ""),
        ("#\n# What", "#\n#   indented\n# What", "this belongs to no section", "only the text of one is indented", ""),
        (
            "# What: Stops downloads of more rows than a person can look at.\n",
            "# What:\n",
            "the section is empty",
            "write a sentence",
            "en",
        ),
        ("# Set:", "# What: again\n# Set:", "What stands here a second time", "make one section of both", ""),
        ("# Set:\n", "# Set: all\n", "the parameters of the file stand below this", "or nothing where the file", "en"),
        ("#     all files", "#   all files", "this is no parameter", "indent by four what continues that", "en"),
        (
            "Refused: events/too-many-rows.json: 123456 rows.",
            "Refused: 123456 rows.",
            "this names no sample",
            "events/too-many-rows.json: 123456 rows.",
            "en",
        ),
        (
            "# 允许：events/allowed.json：共 5 行。\n",
            "",
            "the manual in Chinese has no section 允许",
            "write 允许: events/",
            "zh",
        ),
        ("# 设置：\n", "", "the manual in Chinese has no section 设置", "write 设置: 无, or below it", "zh"),
        ("#\n# 下载", "#\n# A note\n#\n# 下载", "this belongs to no section", "below an empty line, without #", ""),
        (
            "#\n" + CHINESE,
            "",
            "the manual is not there in Chinese",
            "the sections 作用:, 原因:, 设置:, 拒绝:, 允许:",
            "zh",
        ),
        ("#\n" + CHINESE, "#\n" + CHINESE + "#\n" + ENGLISH, "this belongs to no section", "below an empty line", ""),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(old: str, new: str, said: str, hint: str, lost: str) -> None:
    """And a manual that is not whole is none."""
    assert old in WHOLE
    reading = read_manuals(source_of(WHOLE.replace(old, new, 1)))
    findings = [(one.message, one.hint or "") for one in reading.findings]
    assert [one for one in findings if said in one[0] and hint in one[1]], findings
    assert set(reading.manuals) == {"en", "zh"} - {lost}
    assert {one.name for one in reading.findings} == {"bad-manual"}


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["a", "b"], "a b"),
        (["一", "二"], "一二"),
        (["一，", "b"], "一，b"),
        (["a", "（一）"], "a（一）"),
        (["一", "b"], "一 b"),
        (["", "b"], "b"),
        (["a", ""], "a"),
    ],
)
def test_lines_of_chinese_are_joined_without_a_blank(lines: list[str], whole: str) -> None:
    """Beside a Latin letter there is one, and none beside a wide mark."""
    assert joined(*lines) == whole

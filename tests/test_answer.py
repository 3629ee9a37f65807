"""A decision becomes the body that DataWorks reads, its reasons within the length that is shown."""

import json
from typing import Any

import pytest

from dwgate import answer
from dwgate.policy.decision import CheckResult, Decision, Outcome, Reason, weigh
from dwgate.runtime.settings import Settings

ROWS = Reason(CheckResult.FAIL, {"en": "Too many rows.", "zh": "行数过多。"})
BYTES = Reason(CheckResult.WARN, {"en": "A large file.", "zh": "文件过大。"})
ENGLISH = Reason(CheckResult.WARN, {"en": "Only English."})

ACCENT = "e\u0301\u0323"  # a letter and two combining marks
KEYCAP = "1\ufe0f\u20e3"
THUMBS = ["\U0001f44d\U0001f3fb", "\U0001f44d\U0001f3ff"]  # the lightest and the darkest skin tone
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
CHINA = "\U0001f1e8\U0001f1f3"
AZERBAIJAN, ZAMBIA = "\U0001f1e6\U0001f1ff", "\U0001f1ff\U0001f1f2"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
TAMIL = "\u0ba8\u0bbf"  # a letter and a spacing mark
KOREAN = ["\u1112\u1161\u11ab", "\u1112\u1160\u11ff"]  # syllables in their parts
CLUSTERS = [ACCENT, KEYCAP, *THUMBS, FAMILY, CHINA, AZERBAIJAN, ZAMBIA, WALES, TAMIL, *KOREAN]


def decision(result: CheckResult, *reasons: Reason) -> Decision:
    """A decision with these reasons."""
    return Decision(id="d", message_id="m", point="commit-file", result=result, reasons=reasons)


def body(decision: Decision, **settings: Any) -> dict[str, str]:
    """The body that answers with this decision."""
    answered: dict[str, str] = json.loads(answer.body(decision, Settings(**settings)))
    return answered


def test_an_ok_has_no_reason() -> None:
    """Where nothing is to be said, there is no key for it."""
    assert answer.body(decision(CheckResult.OK), Settings()) == '{"checkResult": "OK"}'


@pytest.mark.parametrize("result", [CheckResult.WARN, CheckResult.FAIL])
def test_the_check_result_is_spelled_as_dataworks_spells_it(result: CheckResult) -> None:
    """The result and its reason, and nothing else."""
    assert body(decision(result, ROWS)) == {"checkResult": result.name, "errorMessage": "Too many rows."}


def test_the_reason_stands_under_every_key_of_the_setting() -> None:
    """The key is not published, so that a setting may name several."""
    found = body(decision(CheckResult.FAIL, ROWS), reason_keys=("message", "checkMessage"))
    assert found == {"checkResult": "FAIL", "message": "Too many rows.", "checkMessage": "Too many rows."}


@pytest.mark.parametrize(
    ("languages", "reason"),
    [
        (("en",), "Too many rows. A large file."),
        (("zh",), "行数过多。 文件过大。"),
        (("en", "zh"), "Too many rows. A large file.\n行数过多。 文件过大。"),
    ],
)
def test_all_reasons_are_given_in_the_languages_of_the_setting(languages: tuple[str, ...], reason: str) -> None:
    """Each language is one paragraph."""
    assert body(decision(CheckResult.FAIL, ROWS, BYTES), languages=languages)["errorMessage"] == reason


def test_a_reason_of_one_language_is_given_in_that_one() -> None:
    """What is not written in the language that is asked for is given in the one that there is, and once."""
    assert answer.reason_text([ENGLISH], ("zh",), 1000) == "Only English."
    assert answer.reason_text([ENGLISH], ("en", "zh"), 1000) == "Only English."
    assert answer.reason_text([ENGLISH, ROWS], ("en", "zh"), 1000) == (
        "Only English. Too many rows.\nOnly English. 行数过多。"
    )


def test_the_strictest_reason_comes_first() -> None:
    """FAIL before WARN, else in the order of the policy."""
    outcomes = tuple(
        Outcome(name, "fired", reason.result, reason=reason)
        for name, reason in (("a", BYTES), ("b", ENGLISH), ("c", ROWS))
    )
    result, reasons = weigh(outcomes)
    assert body(decision(result, *reasons))["errorMessage"] == "Too many rows. A large file. Only English."


def test_chinese_is_written_as_it_is() -> None:
    """The body is JSON in UTF-8, not in escapes."""
    assert "行数过多。" in answer.body(decision(CheckResult.FAIL, ROWS), Settings(languages=("zh",)))


def test_a_short_reason_is_not_cut() -> None:
    """What fits is given whole."""
    assert answer.cut("Too many rows.", 14) == "Too many rows."
    assert answer.cut("", 0) == ""


@pytest.mark.parametrize(
    ("length", "text"),
    [(13, "Too many row…"), (10, "Too many…"), (9, "Too many…"), (4, "Too…"), (2, "T…"), (1, "…"), (0, "")],
)
def test_a_long_reason_ends_in_an_ellipsis(length: int, text: str) -> None:
    """The ellipsis is counted, no blank stands before it, and no length is too short."""
    assert answer.cut("Too many rows.", length) == text


@pytest.mark.parametrize("cluster", CLUSTERS, ids=[ascii(cluster) for cluster in CLUSTERS])
def test_a_reason_is_cut_at_a_whole_character(cluster: str) -> None:
    """What is one character to a reader is given whole or not at all, wherever the cut falls."""
    text = f"ab{cluster}{cluster}cd"
    whole = ["…", "a…", "ab…", f"ab{cluster}…", f"ab{cluster}{cluster}…", f"ab{cluster}{cluster}c…", text]
    cuts = [answer.cut(text, length) for length in range(1, len(text) + 1)]
    assert list(dict.fromkeys(cuts)) == [one for one in whole if one in cuts]
    assert set(cuts) <= set(whole)
    assert {f"ab{cluster}…", f"ab{cluster}{cluster}…"} <= set(cuts)
    assert all(len(found) <= length for length, found in enumerate(cuts, start=1))


def test_flags_are_told_apart() -> None:
    """A row of regional indicators is cut between two pairs, not within one."""
    assert answer.cut(CHINA * 4, 4) == f"{CHINA}…"
    assert answer.cut(CHINA * 4, 5) == f"{CHINA * 2}…"
    assert answer.cut(f"x{CHINA * 4}", 4) == f"x{CHINA}…"


def test_a_reason_of_nothing_but_marks_is_cut_all_the_same() -> None:
    """Marks without end have no place to cut, and leave the ellipsis."""
    assert answer.cut("\u0301" * 100_000, 1000) == "…"


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    """What is no character cannot be written as UTF-8."""
    broken = Reason(CheckResult.FAIL, {"en": "a\ud83d"})
    assert answer.cut("a\ud83d", 10) == "a?"
    assert answer.body(decision(CheckResult.FAIL, broken), Settings()).encode()


@pytest.mark.parametrize("beside", ["\u115f", "\u1200", "\U0001f3fa", "\U0001f400", "\U0001f1e5", "\U0001f200"])
def test_what_stands_beside_marks_is_no_mark(beside: str) -> None:
    """The neighbours of skin tones, regional indicators and parts of syllables are characters of their own."""
    assert answer.cut(f"ab{beside}{beside}c", 4) == f"ab{beside}…"


def test_one_language_has_the_whole_length() -> None:
    """What no other language needs is not kept for it."""
    long = Reason(CheckResult.FAIL, {"en": "e" * 500, "zh": "中" * 500})
    assert answer.reason_text([long], ("zh",), 100) == "中" * 99 + "…"
    assert answer.reason_text([Reason(CheckResult.FAIL, {"en": "e" * 500})], ("en", "zh"), 100) == "e" * 99 + "…"


def test_two_languages_share_the_length_fairly() -> None:
    """Each has half; neither costs a reader the other."""
    long = Reason(CheckResult.FAIL, {"en": "e" * 500, "zh": "中" * 500})
    for length in (101, 102):
        english, chinese = answer.reason_text([long], ("en", "zh"), length).split("\n")
        assert (english, chinese) == ("e" * 49 + "…", "中" * 49 + "…")


@pytest.mark.parametrize(("en", "zh"), [(20, 500), (500, 20)])
def test_what_one_language_does_not_need_the_other_has(en: int, zh: int) -> None:
    """A short paragraph is whole, and the long one has the rest of the length."""
    reason = Reason(CheckResult.FAIL, {"en": "e" * en, "zh": "中" * zh})
    text = answer.reason_text([reason], ("en", "zh"), 101)
    lengths = [len(paragraph) for paragraph in text.split("\n")]
    assert sorted(lengths) == [20, 80]
    assert text.count("…") == 1


@pytest.mark.parametrize("length", range(20, 60))
def test_the_reason_is_never_longer_than_the_setting(length: int) -> None:
    """Whatever the languages and the reasons, the whole is within the length."""
    for languages in (("en",), ("zh",), ("en", "zh")):
        for reasons in ([ROWS], [ROWS, BYTES], [ROWS, BYTES, ENGLISH, ROWS], [ENGLISH] * 9):
            assert len(answer.reason_text(reasons, languages, length)) <= length

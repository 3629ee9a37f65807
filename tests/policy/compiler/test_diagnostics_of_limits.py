"""Every finding about what is too much: refused at its place, with what to do about it, and at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.policy.compiler import Compilation, names, yaml_source
from dwgate.policy.compiler.calendars.form import MOST_LISTED
from dwgate.policy.compiler.diagnostics import Diagnostic, did_you_mean
from dwgate.policy.compiler.yaml_reading import LONGEST
from dwgate.policy.compiler.yaml_source import YamlSource

Find = Callable[..., None]
RULE = "- {name: large, when: event.fileSize > 1, then: FAIL, reason: {en: No.}}\n"
STARTED = RULE.replace("event.fileSize > 1", "size(event.jobIds) > 1")
A_RULE = "- {{name: r-{}, when: {}event.fileSize > {}, then: FAIL, reason: {{en: No.}}}}\n"
AN_EXEMPTION = "- {{rules: [{}], when: {}operator == 'x', reason: audit, owner: me, expires: 2027-01-01}}\n"
OVER = "x" * (LONGEST + 1)
TOO_LONG = f"a text has at most {LONGEST} characters, and this has {LONGEST + 1}"
MAKE_SEVERAL = "make several rules of one, and a parameter of a long list"
LET_ONE_SAY = "let one say what several say"
LISTED = ", ".join(f"{year}-01-01..{year}-12-31" for year in range(2000, 2028))
CALENDAR = f"calendars:\n  ‸long: {{closed: [{LISTED}], until: 2100-01-01}}\n"


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param("too-long", RULE.replace("event.fileSize > 1", f"‸{OVER}"), TOO_LONG, MAKE_SEVERAL),
        pytest.param("too-long", STARTED.replace("No.", f"‸{OVER}"), TOO_LONG, MAKE_SEVERAL),
        pytest.param("too-long", STARTED.replace("large", f"‸{OVER}"), TOO_LONG, MAKE_SEVERAL),
        pytest.param(
            "too-many-steps",
            RULE.replace("event.fileSize > 1", '"event.jobIds.all(id, ‸event.jobIds + event.jobIds != [])"'),
            "this can take 36,015,004 steps, and at most 30,000,000 are taken",
            "loop over less, or ask several rules",
        ),
        pytest.param(
            "too-many-steps",
            STARTED.replace("No.", '"${size(event.jobIds.map(id, ‸event.jobIds + event.jobIds))}"'),
            "this can take 36,303,785 steps, and at most 30,000,000 are taken",
            "loop over less, or ask several rules",
        ),
    ],
)
def test_what_is_too_much_is_found(name: str, policy: str, message: str, hint: str, assert_finds: Find) -> None:
    """At its place, which of a condition is its dearest part."""
    assert_finds(name, f"rules:\n{policy}", message, hint, "batch-start-diJob")


def test_a_calendar_lists_few_days(assert_finds: Find) -> None:
    """A range of days is all of them."""
    message = f"a calendar lists at most {MOST_LISTED} days, and this lists 10227"
    hint = "let week say which days are worked, and until be sooner"
    assert_finds("too-many", f"{CALENDAR}rules:\n{RULE}", message, hint)


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            "rules:\n" + "".join(A_RULE.format(number, "", number) for number in range(4)).replace("r-3", "‸r-3"),
            "a function has at most 3 rules",
        ),
        (f"params: {{a: 1, b: 2, c: 3, ‸d: 4}}\nrules:\n{RULE}", "a function has at most 3 parameters"),
        (
            "calendars: {a: {extends: china}, b: {extends: a}, c: {extends: b}, ‸d: {extends: c}}\nrules:\n" + RULE,
            "a function has at most 3 calendars",
        ),
        (
            f"rules:\n{RULE}exemptions:\n" + AN_EXEMPTION.format("large", "") * 3 + AN_EXEMPTION.format("large", "‸"),
            "a function has at most 3 exemptions",
        ),
        (
            f"rules:\n{RULE}exemptions:\n" + AN_EXEMPTION.format("large, large, large, large, large, ‸large", ""),
            "the exemptions of a function name at most 5 rules",
        ),
    ],
)
def test_a_function_has_few_of_a_kind(
    policy: str, message: str, monkeypatch: pytest.MonkeyPatch, assert_finds: Find
) -> None:
    """The first one too many is named, and nothing else is made of the policy."""
    monkeypatch.setattr(names, "MOST_OF_A_KIND", 3)
    monkeypatch.setattr(names, "MOST_LIFTED", 5)
    assert_finds("too-many", policy, message, LET_ONE_SAY)


def test_ten_thousand_rules_are_refused_before_they_are_compiled(
    compiled: Callable[..., Compilation], executed: Callable[..., int]
) -> None:
    """In many files as in one, and a file of them all is not even read."""
    found: list[tuple[Diagnostic, ...]] = []
    rules = "".join(A_RULE.format(number, "", number) for number in range(13_000))
    lines = executed(lambda: found.append(compiled(f"rules:\n{rules}").diagnostics))
    assert [(one.name, one.message) for one in found[0]] == [("yaml-syntax", "a file has at most 1000000 characters")]
    assert lines < 3 * 13_000


def test_a_file_of_any_size_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what is beyond the limit nothing is kept; characters are counted, not bytes."""
    monkeypatch.setattr(yaml_source, "LONGEST", 10)
    path = tmp_path / "a.yaml"
    path.write_text("a: 数据数据数据数")
    assert YamlSource.read(path, "a.yaml").findings == []
    for text in ("a: 数据数据数据数据", "a: " + "x" * 1000):
        path.write_text(text)
        source = YamlSource.read(path, "a.yaml")
        (finding,) = source.findings
        assert (finding.message, finding.hint) == (
            "a file has at most 10 characters",
            "take it apart into several files",
        )
        assert source.root is None
        assert len(source.text) < 50


def test_many_findings_take_no_longer_each(executed: Callable[..., int]) -> None:
    """The place of one is looked up, and not counted from the beginning of the file."""

    source = YamlSource.of("a.yaml", "\n".join(f"k{number}: x" for number in range(1000)))

    def report(count: int) -> None:
        for number in range(count):
            source.at(5 * number, "unknown-key", "no")

    once, twice = (executed(report, count) for count in (500, 1000))
    assert twice <= 2 * once
    assert once < 500 * 20


def test_a_long_line_is_shown_around_the_place() -> None:
    """And not at all where it is longer than any that somebody writes; the caret stands below the character."""
    line = "x" * 500 + "HERE" + "y" * 500
    place, shown, caret = Diagnostic("a.yaml", 1, 501, "tab", "no", line).render().splitlines()
    assert place == "a.yaml:1:501: tab: no"
    assert shown == "  1 | …" + "x" * 100 + "HERE" + "y" * 296 + "…"
    assert shown[caret.index("^") :].startswith("HERE")
    for column, start, end in ((1, "  1 | x", "…"), (1004, "  1 | …y", "y")):
        _, shown, caret = Diagnostic("a.yaml", 1, column, "tab", "no", line).render().splitlines()
        assert (shown.startswith(start), shown.endswith(end)) == (True, True)
        assert shown[caret.index("^")] == line[column - 1]
    source = YamlSource.of("a.yaml", "a: " + "x" * 30_000)
    assert (source.at(5, "tab", "no").source, source.at(5, "tab", "no").column) == ("", 6)


def test_a_hint_lists_what_can_be_read() -> None:
    """Of a thousand rules it names some, and says how many more there are."""
    hint = did_you_mean("?", [f"r-{number:03}" for number in range(1000)], listing="the rules")
    assert hint == "the rules: " + ", ".join(f"r-{number:03}" for number in range(100)) + ", and 900 more"

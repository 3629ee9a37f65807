"""Rules that another makes pointless."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.conftest import AT, Analyse
from dwgate.analysis import analyse
from dwgate.analysis import pointless as pointless_rules
from dwgate.policy.compiler import compile_function

STRICT = "event.dataRowSize > 5"
DOWNLOADS = ("download-resources", "download-resources-execute")


def rule(name: str, when: str, then: str = "FAIL", on_error: str = "FAIL", mode: str = "enforce") -> str:
    """Write a rule."""
    return (
        f"  - name: {name}\n    when: |\n      {when}\n    then: {then}\n    on_error: {on_error}\n    mode: {mode}\n"
        "    reason: {en: no}\n"
    )


def exemption(*rules: str, when: str = "operator == '7'") -> str:
    """Write an exemption."""
    return (
        f"  - rules: [{', '.join(rules)}]\n    when: {when}\n    reason: audit\n    owner: me@example.com\n"
        "    expires: 2027-01-01\n"
    )


def pointless(analysed: Analyse, *rules: str, exemptions: str = "", points: tuple[str, ...] = ()) -> list[str]:
    """Give the rules that are found to be pointless, each with the one that makes them so."""
    policy = "rules:\n" + "".join(rules) + (f"exemptions:\n{exemptions}" if exemptions else "")
    findings = analysed(policy, *points)
    assert {finding.name for finding in findings} <= {"pointless-rule"}
    return [
        f"{finding.source.rpartition(' ')[2]} by {finding.message.partition(', ')[2].partition(' ')[0]}"
        for finding in findings
    ]


def test_a_rule_that_fires_where_a_stricter_one_does_is_pointless(analysed: Analyse) -> None:
    """With a message on which both fire."""
    policy = "rules:\n" + rule("wide", STRICT) + rule("narrow", "event.dataRowSize > 9 && event.fileSize > 9", "WARN")
    (finding,) = analysed(policy)
    assert (finding.name, finding.line) == ("pointless-rule", 9)
    assert finding.message == (
        "wherever this rule asks for something, wide (functions/f/policy/limits.yaml:2) asks for FAIL"
    )
    assert finding.hint == "remove it, or narrow wide"
    assert finding.example is not None
    assert finding.example.says == "narrow fires on this, and so does wide"
    assert finding.example.case["rules"] == ["wide", "narrow"]


def test_of_two_that_are_the_same_the_last_is_pointless(analysed: Analyse) -> None:
    """And of three the last two, by the first."""
    assert pointless(analysed, *(rule(name, STRICT) for name in "abc")) == ["b by a", "c by a"]


def test_the_milder_of_two_that_are_the_same_is_pointless(analysed: Analyse) -> None:
    """Wherever it stands."""
    assert pointless(analysed, rule("a", STRICT, "WARN", "WARN"), rule("b", STRICT)) == ["a by b"]


def test_a_rule_that_asks_for_more_has_a_point(analysed: Analyse) -> None:
    """Where it fires, and where it cannot be judged."""
    assert pointless(analysed, rule("a", "event.dataRowSize > 9"), rule("b", STRICT, "WARN")) == []
    assert pointless(analysed, rule("a", "event.dataRowSize > 9"), rule("b", STRICT, on_error="WARN")) == []


def test_a_rule_in_shadow_is_no_substitute(analysed: Analyse) -> None:
    """Nor does one that is enforced make a trial pointless."""
    narrow = rule("a", "event.dataRowSize > 9")
    assert pointless(analysed, narrow, rule("b", STRICT, mode="shadow")) == []
    shadow = rule("a", "event.dataRowSize > 9", mode="shadow")
    assert pointless(analysed, shadow, rule("b", STRICT)) == []
    assert pointless(analysed, shadow, rule("b", STRICT, mode="shadow")) == ["a by b"]


def test_an_exemption_of_the_other_rule_alone_gives_this_one_a_point(analysed: Analyse) -> None:
    """Who is exempt of one is stopped by the other; where both are lifted, neither stops anything."""
    rules = rule("a", "event.dataRowSize > 9"), rule("b", STRICT)
    assert pointless(analysed, *rules, exemptions=exemption("b")) == []
    assert pointless(analysed, *rules, exemptions=exemption("a")) == ["a by b"]
    assert pointless(analysed, *rules, exemptions=exemption("a", "b")) == ["a by b"]


def test_an_error_counts_as_what_it_asks_for(analysed: Analyse) -> None:
    """A field that the other reads and this one does not may not come: then the other is in error."""
    narrow = rule("a", "event.dataRowSize > 9")
    assert pointless(analysed, narrow, rule("b", f"{STRICT} && event.fileSize == event.fileSize")) == ["a by b"]
    mild = rule("b", f"{STRICT} && event.fileSize == event.fileSize", on_error="WARN")
    assert pointless(analysed, narrow, mild) == []
    milder = rule("a", "event.dataRowSize > 9", on_error="OK")
    assert pointless(analysed, milder, rule("b", STRICT, on_error="OK")) == ["a by b"]


def test_an_error_of_this_rule_may_be_all_that_is_said(analysed: Analyse) -> None:
    """Where a field does not come, the other passes, because it asks for that first."""
    guarded = rule("b", f"has(event.dataRowSize) && {STRICT}")
    assert pointless(analysed, rule("a", "event.dataRowSize > 9"), guarded) == []
    assert pointless(analysed, rule("a", "event.dataRowSize > 9", on_error="OK"), guarded) == ["a by b"]


def test_a_rule_that_may_be_lifted_answers_no_error(analysed: Analyse) -> None:
    """This one's error is not lifted, and the other one, which fires then, is."""
    narrow = rule("a", "event.fileName == 'a' && event.dataRowSize / 2 > 9")
    wide = rule("b", "event.fileName == 'a'")
    assert pointless(analysed, narrow, wide) == ["a by b"]
    assert pointless(analysed, narrow, wide, exemptions=exemption("a", "b")) == []


def test_a_point_that_the_other_does_not_serve_is_not_covered(analysed: Analyse) -> None:
    """A rule of two points is not pointless beside one that fires at one of them."""
    narrow, wide = rule("a", "event.dataRowSize > 9"), rule("b", f"point == 'download-resources' && {STRICT}")
    assert pointless(analysed, narrow, wide, points=DOWNLOADS) == []


@pytest.mark.parametrize(("on_error", "expected"), [("FAIL", []), ("OK", ["pointless-rule"])])
def test_where_the_other_is_not_asked_this_one_may_not_even_be_in_error(
    on_error: str, expected: list[str], function: Callable[..., Path]
) -> None:
    """A rule of two points fires at one of them, and its error at the other asks for something."""
    narrow = "(point == 'download-resources' || event.fileSize > event.fileSize) && event.dataRowSize > 9"
    folder = function("rules:\n" + rule("a", narrow, on_error=on_error), *DOWNLOADS)
    (folder / "policy" / "others.yaml").write_text("points: [download-resources]\nrules:\n" + rule("b", STRICT))
    compilation = compile_function(folder, "functions/f")
    assert [finding.name for finding in analyse(folder, compilation, "functions/f", AT)] == expected


def test_what_is_not_understood_is_the_same_as_itself_alone(analysed: Analyse) -> None:
    """A rule with a part more is pointless, and one with another part is not."""
    one, other = "event.fileName.matches('a+')", "event.fileName.matches('a*')"
    assert pointless(analysed, rule("a", f"{one} && event.fileName != 'b'"), rule("b", one)) == ["a by b"]
    assert pointless(analysed, rule("a", f"{one} && event.fileName != 'b'"), rule("b", other)) == []


def test_only_so_much_is_compared(analysed: Analyse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand rules of a thousand states each would take years; a finding less is no wrong one."""
    rules = [rule(name, f"{STRICT} && event.fileSize > {size}") for size, name in enumerate("abcd")]
    assert pointless(analysed, *rules) == ["b by a", "c by a", "d by a"]
    monkeypatch.setattr(pointless_rules, "MOST_COMPARED", 200)
    assert pointless(analysed, *rules) in (["b by a"], ["b by a", "c by a"])
    monkeypatch.setattr(pointless_rules, "MOST_COMPARED", 0)
    assert pointless(analysed, *rules) == []

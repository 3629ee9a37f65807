"""Limits that no value reaches."""

from collections.abc import Callable

import pytest

from analysis.conftest import Analyse

RULE = "rules:\n  - name: odd\n    when: {}\n    then: FAIL\n    reason: {{en: no}}\n"


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('now.getHours("+08:00") ‸> 23', 'now.getHours("+08:00") is from 0 to 23, so this is never true'),
        ('now.getHours("+08:00") ‸>= 0', 'now.getHours("+08:00") is from 0 to 23, so this is always true'),
        ("now.getMonth() ‸== 12", "now.getMonth() is from 0 to 11, so this is never true"),
        ("now.getDate() ‸< 1", "now.getDate() is from 1 to 31, so this is never true"),
        ("7 ‸== now.getDayOfWeek()", "now.getDayOfWeek() is from 0 to 6, so this is never true"),
        ("now.getDayOfWeek() ‸!= 7", "now.getDayOfWeek() is from 0 to 6, so this is always true"),
        ("now.getDayOfWeek() ‸in [6, 7]", "now.getDayOfWeek() is from 0 to 6, and never 7"),
        ("size(event.fileName) ‸< 0", "size(event.fileName) is never under 0, so this is never true"),
        ("event.dataRowSize ‸> -1", "event.dataRowSize is never under 0, so this is always true"),
        ("event.fileName.size() ‸>= 0", "size(event.fileName) is never under 0, so this is always true"),
        (
            "event.dataRowSize ‸> 9223372036854775807",
            "event.dataRowSize is a whole number of 64 bits, so this is never true",
        ),
        (
            'units.bytes("9223372036854775807B") ‸< event.fileSize',
            "event.fileSize is a whole number of 64 bits, so this is never true",
        ),
        (
            "event.dataRowSize > 5 && (event.fileSize > 5 || !(now.getMinutes() ‸> 59))",
            "now.getMinutes() is from 0 to 59, so this is never true",
        ),
    ],
)
def test_a_limit_that_no_value_reaches_is_found(condition: str, told: str, analysed: Analyse) -> None:
    """With its place, what the value can be, and a message on which the comparison is as on any other."""
    (finding,) = analysed(RULE.format(condition.replace("‸", "")))
    assert (finding.name, finding.message) == ("limit-out-of-range", told)
    assert finding.column == len("    when: ") + condition.index("‸") + 1
    assert finding.example is not None
    assert finding.example.says.startswith("this comes nearest, with ")


def test_the_example_has_the_nearest_value(analysed: Analyse) -> None:
    """The last hour of the day, under a limit of 24, and an empty text, over a limit of no characters."""
    (hour,) = analysed("params:\n  ends: 24\n" + RULE.format("now.getHours('+08:00') >= params.ends"))
    assert hour.message.endswith("so this is never true (ends is 24)")
    assert hour.example is not None
    assert hour.example.case["now"] == "2026-11-18T23:00:00+08:00"
    assert hour.example.says == "this comes nearest, with 23, and there the comparison is false"


@pytest.mark.parametrize(
    "condition",
    [
        "now.getHours() > 22",
        "now.getDayOfWeek() in [0, 6]",
        "size(event.fileName) > 0",
        "event.dataRowSize > 0",
        "(now - timestamp('2026-01-01T00:00:00Z')).getHours() > 30",
        "event.dataRowSize in params.rows",
        "params.rows.exists(row, row > 9223372036854775807 - 1)",
        "now.getHours() > event.dataRowSize",
        "event.fileSize > units.bytes('9223372036854775806B')",
    ],
)
def test_a_limit_that_can_be_reached_is_right(condition: str, analysed: Analyse) -> None:
    """A duration has more than 23 hours, and a loop is not looked into."""
    params = "params:\n  rows: [1, 2]\n" if "params." in condition else ""
    assert [one.name for one in analysed(params + RULE.format(condition)) if one.name == "limit-out-of-range"] == []


def test_what_follows_from_a_limit_is_not_told_again(analysed: Analyse) -> None:
    """That the rule never fires follows, and so does that another makes it pointless."""
    policy = RULE.format("now.getHours() > 23 && event.dataRowSize > 9") + RULE.format("event.dataRowSize > 5").replace(
        "rules:\n", ""
    ).replace("odd", "other")
    assert [finding.name for finding in analysed(policy)] == ["limit-out-of-range"]


def test_a_limit_of_an_exemption_is_found(analysed: Analyse) -> None:
    """It is a condition as that of a rule."""
    policy = RULE.format("event.dataRowSize > 5") + (
        "exemptions:\n  - rules: [odd]\n    when: operator == '7' || now.getHours() == 24\n    reason: night\n"
        "    owner: me@example.com\n    expires: 2027-01-01\n"
    )
    (finding,) = analysed(policy)
    assert (finding.name, finding.line) == ("limit-out-of-range", 8)


def test_at_one_of_two_points_a_limit_may_be_reached(found: Callable[..., list[str]]) -> None:
    """Only what is the same at all of them is found."""
    points = ("download-resources", "download-resources-execute")
    assert found("has(event.ip) && size(event.ip) < 0", points=points) == ["limit-out-of-range"]

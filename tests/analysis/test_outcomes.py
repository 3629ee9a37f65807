"""What a condition can come to at a point: what cannot be is known, and what is not understood can be."""

from typing import Any

import pytest

from dwgate.analysis.outcomes import Judge
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.types import shape_of

PARAMETERS: dict[str, Any] = {
    "limit": 5,
    "words": ["a", "b"],
    "numbers": [1, 2],
    "of": [{"max": 5}, {"max": 7}],
    "none": [],
}


def can_be(expression: str, *points: str, at: str | None = None) -> str:
    """Give the first letters of what a condition can come to: true, false, an error."""
    points = points or ("download-resources",)
    tree = Conditions(points, PARAMETERS).tree(expression)
    outcomes = Judge(tree, at or points[0], shape_of(points), PARAMETERS).outcomes(tree.root)
    return "".join(
        letter for letter, states in zip("tfe", (outcomes.true, outcomes.false, outcomes.error), strict=True) if states
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("event.dataRowSize > 5", "tfe"),
        ("true", "t"),
        ("false", "f"),
        ("params.limit > 4", "t"),
        ("4 >= params.limit", "f"),
        ("params.limit in params.numbers", "f"),
        ("'a' in params.words", "t"),
        ("event.dataRowSize > 5 && event.dataRowSize < 6", "fe"),
        ("event.dataRowSize > 5 || event.dataRowSize <= params.limit", "te"),
        ("5 < event.dataRowSize && 6 > event.dataRowSize", "fe"),
        ("event.dataRowSize == 5 && event.dataRowSize in params.numbers", "fe"),
        ("event.dataRowSize != 5 || event.dataRowSize == 5", "te"),
        ("event.fileName in params.none", "fe"),
        ("event.fileName in params.words && !(event.fileName in params.words)", "fe"),
        ("event.fileName in params.words && event.fileName == 'c'", "fe"),
        ("params.words.exists(word, event.fileName == word) && event.fileName == 'c'", "fe"),
        ("params.words.all(word, event.fileName != word) && event.fileName == 'a'", "fe"),
        ("params.of.exists(one, event.dataRowSize > one.max) && event.dataRowSize < 5", "fe"),
        ("params.none.exists(word, event.fileName == word)", "f"),
        ("event.fileName.matches('a') && !event.fileName.matches('a')", "fe"),
        ("event.fileName.matches('a') && !event.fileName.matches('b')", "tfe"),
        ("event.dataRowSize / 2 > 5 && event.dataRowSize / 2 < 5", "fe"),
        ("event.dataRowSize / 2 > 5 && event.dataRowSize / 3 < 5", "tfe"),
        ("event.dataRowSize < event.fileSize && event.fileSize < event.dataRowSize", "fe"),
        ("event.dataRowSize < event.fileSize && event.fileSize == event.dataRowSize", "fe"),
        ("event.dataRowSize <= event.fileSize && event.fileSize <= event.dataRowSize", "tfe"),
        ("event.dataRowSize < event.dataRowSize", "fe"),
        ("event.fileName == event.fileName", "te"),
        ("operator == workspace && operator != workspace", "fe"),
        ("event.dataRowSize > 5 == true && event.dataRowSize < 3", "fe"),
        ("(event.dataRowSize > 5) == false && event.dataRowSize > 7", "fe"),
        ("has(event.fileName) && !has(event.fileName)", "f"),
        ("!has(event.fileName) && event.fileName == 'a'", "fe"),
        ("!('operator' in present) && operator == 'a'", "fe"),
        ("event.dataRowSize > 5 ? event.dataRowSize < 3 : event.dataRowSize > 7", "fe"),
        ("(event.dataRowSize > 5 ? event.fileSize : 3) > 5 && (event.dataRowSize > 5 ? event.fileSize : 3) < 5", "fe"),
        ("(event.dataRowSize > 5 ? true : false) == true && event.dataRowSize < 3", "fe"),
        ("now > timestamp('2026-11-18T00:00:00Z') && now < timestamp('2026-11-18T00:00:00Z')", "f"),
        ("now.getHours() > 23", "f"),
        ("now.getHours('+08:00') >= 0", "t"),
        ("now.getHours('+08:00') > 3 && now.getHours('+09:00') < 3", "tf"),
        ("(now - timestamp('2026-01-01T00:00:00Z')).getHours() > 30", "tfe"),
        ("size(event.fileName) < 0", "fe"),
        ("size(event.fileName) > 3 && event.fileName == 'a'", "tfe"),
        ("double(event.dataRowSize) > 0.5 && double(event.dataRowSize) < 0.5", "fe"),
        ("double(event.dataRowSize) > 0.5 || double(event.dataRowSize) <= 0.5", "tfe"),
        ("double(event.dataRowSize) > 0.5 || !(double(event.dataRowSize) > 0.5)", "te"),
        (
            "double(event.dataRowSize) < double(event.fileSize) || double(event.dataRowSize) >= double(event.fileSize)",
            "tfe",
        ),
        ("double(event.dataRowSize) > 9007199254740993.0", "tfe"),
        ("present.exists(name, name == 'a') && !present.exists(name, name == 'a')", "fe"),
        ("present.exists_one(name, name == 'a')", "tfe"),
        ("params.words == ['a', 'b']", "t"),
        ("!(1 < 2)", "f"),
        ("size(params.words) > 5", "f"),
        ("'abc'.startsWith('b')", "f"),
        ("params.of[0]['max'] > 5", "f"),
        ("params.of[0].max == 5", "t"),
        ("has(params.of[0].max)", "t"),
        ("params.of[7].max == 5", "e"),
        ("[1, 2].exists(n, n > params.limit)", "f"),
        ("event.dataRowSize > params.of[1].max && event.dataRowSize < 6", "fe"),
        ("event.dataRowSize > size(params.words) && event.dataRowSize < 2", "fe"),
        ("type(params.limit) == int", "tfe"),
        ("['a'] == [event.fileName]", "tfe"),
        ("event.fileName in [operator, 'a']", "tfe"),
        ("event.fileName + 'x' == 'ax' && event.fileName + 'x' == 'bx'", "fe"),
        ("[1, 2].map(n, n * event.dataRowSize) == [1, 2]", "tfe"),
        ("type(event.fileName) == string", "tfe"),
        ("[has(event.fileName)] == [true]", "tf"),
        ("timestamp('2026-11-18T00:00:00Z').getHours() > 23", "f"),
    ],
)
def test_what_a_condition_can_come_to(expression: str, expected: str) -> None:
    """True, false, or an error because a field did not come or cannot be read."""
    assert can_be(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("event.row > 5 && event.row < 5", "fe"),
        ("event.row > 5 && event.row < 6", "tfe"),
        ("event.row > 5 && event.row == 'a'", "fe"),
        ("event.row > 5 || event.row <= 5", "te"),
        ("event.row == 1 && event.row == true", "fe"),
        ("event.row != 1 && event.row == 1.0", "fe"),
        ("event.row == 9007199254740993 && event.row == 9007199254740992.0", "tfe"),
        ("event.flag && !event.flag", "fe"),
        ("event.flag || !event.flag", "te"),
        ("event.flag == true || event.flag == false", "tfe"),
        ("event.name.first == 'a' && event.name.first == 'b'", "fe"),
        ("size(event.row) < 0", "fe"),
    ],
)
def test_a_field_of_no_known_type_is_what_it_is_compared_with(expression: str, expected: str) -> None:
    """A number is over five and no text is, and what is compared with a text may be a number."""
    assert can_be(expression, "asset-publish") == expected


DOWNLOADS = ("download-resources", "download-resources-execute")


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        ("point == 'download-resources'", "download-resources", "t"),
        ("point in ['download-resources-execute']", "download-resources", "f"),
        ("has(event.ip) && event.ip == 'a'", "download-resources", "f"),
        ("has(event.ip) && event.ip == 'a'", "download-resources-execute", "tfe"),
        ("point != 'download-resources' && event.ip == 'a' && event.ip == 'b'", "download-resources-execute", "fe"),
    ],
)
def test_what_is_known_of_a_point_is_heeded(expression: str, at: str, expected: str) -> None:
    """Its name, and the fields that it does not have."""
    assert can_be(expression, *DOWNLOADS, at=at) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("file.type() == 10 && file.type() == 11", "fe"),
        ("file.content().contains('a') && !file.content().contains('a')", "fe"),
        ("option('strict', true) || !option('strict', true)", "te"),
        ("option('rows', 5) > 3 && option('rows', 5) < 3", "fe"),
        ("option('rows', 5) > 3 && option('rows', 6) < 3", "tfe"),
        ("option('share', 0.5) > 0.3 && option('share', 0.5) < 0.3", "fe"),
        ("option(event.fileName, 5) > 3", "tfe"),
        ("snapshot.has('file.type') && !snapshot.has('file.type')", "fe"),
        ("size(file.inputs()) < 0", "fe"),
        ("file.schedule().cycleType == 'DAY' && file.schedule().cycleType == 'NOT_DAY'", "fe"),
        ("has(file.schedule().cycleType) && !has(file.schedule().cycleType)", "fe"),
    ],
)
def test_a_fact_is_the_same_throughout_a_decision(expression: str, expected: str) -> None:
    """It is asked for once, and may not be had."""
    assert can_be(expression, "commit-file") == expected


def test_a_loop_that_would_take_too_long_is_not_followed() -> None:
    """Nor are more states kept than can be looked at: what is not followed may be so and may not."""
    words = ", ".join(f"'w{number}'" for number in range(301))
    never = f"[{words}].exists(word, event.fileName == word) && event.fileName == 'other'"
    assert can_be(never) == "tfe"
    assert can_be(never.replace(words, words[:50].rpartition(",")[0])) == "fe"
    many = " && ".join(f"(event.dataRowSize == {number} || event.fileSize == {number})" for number in range(12))
    assert can_be(f"{many} && event.dataRowSize == 99 && event.fileSize == 99") in {"fe", "tfe"}

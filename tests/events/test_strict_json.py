"""A text that two readers of JSON would read in two ways is refused, and says why without quoting it."""

import json
from typing import Any

import pytest

from dwgate.events import catalogue, strict_json
from dwgate.events.strict_json import DEEPEST, Fault, fault_in

TOO_DEEP = ("is nested more than 64 levels deep", "嵌套超过 64 层")
TOO_LONG = ("holds a number of too many digits to be read", "含有位数过多的数值，无法读取")
NO_NUMBER = ("holds NaN or Infinity, which are no numbers of JSON", "含有 NaN 或 Infinity，JSON 没有这些数值")
TWICE = ("has a key twice in one object", "的同一对象中有键重复")
OPERATOR_TWICE = ("has the key operator twice in one object", "的同一对象中键 operator 重复")


def nested(levels: int) -> str:
    """Lists and objects in turn, so many in all."""
    return (
        "".join("[" if level % 2 else '{"a":' for level in range(levels))
        + "1"
        + "".join("]" if level % 2 else "}" for level in reversed(range(levels)))
    )


REFUSED = [
    ('{"s3cret": 1, "s3cret": 1}', TWICE),
    ('{"s3cret": 1, "s3cre\\u0074": 2}', TWICE),
    ('{"": 1, "": 1}', TWICE),
    ('{"__proto__": 1, "__proto__": 2}', TWICE),
    ('{"operator": "7", "b": 1, "operator": "8"}', OPERATOR_TWICE),
    ('[[{"a": {"b": [{"operator": 1, "operator": 1}]}}]]', OPERATOR_TWICE),
    ("NaN", NO_NUMBER),
    ('{"a": [Infinity]}', NO_NUMBER),
    ('{"a": -Infinity}', NO_NUMBER),
    ("9" * 5000, TOO_LONG),
    ('{"a": -' + "9" * 5000 + "}", TOO_LONG),
    (nested(DEEPEST + 1), TOO_DEEP),
    ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), TOO_DEEP),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_two_readers_read_in_two_ways_is_refused(text: str, problem: tuple[str, str]) -> None:
    """The fault says what it is, in both languages, and is found again in what is salvaged."""
    with pytest.raises(Fault) as refused:
        strict_json.read(text)
    assert (refused.value.problem, refused.value.problem.chinese) == problem
    assert refused.value.is_json
    found = fault_in(strict_json.salvage(text))
    assert found
    assert found.problem == problem[0]


@pytest.mark.parametrize("text", ["", " ", "{", '{"a": s3cret}', "[1,]", "'a'", "01", "+1", "nan", "\ufeff{}"])
def test_what_is_no_json_says_where_it_ends_to_be(text: str) -> None:
    """Nothing of it can be salvaged, and nothing of it is quoted."""
    for reader in (strict_json.read, strict_json.salvage):
        with pytest.raises(Fault, match=r"^is not JSON: .* at line 1, column [0-9]+$") as refused:
            reader(text)
        assert not refused.value.is_json
        assert "s3cret" not in str(refused.value)
        assert refused.value.problem.chinese.startswith("不是 JSON：第 1 行第 ")


def test_what_no_stack_holds_is_too_deep() -> None:
    """How deep a text can be before a reader gives up hangs on the reader; far below that the limit is."""
    for reader in (strict_json.read, strict_json.salvage):
        with pytest.raises(Fault) as refused:
            reader("[" * 1_000_000)
        assert (refused.value.problem, refused.value.is_json) == (TOO_DEEP[0], False)


@pytest.mark.parametrize(
    "text",
    [
        nested(DEEPEST),
        "[" * DEEPEST + "]" * DEEPEST,
        json.dumps([[]] * 1000),
        json.dumps("[" * 1000),
        '{"a": {"a": {"a": 1}}, "A": 1, "a ": 2, "\\u00e9": 3, "e\\u0301": 4}',
        '[1e400, -0, -0.0, 1E-400, 123456789012345678901234567890, "\\ud800", "\\u0000", null]',
        '{"__proto__": {"a": 1}, "__class__": 1, "constructor": {"prototype": {}}, "": 0, ".": 0}',
    ],
    ids=lambda value: value[:40],
)
def test_what_every_reader_reads_alike_is_read_as_ever(text: str) -> None:
    """Odd names, odd numbers and halves of surrogate pairs are JSON, and nested as deep as is read."""
    assert repr(strict_json.read(text)) == repr(json.loads(text))
    assert fault_in(strict_json.read(text)) is None


def test_what_is_at_fault_is_left_out_of_what_is_salvaged() -> None:
    """Neither of two values of a key is told, nor what stands in the place of a number."""
    text = '{"id": "m-1", "type": "a", "type": "b", "data": {"n": NaN, "more": [9%s]}}' % ("9" * 5000)
    salvaged: dict[str, Any] = strict_json.salvage(text)
    assert dict(salvaged) == {"id": "m-1", "data": {"n": {}, "more": [{}]}}
    assert fault_in(salvaged["data"]["n"])
    assert fault_in({"id": "m-1", "other": [1, "a", None, {}]}) is None


def test_the_names_that_are_told_are_documented_ones() -> None:
    """Those of both envelopes and of the bodies' fields, at any depth; any other may be somebody's data."""
    told = ["messageBody", "data", "aliyunpublishtime", "eventCode", "sqlText", "granteeName"]
    assert [name for name in told if not catalogue.is_name(name)] == []
    assert [name for name in ("", "s3cret", "__proto__", "operator ", "OPERATOR") if catalogue.is_name(name)] == []

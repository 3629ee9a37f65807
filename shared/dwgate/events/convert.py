"""The conversion of a body's fields to their documented types.

DataWorks's documentation and its messages disagree about types: numbers arrive as strings, ids as numbers, one object
where a list is documented, enum values in another case.  All of that is converted without loss, or not at all: what
cannot be converted raises :class:`Unreadable`, which never quotes the value.
"""

from __future__ import annotations

from dwgate import json_text
from dwgate.errors import Problem, in_chinese
from dwgate.events import strict_json
from dwgate.light import Pattern, are_digits, remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from dwgate.events.catalogue import Field

    _Sized = TypeVar("_Sized", list[Any], dict[str, Any])
    FieldValue = bool | int | float | str | list[Any] | dict[str, Any]

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
MOST_ITEMS = 1500
"""The most items of a list that a rule can read, or keys of an object.

When a loop collects a list, cel-expr-python 0.1.3 copies what it has for each item more, and keeps all copies: 40 MB
for 1,500 items, 1.6 GB for the 10,000 that CEL allows.
"""
_MOST_DIGITS = 30
_INFINITY = float("inf")
_finite_text = json_text.writer(ensure_ascii=False, allow_nan=False)
_NUMBER = Pattern(r"[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?")
_DEEPEST = 16
_NULL = Problem("null", "空值")
_KINDS = (
    (bool, Problem("boolean", "布尔值")),
    (int | float, Problem("number", "数值")),
    (str, Problem("string", "文本")),
    (list, Problem("list", "列表")),
    (dict, Problem("object", "对象")),
)


class Unreadable(ValueError):  # noqa: N818 - it is the finding about a value, not a failure of the program
    """A value that is not what its field documents; ``problem`` says how, and never quotes it."""

    def __init__(self, english: str, chinese: str) -> None:
        """Say in both languages what is the matter with the value, to be read after its name."""
        super().__init__(english)
        self.problem = Problem(english, chinese)


def convert(field: Field, value: Any) -> FieldValue:
    """Convert a JSON value to the type that its field documents, or raise Unreadable.

    A listed value in another spelling becomes the listed one, so that a rule compares with the documented spelling.
    """
    if field.type == "String" and isinstance(value, str) and value.isascii() and "\0" not in value:
        converted: FieldValue = value  # as most values are
    else:
        converted = _CONVERTERS[field.type](field, value)
    if field.values and isinstance(converted, str):
        return _listed(field, converted)
    return converted


def convert_open(value: Any) -> FieldValue:
    """Take a value of an unpublished field as it is, or raise Unreadable where CEL could not hold it."""
    return _json_value(value, _DEEPEST)


def attempt(conversion: Callable[..., Any], *arguments: Any) -> Any:
    """Give what a conversion gives, or the Unreadable that it raises."""
    try:
        return conversion(*arguments)
    except Unreadable as unreadable:
        return unreadable


def describe(value: Any) -> Problem:
    """Name the JSON type of a value, in both languages: all that a log may say of it."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), _NULL)


def clean(text: str) -> str:
    """Give the text back, or raise Unreadable where it holds half a surrogate pair, which is no character, or a zero.

    cel-expr-python 0.1.3 takes a text to end at a zero: what stands behind it would be seen by no rule.
    """
    if "\0" in text:
        raise Unreadable("holds a zero character, at which a text ends", "含有空字符（U+0000），文本在此中断")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Unreadable("holds half a surrogate pair, which is no character", "含有不完整的字符") from None
    return text


def _is_finite(number: float) -> bool:
    return -_INFINITY < number < _INFINITY


def _is_whole_number(text: str) -> bool:
    return are_digits(text[1:] if text[:1] in {"+", "-"} else text, _MOST_DIGITS)


def _long(field: Field, value: Any) -> int:
    if isinstance(value, str) and _is_whole_number(value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _mismatch("a whole number", "整数", value)
    if field.minimum is not None and value < field.minimum:
        raise Unreadable(
            f"is never under {field.minimum} and came as less", f"不应小于 {field.minimum}，但收到的值更小"
        )
    return _in_64_bits(value)


def _double(_field: Field, value: Any) -> float:
    if isinstance(value, str) and _NUMBER().fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _mismatch("a number", "数值", value)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    return _finite(number)


def _boolean(_field: Field, value: Any) -> bool:
    if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
        return value.strip().lower() == "true"
    if not isinstance(value, bool):
        raise _mismatch("true or false", "布尔值", value)
    return value


def _string(field: Field, value: Any) -> str:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not _is_finite(value):
        raise _mismatch("text", "文本", value)
    if isinstance(value, int | float):
        return json_text.write(value)
    if isinstance(value, dict | list) and field.holds_json:
        return _embedded_json(value)
    raise _mismatch("text", "文本", value)


def _embedded_json(value: Any) -> str:
    try:
        text = _finite_text(value)
    except (RecursionError, ValueError):
        raise Unreadable(
            "is nested too deeply, or holds a number out of range", "嵌套过深，或含有超出范围的数值"
        ) from None
    return clean(text)


def _object(field: Field, value: Any) -> dict[str, Any]:
    value = from_embedded_json(value)
    if not isinstance(value, dict):
        raise _mismatch("an object", "对象", value)
    documented = {nested.name: nested for nested in field.fields}
    if not documented:
        return {clean(name): _json_value(item, _DEEPEST) for name, item in _bounded(value).items() if item is not None}
    return {
        name: convert(documented[name], item) for name, item in value.items() if name in documented and item is not None
    }


def _list(field: Field, value: Any) -> list[Any]:
    value = from_embedded_json(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        raise _mismatch("a list", "列表", value)
    converted = _CONVERTERS[field.element or "String"]
    return [converted(field, item) for item in _bounded(value)]


_CONVERTERS: dict[str, Callable[[Field, Any], FieldValue]] = {
    "Long": _long,
    "Integer": _long,
    "Double": _double,
    "Boolean": _boolean,
    "String": _string,
    "Object": _object,
    "List": _list,
}


def _listed(field: Field, text: str) -> str:
    return text if text in field.values else _spellings(field.values).get(folded(text), text)


@remembered()
def _spellings(values: tuple[str | int, ...]) -> Mapping[str, str]:
    """Map the listed values of a field of the catalogue, by what all of their spellings have in common."""
    return {folded(str(value)): str(value) for value in values}


def folded(text: str) -> str:
    """Give what two spellings of one listed value have in common: case, blanks, hyphens and underscores aside."""
    return "".join(text.split()).replace("_", "").replace("-", "").casefold()


def from_embedded_json(value: Any) -> Any:
    """Give the object or the list that a text is, or the value as it is.

    Raises Unreadable where the text is JSON that another reader may read otherwise.
    """
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return strict_json.read(value)
    except strict_json.Fault as fault:
        if fault.is_json:
            raise Unreadable(fault.problem, in_chinese(fault.problem)) from None
        return value


def _json_value(value: Any, depth: int) -> FieldValue:
    if depth == 0:
        raise Unreadable(f"is nested more than {_DEEPEST} levels deep", f"嵌套超过 {_DEEPEST} 层")
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_json_value(item, depth - 1) for item in _bounded(value) if item is not None]
    if isinstance(value, dict):
        return {clean(name): _json_value(item, depth - 1) for name, item in _bounded(value).items() if item is not None}
    if isinstance(value, int):
        return _in_64_bits(value)
    if isinstance(value, float):
        return _finite(value)
    raise Unreadable(f"came as {_came_as(value)}", f"实际为{in_chinese(_came_as(value))}")


def _bounded(value: _Sized) -> _Sized:
    if len(value) > MOST_ITEMS:
        raise Unreadable(f"holds more than {MOST_ITEMS} items", f"超过 {MOST_ITEMS} 项")
    return value


def _in_64_bits(number: int) -> int:
    if not INT64_MIN <= number <= INT64_MAX:
        raise Unreadable("is a number out of range: it does not fit 64 bits", "数值超出范围：超过 64 位")
    return number


def _finite(number: float) -> float:
    if not _is_finite(number):
        raise Unreadable("is a number out of range: it is not finite", "数值超出范围：不是有限数")
    return number


def _mismatch(wanted: str, wanted_chinese: str, value: Any) -> Unreadable:
    came = _came_as(value)
    return Unreadable(
        f"is documented as {wanted} and came as {came}", f"应为{wanted_chinese}，实际为{in_chinese(came)}"
    )


def _came_as(value: Any) -> Problem:
    if isinstance(value, str):
        if not value.strip():
            return Problem("an empty string", "空文本")
        return Problem("a string that cannot be converted", "无法转换的文本")
    if isinstance(value, float):
        if _is_finite(value):
            return Problem("a number with a fraction", "带小数的数值")
        return Problem("a number out of range", "超出范围的数值")
    name = describe(value)
    return name if name is _NULL else Problem(f"{'an' if name[0] in 'aeiou' else 'a'} {name}", in_chinese(name))

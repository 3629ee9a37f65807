"""JSON that every reader reads alike: what two could take for two different messages is refused.

Python's own reader takes the last of two values of one key, where another takes the first; it takes ``NaN``, which is
no JSON; and how deep it reads hangs on the version of Python.  A rule would then be judged by one message while
DataWorks acts by another.

What is refused is a :class:`Fault`.  What is not at fault in such a text can still be read, by :func:`salvage`, since
somebody waits for the answer to the message that it is of.
"""

from __future__ import annotations

from dwgate.errors import Problem
from dwgate.events import catalogue
from dwgate.json_text import Reader, is_no_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NoReturn

DEEPEST = 64
"""The most levels of lists and objects in a text; none of DataWorks's documented messages has more than eight."""

_NO_NUMBER = Problem("holds NaN or Infinity, which are no numbers of JSON", "含有 NaN 或 Infinity，JSON 没有这些数值")
_TOO_DEEP = Problem(f"is nested more than {DEEPEST} levels deep", f"嵌套超过 {DEEPEST} 层")
_TOO_LONG = Problem("holds a number of too many digits to be read", "含有位数过多的数值，无法读取")


class Fault(ValueError):  # noqa: N818 - it is the finding about a text, not a failure of the program
    """A text that is not read; ``problem`` says why, to be read after the name of the text, and quotes nothing of it.

    ``is_json`` says that other readers may take it for JSON, and that some of it may be salvaged.
    """

    def __init__(self, problem: Problem, *, is_json: bool = True) -> None:
        """Take what is the matter with the text."""
        super().__init__(problem)
        self.problem = problem
        self.is_json = is_json


class Faulty(dict[str, object]):
    """What is salvaged of an object with a key twice: what goes by its other keys; empty in the place of a number."""

    def __init__(self, fault: Fault, sound: Iterable[tuple[str, Any]] = ()) -> None:
        """Take what is the matter, and what can be read all the same."""
        super().__init__(sound)
        self.fault = fault


def read(text: str) -> Any:
    """Read JSON; raises Fault."""
    document = _decoded(text, _STRICT)
    # To walk through all values costs as much as to read them, and few texts have brackets enough to be too deep.
    fault = fault_in(document) if text.count("[") + text.count("{") > DEEPEST else None
    if fault:
        raise fault
    return document


def salvage(text: str) -> Any:
    """Read JSON with its faults, which :func:`fault_in` finds in what is given; raises Fault where nothing can be."""
    return _decoded(text, _SALVAGING)


def fault_in(value: Any) -> Fault | None:
    """Find what is wrong with a value or with something in it; None where it is sound."""
    level = _containers([value])
    for _ in range(DEEPEST):
        fault = next((one.fault for one in level if isinstance(one, Faulty)), None)
        if fault or not level:
            return fault
        level = [inner for one in level for inner in _containers(one.values() if isinstance(one, dict) else one)]
    return Fault(_TOO_DEEP) if level else None


def _containers(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]


def _decoded(text: str, reader: Reader) -> Any:
    try:
        return reader.read(text)
    except Fault:
        raise
    except RecursionError:
        problem = _TOO_DEEP
    except ValueError as error:
        if not is_no_json(error):
            # Python reads no number of thousands of digits: that takes time by the square of them.
            raise Fault(_TOO_LONG) from None
        problem = Problem(
            f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            f"不是 JSON：第 {error.lineno} 行第 {error.colno} 列有误",
        )
    raise Fault(problem, is_json=False)


def _twice(key: str) -> Fault:
    """Name the key where it is a documented one: any other may be somebody's data."""
    named = catalogue.is_name(key)
    return Fault(
        Problem(
            f"has {f'the key {key}' if named else 'a key'} twice in one object",
            f"的同一对象中{f'键 {key} ' if named else '有键'}重复",
        )
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _faulty(pairs).fault
    return found


def _salvaged_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _faulty(pairs)


def _faulty(pairs: list[tuple[str, Any]]) -> Faulty:
    from collections import Counter  # noqa: PLC0415 - a sound message needs it not

    times = Counter(key for key, _ in pairs)
    key, _ = times.most_common(1)[0]
    return Faulty(_twice(key), ((key, value) for key, value in pairs if times[key] == 1))


def _constant(_name: str) -> NoReturn:
    raise Fault(_NO_NUMBER)


def _salvaged_whole_number(digits: str) -> int | Faulty:
    try:
        return int(digits)
    except ValueError:
        return Faulty(Fault(_TOO_LONG))


_STRICT = Reader(object_pairs_hook=_object, parse_constant=_constant)
_SALVAGING = Reader(
    object_pairs_hook=_salvaged_object,
    parse_constant=lambda _: Faulty(Fault(_NO_NUMBER)),
    parse_int=_salvaged_whole_number,
)

"""Sizes with units: ``5MB`` to bytes, and bytes to a text for a reason.

KB, MB, GB and TB are powers of 1000, as DataWorks and disks count; KiB, MiB, GiB and TiB are powers of 1024.
Letter case says nothing: ``mb`` is MB, and never bits.
"""

from __future__ import annotations

from dwgate.errors import FactError, Problem
from dwgate.facts.asking import asking
from dwgate.facts.function import Function
from dwgate.light import are_digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dwgate.facts.asking import Asking

_UNITS = ("B", "KB", "MB", "GB", "TB")
_BYTES: dict[str, int] = {
    **{unit.lower(): 1000**power for power, unit in enumerate(_UNITS)},
    **{f"{unit[0]}ib".lower(): 1024**power for power, unit in enumerate(_UNITS) if power},
}
_BLANKS = " \t\n\r\f\v"
_OF_UNITS = "BIKMGTbikmgt"
_MOST_DIGITS = 20
"""More than a whole number of CEL has, and few enough for Python to read any of them."""
_LARGEST = 2**63 - 1
_TENTHS = 10

_NO_SIZE = Problem("a size cannot be read: it should be like 5MB", "无法识别大小：应写作 5MB 这样的形式")
_NEGATIVE = Problem("a size is negative", "大小为负数")


class NoSizeError(ValueError):
    """The text is no size; the error says what it should be."""


def size(text: str) -> int:
    """Give the bytes of a size such as ``5MB``, ``1.5 GB`` or ``512KiB``; NoSizeError where it is none."""
    text = text.strip(_BLANKS)
    number = text.rstrip(_OF_UNITS)
    bytes_of_unit = _BYTES.get(text[len(number) :].lower())
    whole, point, decimals = number.rstrip(_BLANKS).partition(".")
    if (
        bytes_of_unit is None
        or not are_digits(whole, _MOST_DIGITS)
        or bool(point) != are_digits(decimals, _MOST_DIGITS)
    ):
        raise NoSizeError("a size with its unit, such as 5MB, 1.5GB or 512KiB")
    found, rest = divmod(int(whole + decimals) * bytes_of_unit, int(10 ** len(decimals)))
    if rest:
        raise NoSizeError("a whole number of bytes")
    if found > _LARGEST:
        raise NoSizeError("a size of less than 2^63 bytes")
    return found


def is_size(value: object) -> bool:
    """Whether a value is a text that can be read as a size."""
    return isinstance(value, str) and _not_a_size(value) is None


def as_text(number: int) -> str:
    """Write a number of bytes as ``5.2 MB``, rounded to the nearest tenth, a half upwards; ValueError below zero.

    It is written in the largest unit of which there is at least one, and a tenth that is 0 is left out.
    """
    if number < 0:
        raise ValueError("negative")
    power = 0
    tenths = number * _TENTHS
    while power + 1 < len(_UNITS) and tenths >= 1000 * _TENTHS:
        power += 1
        tenths = (number * _TENTHS * 2 + 1000**power) // (2 * 1000**power)
    whole, tenth = divmod(tenths, _TENTHS)
    return f"{whole}.{tenth} {_UNITS[power]}" if tenth else f"{whole} {_UNITS[power]}"


def _bytes(_: Asking, text: str) -> int:
    try:
        return size(text)
    except NoSizeError:
        raise FactError(_NO_SIZE) from None


def _text(_: Asking, number: int) -> str:
    try:
        return as_text(number)
    except ValueError:
        raise FactError(_NEGATIVE) from None


def _not_a_size(text: str) -> str | None:
    try:
        size(text)
    except NoSizeError as error:
        return str(error)
    return None


FUNCTIONS = (
    Function(
        name="units.bytes",
        parameters=("string",),
        result="int",
        implementation=asking(_bytes),
        meaning="the bytes of a size with its unit, such as 5MB",
        checks={0: _not_a_size},
    ),
    Function(
        name="units.text",
        parameters=("int",),
        result="string",
        implementation=asking(_text),
        meaning="a number of bytes as a reason shows it, 5.2 MB",
    ),
)

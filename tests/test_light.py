"""Tests for dwgate.light: each stand-in is held to what it stands in for."""

from __future__ import annotations

import contextlib
import copy
import enum
import functools
import hashlib
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dwgate.light import Choice, Pattern, are_digits, partial, remembered, sha256, suppressed

SOURCE = Path(__file__).parents[1] / "shared"


class Light(Choice):
    """A choice."""

    RED = "red"
    GREEN = "green"

    @property
    def is_red(self) -> bool:
        """Whether it is red."""
        return self is Light.RED


class Twin(enum.Enum):
    """The same, as an enumeration."""

    RED = "red"
    GREEN = "green"


def test_a_choice_is_as_an_enumeration() -> None:
    """Its members, in their order, each found by its value, once in a process."""
    assert [(one.name, one.value) for one in Light] == [(one.name, one.value) for one in Twin]
    assert len(Light) == len(Twin)
    assert Light("green") is Light.GREEN
    assert (Light.RED.is_red, Light.GREEN.is_red) == (True, False)
    assert repr(Light.RED).replace("Light", "Twin") == repr(Twin.RED)
    assert Light.RED in Light
    assert Twin.RED not in Light
    assert {Light.RED: 1}[Light("red")] == 1
    assert copy.deepcopy(Light.RED) is pickle.loads(pickle.dumps(Light.RED)) is Light.RED  # noqa: S301 - written here


@pytest.mark.parametrize("value", ["blue", "RED", None, [], 1])
def test_what_is_no_choice_is_refused(value: object) -> None:
    """With the error of an enumeration."""
    with pytest.raises(ValueError, match="is not a valid Light") as raised:
        Light(value)
    with pytest.raises(ValueError, match="is not a valid Twin") as twin:
        Twin(value)
    assert str(raised.value).replace("Light", "Twin") == str(twin.value)


def test_a_choice_cannot_be_changed() -> None:
    """It is shared by all."""
    with pytest.raises(AttributeError, match=r"Light\.value cannot be changed"):
        Light.RED.value = "blue"  # type: ignore[misc]  # that it is refused is the point
    assert Light.RED.value == "red"


@pytest.mark.parametrize("content", [b"", b"abc", bytes(range(256)) * 300])
def test_a_hash_is_that_of_hashlib(content: bytes) -> None:
    """Whether hashlib is loaded, as here, or not, as in a new process."""
    expected = hashlib.sha256(content).hexdigest()
    assert sha256(content).hexdigest() == expected
    program = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r}); from dwgate.light import sha256;"
        " print(sha256(sys.stdin.buffer.read()).hexdigest(), '_hashlib' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-I", "-S", "-c", program], input=content, capture_output=True, check=True)
    is_loaded = sys.version_info < (3, 12)  # which has no module of the hash alone by this name
    assert told.stdout.decode().split() == [expected, str(is_loaded)]


@pytest.mark.parametrize("error", [None, KeyError("x"), IndexError("x"), ValueError("x"), KeyboardInterrupt()])
def test_errors_are_suppressed_as_by_contextlib(error: BaseException | None) -> None:
    """Those of the kinds named, and their own kinds; any other goes on."""
    goes_on = [_goes_on(context(LookupError, TypeError), error) for context in (suppressed, contextlib.suppress)]
    assert goes_on in ([True, True], [False, False])


def _goes_on(context: contextlib.AbstractContextManager[None], error: BaseException | None) -> bool:
    """Say whether what stands behind a context is done, once an error was raised in it."""
    with contextlib.suppress(BaseException), context:
        if error:
            raise error
        return True
    return error is not None and context.__exit__(type(error), error, None) is True


def test_answers_are_remembered_as_by_functools() -> None:
    """The last used ones, or all; counted, and forgotten on demand."""
    asked: list[int] = []

    @remembered(2)
    def double(number: int) -> int:
        """Double."""
        asked.append(number)
        return 2 * number

    @functools.lru_cache(maxsize=2)
    def twin(number: int) -> int:
        return 2 * number

    numbers = [1, 2, 1, 3, 2, 1]
    assert [double(number) for number in numbers] == [twin(number) for number in numbers]
    assert asked == [1, 2, 3, 2, 1]
    told, expected = double.cache_info(), twin.cache_info()
    assert (told.hits, told.misses, told.maxsize, told.currsize) == tuple(expected)
    double.cache_clear()
    double(1)
    assert asked[-1] == 1
    assert (double.__name__, double.__doc__, double.__module__) == ("double", "Double.", __name__)
    assert remembered()(len).cache_info().maxsize is None


def test_a_pattern_is_compiled_when_it_is_asked_for() -> None:
    """And once."""
    pattern = Pattern("(?i)a+")
    assert pattern() is pattern() is re.compile("(?i)a+")
    assert pattern().fullmatch("aA")


def test_a_partial_is_that_of_functools() -> None:
    """It is the very class."""
    assert partial is functools.partial


@pytest.mark.parametrize(
    "text", ["", "0", "007", "1234", "12345", "-1", "+1", "1.0", " 1", "1\n", "\u0663", "\u00b2", "x"]
)
def test_digits_are_those_of_a_regular_expression(text: str) -> None:
    """Of ASCII alone, one at least, and no more than asked for."""
    assert are_digits(text, 4) == bool(re.fullmatch("[0-9]{1,4}", text))

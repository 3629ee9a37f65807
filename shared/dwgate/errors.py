"""The errors of dwgate, named by what the caller does next.

::

    DwgateError
    ├── MessageError    the bytes are not a message that this function serves
    ├── PolicyError     a policy does not compile, or does not load
    └── SettingError    the environment is wrong

An error carries its data and builds its own message, so that a log, a terminal and an answer can each say it in
their own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence


class Problem(str):
    """What is wrong, in English, which knows itself in Chinese.

    It is its English text wherever a text is wanted: in a log, in a comparison, in an error.  ``chinese`` is for the
    person who reads an answer in Chinese.
    """

    __slots__ = ("chinese",)
    chinese: str

    def __new__(cls, english: str, chinese: str) -> Self:
        """Take both texts; neither may quote data, since a problem is logged."""
        problem = super().__new__(cls, english)
        problem.chinese = chinese
        return problem


def in_chinese(text: str) -> str:
    """Give a text in Chinese where it knows itself in Chinese, and as it is where it does not."""
    return text.chinese if isinstance(text, Problem) else text


class DwgateError(Exception):
    """Whatever dwgate raises on purpose."""


class MessageError(DwgateError):
    """The bytes are not a message that this function serves.

    ``problem`` says what could not be read, and never quotes the message: it goes to the log.
    """

    def __init__(self, problem: str, *, message_id: str | None = None, point: str | None = None) -> None:
        """Keep what could be read of the message beside what could not."""
        super().__init__(problem)
        self.problem = problem
        self.message_id = message_id
        self.point = point


class PolicyError(DwgateError):
    """A policy does not compile, or the compiled one does not load.

    ``problems`` holds one line for each thing that is wrong, in the order of the files.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        """Carry every problem at once, since an administrator mends them at once."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SettingError(DwgateError):
    """The environment is wrong: ``name`` is the variable, ``problem`` what is the matter with its value."""

    def __init__(self, name: str, problem: str) -> None:
        """Name the variable first: that is what has to be changed."""
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem

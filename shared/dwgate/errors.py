"""The errors of dwgate, named by what the caller does next.

::

    DwgateError
    ├── MessageError         the bytes are not a message that this function serves
    ├── PolicyError          a policy does not compile, or does not load
    ├── FactError            what a rule asks for could not be had
    ├── CallError            a call of DataWorks's OpenAPI did not succeed
    │   ├── CallRefused      DataWorks said no: to call again is useless
    │   └── CallUnavailable  no answer, a 5xx or a throttle: called again within the deadline
    ├── Undelivered          on purpose, so that EventBridge delivers again what could not be called back
    └── SettingError         the environment is wrong

An error carries its data and builds its own message, so that a log, a terminal and an answer can each say it in
their own words.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

UNFORESEEN = (Exception, SystemExit)
"""What is caught where something must go on whatever is thrown.

``SystemExit`` is among it, since no part may end an instance that owes an answer; whoever stops the desk with Ctrl-C
may.
"""


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
    ``names`` are what the envelope calls the event, ``point`` the event's code where that is known,
    ``is_eventbridge`` says that nobody reads what the invocation returns, and ``is_trial`` that the envelope is marked
    as a trial.
    """

    def __init__(  # noqa: PLR0913 - all but the first are named
        self,
        problem: str,
        *,
        message_id: str | None = None,
        point: str | None = None,
        names: tuple[str, ...] = (),
        is_eventbridge: bool = False,
        is_trial: bool = False,
    ) -> None:
        """Keep what could be read of the message beside what could not."""
        super().__init__(problem)
        self.problem = problem
        self.message_id = message_id
        self.point = point
        self.names = names
        self.is_eventbridge = is_eventbridge
        self.is_trial = is_trial


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


class FactError(DwgateError):
    """What a rule asks for could not be had; ``problem`` says why, and never quotes data."""

    def __init__(self, problem: Problem) -> None:
        """Take what is the matter, in both languages, since it may become part of a reason."""
        super().__init__(problem)
        self.problem = problem


class CallError(DwgateError):
    """A call of DataWorks's OpenAPI did not succeed.

    ``code`` and ``request_id`` are DataWorks's own, by which its support finds the call; None where it said none.
    ``problem`` is in dwgate's words: those of DataWorks may quote what was sent.
    """

    def __init__(
        self, problem: Problem, *, code: str | None = None, request_id: str | None = None, attempts: int = 1
    ) -> None:
        """Keep what a record and an administrator need to find the call."""
        super().__init__(f"{problem} ({code})" if code else problem)
        self.problem = problem
        self.code = code
        self.request_id = request_id
        self.attempts = attempts


class CallRefused(CallError):  # noqa: N818 - named by what the caller does next
    """DataWorks said no: to call again is useless."""


class CallUnavailable(CallError):  # noqa: N818 - as above
    """There was no answer, or one that says to come back later.

    ``is_transient`` tells whether to call again within this invocation can help; ``retry_after`` is the time in seconds
    that DataWorks asks to wait.
    """

    def __init__(  # noqa: PLR0913 - all but the first are named
        self,
        problem: Problem,
        *,
        code: str | None = None,
        request_id: str | None = None,
        attempts: int = 1,
        is_transient: bool = True,
        retry_after: float = 0.0,
    ) -> None:
        """Keep when to call again beside what happened."""
        super().__init__(problem, code=code, request_id=request_id, attempts=attempts)
        self.is_transient = is_transient
        self.retry_after = retry_after


class Undelivered(DwgateError):  # noqa: N818 - as above
    """A result could not be called back, though DataWorks waits for it: the one error that leaves a handler.

    Function Compute then reports a failed invocation, and EventBridge delivers the message again.
    """

"""Asking: how a function of CEL reaches the message that is being decided, its facts, and what the policy brings.

CEL knows a function once for all messages, so what it answers from is bound to the decision in progress, for each
thread its own.  To CEL a fact that cannot be had is a function that raised, of which it keeps the text alone; so the
text is a number, under which the decision finds the problem again.
"""

from __future__ import annotations

from contextvars import ContextVar

from dwgate.errors import FactError, Problem
from dwgate.events.convert import MOST_ITEMS
from dwgate.light import MappingProxyType, Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Self

    from dwgate.events.event import Event
    from dwgate.facts.protocols import Asked, Facts
    from dwgate.facts.snapshot import Snapshot

_NUMBERED = Pattern(r"UNKNOWN: fact ([0-9]+)")


class NoFacts:
    """Facts where there are none to be had."""

    def at(self, point: str) -> NoFacts:  # noqa: ARG002 - it is the same for all
        """Give none."""
        return self

    def snapshot(self) -> Snapshot:
        """Raise FactError."""
        raise FactError(_NONE)

    def options(self) -> Mapping[str, Any]:
        """Raise FactError."""
        raise FactError(_NONE)

    def was_asked(self, what: Asked) -> bool:  # noqa: ARG002 - it is the same for both
        """Say that nothing was."""
        return False


_NONE = Problem("no facts were given, and DataWorks is not asked here", "没有给出事实，此处也不查询 DataWorks")


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_TOO_MANY = Problem(f"a function gave more than {MOST_ITEMS} items", f"函数返回超过 {MOST_ITEMS} 项")


class Asking:
    """What the functions of one decision answer from, and the problems met; a context in which functions can ask.

    ``reference`` is what the build has read into the policy for its functions, such as calendars, by name.
    """

    def __init__(
        self,
        facts: Facts,
        event: Event | None = None,
        reference: Mapping[str, Any] = _NOTHING,
        is_out_of_time: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take what to answer from."""
        self.facts = facts
        self.event = event
        self.reference = reference
        self.is_out_of_time = is_out_of_time
        self.problems: list[Problem] = []

    def __enter__(self) -> Self:
        """Let the functions that this thread calls ask here."""
        self._before = _CURRENT.set(self)
        return self

    def __exit__(self, *error: object) -> None:
        """Let them ask where they did before."""
        _CURRENT.reset(self._before)

    def problem_in(self, text: str) -> Problem | None:
        """Give the problem that a text of CEL's stands for, or None where it stands for none."""
        numbered = _NUMBERED().fullmatch(text)
        return self.problems[int(numbered[1])] if numbered else None


_CURRENT: ContextVar[Asking] = ContextVar("asking")


def fact(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function for CEL of one that takes the facts first."""
    return asking(lambda current, *arguments: answer(current.facts, *arguments))


def asking(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function for CEL of one that takes the decision's :class:`Asking` first.

    What it raises as FactError is told in the record and the reason; of any other exception only that there was one.
    """

    def ask(*arguments: Any) -> Any:
        current = _CURRENT.get()
        try:
            return answer(current, *arguments)
        except FactError as error:
            current.problems.append(error.problem)
            raise RuntimeError(f"fact {len(current.problems) - 1}") from None

    return ask


def bounded(answer: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Make a function for CEL of one that gives a list: one that rules could not go through is a fact out of reach."""

    def refuse(_: Asking) -> list[Any]:
        raise FactError(_TOO_MANY)

    refused = asking(refuse)

    def give(*arguments: Any) -> list[Any]:
        found = answer(*arguments)
        return found if len(found) <= MOST_ITEMS else refused()

    return give

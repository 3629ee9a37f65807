"""Asking: how a function of CEL reaches the facts of the message that is being decided.

CEL knows a function once for all messages, so what it answers from is bound to the decision in progress, for each
thread its own.  To CEL a fact that cannot be had is a function that raised, of which it keeps the text alone; so the
text is a number, under which the decision finds the problem again.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from dwgate.errors import FactError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dwgate.facts.snapshot import Snapshot

Asked = Literal["snapshot", "options"]
_NUMBERED = re.compile(r"UNKNOWN: fact ([0-9]+)")


class Facts(Protocol):
    """What can be had for one message; each method raises FactError where it cannot."""

    def snapshot(self) -> Snapshot:
        """Give what the message is about as it was when it was sent: a file or a table."""

    def options(self) -> Mapping[str, Any]:
        """Give the options that the workspace's administrator has set, as JSON values by name."""

    def was_asked(self, what: Asked) -> bool:
        """Whether that was asked for, so that to ask again costs nothing."""


class FactsByPoint(Protocol):
    """What the desk has in place of DataWorks, for messages of any point."""

    def at(self, point: str) -> Facts:
        """Give what can be had for a message of this point."""


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


class Asking:
    """One decision's facts, and the problems met in asking for them; a context in which functions can ask."""

    def __init__(self, facts: Facts) -> None:
        """Take what to answer from."""
        self.facts = facts
        self.problems: list[Problem] = []

    def __enter__(self) -> Self:
        """Let the functions that this thread calls ask here."""
        self._before = getattr(_CURRENT, "asking", None)
        _CURRENT.asking = self
        return self

    def __exit__(self, *error: object) -> None:
        """Let them ask where they did before."""
        _CURRENT.asking = self._before

    def problem_in(self, text: str) -> Problem | None:
        """Give the problem that a text of CEL's stands for, or None where it stands for none."""
        numbered = _NUMBERED.fullmatch(text)
        return self.problems[int(numbered[1])] if numbered else None


_CURRENT = threading.local()


def fact(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function for CEL of one that takes the facts first."""

    def ask(*arguments: Any) -> Any:
        asking: Asking = _CURRENT.asking
        try:
            return answer(asking.facts, *arguments)
        except FactError as error:
            asking.problems.append(error.problem)
            raise RuntimeError(f"fact {len(asking.problems) - 1}") from None

    return ask

"""Lists of texts: several made one, and what stands in one more than once.

CEL has neither, and its loops come to 10,000 rounds in one condition: a loop within a loop over the same list ends at a
hundred items.  A synchronization job may list 500 tables.
"""

from __future__ import annotations

from itertools import chain

from dwgate.facts.function import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def flat(lists: Iterable[Iterable[str]]) -> list[str]:
    """Make one list of several."""
    return list(chain.from_iterable(lists))


def repeated(texts: Iterable[str]) -> list[str]:
    """Give the texts that come more than once, each once, in the order in which they first came."""
    times: dict[str, int] = {}
    for text in texts:
        times[text] = times.get(text, 0) + 1
    return [text for text, count in times.items() if count > 1]


FUNCTIONS = (
    Function(
        name="lists.flat",
        parameters=("list<list<string>>",),
        result="list<string>",
        implementation=flat,
        meaning="the texts of several lists as one list",
    ),
    Function(
        name="lists.repeated",
        parameters=("list<string>",),
        result="list<string>",
        implementation=repeated,
        meaning="the texts that a list holds more than once, each once",
    ),
)

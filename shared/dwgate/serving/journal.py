"""The journal: what the server tells of its work, to whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Access:
    """One request that was answered.

    ``what`` is the function's name, or the method and path of any other request; ``result`` the check result of the
    response body, or else an error's name, or else the HTTP status.
    """

    at: datetime
    what: str
    result: str
    milliseconds: float
    is_cold_start: bool = False


@dataclass(frozen=True, slots=True)
class Journal:
    """Who is told: of each line of a function's log, by the function's name, of each request, of all else.

    They are called in the thread that has something to tell.
    """

    log: Callable[[str, str], object] = lambda _function, _line: None
    access: Callable[[Access], object] = lambda _: None
    notice: Callable[[str], object] = lambda _: None

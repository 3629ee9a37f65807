"""The context that Function Compute hands to a handler, read defensively: its shape differs between runtimes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


DEFAULT_TIMEOUT = 3.0
"""Seconds; Function Compute's own default where a function sets no timeout."""


def request_id(context: Any) -> str | None:
    """Give the id of the invocation, by which Function Compute's log names it."""
    found = getattr(context, "request_id", None)
    return str(found) if found else None


def timeout(context: Any) -> float:
    """Give the function's timeout in seconds; the runtime may give it as a number or as a string, or not at all."""
    try:
        found = float(getattr(getattr(context, "function", None), "timeout", DEFAULT_TIMEOUT))
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_TIMEOUT
    return found if 0 < found < float("inf") else DEFAULT_TIMEOUT

"""The events that commands about events name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.cli.project import UsageError
from dwgate.events import catalogue
from dwgate.policy.compiler.diagnostics import nearest
from dwgate.policy.compiler.reader import every_point

if TYPE_CHECKING:
    from dwgate.events.catalogue import EventType


def event_type(code: str) -> EventType:
    """Give the event of this code, whatever its case; UsageError for one that there is not."""
    codes = {known.casefold(): known for known in every_point()}
    if code.casefold() in codes:
        return catalogue.find(codes[code.casefold()])
    close = nearest(code, codes.values())
    hint = f"did you mean {close}?" if close else "dwgate events list --all shows those that there are"
    raise UsageError(f"DataWorks has no event {code}; {hint}")

"""Time zones: by offset, ``+08:00``, or by name, from what the build has read into the policy.

A zone's rules change with the laws of its country, and a runtime has those of the day on which its image was made, or
none at all.  So the policy brings its own, in the form in which every time zone database has them (TZif, RFC 9636).
"""

from __future__ import annotations

from datetime import timedelta, timezone

from dwgate.errors import FactError, Problem
from dwgate.facts.calendar.windows import minutes_in
from dwgate.light import remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from typing import Any

_FARTHEST = 15 * 60
"""Minutes from UTC: no zone is so far away."""


def is_offset(zone: str) -> bool:
    """Whether a zone is written as its distance from UTC, which needs no database."""
    return _offset(zone) is not None


@remembered(64)
def _offset(zone: str) -> timezone | None:
    sign, minutes = zone[:1], minutes_in(zone[1:])
    if sign not in {"+", "-"} or minutes is None or minutes >= _FARTHEST:
        return None
    return timezone(timedelta(minutes=-minutes if sign == "-" else minutes))


def zone_of(reference: Mapping[str, Any], zone: str) -> tzinfo:
    """Give a time zone of a policy; FactError where the policy was built without it."""
    if offset := _offset(zone):
        return offset
    written = reference.get("zones", {}).get(zone)
    if written is None:
        raise FactError(Problem(f"the policy was built without the time zone {zone}", f"策略构建时未包含时区 {zone}"))
    return _named(zone, written)


@remembered(64)
def _named(zone: str, written: str) -> tzinfo:
    from binascii import a2b_base64  # noqa: PLC0415 - only a zone that is asked for by name pays for it
    from io import BytesIO  # noqa: PLC0415 - as above
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - as above

    return ZoneInfo.from_file(BytesIO(a2b_base64(written)), key=zone)

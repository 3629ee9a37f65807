"""Time zones: by offset, ``+08:00``, or by name, from what the build has read into the policy.

A zone's rules change with the laws of its country, and a runtime has those of the day on which its image was made, or
none at all.  So the policy brings its own, in the form in which every time zone database has them (TZif, RFC 9636).
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dwgate.errors import FactError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>0[0-9]|1[0-4]):(?P<minutes>[0-5][0-9])")


def is_offset(zone: str) -> bool:
    """Whether a zone is written as its distance from UTC, which needs no database."""
    return _OFFSET.fullmatch(zone) is not None


def zone_of(reference: Mapping[str, Any], zone: str) -> tzinfo:
    """Give a time zone of a policy; FactError where the policy was built without it."""
    if offset := _OFFSET.fullmatch(zone):
        distance = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
        return timezone(-distance if offset["sign"] == "-" else distance)
    written = reference.get("zones", {}).get(zone)
    if written is None:
        raise FactError(Problem(f"the policy was built without the time zone {zone}", f"策略构建时未包含时区 {zone}"))
    return _named(zone, written)


@lru_cache(maxsize=64)
def _named(zone: str, written: str) -> tzinfo:
    from base64 import b64decode  # noqa: PLC0415 - only a zone that is asked for by name pays for it
    from io import BytesIO  # noqa: PLC0415 - as above
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - as above

    return ZoneInfo.from_file(BytesIO(b64decode(written)), key=zone)

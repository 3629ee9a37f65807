"""Time zones by name, from tzdata: the same ones whatever the machine has, so that the same input gives the same bytes.

Source: https://tzdata.readthedocs.io says where the package keeps the files and the list of their names.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib import resources

from dwgate.facts.calendar.zones import is_offset
from dwgate.policy.compiler.diagnostics import nearest

_PACKAGE = "tzdata"
_EXAMPLE = 'a time zone, such as "Asia/Shanghai" or "+08:00"'


def hint_for(zone: str) -> str | None:
    """Say what to write in place of a zone that there is not; None where there is one."""
    if is_offset(zone) or zone in names():
        return None
    close = nearest(zone, names()) or nearest(zone, {name.rpartition("/")[2] for name in names()})
    meant = [name for name in names() if close in {name, name.rpartition("/")[2]}]
    return f"did you mean {meant[0]}?" if meant else f"write {_EXAMPLE}"


@cache
def names() -> tuple[str, ...]:
    """Give the names of all zones."""
    return tuple(sorted((resources.files(_PACKAGE) / "zones").read_text(encoding="utf-8").split()))


def in_base64(zone: str) -> str:
    """Give the rules of a zone that there is, as the file of a database has them."""
    return b64encode((resources.files(_PACKAGE) / "zoneinfo").joinpath(*zone.split("/")).read_bytes()).decode()

"""The key ``calendars:`` of a policy file, to what it says of each calendar; what is wrong becomes findings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dwgate.facts.calendar.days import RANGE
from dwgate.facts.calendar.windows import WEEK
from dwgate.policy.compiler.calendars import zones
from dwgate.policy.compiler.model import CalendarSource, DaysSource
from dwgate.policy.compiler.yaml_reading import choice_of, items_of, mapping_of, text_of
from dwgate.policy.compiler.yaml_source import MappingNode, Node, Text, YamlSource

if TYPE_CHECKING:
    from collections.abc import Iterator

CALENDAR_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
CALENDAR_KEYS = ("extends", "zone", "week", "closed", "open", "until")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HINT = f"write 2026-12-24, or 2026-12-31{RANGE}2027-01-02"
_TAKE_AWAY = "take the key away, or list days"
_MOST_DAYS = 366
MOST_LISTED = 10_000
"""The days that a calendar may list: every weekend and holiday of eighty years."""


def calendars_of(node: Node | None, source: YamlSource) -> Iterator[CalendarSource]:
    """Give each calendar that has a name, as far as it could be read."""
    if node is None:
        return
    if not isinstance(node, MappingNode):
        source.report(node, "wrong-type", "calendars is a mapping of names to calendars")
        return
    for key, value in source.pairs(node):
        name = Text(str(key.value), source, key)
        if not CALENDAR_NAME.fullmatch(name.value):
            source.report(key, "bad-name", f"{name.value} is no name of a calendar", "write it as in company")
        else:
            yield _calendar(name, value, source)


def _calendar(name: Text, node: Node, source: YamlSource) -> CalendarSource:
    before = len(source.findings)
    keys = mapping_of(node, source, CALENDAR_KEYS, needs=(), what="a calendar")
    until = _until(keys.get("until"), source)
    calendar = CalendarSource(
        name=name,
        extends=text_of(keys.get("extends"), source),
        zone=_zone(keys.get("zone"), source),
        week=tuple(_week(keys.get("week"), source)) if "week" in keys else None,
        closed=tuple(_closed(keys.get("closed"), source)),
        open=tuple(_listed(keys.get("open"), source, "open")),
        until=until,
        is_whole=True,
    )
    listed = sum((days.last - days.first).days + 1 for days in (*calendar.closed, *calendar.open))
    if listed > MOST_LISTED:
        message = f"a calendar lists at most {MOST_LISTED} days, and this lists {listed}"
        source.report(name.node, "too-many", message, "let week say which days are worked, and until be sooner")
    return calendar if len(source.findings) == before else _lost(calendar)


def _lost(calendar: CalendarSource) -> CalendarSource:
    """Keep of a calendar that was refused its name, and that of the one that it extends."""
    return CalendarSource(calendar.name, calendar.extends, None, None, (), (), None, is_whole=False)


def _zone(node: Node | None, source: YamlSource) -> str | None:
    zone = text_of(node, source)
    if zone is None:
        return None
    if hint := zones.hint_for(zone.value):
        source.report(zone.node, "bad-value", f"there is no time zone {zone.value}", hint)
    return zone.value


def _week(node: Node | None, source: YamlSource) -> Iterator[str]:
    found: set[str] = set()
    for item in items_of(node, source, "week", "list the days that are worked: [mon, tue, wed, thu, fri]"):
        day = choice_of(item, source, WEEK, "")
        if day in found:
            source.report(item, "bad-value", f"{day} is listed twice")
        found.add(day)
    yield from (day for day in WEEK if day in found)


def _closed(node: Node | None, source: YamlSource) -> Iterator[DaysSource]:
    """Give days with their names, from a mapping, or from a list that has none."""
    if not isinstance(node, MappingNode):
        yield from _listed(node, source, "closed")
        return
    if not node.value:
        source.report(node, "wrong-type", "closed lists nothing", _TAKE_AWAY)
    for key, value in source.pairs(node):
        name = text_of(value, source)
        if days := _days(Text(str(key.value), source, key)):
            yield DaysSource(days.text, days.first, days.last, name.value.strip() if name else "")


def _listed(node: Node | None, source: YamlSource, what: str) -> Iterator[DaysSource]:
    for item in items_of(node, source, what, _TAKE_AWAY):
        text = text_of(item, source)
        if text and (days := _days(text)):
            yield days


def _until(node: Node | None, source: YamlSource) -> date | None:
    text = text_of(node, source)
    return _date(text, text.value, "write the last day that it knows, as in 2027-12-31") if text else None


def _days(text: Text) -> DaysSource | None:
    """Read a day or a range of days; None after reporting what is wrong with it."""
    begins, dots, ends = (part.strip() for part in text.value.partition(RANGE))
    first = _date(text, begins, _HINT)
    last = _date(text, ends, _HINT) if dots else first
    if first is None or last is None:
        return None
    if dots and last <= first:
        written = f"{last}{RANGE}{first}" if last < first else str(first)
        text.source.report(text.node, "bad-date", f"{text.value} does not end after it begins", f"write {written}")
        return None
    if last - first >= timedelta(_MOST_DAYS):
        text.source.report(text.node, "bad-date", f"{text.value} is longer than {_MOST_DAYS} days", "write it in parts")
        return None
    return DaysSource(text, first, last, "")


def _date(text: Text, written: str, hint: str) -> date | None:
    try:
        if _DATE.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    text.source.report(text.node, "bad-date", f"{written or 'this'} is no date", hint)
    return None

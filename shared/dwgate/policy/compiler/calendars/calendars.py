"""The calendars of a whole policy: its own, made of what they extend, and that of the State Council."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from dwgate.facts.calendar.days import CHINA
from dwgate.facts.calendar.windows import WEEK
from dwgate.facts.calendar.zones import is_offset
from dwgate.policy.compiler.calendars import zones
from dwgate.policy.compiler.calendars.china import ZONE, china
from dwgate.policy.compiler.calendars.whole import WholeCalendar
from dwgate.policy.compiler.cel_messages import Finding
from dwgate.policy.compiler.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from dwgate.policy.compiler.calendars.uses import Use
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.model import CalendarSource, DaysSource, PolicySource
    from dwgate.policy.compiler.yaml_source import Text

_LISTING = "the calendars that there are"


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars that a policy can name; ``known`` has those of them that could be made."""

    own: Mapping[str, CalendarSource]
    known: Mapping[str, WholeCalendar]

    @classmethod
    def of(cls, policies: Iterable[PolicySource], findings: list[Diagnostic]) -> Calendars:
        """Make the calendars of a policy; what is wrong with them becomes findings."""
        own: dict[str, CalendarSource] = {}
        for calendar in (one for policy in policies for one in policy.calendars):
            other = own.setdefault(calendar.name.value, calendar)
            if calendar.name.value == CHINA or other is not calendar:
                findings.append(_taken(calendar.name, other.name))
        maker = _Maker(own, findings)
        known = {name: made for name in own if (made := maker.make(name))}
        return cls(own, known)

    def refuse(self, use: Use) -> Finding | None:
        """Say what is wrong with a calendar that an expression asks for; None where it is there."""
        if use.kind == "zone" or use.name == CHINA or use.name in self.own:
            return None
        hint = did_you_mean(use.name, [CHINA, *self.own], listing=_LISTING)
        return Finding(use.offset, "unknown-calendar", f"there is no calendar {use.name}", hint)

    def unused(self, uses: Collection[Use]) -> Iterator[Diagnostic]:
        """Find the policy's own calendars for which no expression asks, and which none that is asked for extends."""
        used = {use.name for use in uses if use.kind == "calendar"}
        extended = {one.extends.value for one in self.own.values() if one.extends}
        for name, calendar in self.own.items():
            if name not in used | extended:
                message = f"no condition and no reason uses the calendar {name}"
                yield calendar.name.diagnostic("unused-calendar", message, hint="remove it, or use it")

    def reference(self, uses: Collection[Use]) -> dict[str, Any]:
        """Give what functions need of calendars and zones, where the policy compiles; nothing where none is asked for.

        Both are by name: calendars as :mod:`dwgate.facts.calendar.days` has them, zones as
        :mod:`dwgate.facts.calendar.zones` does.
        """
        calendars = {one.name: self._named(one.name).as_document() for one in sorted(uses) if one.kind == "calendar"}
        asked = {one.name for one in uses if one.kind == "zone"} | {one["zone"] for one in calendars.values()}
        named = {zone: zones.in_base64(zone) for zone in sorted(asked) if not is_offset(zone)}
        read = {"calendars": calendars, "zones": named}
        return {name: value for name, value in read.items() if value}

    def _named(self, name: str) -> WholeCalendar:
        return china() if name == CHINA else self.known[name]


@dataclass(slots=True)
class _Maker:
    """Makes calendars of what is written; one that is refused, or extends such a one, is not made."""

    own: Mapping[str, CalendarSource]
    findings: list[Diagnostic]
    made: dict[str, WholeCalendar] = field(default_factory=dict)

    def make(self, name: str, below: tuple[str, ...] = ()) -> WholeCalendar | None:
        """Make a calendar that those ``below`` extend, the one that was asked for first; each is made once."""
        whole = self.made.get(name) or self._make(name, below)
        if whole:
            self.made[name] = whole
        return whole

    def _make(self, name: str, below: tuple[str, ...]) -> WholeCalendar | None:
        calendar = self.own[name]
        if calendar.extends is None:
            return self._alone(calendar)
        extended = calendar.extends
        if extended.value == CHINA:
            return self._over(calendar, china())
        if extended.value not in self.own:
            hint = did_you_mean(extended.value, [CHINA, *(one for one in self.own if one != name)], listing=_LISTING)
            self._report(extended, "unknown-calendar", f"there is no calendar {extended.value}", hint)
            return None
        if extended.value in (*below, name):
            if extended.value == (*below, name)[0]:  # told once for each calendar of the circle, and of no other
                self._report(extended, "bad-value", f"{extended.value} extends itself", "let one of them extend china")
            return None
        base = self.make(extended.value, (*below, name))
        return self._over(calendar, base) if base else None

    def _alone(self, calendar: CalendarSource) -> WholeCalendar | None:
        if calendar.is_whole and calendar.until is None:
            message = f"{calendar.name.value} does not say until when it holds"
            self._report(calendar.name, "missing-key", message, "write until: and the last day that it knows")
            return None
        until = calendar.until or date.max
        return self._over(calendar, WholeCalendar(ZONE, None, until, WEEK[:5], closed={}, open=frozenset()))

    def _over(self, calendar: CalendarSource, base: WholeCalendar) -> WholeCalendar | None:
        """Put what a calendar says over what it extends."""
        if not calendar.is_whole:
            return None
        until = calendar.until or base.until
        closed = dict(self._each(calendar.closed, until))
        opened = dict(self._each(calendar.open, until))
        for day in sorted(closed.keys() & opened.keys()):
            self._report(opened[day].text, "bad-value", f"{day} is closed and open", "take it from one of them")
            break
        return WholeCalendar(
            zone=calendar.zone or base.zone,
            first=base.first,
            until=until,
            week=calendar.week or base.week,
            closed={
                **{day: name for day, name in base.closed.items() if day not in opened and day <= until},
                **{day: days.name for day, days in closed.items()},
            },
            open=frozenset({day for day in base.open if day not in closed and day <= until} | opened.keys()),
        )

    def _each(self, listed: Iterable[DaysSource], until: date) -> Iterator[tuple[date, DaysSource]]:
        """Give each day with what lists it, reporting days that are listed twice or of which nobody would hear."""
        found: dict[date, DaysSource] = {}
        for days in listed:
            if days.last > until:
                hint = "write a later until"
                self._report(days.text, "bad-date", f"{days.last} is after {until}, where the calendar ends", hint)
            for number in range(days.first.toordinal(), days.last.toordinal() + 1):
                other = found.setdefault(date.fromordinal(number), days)
                if other is not days:
                    message = f"{date.fromordinal(number)} is listed twice"
                    self._report(days.text, "bad-value", message, f"it stands in {other.text.value} already")
                    break
        yield from found.items()

    def _report(self, text: Text, name: str, message: str, hint: str) -> None:
        self.findings.append(text.diagnostic(name, message, hint=hint))


def _taken(name: Text, other: Text) -> Diagnostic:
    if name.value == CHINA:
        hint = f"choose another name, and extend {CHINA}"
        return name.diagnostic("duplicate-calendar", f"{CHINA} is the calendar that dwgate brings", hint=hint)
    message = f"the calendar {name.value} stands in {other.source.name}:{other.line} already"
    return name.diagnostic("duplicate-calendar", message, hint="a name is unique in its function")

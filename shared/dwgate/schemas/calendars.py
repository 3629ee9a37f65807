"""The schema of the calendars in a policy file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.facts.calendar.windows import WEEK
from dwgate.policy.compiler.calendars.form import CALENDAR_KEYS, CALENDAR_NAME
from dwgate.schemas.parts import DAY, described, mapping, some, text

if TYPE_CHECKING:
    from dwgate.schemas.parts import Schema

_SPAN = rf"^{DAY}( *\.\. *{DAY})?$"
_SPANS: Schema = {"type": "string", "pattern": _SPAN, "examples": ["2026-12-24", "2026-12-31..2027-01-02"]}


def calendars() -> Schema:
    """Describe calendars by name."""
    names = {"pattern": f"^{CALENDAR_NAME.pattern}$"}
    return described(
        {"type": "object", "propertyNames": names, "additionalProperties": _calendar()},
        'Calendars of your own, by name, for conditions to ask: `calendar.is_workday(now, "company")`. All files of a '
        "function share them.",
    )


def _calendar() -> Schema:
    by_name: Schema = {
        "type": "object",
        "propertyNames": {"pattern": _SPAN},
        "additionalProperties": text(),
        "minProperties": 1,
    }
    properties = {
        "extends": described(text(), "The calendar whose days it has beside its own: `china`, or another of yours."),
        "zone": described(
            text(examples=["Asia/Shanghai", "+08:00"]),
            "The time zone in which its days begin: that of the calendar which it extends, or Asia/Shanghai, unless "
            "said.",
        ),
        "week": described(
            {**some({"enum": list(WEEK)}), "uniqueItems": True},
            "The days of the week that are worked: those of the calendar which it extends, or Monday to Friday, unless "
            "said.",
        ),
        "closed": described(
            {"anyOf": [by_name, some(_SPANS)]},
            "Days that are not worked, each with the name of the holiday; or a list of days, which have no names.",
        ),
        "open": described(some(_SPANS), "Days that are worked all the same, such as a Saturday that makes up for one."),
        "until": described(
            {"type": "string", "pattern": f"^{DAY}$", "examples": ["2027-12-31"]},
            "The last day that it knows: that of the calendar which it extends, unless said.",
        ),
    }
    return {
        **mapping(CALENDAR_KEYS, (), properties),
        "anyOf": [{"required": ["extends"]}, {"required": ["until"]}],
    }

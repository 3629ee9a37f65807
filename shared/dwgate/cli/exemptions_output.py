"""How ``dwgate exemptions`` writes what it found: for a person, for a page, for a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.cli.terminal import counted, json_text, new_page, show_trimmed, shown
from dwgate.policy.decision import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rich.console import Console

    from dwgate.exemptions.listing import Exemption, State, Use
    from dwgate.exemptions.uses import Tally, Uses

_DAY = timedelta(days=1)
_STYLES = {"expired": "fail", "expiring": "warn", "holds": "ok"}
_BAR = r"\|"
"""A bar that does not end a cell, also within code."""
_HEADINGS = ("expires", "function", "rules", "when", "reason", "owner")


@dataclass(frozen=True, slots=True)
class Found:
    """The exemptions at a time, the first to end first; ``uses`` where there are records.

    ``within`` are the days within which the end of one is a finding, where somebody asked for that.
    """

    exemptions: tuple[Exemption, ...]
    uses: Uses | None
    at: datetime
    within: int | None

    def that_are(self, state: State) -> int:
        """Count the exemptions in a state."""
        return sum(one.state(self.at, self.within) == state for one in self.exemptions)

    def is_unused(self, exemption: Exemption) -> bool | None:
        """Whether there are records of its function and none of a use; None where nobody can tell."""
        if self.uses is None or not self.uses.seen[exemption.function].count:
            return None
        return not self.uses.of[exemption].count


def show(out: Console, found: Found) -> None:
    """Write what is known of each exemption below its end, and then how many there are."""
    for exemption in found.exemptions:
        style = _STYLES[exemption.state(found.at, found.within)]
        when = _until(exemption, found.at)
        out.print(Text.assemble((_time(exemption.expires), "name"), "  ", (when, style)), soft_wrap=True)
        page = new_page()
        for heading, text in _rows(exemption, found.uses):
            page.add_row(Text(heading, "quiet"), Text(text))
        show_trimmed(out, page)
        out.print()
    for line in _unmatched(found.uses):
        out.print(Text(line), soft_wrap=not out.is_terminal)
        out.print()
    out.print(_summary(found), soft_wrap=not out.is_terminal)


def _rows(exemption: Exemption, uses: Uses | None) -> Iterator[tuple[str, str]]:
    yield "function", exemption.function
    yield "lifts", ", ".join(exemption.rules)
    yield "when", exemption.condition
    yield "reason", exemption.reason
    yield "owner", exemption.owner
    yield "written in", exemption.source
    if uses:
        yield "used", _used(exemption, uses)


def _used(exemption: Exemption, uses: Uses) -> str:
    tally, seen = uses.of[exemption], uses.seen[exemption.function]
    if tally.count:
        return counted(tally.count, "time") + (f", last on {_time(tally.last)}" if tally.last else "")
    if not seen.count:
        return f"not known: there are no records of {exemption.function}"
    return f"never, in {_span(seen)}"


def _span(seen: Tally) -> str:
    records = counted(seen.count, "record")
    if not (seen.first and seen.last):
        return records
    first, last = _time(seen.first), _time(seen.last)
    return f"{records} at {first}" if first == last else f"{records} from {first} to {last}"


def _unmatched(uses: Uses | None) -> Iterator[str]:
    """Tell the uses of exemptions that are not there any more, or not as they were."""
    for (function, use), tally in uses.unmatched.items() if uses else ():
        whose = f"{use.reason} ({use.owner}), until {use.expires}" if all(use) else "the record does not tell which"
        yield shown(
            f"{function}: {use.rule} was lifted {counted(tally.count, 'time')} by an exemption that is not in the"
            f" policy now: {whose}"
        )


def _summary(found: Found) -> str:
    if not found.exemptions:
        return "there are no exemptions"
    parts = [counted(len(found.exemptions), "exemption")]
    expired, expiring = found.that_are("expired"), found.that_are("expiring")
    parts += [f"{expired} expired"] if expired else []
    parts += [f"{expiring} expiring within {counted(found.within or 0, 'day')}"] if expiring else []
    unused = sum(found.is_unused(one) is True for one in found.exemptions)
    parts += [f"{unused} unused"] if unused else []
    return f"{', '.join(parts)}; at {_time(found.at)}, Beijing time"


def _until(exemption: Exemption, at: datetime) -> str:
    is_near = abs(exemption.expires - at) < _DAY
    span = "less than a day" if is_near else counted(abs(exemption.days_left(at)), "day")
    return f"expired {span} ago" if exemption.has_expired(at) else f"in {span}"


def _time(time: datetime) -> str:
    """Give a time as Beijing's, and midnight as its date; as it is where Beijing's clock has no such time."""
    try:
        local = time.astimezone(BEIJING)
    except OverflowError:
        return time.isoformat(sep=" ")
    text = local.isoformat(sep=" ", timespec="seconds" if local.second else "minutes").removesuffix("+08:00")
    return text.removesuffix(" 00:00")


def as_markdown(found: Found) -> str:
    """Write a table, with what can be typed marked as code."""
    headings = (*_HEADINGS, "used") if found.uses else _HEADINGS
    rows = [headings, tuple("---" for _ in headings)]
    for one in found.exemptions:
        cells = (
            f"{_time(one.expires)}, {_until(one, found.at)}",
            f"`{one.function}`",
            ", ".join(f"`{rule}`" for rule in one.rules),
            f"`{one.condition}`",
            one.reason,
            one.owner,
        )
        rows.append((*cells, _used(one, found.uses)) if found.uses else cells)
    table = "".join(f"| {' | '.join(cell.replace('|', _BAR) for cell in row)} |\n" for row in rows)
    return table + "".join(f"\n{line}\n" for line in _unmatched(found.uses))


def as_json(found: Found) -> str:
    """Write a document with all that is known, which ends with a line end."""
    uses = found.uses
    document = {
        "at": found.at.isoformat(),
        "expiring_in": found.within,
        "exemptions": [_as_document(one, found) for one in found.exemptions],
        "records": {name: _tally(tally) for name, tally in uses.seen.items()} if uses else None,
        "unmatched": [_unmatched_use(*item) for item in uses.unmatched.items()] if uses else None,
    }
    return f"{json_text(document)}\n"


def _as_document(one: Exemption, found: Found) -> dict[str, Any]:
    return {
        "function": one.function,
        "rules": list(one.rules),
        "condition": one.condition,
        "reason": one.reason,
        "owner": one.owner,
        "expires": one.written,
        "days_left": one.days_left(found.at),
        "state": one.state(found.at, found.within),
        "source": one.source,
        "used": _tally(found.uses.of[one]) if found.uses else None,
        "is_unused": found.is_unused(one),
    }


def _unmatched_use(use: tuple[str, Use], tally: Tally) -> dict[str, Any]:
    return {"function": use[0], **use[1]._asdict(), **_tally(tally)}


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "count": tally.count,
        "first": tally.first.isoformat() if tally.first else None,
        "last": tally.last.isoformat() if tally.last else None,
    }

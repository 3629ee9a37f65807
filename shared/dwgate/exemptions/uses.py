"""How often exemptions were used, counted from records.

A record names an exemption by the rule that it lifted and by its reason, its owner and its end.  Where two exemptions
of a function agree in all of these, each use counts for both, so that none is called unused which may have been used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dwgate.exemptions.listing import Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from dwgate.exemptions.listing import Exemption
    from dwgate.records import Record


@dataclass(slots=True)
class Tally:
    """A number of records, and the times of the first and the last of them, where a record says its time."""

    count: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, time: datetime | None) -> None:
        """Count a record more."""
        self.count += 1
        if time is not None:
            self.first = min(self.first or time, time)
            self.last = max(self.last or time, time)


@dataclass(slots=True)
class Uses:
    """What records say of exemptions; memory grows with the exemptions, and not with the records.

    ``of`` counts the records in which each exemption lifted a rule, ``seen`` those of each function, and ``unmatched``
    the uses of what today's policy does not hold: an exemption that was changed or taken away.
    """

    of: dict[Exemption, Tally] = field(default_factory=dict)
    seen: dict[str, Tally] = field(default_factory=dict)
    unmatched: dict[tuple[str, Use], Tally] = field(default_factory=dict)


def count_uses(records: Iterable[Record], exemptions: Sequence[Exemption], points: Mapping[str, Sequence[str]]) -> Uses:
    """Count the uses of exemptions in the records of some functions; ``points`` are those that each function serves.

    A record of an earlier version does not name its function, which is then the one that serves its point.
    Records of other functions are passed over.
    """
    uses = Uses(of={exemption: Tally() for exemption in exemptions}, seen={name: Tally() for name in points})
    holders: dict[tuple[str, Use], list[Exemption]] = {}
    for exemption in exemptions:
        for use in exemption.uses():
            holders.setdefault((exemption.function, use), []).append(exemption)
    for record in records:
        function = record.function or next((name for name, served in points.items() if record.point in served), None)
        if function in uses.seen:
            uses.seen[function].add(record.time)
            _add(record, function, holders, uses)
    return uses


def _add(record: Record, function: str, holders: Mapping[tuple[str, Use], list[Exemption]], uses: Uses) -> None:
    """Count a record once for each exemption that it used, however many rules that lifted."""
    used: dict[Exemption, None] = {}
    for item in record.exempted:
        use = Use(item["rule"], *(str(item.get(name, "")) for name in ("reason", "owner", "expires")))
        found = holders.get((function, use))
        used |= dict.fromkeys(found or ())
        if found is None:
            uses.unmatched.setdefault((function, use), Tally()).add(record.time)
    for exemption in used:
        uses.of[exemption].add(record.time)

"""What is told of a run: a row for each rate, a row for each process."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loading.ledger import Ledger
    from loading.server import Look
    from loading.tsung import Volley

HEADINGS = (
    "| wanted/s | sent/s | messages | answered | otherwise | p50 | p90 | p99 | most | last after | held |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)
_LATE = 1.0
_OK = 200


def say(*lines: str) -> None:
    """Write lines at once: a run takes long."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def is_held(volley: Volley) -> bool:
    """Whether all were answered as they are alone, and the last of them soon."""
    return not _amiss(volley) and _late(volley) < _LATE


def row(wanted: float, volley: Volley) -> str:
    """Give a row of the table: messages a second, counts, and times in milliseconds, of the last in seconds."""
    took = sorted((it.answered - it.arrived) * 1000 for it in volley.sent if it.status == _OK)
    first, last = min(it.arrived for it in volley.sent), max(it.arrived for it in volley.sent)
    amiss = ", ".join(f"{count} {what}" for what, count in sorted(_amiss(volley).items())) or "none"
    cells = [
        f"{wanted:g}",
        f"{(volley.begun - 1) / (last - first):.1f}",
        f"{volley.begun}",
        f"{len(took)}",
        amiss,
        *(f"{_percentile(took, part):.0f}" for part in (0.5, 0.9, 0.99, 1)),
        f"{_late(volley):.2f} s",
        "yes" if is_held(volley) else "no",
    ]
    return f"| {' | '.join(cells)} |"


def processes(looks: Iterable[Look], started: float, ended: float) -> Iterator[str]:
    """Give a row for each function, over its instances that were there in the second quarter and in the last.

    Of each instance the medians of both quarters are taken.  The row has those of the instance that has worked most,
    and the growth of the one that has grown most: one that works little is a beginner for long.
    """
    quarter = (ended - started) / 4
    of: dict[str, dict[int, dict[int, list[Look]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for look in looks:
        of[look.name][look.pid][int((look.at - started) // quarter)].append(look)
    yield "\n| what | processes | busiest, MB, second quarter | last quarter | growth | most | files | threads |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for name, instances in sorted(of.items()):
        stayed = [(quarters[1], quarters[3]) for quarters in instances.values() if quarters[1] and quarters[3]]
        if stayed:
            yield f"| {name} | {len(stayed)} of {len(instances)} | {' | '.join(_changes(stayed))} |"


def _changes(stayed: list[tuple[list[Look], list[Look]]]) -> Iterator[str]:
    before, after = max(stayed, key=lambda quarters: quarters[1][-1].worked)
    yield f"{_median(before, 'resident'):.1f}"
    yield f"{_median(after, 'resident'):.1f}"
    yield f"{_growth((before, after)):+.1f} %"
    yield f"{max(map(_growth, stayed)):+.1f} %"
    for what in ("files", "threads"):
        was, is_ = (max(_median(looks, what) for looks in quarter) for quarter in zip(*stayed, strict=True))
        yield f"{was:.0f} → {is_:.0f}"


def _growth(quarters: tuple[list[Look], list[Look]]) -> float:
    before, after = (_median(looks, "resident") for looks in quarters)
    return (after / before - 1) * 100


def _median(looks: list[Look], what: str) -> float:
    return float(median(getattr(look, what) for look in looks))


def account(ledger: Ledger, sent: int) -> Iterator[str]:
    """Say what all the requests have come to."""
    requests = len({request for request, _ in ledger.records})
    answers = ", ".join(f"{count} {what}" for what, count in ledger.answers.most_common())
    yield f"{sent} requests sent, {requests} invocations recorded, in {ledger.records.total()} records; {answers}"
    yield f"DataWorks asked about {len(ledger.ends)} messages, and was called back for {ledger.called_back} of them"
    yield f"{ledger.instances} instances have answered, the busiest of them {ledger.busiest} messages"


def _amiss(volley: Volley) -> Counter[str]:
    amiss = Counter(f"status {it.status}" for it in volley.sent if it.status != _OK)
    amiss += volley.errors
    refused = amiss.total()
    amiss["no answer"] = volley.begun - len(volley.sent)
    amiss["another result"] = volley.unexpected - refused
    return +amiss


def _late(volley: Volley) -> float:
    return max(it.answered for it in volley.sent) - max(it.arrived for it in volley.sent)


def _percentile(ordered: list[float], part: float) -> float:
    """Give the value that no more than this part of the values exceeds not; all values are ordered."""
    if not ordered:
        return float("nan")
    return ordered[max(0, round(part * len(ordered)) - 1)]

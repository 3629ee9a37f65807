"""What a replay found, for a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.cli.terminal import counted, new_table, show_hanging, show_table, shown
from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from dwgate.records import Reading
    from dwgate.replay import Replay, Report, Sweep
    from dwgate.replay.flips import Flip
    from dwgate.replay.report import Breakdown, Shadow, ShadowRule
    from dwgate.replay.standing import Missing

_WHY = {
    "unrecorded": "{records} without it; add {field} to DWGATE_RECORD_FIELDS",
    "cut": "{records} with a part of it: it is too long for a record",
    "altered": "{records} not as it was written: it was taken out on its way, or made another type",
    "content": "{records} without it: it is content, which is never recorded",
    "facts": "{records} without it: facts are never recorded",
    "unknown": "{records} without it, of which nobody knows whether it came",
    "no-time": "{records} without it; export __time__ with them",
}
_DAY = "day in Beijing"
_SOURCES: dict[Shadow, str] = {"production": "as deployed", "candidate": "as tried"}


@dataclass(frozen=True, slots=True)
class _Counts:
    """A table of flips, one column for each kind and one row for each key, which is as long as the headings."""

    headings: tuple[str, ...]
    flips: Sequence[Flip]
    rows: Mapping[tuple[str, ...], Counter[Flip]]
    is_by_name: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay that has ended, and the reading that it was fed by."""

    replay: Replay
    reading: Reading

    @property
    def untold(self) -> int:
        """The records of which it cannot be told what would be decided: those not to be replayed, and broken ones."""
        return self.replay.report.unreplayable + self.reading.broken


def show(out: Console, replayed: Replayed, top: int, max_new_fail: int | None) -> None:
    """Write the report for a person; ``top`` is how many rows a table has."""
    report = replayed.replay.report
    _show_reading(out, replayed)
    _show_flips(out, report, top)
    _show_unreplayable(out, report)
    _show_shadow(out, report, top)
    for sweep in replayed.replay.sweeps:
        _show_sweep(out, sweep)
    if max_new_fail is not None:
        out.print(f"\nnew FAIL: {report.new_fails}, of {max_new_fail} allowed; not to be told: {replayed.untold}")


def _show_reading(out: Console, replayed: Replayed) -> None:
    reading, report = replayed.reading, replayed.replay.report
    out.print(f"{counted(report.read, 'decision')} read, {report.replayed.total()} replayed", soft_wrap=True)
    passed = [f"{count} {why}" for why, count in sorted(reading.passed_over.items())]
    passed += [f"{replayed.replay.left_out} of other functions"] * bool(replayed.replay.left_out)
    if passed:
        show_hanging(out, "  passed over: ", ", ".join(passed))
    if reading.others:
        out.print(f"  {counted(reading.others, 'line')} without a record", soft_wrap=True)
    if reading.broken:
        places = ", ".join(shown(f"{one.file}:{one.line}") for one in reading.first_broken[:3])
        more = ", …" if reading.broken > len(reading.first_broken[:3]) else ""
        show_hanging(out, f"  {counted(reading.broken, 'record')} not whole: ", f"{places}{more}")
    if report.by_log_time:
        out.print(f"  {report.by_log_time} judged by the time of the log, having none of their own", soft_wrap=True)
    if report.under_break_glass:
        out.print(f"  {report.under_break_glass} answered OK by break-glass, and compared by what was decided")


def _show_flips(out: Console, report: Report, top: int) -> None:
    out.print(Text(f"\n{report.same} the same, {report.flips.total.total()} different"), soft_wrap=True)
    if not report.flips.total:
        return
    flips = _in_order(report.flips.total)
    several = len(report.replayed) > 1
    rules = Counter(
        {
            ((f"{function}/{rule}" if several else rule) or "?", how, flip): count
            for (function, rule, how, flip), count in report.rules.items()
        }
    )
    by_rule: dict[tuple[str, ...], Counter[Flip]] = defaultdict(Counter)
    for (rule, how, flip), count in rules.items():
        by_rule[rule, how][flip] += count
    _show_counts(out, _Counts(("rule", "it"), flips, by_rule), top)
    _show_breakdown(out, report.flips, top)


def _show_breakdown(out: Console, breakdown: Breakdown, top: int) -> None:
    flips = _in_order(breakdown.total)
    for heading, counts in _parts(breakdown):
        grouped: dict[tuple[str, ...], Counter[Flip]] = defaultdict(Counter)
        for (key, flip), count in counts.items():
            grouped[key,][flip] += count
        _show_counts(out, _Counts((heading,), flips, grouped, is_by_name=heading == _DAY), top)


def _parts(breakdown: Breakdown) -> tuple[tuple[str, Counter[tuple[str, Flip]]], ...]:
    return (
        ("workspace", breakdown.workspaces),
        ("operator", breakdown.operators),
        (_DAY, breakdown.days),
    )


def _show_counts(out: Console, counts: _Counts, top: int) -> None:
    """Show a table: the rows with the most, in their order or in that of their names."""
    rows = counts.rows
    chosen = sorted(rows, key=lambda key: (-rows[key].total(), key))[:top]
    table = new_table()
    for heading in counts.headings:
        table.add_column(heading)
    for flip in counts.flips:
        table.add_column(str(flip), justify="right", no_wrap=True)
    for key in sorted(chosen) if counts.is_by_name else chosen:
        table.add_row(*(Text(shown(part)) for part in key), *(str(rows[key][flip] or "") for flip in counts.flips))
    out.print()
    show_table(out, table)
    if len(rows) > len(chosen):
        out.print(f"and {len(rows) - len(chosen)} more; --top {len(rows)} shows all")


def _show_unreplayable(out: Console, report: Report) -> None:
    if not report.unreplayable:
        return
    several = len({function for function, _ in report.wants}) > 1
    out.print(f"\n{counted(report.unreplayable, 'decision')} cannot be replayed:", style="warn", soft_wrap=True)
    for (function, missing), count in _sorted(report.wants.items()):
        rules = ", ".join(sorted(report.wanting[function, missing]))
        name = f"{function}: {missing[0]}" if several else missing[0]
        show_hanging(out, f"  {shown(name)}: ", shown(f"{_why(missing, count)} ({rules})"))
    for why, count in _sorted(report.unjudged.items()):
        show_hanging(out, "  ", shown(f"{counted(count, 'record')}: {why}"))


def _why(missing: Missing, count: int) -> str:
    name, why = missing
    return _WHY[why].format(records=counted(count, "record"), field=name.removeprefix("event."))


def _show_shadow(out: Console, report: Report, top: int) -> None:
    shadow = report.shadow()
    if not shadow:
        return
    flips = _in_order({flip: 1 for counted_rule in shadow.values() for flip in counted_rule.flips})
    several = len({function for _, function, _ in shadow}) > 1
    table = new_table()
    for heading in ("in shadow", "", "asked", "in error", "not told", *map(str, flips)):
        table.add_column(heading, justify="left" if heading in {"in shadow", ""} else "right", no_wrap=heading == "")
    for (source, function, rule), one in sorted(shadow.items(), key=_by_rule):
        counts = (one.asked, one.errors, one.unknown, *(one.flips[flip] for flip in flips))
        name = f"{function}/{rule}" if several else rule
        table.add_row(Text(shown(name)), _SOURCES[source], *(str(count or "") for count in counts))
    out.print("\nrules in shadow, and what enforcing them would have made of the decisions:", soft_wrap=True)
    show_table(out, table)
    breakdowns = {_SOURCES[source]: report.enforced[source] for source in _SOURCES if source in report.enforced}
    if len(breakdowns) > 1 and report.enforced["production"] == report.enforced["candidate"]:
        breakdowns = {"in shadow": next(iter(breakdowns.values()))}
    for those, breakdown in breakdowns.items():
        out.print(f"\nif those {those} were enforced:", soft_wrap=True)
        _show_breakdown(out, breakdown, top)


def _by_rule(item: tuple[tuple[Shadow, str, str], ShadowRule]) -> tuple[str, str, int]:
    (source, function, rule), _ = item
    return function, rule, list(_SOURCES).index(source)


def _show_sweep(out: Console, sweep: Sweep) -> None:
    table = new_table()
    table.add_column(sweep.name)
    for heading in ("FAIL", "WARN", "new FAIL", "new WARN", "not told"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_row("as it was", *(str(sweep.was[result]) for result in (CheckResult.FAIL, CheckResult.WARN)), "", "", "")
    for one in sweep.values:
        results = (one.results[CheckResult.FAIL], one.results[CheckResult.WARN], one.new_fails, one.new_warns)
        table.add_row(Text(shown(one.text)), *map(str, results), str(one.unreplayable or ""))
    out.print()
    show_table(out, table)


def _in_order(flips: Iterable[Flip]) -> list[Flip]:
    """Give flips in the order of columns: to FAIL first, then from the mildest."""
    return sorted(flips, key=lambda flip: (-flip.would_be.severity, flip.was.severity))


def _sorted(items: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0]))

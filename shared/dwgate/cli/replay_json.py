"""What a replay found, for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.cli.terminal import json_text
from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from dwgate.cli.replay_output import Replayed
    from dwgate.replay import Report, Sweep
    from dwgate.replay.flips import Flip
    from dwgate.replay.report import Breakdown


def as_json(replayed: Replayed, max_new_fail: int | None) -> str:
    """Write the report for a program."""
    replay, reading, report = replayed.replay, replayed.reading, replayed.replay.report
    document = {
        "read": report.read,
        "replayed": report.replayed.total(),
        "same": report.same,
        "different": report.flips.total.total(),
        "new_fails": report.new_fails,
        "max_new_fail": max_new_fail,
        "unreplayable": report.unreplayable,
        "flips": {
            **_breakdown(report.flips),
            "rules": [
                {"function": function, "rule": rule or None, "how": how, **_flip(flip, count)}
                for (function, rule, how, flip), count in _stable(report.rules)
            ],
        },
        "missing": [
            {
                "function": function,
                "name": missing[0],
                "why": missing[1],
                "records": count,
                "rules": sorted(report.wanting[function, missing]),
            }
            for (function, missing), count in _sorted(report.wants.items())
        ],
        "unjudged": dict(_sorted(report.unjudged.items())),
        "shadow": _shadow(report),
        "sweeps": [_sweep(sweep) for sweep in replay.sweeps],
        "by_log_time": report.by_log_time,
        "under_break_glass": report.under_break_glass,
        "passed_over": dict(sorted(reading.passed_over.items())),
        "of_other_functions": replay.left_out,
        "lines_without_a_record": reading.others,
        "broken": reading.broken,
        "first_broken": [{"file": one.file, "line": one.line, "problem": one.problem} for one in reading.first_broken],
    }
    return f"{json_text(document)}\n"


def _shadow(report: Report) -> dict[str, Any]:
    return {
        "rules": [
            {
                "source": source,
                "function": function,
                "rule": rule,
                "asked": one.asked,
                "errors": one.errors,
                "unknown": one.unknown,
                "flips": [_flip(flip, count) for flip, count in _stable(one.flips)],
            }
            for (source, function, rule), one in sorted(report.shadow().items())
        ],
        "enforced": {source: _breakdown(breakdown) for source, breakdown in sorted(report.enforced.items())},
    }


def _breakdown(breakdown: Breakdown) -> dict[str, Any]:
    named = (("workspaces", breakdown.workspaces), ("operators", breakdown.operators), ("days", breakdown.days))
    return {
        "kinds": [_flip(flip, count) for flip, count in _stable(breakdown.total)],
        **{
            name: [{name.removesuffix("s"): key, **_flip(flip, count)} for (key, flip), count in _stable(counts)]
            for name, counts in named
        },
    }


def _sweep(sweep: Sweep) -> dict[str, Any]:
    return {
        "parameter": sweep.name,
        "was": {result.value: sweep.was[result] for result in CheckResult},
        "values": [
            {
                "value": one.text,
                **{result.value: one.results[result] for result in CheckResult},
                "new_fails": one.new_fails,
                "new_warns": one.new_warns,
                "unreplayable": one.unreplayable,
            }
            for one in sweep.values
        ],
    }


def _flip(flip: Flip, count: int) -> dict[str, Any]:
    return {"was": flip.was.value, "would_be": flip.would_be.value, "count": count}


def _stable(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Give the entries with the most first, and those with as many in an order of their own."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def _sorted(items: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0]))

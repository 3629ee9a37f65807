"""Warm decisions: a message from its bytes to its record, by the handler of a function that has answered before."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from measuring.suite import EachCall, Goal, Side, Suite
from suites import policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from measuring.suite import Timed

_SQL = " union all select sku_code, sku_name from dim_sku where ds = '20261118'"
_LARGE = 60_000

_CONDITIONS = (
    "event.dataRowSize > params.most_{0}",
    'event.fileName == "report-{0}.csv"',
    'event.datasourceId in ["a{0}", "b{0}"]',
    'event.datasourceName.startsWith("source_{0}_")',
)
"""The first reads a parameter of its own; all are of a kind that shipped policies have."""
_CONDITION_ELSEWHERE = "event.fileSize > 10000{0:04}"
_POLICIES = ((1, 1), (10, 10), (20, 20), (100, 10), (1000, 10))
"""How many rules there are, and how many of them are for the point of the message."""
_SIZES = ("small", "large")
"""Of a message: 0.6 kB as DataWorks documents it, and 60 kB with a long query."""
_REFERENCE = 10


def message(size: str) -> bytes:
    """Give the documented message of a download, as it is or with a long query."""
    short = policies.message({})
    return (
        short
        if size == "small"
        else policies.message({"sqlText": "select 1" + _SQL * ((_LARGE - len(short)) // len(_SQL))})
    )


@contextlib.contextmanager
def compiled() -> Iterator[None]:
    """Write the policies, of rules that all let the message pass, as nearly every message does."""
    here, there = policies.POINTS
    for number, applying in _POLICIES:
        rules = {
            here: [_rule(count, _CONDITIONS[count % len(_CONDITIONS)]) for count in range(applying)],
            there: [_rule(count, _CONDITION_ELSEWHERE) for count in range(applying, number)],
        }
        read = range(0, applying, len(_CONDITIONS))
        policies.write(f"warm-{number}", rules, {f"most_{count}": 10**9 + count for count in read})
    yield


def _rule(count: int, condition: str) -> Mapping[str, object]:
    reason = {"en": f"Rule {count} refuses this.", "zh": f"规则 {count} 拒绝此操作。"}
    return {"name": f"rule-{count}", "when": condition.format(count), "then": "FAIL", "reason": reason}


def _prepared(number: int, size: str) -> Callable[[], Timed]:
    def prepare() -> Timed:
        handler, payload = policies.gate(f"warm-{number}").handler, message(size)
        sys.stdout = policies.Sink()  # of this process, which measures nothing else
        if "OK" not in handler(payload):
            raise RuntimeError(f"the message is not answered with OK: {handler(payload)}")
        return EachCall(lambda: handler(payload))

    return prepare


def _side(number: int, applying: int, size: str) -> Side:
    against = None if number == applying == _REFERENCE else _named(_REFERENCE, _REFERENCE, size)
    return Side(_named(number, applying, size), _prepared(number, size), against)


def _named(number: int, applying: int, size: str) -> str:
    return f"{applying} of {number}, {size}"


SUITE = Suite(
    name="warm",
    title="Warm decision: from bytes to record, by how many rules apply, of how many",
    sides=tuple(_side(*key, size) for size in _SIZES for key in _POLICIES),
    goals=(
        Goal(_named(20, 20, "small"), 1 / 8000),
        Goal(_named(20, 20, "small"), 0.0005, quantity="p99 seconds"),
        Goal(_named(1000, 10, "small"), 2, to=_named(_REFERENCE, _REFERENCE, "small")),
    ),
    is_told_as_rate=True,
    around=compiled,
)

"""Engines: the same ten rules over the same messages, by dwgate and by others.

Nothing is measured of engines that do not agree: every side judges the messages first, and its verdicts are held
against those of plain Python.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any

from measuring.suite import Goal, Side, Suite, repeated
from suites import judges, policies
from suites.judges import dwgate_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from measuring.suite import Timed

_PLAIN, _DWGATE, _WHOLE = "plain Python", "dwgate", "dwgate from bytes to record"
_ORDINARY: dict[str, Any] = {
    "moduleType": "sqlx_query",
    "dataRowSize": 12_000,
    "fileSize": 1_024_000,
    "fileName": "report.csv",
    "datasourceName": "odps_first",
    "operatorUid": "1904512876340999",
}
EVENTS: tuple[dict[str, Any], ...] = (
    _ORDINARY,
    {**_ORDINARY, "fileName": "sales.xlsx", "moduleType": "develop_query"},
    {**_ORDINARY, "dataRowSize": 100_000},
    {**_ORDINARY, "dataRowSize": 100_001, "fileSize": 600_000_000},
    {**_ORDINARY, "datasourceName": "hr_pii"},
    {**_ORDINARY, "datasourceName": "dev_sales", "fileName": "dev.zip"},
    {**_ORDINARY, "moduleType": "dw_excel", "dataRowSize": 5001},
    {**_ORDINARY, "moduleType": "entity_transfer"},
    {**_ORDINARY, "fileName": "top-secret.csv"},
    {**_ORDINARY, "datasourceName": "odps_people"},
    {**_ORDINARY, "datasourceName": "odps_people", "operatorUid": "1904512876340301"},
    {**_ORDINARY, "dataRowSize": 0, "fileSize": 0},
)
"""Events that each rule fires on and does not fire on; their fields are those that all engines get."""
MEASURED = {"OK": EVENTS[0], "FAIL": EVENTS[3]}
"""One that no rule fires on, as nearly every event is, and one that two fire on."""


@contextlib.contextmanager
def _compiled() -> Iterator[None]:
    """Write dwgate's policy, and refuse to begin where the engines disagree."""
    dwgate_policy.write()
    for engine in judges.MODULES:
        check(judges.judge(engine), engine)
    yield


def check(judge: judges.Judge, engine: str) -> None:
    """Hold an engine's verdicts against those of plain Python; RuntimeError where one differs."""
    plain = judges.judge(_PLAIN)
    for event in EVENTS:
        expected, fired = plain(event), judge(event)
        if (judges.result(fired), fired) != (judges.result(expected), expected):
            raise RuntimeError(f"{engine} fires {sorted(fired)} where plain Python fires {sorted(expected)}: {event}")


def _prepared(engine: str, event: Mapping[str, Any]) -> Callable[[], Timed]:
    def prepare() -> Timed:
        judge = judges.judge(engine)
        check(judge, engine)
        return repeated(lambda: judge(event))

    return prepare


def _whole(event: Mapping[str, Any]) -> Callable[[], Timed]:
    """Prepare the handler of the function over the bytes of the event."""

    def prepare() -> Timed:
        handler, payload = policies.gate(dwgate_policy.NAME).handler, policies.message(event)
        sys.stdout = policies.Sink()  # of this process, which measures nothing else
        expected = judges.result(judges.judge(_PLAIN)(event))
        if json.loads(handler(payload))["checkResult"] != expected:
            raise RuntimeError(f"the handler answers {handler(payload)} to {event}")
        return repeated(lambda: handler(payload))

    return prepare


def _sides(which: str, event: Mapping[str, Any]) -> Iterator[Side]:
    """Give every engine over one event; what is measured of dwgate besides is the whole way of the message."""
    for engine in judges.MODULES:
        against = None if engine == _DWGATE else _named(_DWGATE, which)
        yield Side(_named(engine, which), _prepared(engine, event), against)
    yield Side(_named(_WHOLE, which), _whole(event), _named(_DWGATE, which))


def _named(engine: str, which: str) -> str:
    return f"{engine}, {which}"


SUITE = Suite(
    name="engines",
    title="Engines: ten rules over one event",
    sides=tuple(side for which, event in MEASURED.items() for side in _sides(which, event)),
    goals=tuple(
        Goal(_named(_DWGATE, which), 1, to=_named(engine, which))
        for which in MEASURED
        for engine in judges.MODULES
        if engine not in {_PLAIN, _DWGATE}
    ),
    min_time=0.05,
    around=_compiled,
)

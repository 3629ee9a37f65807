"""The rounds of a suite: A B C A B C …, each side of each round in a process of its own, by pyperf.

pyperf starts the processes, finds in the first round how often a call is to be repeated, warms up, and keeps the values
with what it knows of the machine.  A task of its runner is one side in one round; the runs of a side are then put
together into one benchmark of pyperf's, and the median of each run is the value of its round.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import statistics
import sys
from functools import cache
from typing import TYPE_CHECKING

import pyperf

from measuring.suite import SCRATCH, SECONDS, EachCall

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from measuring.suite import Quantities, Side, Suite, Timed

P99 = "p99 seconds"
_SLOWEST = 0.99


def measure(suite: Suite, program: Sequence[str], arguments: Sequence[str], *, is_quick: bool) -> Quantities | None:
    """Measure every side in every round; None in a process that pyperf has started for one of them.

    ``program`` is how this program is started again, ``arguments`` are those of pyperf's runner, which it adds itself.
    """
    runner = pyperf.Runner(
        values=1 if is_quick else suite.values,
        warmups=suite.warmups,
        processes=1,
        loops=suite.loops,
        min_time=suite.min_time / 4 if is_quick else suite.min_time,
        program_args=tuple(program),
    )
    is_worker = runner.parse_args(["--quiet", "--copy-env", *arguments]).worker
    if is_worker:
        _rounds(suite, runner, _number(suite, is_quick=is_quick))
        return None
    _calls_of(suite).mkdir(parents=True, exist_ok=True)
    with suite.around():
        # pyperf would tell each side of each round, which is for the tables to tell.
        with contextlib.redirect_stdout(io.StringIO()):
            benchmarks = _rounds(suite, runner, _number(suite, is_quick=is_quick))
        more = suite.more(is_quick=is_quick)
    _keep(suite, benchmarks)
    values = {name: [statistics.median(run.values) for run in one.get_runs() if run.values] for name, one in benchmarks}
    calls = {name: taken for name in values if (taken := _slowest(suite, name, len(values[name])))}
    return {**({SECONDS: values} if values else {}), **({P99: calls} if calls else {}), **more}


def _number(suite: Suite, *, is_quick: bool) -> int:
    return min(suite.rounds, 3) if is_quick else suite.rounds


def _rounds(suite: Suite, runner: pyperf.Runner, number: int) -> list[tuple[str, pyperf.Benchmark]]:
    merged: dict[str, pyperf.Benchmark] = {}
    for count in range(number):
        if suite.sides and not runner.args.worker:
            sys.stderr.write(f"  round {count + 1} of {number}\n")
        for side in suite.sides:
            runner.args.loops = runner.args.loops if runner.args.worker else _loops(suite, merged.get(side.name))
            benchmark = _once(suite, side, count, runner)
            if benchmark is None or runner.args.worker:
                continue
            benchmark.update_metadata({"name": side.name})
            if side.name in merged:
                merged[side.name].add_runs(benchmark)
            else:
                merged[side.name] = benchmark
    return list(merged.items())


def _once(suite: Suite, side: Side, count: int, runner: pyperf.Runner) -> pyperf.Benchmark | None:
    """Measure a side once, in a process of its own; None in one that is for another side or round."""
    prepared = cache(side.prepare)

    def timed(loops: int) -> float:
        return prepared()(loops)

    benchmark: pyperf.Benchmark | None = runner.bench_time_func(f"{side.name} #{count}", timed)
    if benchmark is not None and runner.args.worker and not runner.args.calibrate_loops:
        _keep_calls(_calls_of(suite) / _file(side.name, count), prepared(), runner.args.warmups)
    return benchmark


def _loops(suite: Suite, before: pyperf.Benchmark | None) -> int:
    """Give how often the call is repeated: as in the first round, for which pyperf finds it where it is 0."""
    return suite.loops if before is None else int(before.get_loops())


def _keep_calls(file: Path, timed: Timed, warmups: int) -> None:
    if isinstance(timed, EachCall):
        file.write_text(json.dumps(timed.percentile(_SLOWEST, warmups=warmups)))


def _slowest(suite: Suite, side: str, rounds: int) -> list[float]:
    files = [_calls_of(suite) / _file(side, count) for count in range(rounds)]
    return [json.loads(file.read_bytes()) for file in files if file.exists()]


def _calls_of(suite: Suite) -> Path:
    return SCRATCH / "calls" / suite.name


def _file(side: str, count: int) -> str:
    return f"{side.replace('/', '-')}-{count}.json"


def _keep(suite: Suite, benchmarks: list[tuple[str, pyperf.Benchmark]]) -> None:
    """Leave what pyperf knows: ``python -m pyperf stats`` reads it."""
    if benchmarks:
        file = SCRATCH / "pyperf" / f"{suite.name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        pyperf.BenchmarkSuite([one for _, one in benchmarks]).dump(os.fspath(file), replace=True)

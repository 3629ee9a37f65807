"""Fuzz the handlers of all functions: ``make fuzz``, or ``python -m fuzzing`` with ``tests`` on the path.

A case that breaks a promise is saved, and how to run it again is printed.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from fuzzing import plain
from fuzzing.cases import Case
from fuzzing.gates import ROOT, nobody_called

FOLDER = ROOT / "build" / "fuzz"
SEED = 20261118


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; the exit code is 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m fuzzing", description="Fuzz the handlers of all functions.")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--guided", action="store_true", help="let coverage guide the cases, by atheris")
    parser.add_argument("--again", type=Path, metavar="FILE", help="run the case in a file, and nothing else")
    wanted = parser.parse_args(arguments)
    if wanted.again:
        return _again(wanted.again)
    if wanted.guided:
        from fuzzing import guided  # noqa: PLC0415 - atheris is an extra, and marks what is imported after it

        return guided.run(wanted.cases, wanted.seed, wanted.processes, FOLDER)
    tally = _run(wanted.cases, wanted.seed, wanted.processes)
    for line in tally.lines(wanted.seed, FOLDER / "broken"):
        plain.say(line)
    return 1 if tally.broken else 0


def _run(cases: int, seed: int, processes: int) -> plain.Tally:
    shares = [range(first, cases, processes) for first in range(processes)]
    whole = plain.Tally()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for part in pool.map(plain.run, [seed] * processes, shares):
            whole.add(part)
    return whole


def _again(path: Path) -> int:
    case = Case.of_bytes(plain.shared_targets(), path.read_bytes())
    looks = "" if case.looks is None else f", out of time after {case.looks} looks at the clock"
    plain.say(f"{case.target.name}{looks}, {len(case.payload)} bytes: {case.payload[:2000]!r}")
    with nobody_called():
        problem = plain.attempt(case, Counter())
    plain.say(problem or "all is as promised")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())

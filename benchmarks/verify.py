#!/usr/bin/env python3
"""What the chain of records costs: a decision that is sealed, and a log that is verified.

    benchmarks/verify.py seal
    benchmarks/replay.py make /tmp/records.jsonl --records 1000000
    benchmarks/verify.py measure /tmp/records.jsonl

``seal`` hands the first sample of each function to its gate, warm, with its records sealed and not, in turn, and says
what the best of many rounds took of either.  A record that is not sealed need not have its names in order either.

``measure`` verifies a log on one core, and says how long each record took and how much memory there was to it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from dwgate import record
from dwgate.facts.asking import NoFacts
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.records import Reading
from dwgate.records.links import EXACT
from dwgate.records.verification import Verification
from measuring.memory import most_megabytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
ROUNDS = 200
CALLS = 20


def seal() -> None:
    """Say of each function how long a decision takes, and how much of that is the seal."""
    for folder in sorted((ROOT / "functions").iterdir()):
        if not (folder / "function.yaml").is_file():
            continue
        gate = Gate(compile_function(folder).policy())
        gate.calls_back, gate.facts = False, NoFacts()
        message = min((folder / "events").glob("*.json")).read_bytes()
        without, sealed = _in_turn(lambda gate=gate, message=message: gate.handler(message))  # type: ignore[misc]
        sys.stdout.write(
            f"{folder.name:<20}{sealed:7.0f} microseconds, {sealed - without:4.0f} of them for the seal:"
            f" {sealed / without - 1:.1%} more\n"
        )


def _in_turn(call: Callable[[], object]) -> tuple[float, float]:
    """Give the microseconds of a call without the seal and with it, each the best of all rounds."""
    best = [float("inf"), float("inf")]
    for turn in range(2 * ROUNDS):
        is_sealed = turn % 2
        with contextlib.redirect_stdout(io.StringIO()), contextlib.nullcontext() if is_sealed else _unsealed():
            started = time.thread_time()
            for _ in range(CALLS):
                call()
            best[is_sealed] = min(best[is_sealed], (time.thread_time() - started) / CALLS * 1e6)
    return best[0], best[1]


@contextlib.contextmanager
def _unsealed() -> Iterator[None]:
    """Have records written as if there was no chain."""
    plain = json.JSONEncoder().encode
    with mock.patch.object(record.Log, "sealed", lambda _, text: text), mock.patch.object(record, "_encode", plain):
        yield


def measure(files: list[str]) -> None:
    """Verify the records and say what it took."""
    before = most_megabytes()
    started = time.perf_counter()
    verification, reading = Verification(), Reading(files, EXACT)
    verification.run(reading)
    took = time.perf_counter() - started
    sys.stdout.write(
        f"{reading.records} records of {len(verification.chains)} instances in {took:.1f} s,"
        f" {took / max(reading.records, 1) * 1e6:.1f} microseconds each; {len(verification.findings)} findings\n"
        f"{most_megabytes():.0f} MB at the most, {before:.0f} MB before the first record\n"
    )


def main() -> None:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("seal")
    commands.add_parser("measure").add_argument("files", nargs="+")
    arguments = parser.parse_args()
    if arguments.command == "seal":
        seal()
    else:
        measure(arguments.files)


main()

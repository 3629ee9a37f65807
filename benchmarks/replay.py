#!/usr/bin/env python3
"""How long a replay takes, and how much memory.

    benchmarks/replay.py make /tmp/records.jsonl --records 1000000
    benchmarks/replay.py measure /tmp/records.jsonl

``make`` hands variations of a sample message to the gate of ``functions/data_download`` and keeps what it logs, so that
the records are the very lines that Function Compute would have got.  The same seed gives the same records, but for the
milliseconds in them.  Who, where, when and how much differs as in a large company over a month: 40 workspaces, 2000
people, row counts and sizes over five orders of magnitude, nearly all of them different.

``--record-names`` has the allow-list show file names too, of which there are no two alike, so that each is judged by
the regular expressions of the rules: the slowest that there is.

``measure`` replays them by the policies of this checkout on one core, cold, and says how long each record took and how
much memory there was to it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.decision import BEIJING
from dwgate.records import Reading
from dwgate.replay import Candidate, Replay
from dwgate.runtime.variables import DEFAULT_RECORD_FIELDS
from measuring.memory import most_megabytes

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FUNCTION = ROOT / "functions" / "data_download"
SAMPLES = ROOT / "shared" / "dwgate" / "testing" / "samples"
POINTS = ("download-resources", "download-resources-execute")
BEGINNING = datetime(2026, 10, 19, tzinfo=BEIJING)
SECONDS = 30 * 24 * 3600
SOURCES = [f"odps_{name}" for name in ("first", "sales", "stock", "web", "ads")] + ["customer_pii", "finance_pii"]
MODULES = ("sqlx_query", "sqlx_query", "sqlx_query", "data_analysis", "spreadsheet")
ENDINGS = ("csv", "csv", "csv", "xlsx", "txt", "zip")


def messages(number: int, seed: int) -> Iterator[tuple[datetime, bytes]]:
    """Give messages in the order of their times, each with its time."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets: the same seed is to give the same messages
    samples = [json.loads((SAMPLES / f"{point}.json").read_bytes())["function_compute"] for point in POINTS]
    for count in range(number):
        message = dict(chance.choice(samples))
        workspace = int(40 * chance.random() ** 2)
        person = int(2000 * chance.random() ** 2)
        body: dict[str, Any] = {
            **message["messageBody"],
            "queryDwProjectId": 91800 + workspace,
            "operatorUid": str(1904512876340000 + person),
            "operatorBaseId": str(1904512876340000 + person),
            "dataRowSize": int(10 ** chance.uniform(0, 5.3)),
            "fileSize": int(10 ** chance.uniform(3, 8.9)),
            "datasourceName": chance.choice(SOURCES),
            "moduleType": chance.choice(MODULES),
            "fileName": f"report-{count}.{chance.choice(ENDINGS)}",
        }
        message = {**message, "messageId": f"{chance.getrandbits(128):032x}", "messageBody": body}
        yield BEGINNING + timedelta(seconds=SECONDS * count / number), json.dumps(message).encode()


def make(file: Path, number: int, seed: int, *, record_names: bool) -> None:
    """Write the records that the gate logs of so many messages."""
    gate = Gate(compile_function(FUNCTION).policy())
    fields = [*DEFAULT_RECORD_FIELDS, *["fileName"] * record_names]
    os.environ["DWGATE_RECORD_FIELDS"] = ",".join(fields)
    with file.open("w") as out, contextlib.redirect_stdout(_Unflushed(out)):
        for now, message in messages(number, seed):
            gate.clock = lambda now=now: now  # type: ignore[misc]  # bound as a default
            gate.handler(message)


class _Unflushed:
    """A file to which each record is printed, and which is written when it is full."""

    def __init__(self, out: Any) -> None:
        self.write = out.write

    def flush(self) -> None:
        """Wait: the log of a function must be written at once, and this file need not."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay took, and what came of it: ``seconds`` are without the ``compiling``; memory is in MB."""

    records: int
    seconds: float
    compiling: float
    same: int
    flips: int
    unreplayable: int
    most: float
    before: float


def replay(files: list[str]) -> Replayed:
    """Replay the records by the policies of this checkout."""
    started = time.perf_counter()
    document = compile_function(FUNCTION).document
    replay = Replay([Candidate.of(document or {})])
    ready = time.perf_counter()
    before = most_megabytes()
    reading = Reading(files)
    report = replay.run(reading)
    return Replayed(
        records=reading.records,
        seconds=time.perf_counter() - ready,
        compiling=ready - started,
        same=report.same,
        flips=report.flips.total.total(),
        unreplayable=report.unreplayable,
        most=most_megabytes(),
        before=before,
    )


def measure(files: list[str], *, as_json: bool) -> None:
    """Replay the records and say what it took."""
    done = replay(files)
    each = done.seconds / max(done.records, 1) * 1e6
    sys.stdout.write(
        f"{json.dumps(asdict(done))}\n"
        if as_json
        else f"{done.records} records in {done.seconds:.1f} s, {each:.1f} microseconds each;"
        f" {done.compiling:.2f} s to compile the policy before\n"
        f"{done.same} the same, {done.flips} flips, {done.unreplayable} not to be replayed\n"
        f"{done.most:.0f} MB at the most, {done.before:.0f} MB before the first record\n"
    )


def main() -> None:
    """Make records, or measure a replay of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("file", type=Path)
    making.add_argument("--records", type=int, default=1_000_000)
    making.add_argument("--seed", type=int, default=1)
    making.add_argument("--record-names", action="store_true")
    measuring = commands.add_parser("measure")
    measuring.add_argument("files", nargs="+")
    measuring.add_argument("--json", action="store_true", help="for programs")
    given = parser.parse_args()
    if given.command == "make":
        make(given.file, given.records, given.seed, record_names=given.record_names)
    else:
        measure(given.files, as_json=given.json)


if __name__ == "__main__":
    main()

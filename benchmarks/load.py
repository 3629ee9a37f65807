#!/usr/bin/env python3
"""What ``dwgate serve`` does under an open-loop load: how fast it answers, and whether it loses or doubles a message.

    apt-get install --no-install-recommends tsung
    benchmarks/load.py rates /tmp/load --rates 25,50,100,200
    benchmarks/load.py soak /tmp/load --rate 60 --number 100000

Every sample message of every function is sent, each as likely as another, by Tsung: it sends on, whatever is answered.
The DataWorks beside the functions gives each message an id of its own, asks about it, and is called back.

``rates`` goes from rate to rate until one is not held: something is not answered, or not as when it is sent alone, or
the last answer comes more than a second after the last message.

``soak`` stays at a rate, and looks at the memory, the open files and the threads of the server and of each instance:
the last quarter of the time is held against the second.

Both then account for every message, and exit with 1 where one was lost, done twice, or told in two ways.
``--built`` serves the packages of ``dwgate build`` rather than the checkout.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from dwgate.cli.facts_file import read_facts
from dwgate.errors import FactError
from loading import report, tsung
from loading.ledger import Ledger
from loading.server import serving
from loading.tsung import Sample, Volley

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loading.server import Server

ROOT = Path(__file__).parents[1]
_LOOK = 5.0
_WARMING = 10.0
_PIECE = 1 << 24


class Run:
    """One server, the load on it, and the account of what came of it."""

    def __init__(self, server: Server, folder: Path) -> None:
        """Send each sample once, alone: what is answered then is what is to be answered under load."""
        self._server, self._folder = server, folder
        self._log = server.log.open(encoding="utf-8")
        self._begun = ""
        self._volleys = 0
        self.sent = 0
        self.ledger = Ledger()
        files = sorted((ROOT / "functions").glob("*/events/*.json"))
        self.samples = tuple(self._alone(file) for file in files if not _has_options(file))

    def fire(self, rate: float, number: int) -> Volley:
        """Send so many messages at this rate, and enter what the log says of them."""
        self._volleys += 1
        folder = self._folder / f"tsung-{self._volleys}"
        volley = tsung.fire(self.samples, self._server.port, rate=rate, number=number, folder=folder)
        self.sent += volley.begun
        while self._read():  # until the log is quiet: what nobody waits for any more may still be at work
            time.sleep(1)
        return volley

    def close(self) -> list[str]:
        """Give what is amiss, with what DataWorks says of the calls that it got."""
        self.ledger.read_calls(self._get("/_dwgate/calls"))
        self._log.close()
        return list(self._faults())

    def _alone(self, file: Path) -> Sample:
        function = self._server.functions[file.parents[1].name]
        url = f"{self._server.url}/2023-03-30/functions/{function}/invocations"
        self.sent += 1
        with urlopen(Request(url, data=file.read_bytes(), method="POST")) as answer:  # noqa: S310 - of this machine
            return Sample(file, function, json.load(answer)["checkResult"])

    def _read(self) -> bool:
        """Enter what has come into the log; whether anything has."""
        has_come = False
        while piece := self._log.read(_PIECE):
            has_come = True
            *lines, self._begun = (self._begun + piece).split("\n")
            self.ledger.read(lines)
        return has_come

    def _get(self, path: str) -> Any:
        with urlopen(self._server.dataworks + path) as answer:  # noqa: S310 - of this machine
            return json.load(answer)

    def _faults(self) -> Iterator[str]:
        yield from self.ledger.faults()
        answered = self.ledger.answers.total()
        if answered != self.sent:
            yield f"{self.sent} requests were sent, and {answered} are in the log"
        if zombies := self._server.zombies():
            yield f"{zombies} processes have ended, and nobody has asked about them"


def _has_options(file: Path) -> bool:
    """Whether a sample has options for its workspace: they would hold for the others of that workspace as well."""
    facts = file.with_suffix(".facts.yaml")
    try:
        return facts.is_file() and bool(read_facts(facts).options())
    except FactError:  # none were written down
        return False


def rates(run: Run, wanted: list[float], seconds: float) -> None:
    """Go from rate to rate until one is not held."""
    run.fire(wanted[0], int(wanted[0] * _WARMING))
    report.say(report.HEADINGS)
    for rate in wanted:
        volley = run.fire(rate, int(rate * seconds))
        report.say(report.row(rate, volley))
        if not report.is_held(volley):
            return


def soak(run: Run, server: Server, rate: float, number: int) -> None:
    """Stay at a rate, and look at the processes."""
    run.fire(rate, int(rate * _WARMING))
    with server.watched(_LOOK) as looks:
        volley = run.fire(rate, number)
    started, ended = min(it.arrived for it in volley.sent), max(it.answered for it in volley.sent)
    report.say(report.HEADINGS, report.row(rate, volley))
    report.say(*report.processes(looks, started, ended))


def main() -> int:
    """Put a load on a server, and say what came of it."""
    given = _arguments()
    try:
        tool = tsung.version()
    except FileNotFoundError:
        report.say("tsung is not installed: apt-get install --no-install-recommends tsung")
        return 2
    options = ["--built"] * given.built + [f"--max-instances={given.max_instances}"]
    with serving(ROOT, given.folder, options) as server:
        run = Run(server, given.folder)
        report.say(f"{len(run.samples)} sample messages, by {tool}\n")
        if given.command == "rates":
            rates(run, given.rates, given.seconds)
        else:
            soak(run, server, given.rate, given.number)
        faults = run.close()
    report.say("", *report.account(run.ledger, run.sent), *(f"amiss: {fault}" for fault in faults))
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("rates", "soak"):
        command = commands.add_parser(name)
        command.add_argument("folder", type=Path, help="where the log and what Tsung writes go")
        command.add_argument("--built", action="store_true", help="serve the packages in build/")
        command.add_argument("--max-instances", type=int, default=10, help="of each function, at a time")
        if name == "rates":
            command.add_argument("--rates", type=_numbers, default=_numbers("25,50,100,200,400"))
            command.add_argument("--seconds", type=float, default=30, help="how long each rate is held")
        else:
            command.add_argument("--rate", type=float, default=50)
            command.add_argument("--number", type=int, default=100_000)
    return parser.parse_args()


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())

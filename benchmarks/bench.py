#!/usr/bin/env python3
"""How fast dwgate is, beside others that do the same: ``make bench`` runs this.

    benchmarks/bench.py run                          # everything: results.json, the plots, and tables
    benchmarks/bench.py run --only warm,engines --quick --results /tmp/results.json
    benchmarks/bench.py show                         # the tables of results.json
    benchmarks/bench.py compare OLD.json             # against results.json, side by side

It needs what ``pip install --editable '.[desk,testing,bench]'`` installs, and Python 3.12 on Linux.
Raw values are left in ``build/.bench/pyperf``, for ``python -m pyperf stats`` and the like.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import suites
from measuring import tables
from measuring.comparison import compare
from measuring.pages import PLOTS
from measuring.results import FILE, Measured, Results
from measuring.suite import ROOT, SCRATCH

_SCRIPT = Path(__file__)
_IN_PART = SCRATCH / "results.json"
"""Where what is quick, or not everything, is written, unless somewhere is named."""
_QUICK = ["--quick"]


def run(only: list[str], file: Path, *, is_quick: bool) -> None:
    """Measure the suites, each in a process of its own, and write what came of them."""
    from measuring import machine, plots, staged  # noqa: PLC0415 - what only whoever measures has

    begun = time.monotonic()
    names = only or list(suites.NAMES)
    if any(suites.suite(name).starts_packages for name in names):
        _say("building the packages …")
        staged.prepare()
    described = machine.describe(staged.folders_of_others())
    results = Results(described, is_quick, {name: _measured(name, is_quick=is_quick) for name in names})
    results.write(file)
    folder = PLOTS if file == FILE else file.parent / "plots"
    plots.draw(results, folder)
    show(file)
    _say(f"{_told(file)} and {_told(folder)}/ are written, after {time.monotonic() - begun:.0f} s")


def _measured(name: str, *, is_quick: bool) -> Measured:
    _say(f"measuring {name} …")
    target = SCRATCH / f"{name}.json"
    command = [sys.executable, os.fspath(_SCRIPT), "measure", name, os.fspath(target), *_QUICK * is_quick]
    begun = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DWGATE_")}
    subprocess.run(command, check=True, cwd=ROOT, env=environment)  # noqa: S603 - this script
    return Measured(json.loads(target.read_bytes()), time.monotonic() - begun)


def measure(name: str, target: Path, runners: list[str], *, is_quick: bool) -> None:
    """Measure one suite; pyperf starts this again, with arguments for its runner, for each side and each round."""
    from measuring import rounds  # noqa: PLC0415 - what only whoever measures has

    program = [os.fspath(_SCRIPT), "measure", name, os.fspath(target), *_QUICK * is_quick]
    quantities = rounds.measure(suites.suite(name), program, runners, is_quick=is_quick)
    if quantities is not None:
        target.write_text(json.dumps(quantities), encoding="utf-8")


def show(file: Path) -> None:
    """Print the tables."""
    results = _read(file)
    for name, measured in results.suites.items():
        suite = suites.suite(name)
        sys.stdout.write(f"\n{suite.title}\n\n")
        sys.stdout.writelines(f"{table.text()}\n" for table in tables.tables(suite, measured))
    sys.stdout.writelines(f"{line}\n" for line in tables.place(results))


def _read(file: Path | None) -> Results:
    try:
        return Results.read(file or FILE)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{file or FILE} holds no results: {error}; make bench writes them") from None


def main() -> None:
    """Do what is asked for."""
    given, runners = _parser().parse_known_args()
    if runners and given.command != "measure":
        _parser().error(f"unknown: {' '.join(runners)}")
    if given.command == "run":
        run(given.only, given.results or (_IN_PART if given.only or given.quick else FILE), is_quick=given.quick)
    elif given.command == "measure":
        measure(given.suite, given.target, runners, is_quick=given.quick)
    elif given.command == "show":
        show(given.results or FILE)
    else:
        sys.stdout.write(compare(_read(given.old), _read(given.results)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    running, measuring = commands.add_parser("run"), commands.add_parser("measure", add_help=False)
    showing, comparing = commands.add_parser("show"), commands.add_parser("compare")
    running.add_argument(
        "--only", type=_names, default=[], help=f"some suites of {', '.join(suites.NAMES)}, with commas"
    )
    for one in (running, measuring):
        one.add_argument("--quick", action="store_true", help="for trying: a few rounds, whose figures say nothing")
    measuring.add_argument("suite", choices=suites.NAMES)
    measuring.add_argument("target", type=Path)
    comparing.add_argument("old", type=Path)
    for one in (running, showing, comparing):
        one.add_argument("--results", type=Path, help="instead of benchmarks/results.json")
    return parser


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in suites.NAMES]:
        raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}; there are {', '.join(suites.NAMES)}")
    return names


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _told(file: Path) -> Path:
    return file.relative_to(ROOT) if file.is_relative_to(ROOT) else file


if __name__ == "__main__":
    main()

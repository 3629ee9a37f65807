"""What ``-X importtime`` says of a start: whose modules take how long."""

from __future__ import annotations

import re
import statistics
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_LINE = re.compile(r"^import time: +([0-9]+) \| +[0-9]+ \| +([\w.]+)$", re.MULTILINE)
JSON, CEL, DWGATE, PYTHON, OTHERS = "json", "CEL", "dwgate", "Python's own start", "other standard library"
GROUPS = (PYTHON, JSON, CEL, DWGATE, OTHERS)
_OF = {"json": JSON, "_json": JSON, "cel_expr_python": CEL, "dwgate": DWGATE, "index": DWGATE}


def modules(told: str) -> dict[str, float]:
    """Give the seconds that each module took by itself, without those that it imports."""
    return {name: int(microseconds) / 1e6 for microseconds, name in _LINE.findall(told)}


def slowest(starts: Sequence[Mapping[str, float]], number: int) -> dict[str, list[float]]:
    """Give the seconds of so many modules in each start, those first that took the longest."""
    names = [name for name in starts[0] if all(name in one for one in starts)]
    taken = {name: [one[name] for one in starts] for name in names}
    return dict(sorted(taken.items(), key=lambda one: -statistics.median(one[1]))[:number])


def groups(told: str, *, of_python: Collection[str]) -> dict[str, float]:
    """Add them up by whose they are; ``of_python`` are the modules of a start at which nothing is imported.

    What is neither ours nor of the standard library counts as CEL's, which is all that a function without callback has.
    """
    found = dict.fromkeys(GROUPS, 0.0)
    for name, seconds in modules(told).items():
        found[PYTHON if name in of_python else _group(name)] += seconds
    return found


def _group(module: str) -> str:
    top = module.partition(".")[0]
    return _OF.get(top, OTHERS if top in sys.stdlib_module_names else CEL)

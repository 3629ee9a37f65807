#!/usr/bin/env python3
"""What a tenant of 100,000 users and 1,000 workspaces asks of Function Compute, on paper.

    .venv/bin/python benchmarks/scale.py

It simulates days, releases and settings by the assumptions in ``benchmarks/scaling``, and writes what came of them to
``benchmarks/scale.json``, of which ``scripts/fill-scale`` makes the tables of ``docs/scale.md``.  The same inputs give
the same numbers.  The times that are measured here are those of ``benchmarks/results.json``, where it is.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from scaling import measured
from scaling.inputs import Inputs
from scaling.releases import releases
from scaling.sensitivity import sensitivity
from scaling.studies import SEEDS, days, kept

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
WRITTEN = HERE / "scale.json"


def run() -> dict[str, Any]:
    """Simulate everything, and give the inputs with what came of them, as JSON types."""
    found = measured.measured_in(RESULTS)
    inputs = Inputs(cloud=measured.cloud_of(found))
    return {
        "inputs": inputs.as_document(),
        "measured": sorted(found),
        "seeds": list(SEEDS),
        **days(inputs),
        "kept": kept(inputs),
        "releases": releases(inputs),
        "sensitivity": sensitivity(inputs),
    }


def main() -> None:
    """Write what came of it, and say how long it took."""
    started = time.perf_counter()
    WRITTEN.write_text(json.dumps(run(), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{WRITTEN.name} is written, after {time.perf_counter() - started:.0f} s; now scripts/fill-scale\n"
    )


if __name__ == "__main__":
    main()

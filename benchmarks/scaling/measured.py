"""The times that are measured here: those of ``benchmarks/results.json``, or else the stated ones."""

from __future__ import annotations

import json
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

from scaling.cloud import Cloud

if TYPE_CHECKING:
    from pathlib import Path

_SIDES = {
    "cold_ms": ("cold_start", "dwgate, rules that read SQL"),
    "decision_ms": ("warm", "20 of 20, large"),
    "call_ms": ("callback", "dwgate's client"),
}
"""By the fields of :class:`scaling.cloud.Cloud`: the suite and the side whose median is taken, each the dearest."""
_CLIENT = ("cold_start", "dwgate, callback", "dwgate")
"""The sides between which the client is loaded, and calls."""


def measured_in(results: Path) -> dict[str, float]:
    """Give what the file has of them in milliseconds, by name; nothing where there is none, or one made in haste."""
    document = json.loads(results.read_text(encoding="utf-8")) if results.is_file() else {"is_quick": True}
    if document["is_quick"]:
        return {}
    found = {name: _milliseconds(document, suite, side) for name, (suite, side) in _SIDES.items()}
    suite, with_client, without = _CLIENT
    client = _milliseconds(document, suite, with_client) - _milliseconds(document, suite, without)
    return {**found, "cold_client_ms": found["cold_ms"] + client}


def _milliseconds(document: dict[str, Any], suite: str, side: str) -> float:
    return float(median(document["suites"][suite]["quantities"]["seconds"][side])) * 1000


def cloud_of(measured: dict[str, float]) -> Cloud:
    """Give the cloud with what was measured in place of what is stated."""
    return replace(Cloud(), **measured)

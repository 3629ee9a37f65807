"""The times that are measured here: those of ``benchmarks/results.json``, or else the stated ones."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from scaling.cloud import Cloud

if TYPE_CHECKING:
    from pathlib import Path

KEY = "scale_inputs"
NAMES = ("cold_ms", "cold_client_ms", "decision_ms", "call_ms")
"""The fields of :class:`scaling.cloud.Cloud` that a benchmark of this checkout gives."""


def measured_in(results: Path) -> dict[str, float]:
    """Give what the file has of them, by name; nothing where there is no file."""
    if not results.is_file():
        return {}
    found = json.loads(results.read_text(encoding="utf-8")).get(KEY, {})
    return {name: float(found[name]) for name in NAMES if name in found}


def cloud_of(measured: dict[str, float]) -> Cloud:
    """Give the cloud with what was measured in place of what is stated."""
    return replace(Cloud(), **measured)

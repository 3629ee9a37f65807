"""Heads: of each instance the last record that was read, noted where whoever can change the log cannot reach.

A chain shows what was taken out of its midst.  That its end was taken off, or all of it written anew, is seen by
whoever knows a record that it had.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Head:
    """A record by its number, from 0, and its hash."""

    seq: int
    hash: str


class HeadsError(ValueError):
    """A file that has no heads, or not in the form in which they are written."""


def read_heads(path: Path) -> dict[str, Head]:
    """Read the heads by the names of their instances; OSError or HeadsError where there are none."""
    try:
        document = json.loads(path.read_bytes())
        return {instance: _head(noted) for instance, noted in document["heads"].items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise HeadsError(f"{path}: it holds no heads; dwgate verify --write-heads writes such a file") from None


def _head(noted: Any) -> Head:
    head = Head(**noted)
    if type(head.seq) is not int or not isinstance(head.hash, str):
        raise TypeError
    return head


def write_heads(path: Path, heads: Mapping[str, Head]) -> None:
    """Write heads by the names of their instances."""
    noted = {instance: {"seq": head.seq, "hash": head.hash} for instance, head in sorted(heads.items())}
    path.write_text(json.dumps({"heads": noted}, indent=1) + "\n", encoding="ascii")

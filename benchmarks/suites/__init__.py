"""The suites, in the order in which they run and are told."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from measuring.suite import Suite

NAMES = ("cold_start", "size", "warm", "engines", "callback", "sql", "replaying")


def suite(name: str) -> Suite:
    """Load a suite by its name; what it measures is loaded later, by the process that does."""
    found: Suite = import_module(f"suites.{name}").SUITE
    return found

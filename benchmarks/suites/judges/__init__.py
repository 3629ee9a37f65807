"""Engines that judge the same ten rules, each prepared as its own documentation recommends.

A judge takes the fields of an event and names the rules that fire.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Judge = Callable[[Mapping[str, Any]], frozenset[str]]

MODULES = {
    "plain Python": "plain_python",
    "dwgate": "dwgate_policy",
    "cedarpy": "cedar",
    "simpleeval": "simple_eval",
    "rule-engine": "rule_engine_rules",
    "cel-python": "cel_python",
}
"""By the name under which each is told; its library is loaded with it."""

RESULTS = {
    "too-many-rows": "FAIL",
    "many-rows": "WARN",
    "file-too-large": "FAIL",
    "closed-source": "FAIL",
    "source-in-development": "WARN",
    "spreadsheet-too-long": "FAIL",
    "module-not-allowed": "FAIL",
    "archive": "WARN",
    "secret-in-the-name": "FAIL",
    "people-of-others": "FAIL",
}
"""The rules, and what each answers where it fires."""


def judge(engine: str) -> Judge:
    """Prepare an engine."""
    prepared: Judge = import_module(f"suites.judges.{MODULES[engine]}").judge()
    return prepared


def result(fired: frozenset[str]) -> str:
    """Weigh what fired: FAIL outweighs WARN outweighs OK."""
    results = {RESULTS[name] for name in fired}
    return "FAIL" if "FAIL" in results else "WARN" if results else "OK"

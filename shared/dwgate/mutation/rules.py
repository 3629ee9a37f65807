"""Mutants of rules: of their conditions, of what they ask for, and of their being there at all."""

from __future__ import annotations

from base64 import b64decode
from functools import partial
from typing import TYPE_CHECKING, Any

from dwgate.mutation.changes import NewCondition, NewResult, OtherMode, WithoutRule
from dwgate.mutation.conditions import of_condition
from dwgate.mutation.kinds import Kind
from dwgate.mutation.mutant import Mutant, Spot
from dwgate.mutation.sites import key_beside
from dwgate.policy.compiler.calendars.uses import uses_in
from dwgate.policy.compiler.lowering import functions_called
from dwgate.policy.compiler.syntax import AND, CHOICE, NOT, OR, SyntaxTree
from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.mutation.sites import Sites
    from dwgate.policy.compiler.model import RuleSource

_SHADOW = "shadow"
_OTHER_RESULTS = {"FAIL": ("WARN", "OK"), "WARN": ("FAIL", "OK")}
_OTHER_ON_ERROR = {"FAIL": ("WARN", "OK"), "WARN": ("FAIL", "OK"), "OK": ("FAIL", "WARN")}
_ALWAYS_THERE = ("now", "point", "present")
# Of times, texts and lists that are there, these always have a value.
# fmt: off
_NEVER_FAILING = frozenset({
    AND, OR, NOT, CHOICE, "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in", "@not_strictly_false",
    "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds",
    "getMinutes", "getMonth", "getSeconds", "size", "startsWith", "endsWith", "contains", "calendar.date",
    "calendar.within",
})
# fmt: on


def of_rules(sites: Sites) -> Iterator[Mutant]:
    """Give the mutants of all rules."""
    for rule, compiled in sites.rules():
        name = rule.name.value
        yield from of_condition(
            rule.when,
            sites.conditions(rule.points),
            partial(NewCondition, name),
            frozenset({name}),
        )
        yield from _of_results(rule, compiled, sites.parameters)
        mode = key_beside(rule.name, "rules", "mode")
        became = "enforce" if rule.mode == _SHADOW else _SHADOW
        yield Mutant(Spot(Kind.MODE, mode, rule.mode, became), OtherMode(name), frozenset({name}))
        yield Mutant(Spot(Kind.RULE, rule.name, name, ""), WithoutRule(name), frozenset({name}))


def _of_results(rule: RuleSource, compiled: Mapping[str, Any], parameters: Mapping[str, Any]) -> Iterator[Mutant]:
    """Give the mutants of what a rule asks for; one in shadow asks in vain, so no test can tell what for."""
    if rule.mode == _SHADOW:
        return
    name, affected = rule.name.value, frozenset({rule.name.value})
    then = key_beside(rule.name, "rules", "then")
    for other in _OTHER_RESULTS[rule.then]:
        change = NewResult(name, then=CheckResult(other))
        yield Mutant(Spot(Kind.RESULT, then, rule.then, other), change, affected)
    on_error = key_beside(rule.name, "rules", "on_error")
    for other in _OTHER_ON_ERROR[rule.on_error] if _can_fail(compiled, parameters) else ():
        change = NewResult(name, on_error=CheckResult(other))
        yield Mutant(Spot(Kind.ON_ERROR, on_error, rule.on_error, other), change, affected)


def _can_fail(compiled: Mapping[str, Any], parameters: Mapping[str, Any]) -> bool:
    """Whether it can be that a rule cannot be judged.

    That cannot be where it reads only the clock, the point and parameters, by functions that always have a value; a
    calendar has none after its end.
    """
    tree = SyntaxTree(b64decode(compiled["when"]))
    asks_a_calendar = any(use.kind == "calendar" for use in uses_in(tree, parameters))
    reads = (name for name in compiled["reads"] if not name.startswith("params."))
    return (
        asks_a_calendar
        or not functions_called(tree) <= _NEVER_FAILING
        or any(name not in _ALWAYS_THERE for name in reads)
    )

"""Parameters that contradict each other: with another value of one of them, the rule would fire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dwgate.analysis.examples import became
from dwgate.analysis.values import parameters_read
from dwgate.analysis.variants import with_parameter
from dwgate.policy.compiler.syntax import constant, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.analysis.examples import Examples
    from dwgate.analysis.states import States
    from dwgate.analysis.subject import Rule
    from dwgate.policy.compiler.diagnostics import Diagnostic, Example
    from dwgate.witnesses import Candidate

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """Another value of a parameter, and the states in which the rule would then fire, by point."""

    name: str
    value: Any
    where: dict[str, States]


def contradiction(rule: Rule, examples: Examples) -> Diagnostic | None:
    """Find the parameters for whose values alone a rule never fires; None where a message to show it is not found."""
    changes = {name: list(_changes(rule, name)) for name in parameters_read(rule.when.tree.root)}
    blamed = [name for name, found in changes.items() if found]
    for change in (change for name in blamed for change in changes[name]):
        example = _missed(rule, change, examples)
        if example:
            return _diagnostic(rule, blamed, change, example, examples)
    return None


def _changes(rule: Rule, name: str) -> Iterator[_Change]:
    """Give other values of a parameter by which a message may make the rule fire, the nearest first."""
    root = rule.when.tree.root
    for value in _others(rule, name):
        parameters = {**rule.when.parameters, name: value}
        where = {point: rule.when.of(root, point, parameters).true for point in rule.source.points}
        if any(where.values()):
            yield _Change(name, value, where)


def _others(rule: Rule, name: str) -> list[Any]:
    """Give what else a parameter could be: near the other values of the condition, or a list of one more or less."""
    root, parameters = rule.when.tree.root, rule.when.parameters
    own: Any = parameters[name]
    written: list[Any] = [value for node in walk(root) if (value := constant(node)) is not None]
    written += [parameters[other] for other in parameters_read(root)]
    if isinstance(own, list):
        shorter = [[item for item in own if item != left_out] for left_out in own]
        return [*shorter, *([*own, item] for item in _strangers(own, written))]
    if isinstance(own, bool):
        return [not own]
    same: list[Any] = [value for value in written if type(value) is type(own)]
    if isinstance(own, str | dict):
        return [value for value in same if value != own]
    steps: tuple[Any, ...] = (_DAY, -_DAY) if isinstance(own, datetime) else (0, 1, -1)
    near = dict.fromkeys(value + step for value in same for step in steps)
    return sorted(near, key=lambda value: abs(value - own))


def _strangers(own: list[Any], written: list[Any]) -> list[Any]:
    """Give what could be in a list and is not: what others hold, a text, and a number over all that it has."""
    held = [item for value in written for item in (value if isinstance(value, list) else [value])]
    numbers = [item for item in own if isinstance(item, int) and not isinstance(item, bool)]
    made: Any = max(numbers) + 1 if numbers else "x"
    return [item for item in [*held, made] if item not in own and not isinstance(item, dict)]


def _missed(rule: Rule, change: _Change, examples: Examples) -> Example | None:
    """Find a message that the rule would catch by another value of a parameter, and does not."""
    changed = with_parameter(examples.subject, rule, change.name, change.value)
    policy = examples.subject.only([rule.name])

    def goal(candidate: Candidate) -> bool:
        return became(changed, candidate, {rule.name: "fired"}) and became(policy, candidate, {rule.name: "passed"})

    says = f"this passes, and with {change.name}: {_shown(change.value)} it would not"
    return examples.show(says, change.where, [rule.document], goal)


def _diagnostic(rule: Rule, blamed: list[str], change: _Change, example: Example, examples: Examples) -> Diagnostic:
    """Point at the first parameter of the file, and name them all."""
    places = {parameter.name.value: parameter.name for parameter in examples.subject.sources.parameters}
    first, *_ = named = [name for name in places if name in blamed]
    told = " and ".join(f"{name} is {_shown(rule.when.parameters[name])}" for name in named)
    message = f"{rule.name} ({rule.place}) never fires while {told}"
    hint = f"mend one of them; with {change.name}: {_shown(change.value)} the rule would fire"
    return replace(places[first].diagnostic("contradicting-parameters", message, hint=hint), example=example)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)

"""Parameters that contradict each other: with another value of one of them, the rule would fire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Any

from dwgate.analysis.examples import Search, became
from dwgate.analysis.states import ANYTHING, States, both
from dwgate.analysis.values import conjuncts
from dwgate.analysis.variants import bare_policy, with_parameter
from dwgate.facts import units
from dwgate.policy.compiler.syntax import constant, parameters_read, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.analysis.examples import Examples
    from dwgate.analysis.subject import Rule
    from dwgate.policy.compiler.diagnostics import Diagnostic, Example
    from dwgate.witnesses import Candidate

_DAY = timedelta(days=1)
_MOST_VALUES = 20
"""The other values of one parameter that are tried."""
_MOST_SHOWN = 3
"""Those of them for which a message is looked for."""
_MOST_MEMBERS = 5
"""The members of a list that a message shows."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Another value of a parameter, and the states in which the rule would then fire, by point."""

    name: str
    value: Any
    where: dict[str, States]


def contradiction(rule: Rule, examples: Examples) -> Diagnostic | None:
    """Find the parameters for whose values alone a rule never fires; None where a message to show it is not found.

    Raises :class:`~dwgate.analysis.examples.DeniedError` where the engine says that the rule fires.
    """
    names = [name for name in parameters_read(rule.when.tree.root) if _takes_part(rule, name)]
    changes = {name: list(islice(_changes(rule, name), _MOST_SHOWN)) for name in names}
    blamed = [name for name, found in changes.items() if found]
    for change in (change for name in blamed for change in changes[name]):
        example = _missed(rule, change, examples)
        if example:
            return _diagnostic(rule, blamed, change, example, examples)
    return None


def _takes_part(rule: Rule, name: str) -> bool:
    """Whether the parts of a condition that do not read a parameter can be true together."""
    when = rule.when
    others = [part for part in conjuncts(when.tree.root) if name not in parameters_read(part)]
    return any(reduce(both, (when.of(part, point).true for part in others), ANYTHING) for point in when.points)


def _changes(rule: Rule, name: str) -> Iterator[_Change]:
    """Give other values of a parameter by which a message may make the rule fire, the nearest first."""
    root = rule.when.tree.root
    for value in islice(_others(rule, name), _MOST_VALUES):
        parameters = {**rule.when.parameters, name: value}
        where = {point: rule.when.of(root, point, parameters).true for point in rule.source.points}
        if any(where.values()):
            yield _Change(name, value, where)


def _others(rule: Rule, name: str) -> Iterator[Any]:
    """Give what else a parameter could be: near the other values of the condition, or a list of one more or less."""
    root, parameters = rule.when.tree.root, rule.when.parameters
    own: Any = parameters[name]
    written: list[Any] = [value for node in walk(root) if (value := constant(node)) is not None]
    written += [parameters[other] for other in parameters_read(root)]
    if isinstance(own, list):
        yield from ([item for item in own if item != left_out] for left_out in own[: _MOST_VALUES // 2])
        yield from ([*own, item] for item in _strangers(own, written))
        return
    if isinstance(own, bool):
        yield not own
        return
    same: list[Any] = [value for value in written if type(value) is type(own)]
    if isinstance(own, str | dict):
        yield from (value for value in same if value != own)
        yield from _other_sizes(own, same)
        return
    steps: tuple[Any, ...] = (_DAY, -_DAY) if isinstance(own, datetime) else (0, 1, -1)
    near = dict.fromkeys(value + step for value in same for step in steps)
    yield from sorted(near, key=lambda value: abs(value - own))


def _other_sizes(own: Any, written: list[Any]) -> Iterator[str]:
    """Give sizes beside those of a condition, by a byte or by far, where the parameter is a size with its unit."""
    if units.is_size(own):
        sizes = [units.size(text) for text in written if units.is_size(text)]
        near = dict.fromkeys(other for number in sizes for other in (number + 1, number - 1, number * 2, number // 2))
        yield from (f"{number}B" for number in sorted(near, key=lambda number: abs(number - units.size(own))))


def _strangers(own: list[Any], written: list[Any]) -> list[Any]:
    """Give what could be in a list and is not: what others hold, a text, and a number over all that it has."""
    held = [item for value in written for item in (value if isinstance(value, list) else [value])]
    numbers = [item for item in own if isinstance(item, int) and not isinstance(item, bool)]
    made: Any = max(numbers) + 1 if numbers else "x"
    return [item for item in [*held, made] if item not in own and not isinstance(item, dict)]


def _missed(rule: Rule, change: _Change, examples: Examples) -> Example | None:
    """Find a message that the rule would catch by another value of a parameter, and does not."""
    changed = with_parameter(examples.subject, rule, change.name, change.value)
    policy = bare_policy(examples.subject, rule)

    def goal(candidate: Candidate) -> bool:
        return became(changed, candidate, {rule.name: "fired"}) and became(policy, candidate, {rule.name: "passed"})

    says = f"this passes, and with {change.name}: {_shown(change.value)} it would not"
    return examples.show(
        Search(
            says,
            change.where,
            [rule.document],
            goal,
            denies=lambda candidate: became(policy, candidate, {rule.name: "fired"}),
        )
    )


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
    if not isinstance(value, list):
        return str(value)
    shown = [
        *map(str, value[:_MOST_MEMBERS]),
        *([f"and {more} more"] if (more := len(value) - _MOST_MEMBERS) > 0 else []),
    ]
    return f"[{', '.join(shown)}]"

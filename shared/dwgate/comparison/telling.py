"""A comparison in words, as a terminal and a pull request show it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.comparison.model import Change, Direction, Level
from dwgate.events import catalogue
from dwgate.facts.given import GivenFacts
from dwgate.facts.snapshot import FACTS
from dwgate.policy.explanation import counted
from dwgate.witnesses.writing import changes

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from dwgate.comparison.model import ChangedParameter, ChangedRule, Comparison, Verdict, Witness
    from dwgate.witnesses import Candidate

_LONGEST = 200
_CONTENT = {item.name for item in FACTS if item.is_content}
_MEANINGS = {"both": "loosened and tightened", "unknown": "changed"}
_STATES = {"passed": "passed", "fired": "fired", "error": "could not be judged", "exempted": "lifted"}
_LACKS = {
    "function": "there is no such function",
    "point": "the function does not serve this point",
    "rule": "there is no such rule",
    "here": "the rule is not of this point",
}
_VERBS = {Direction.LOOSENED: "loosen", Direction.TIGHTENED: "tighten"}
_COMPARED = {Direction.LOOSENED: "less strict", Direction.TIGHTENED: "stricter"}


class Line(NamedTuple):
    """A text below its heading."""

    heading: str
    text: str


def grouped(rules: Sequence[ChangedRule]) -> list[tuple[ChangedRule, ...]]:
    """Put rules together of which the same can be told: those whose file says something else of all its rules."""
    groups: dict[Hashable, list[ChangedRule]] = {}
    for rule in rules:
        is_own = rule.change is not Change.REWORDED
        groups.setdefault(rule.rule["name"] if is_own else rule.differences, []).append(rule)
    return [tuple(group) for group in groups.values()]


def kind(changed: ChangedRule) -> str:
    """Say in a word or two what became of a rule, ``tightened`` or ``renamed, tightened``."""
    change = changed.change
    if change in {Change.ADDED, Change.REMOVED, Change.REWORDED, Change.REWRITTEN}:
        told = change.value
    else:
        meaning = _MEANINGS.get(changed.meaning, changed.meaning)
        told = meaning if change is Change.CHANGED else change.value
        if change is Change.RENAMED and changed.meaning != "same":
            told = f"{told}, {meaning}"
    if changed.effect and changed.is_in_shadow:
        return f"{told}, in shadow"
    # Where it came or is gone, that says more than whether another rule answers the messages that were tried.
    is_by_itself = changed.effect and changed.effect.reach is Level.RULE and change in {Change.CHANGED, Change.RENAMED}
    return f"{told}, by itself" if is_by_itself else told


def name(changed: ChangedRule) -> str:
    """Name a rule, one that is renamed by both of its names."""
    if changed.change is Change.RENAMED and changed.old:
        return f"{changed.old['name']} → {changed.rule['name']}"
    return str(changed.rule["name"])


def outcome(changed: ChangedRule) -> str | None:
    """Say what is known, and what is not, beside the messages that show it; None where they show all."""
    effect = changed.effect
    if effect is None:
        return "judges the same: all that still decides compiles to the same"
    if changed.meaning == "same":
        return "judges the same: it is proven of every message"
    if effect.reach is not None:
        open_ = [f"{verb}s" for direction, verb in _VERBS.items() if changed.may_go(direction)]
        return f"whether it {' or '.join(open_)} answers is not known: {effect.tried} messages tried" if open_ else None
    proven = "".join(f"; it is proven to {verb} nothing" for one, verb in _VERBS.items() if one not in effect.possible)
    if not effect.tried:
        return f"no message to try: neither side has a test or a sample of its points{proven}"
    return f"no message found among {effect.tried} tried that both answer otherwise, which is no proof{proven}"


def heading(witness: Witness, direction: Direction) -> str:
    """Say in which way a message is answered otherwise, and how far that reaches."""
    match witness.level:
        case Level.ANSWER:
            return f"{_COMPARED[direction]} for"
        case Level.RULE:
            return f"by itself the rule is {_COMPARED[direction]} for"
    return f"in shadow the rule is {_COMPARED[direction]} for"


def parameter(changed: ChangedParameter) -> str:
    """Say what became of a parameter, and which rules it touches."""
    became = "is new" if changed.old is None else "is gone" if changed.new is None else "has another value"
    return f"params.{changed.name} {became}: {', '.join(changed.rules)}"


def about(comparison: Comparison) -> str:
    """Say of a function what its answers come to."""
    if comparison.old is None or comparison.new is None:
        return "only in the new" if comparison.old is None else "only in the old"
    told = " and ".join(direction.value for direction in comparison.answers)
    if told:
        return f"its answers are {told}"
    if not any(rule.may_go(direction) or rule.goes(direction) for rule in comparison.rules for direction in Direction):
        return "it answers the same"
    return "no message found that it answers otherwise"


def in_all(comparisons: Sequence[Comparison]) -> str:
    """Say how many rules differ, by what became of them."""
    kinds = Counter(kind(rule) for comparison in comparisons for rule in comparison.rules)
    differing = sum(not comparison.is_same for comparison in comparisons)
    functions = counted(len(comparisons), "function")
    if not differing:
        return f"nothing differs in {functions}"
    if not kinds:
        return f"no rule differs; something else does in {differing} of {functions}"
    rules = f"{counted(kinds.total(), 'rule')} in {differing} of {functions}"
    told = f"{rules}: {', '.join(f'{number} {told}' for told, number in kinds.items())}"
    return "; ".join([told, *_not_known([rule for comparison in comparisons for rule in comparison.rules])])


def _not_known(rules: Sequence[ChangedRule]) -> Iterator[str]:
    """Say of how many rules it is not known what becomes of the answers, by the direction that is open."""
    ways = Counter(tuple(verb for direction, verb in _VERBS.items() if rule.may_go(direction)) for rule in rules)
    for verbs, number in ways.items():
        if verbs:
            whether = f"it {'s or '.join(verbs)}s" if number == 1 else f"they {' or '.join(verbs)}"
            yield f"of {counted(number, 'rule')} it is not known whether {whether} answers"


def message(candidate: Candidate) -> Iterator[Line]:
    """Describe a message as changes to a sample; of content its length alone."""
    origin = candidate.origin
    event = origin.event if isinstance(origin.event, str) else f"the documented {origin.event['sample']}"
    yield Line("event", f"{event.removeprefix('../')} ({candidate.event.point})")
    yield Line("now", candidate.now.isoformat())
    put, taken = changes(candidate)
    if put:
        yield Line("set", _fields(put))
    if taken:
        yield Line("unset", ", ".join(taken))
    if isinstance(candidate.facts, GivenFacts) and (document := candidate.facts.as_document()):
        facts = {f"{section}.{key}": value for section, held in document.items() for key, value in held.items()}
        yield Line("facts", _fields(facts) or "no options")


def verdict(said: Verdict) -> str:
    """Say what one side makes of a message: what becomes of the rule, and what is answered."""
    if said.decision is None:
        return _LACKS[said.lack or "point"]
    answer = f"the answer is {said.decision.result.value}"
    others = [
        one.rule
        for one in said.decision.outcomes
        if one is not said.outcome and not one.shadow and one.result is said.decision.result and one.state != "passed"
    ]
    by = f" by {', '.join(others)}" if said.severity and others else ""
    return f"{_rule(said)}; {answer}{by}"


def _rule(said: Verdict) -> str:
    result = said.outcome
    if result is None:
        return _LACKS[said.lack or "rule"]
    state = _STATES[result.state]
    if result.exemption:
        state = f"{state} until {result.exemption.expires}"
    told = f"{state}, {result.result.value}" if result.state in {"fired", "error"} else state
    return f"in shadow: {told}" if result.shadow else told


def _fields(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{path}: {_shown(path, value)}" for path, value in fields.items())


def _shown(path: str, value: Any) -> str:
    """Write a value; of what is content, or too long to be read, how long it is."""
    text = json.dumps(value, ensure_ascii=False)
    is_content = path in _CONTENT or catalogue.holds_content(path) or _has_content(value)
    if len(text) <= _LONGEST and (not is_content or value is None):
        return text
    told = counted(len(value), "item") if isinstance(value, list | dict) else counted(len(str(value)), "character")
    return f"({told})"


def _has_content(value: Any) -> bool:
    if isinstance(value, dict):
        return any(catalogue.holds_content(key) or _has_content(item) for key, item in value.items())
    return isinstance(value, list) and any(_has_content(item) for item in value)

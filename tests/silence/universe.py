"""Policies and messages of which it is known, without the engine, what each rule must come to.

A condition is drawn as its text and its meaning at once.  A field is drawn as what stands in the message, and what a
rule must read there: a value, or ERROR where there is none to be had.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import dwgate
from dwgate.errors import FactError, Problem
from dwgate.events import catalogue
from dwgate.events.catalogue import Field
from dwgate.facts.given import GivenFacts
from dwgate.facts.snapshot import OBJECTS
from dwgate.policy.decision import BEIJING

SAMPLES = Path(dwgate.__file__).parent / "testing" / "samples"
POINTS = sorted(code for code in catalogue.events() | catalogue.unpublished() if catalogue.is_extension_point(code))
NOW = datetime(2026, 11, 18, 10, tzinfo=BEIJING)
SEVERITIES = {"OK": 0, "WARN": 1, "FAIL": 2}

ERROR = "error"
MISSING = object()
Truth = bool | str
"""True, False or ERROR."""
Cells = Mapping[str, Any]
"""What a rule must read, by name: of fields, of ``option`` and of ``file.type``."""

Choices = dict[str, list[tuple[Any, Any]]]
"""By type, what may come and what it is read as."""


def _choices(read: Choices, spoilt: dict[str, list[Any]]) -> Choices:
    return {
        kind: [*cells, (MISSING, ERROR), *((value, ERROR) for value in spoilt[kind])] for kind, cells in read.items()
    }


DOCUMENTED = _choices(
    {
        "Long": [(7, 7), ("3", 3), (0, 0), (5.0, 5)],
        "String": [("ab", "ab"), ("", ""), (5, "5"), (True, "true")],
        "Boolean": [(True, True), ("FALSE", False)],
    },
    {
        "Long": [None, "many", "", [1], {}, 2**64, 1.5, True],
        "String": [None, [], {"a": 1}, "\ud800"],
        "Boolean": [None, "yes", 1, [True]],
    },
)
OPEN = _choices(
    {
        "Long": [(7, 7), (0, 0)],
        "String": [("ab", "ab"), ("", "")],
        "Boolean": [(True, True), (False, False)],
    },
    {
        "Long": [None, "3", "", [1], 2**64, True],
        "String": [None, 5, True, "\ud800"],
        "Boolean": [None, "true", 1, [True]],
    },
)
"""Where no type is documented, a value is what it came as."""
FAILURES = [None, None, FactError(Problem("not to be had", "无法取得")), RuntimeError("broken")]
ATOMS: dict[str, list[tuple[str, Callable[[Any], bool]]]] = {
    "Long": [("{} > 4", lambda value: value > 4), ("{} < 1", lambda value: value < 1)],
    "String": [
        ('{}.startsWith("a")', lambda value: value.startswith("a")),
        ("size({}) < 2", lambda value: len(value) < 2),
    ],
    "Boolean": [("{}", lambda value: value)],
}


@dataclass(frozen=True)
class Condition:
    """A condition as it is written, and what it comes to."""

    text: str
    truth: Callable[[Cells], Truth]


@dataclass(frozen=True)
class Rule:
    """A rule, and the exemption from it where there is one; ``holds`` says that the exemption has not expired."""

    name: str
    when: Condition
    then: str
    on_error: str
    mode: str
    exemption: Condition | None
    holds: bool

    def state(self, cells: Cells) -> str:
        """Say what must become of the rule."""
        truth = self.when.truth(cells)
        if truth == ERROR:
            return "error"
        lifted = self.exemption is not None and self.holds and self.exemption.truth(cells) is True
        return "passed" if truth is False else "exempted" if lifted else "fired"

    def result(self, cells: Cells) -> str:
        """Say what the rule must ask for."""
        return {"error": self.on_error, "fired": self.then}.get(self.state(cells), "OK")

    def is_incomplete(self, cells: Cells) -> bool:
        """Whether the record must name the rule among its errors: it, or an exemption from it, cannot be judged."""
        state = self.state(cells)
        is_lost = self.exemption is not None and self.holds and self.exemption.truth(cells) == ERROR
        return state == "error" or (state == "fired" and is_lost)

    def document(self) -> dict[str, Any]:
        """Write the rule as a policy file does."""
        return {
            "name": self.name,
            "when": self.when.text,
            "then": self.then,
            "on_error": self.on_error,
            "mode": self.mode,
            "reason": {"en": f"{self.name}."},
        }

    def exemption_document(self, exemption: Condition) -> dict[str, Any]:
        """Write its exemption."""
        return {
            "rules": [self.name],
            "when": exemption.text,
            "reason": "a test",
            "owner": "a@example.com",
            "expires": "2999-01-01" if self.holds else "2026-11-18T09:59:59+08:00",
        }


@dataclass(frozen=True)
class Facts:
    """Facts at hand, and what asking for them does instead: ``FactError``, ``RuntimeError``, or nothing."""

    given: GivenFacts
    failure: Exception | None = None

    def at(self, point: str) -> "Facts":
        """Give those of a point."""
        return replace(self, given=self.given.at(point))

    def snapshot(self) -> Any:
        """Give the snapshot, or fail."""
        self._fail()
        return self.given.snapshot()

    def options(self) -> Any:
        """Give the options, or fail."""
        self._fail()
        return self.given.options()

    def was_asked(self, what: Any) -> bool:
        """Say that they were."""
        return self.given.was_asked(what)

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


@dataclass(frozen=True)
class Message:
    """A message as it is sent, with its facts, and what rules must read."""

    payload: bytes
    facts: Facts
    cells: Cells


@dataclass(frozen=True)
class Case:
    """A policy of one point, and messages to judge by it."""

    point: str
    rules: tuple[Rule, ...]
    messages: tuple[Message, ...]

    def expected(self, message: Message) -> str:
        """Say what must be answered: the strictest of what enforced rules ask for."""
        asked = [rule.result(message.cells) for rule in self.rules if rule.mode == "enforce"]
        return max(asked, key=SEVERITIES.__getitem__, default="OK")

    def policy(self) -> dict[str, Any]:
        """Write the policy file."""
        exemptions = [rule.exemption_document(rule.exemption) for rule in self.rules if rule.exemption]
        rules = [rule.document() for rule in self.rules]
        return {"rules": rules, "exemptions": exemptions} if exemptions else {"rules": rules}


def fields_of(point: str) -> list[tuple[str, str]]:
    """Give fields of a point, by name and type, that a condition can compare; of an open point, names of our own."""
    event = catalogue.find(point)
    if event.is_open:
        return [("size", "Long"), ("title", "String"), ("isPublic", "Boolean")]
    found = [
        (field.name, "Long" if field.type == "Integer" else field.type) for field in event.fields if _is_plain(field)
    ]
    return [next(one for one in found if one[1] == kind) for kind in sorted({kind for _, kind in found})]


def _is_plain(field: Field) -> bool:
    is_enumerated = bool(field.values) or field.holds_json or field.minimum is not None
    return field.type in {*ATOMS, "Integer"} and not is_enumerated and field.name not in {"eventCode", "eventType"}


def cases(point: str, rules: int = 4, messages: int = 8) -> st.SearchStrategy[Case]:
    """Draw a policy of the point, and messages to judge by it."""
    condition = conditions(point)
    drawn = st.tuples(*(_rule(f"rule-{number}", condition) for number in range(rules)))
    asked = st.lists(_message(point), min_size=messages, max_size=messages).map(tuple)
    return st.builds(Case, st.just(point), drawn, asked)


def conditions(point: str) -> st.SearchStrategy[Condition]:
    """Draw a condition on fields and facts of the point."""
    atoms = [
        _atom(f"event.{name}", name, text, holds) for name, kind in fields_of(point) for text, holds in ATOMS[kind]
    ]
    atoms += [_present(name) for name, _ in fields_of(point)]
    atoms.append(_atom('option("limit", 5)', "option", "{} > 4", lambda value: value > 4))
    if point in OBJECTS and not point.endswith("table"):
        atoms.append(_atom("file.type()", "file.type", "{} == 10", lambda value: value == 10))
    return st.recursive(st.sampled_from(atoms), _combined, max_leaves=5)


def _atom(expression: str, name: str, text: str, holds: Callable[[Any], bool]) -> Condition:
    def truth(cells: Cells) -> Truth:
        return ERROR if cells[name] is ERROR else holds(cells[name])

    return Condition(text.format(expression), truth)


def _present(name: str) -> Condition:
    return Condition(f"has(event.{name})", lambda cells: bool(cells[f"has {name}"]))


def _combined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.one_of(
        parts.map(_negated),
        st.builds(_either, st.sampled_from(["&&", "||"]), parts, parts),
        st.builds(_choice, parts, parts, parts),
    )


def _negated(part: Condition) -> Condition:
    def truth(cells: Cells) -> Truth:
        one = part.truth(cells)
        return ERROR if one == ERROR else not one

    return Condition(f"!({part.text})", truth)


def _either(operator: str, left: Condition, right: Condition) -> Condition:
    settles = operator == "||"  # the operand that settles the whole, whatever the other is

    def truth(cells: Cells) -> Truth:
        both = left.truth(cells), right.truth(cells)
        return settles if settles in both else ERROR if ERROR in both else not settles

    return Condition(f"({left.text} {operator} {right.text})", truth)


def _choice(condition: Condition, one: Condition, other: Condition) -> Condition:
    def truth(cells: Cells) -> Truth:
        chosen = condition.truth(cells)
        return ERROR if chosen == ERROR else (one if chosen else other).truth(cells)

    return Condition(f"({condition.text} ? {one.text} : {other.text})", truth)


def _rule(name: str, condition: st.SearchStrategy[Condition]) -> st.SearchStrategy[Rule]:
    return st.builds(
        Rule,
        name=st.just(name),
        when=condition,
        then=st.sampled_from(["FAIL", "WARN"]),
        on_error=st.sampled_from(["FAIL", "WARN", "OK"]),
        mode=st.sampled_from(["enforce", "enforce", "shadow"]),
        exemption=st.none() | condition,
        holds=st.booleans(),
    )


def _message(point: str) -> st.SearchStrategy[Message]:
    table = OPEN if catalogue.find(point).is_open else DOCUMENTED
    cells = {name: st.sampled_from(table[kind]) for name, kind in fields_of(point)}
    return st.builds(
        lambda drawn, option, kind, failure: _written(point, drawn, option, kind, failure),
        st.fixed_dictionaries(cells),
        st.sampled_from([(MISSING, 5), (7, 7), ("2", 2), ("", 5), ("many", ERROR), ([1], ERROR)]),
        st.sampled_from([(MISSING, ERROR), (10, 10), ("11", 11), ("SQL", ERROR)]),
        st.sampled_from(FAILURES),
    )


def _written(
    point: str, drawn: Mapping[str, Any], option: tuple[Any, Any], kind: tuple[Any, Any], failure: Exception | None
) -> Message:
    name, document = _sample(point)
    body = {key: value for key, value in document[name].items() if key not in drawn}
    body |= {key: raw for key, (raw, _) in drawn.items() if raw is not MISSING}
    options = {} if option[0] is MISSING else {"limit": option[0]}
    held = {"file.name": "a"} | ({} if kind[0] is MISSING else {"file.type": kind[0]})
    cells = {key: read for key, (_, read) in drawn.items()}
    cells |= {f"has {key}": raw is not MISSING and raw is not None for key, (raw, _) in drawn.items()}
    cells |= {"option": ERROR if failure else option[1], "file.type": ERROR if failure else kind[1]}
    payload = json.dumps({**document, name: body}).encode()
    return Message(payload, Facts(GivenFacts(held, options), failure), cells)


def _sample(point: str) -> tuple[str, dict[str, Any]]:
    """Give a documented message of a point with the name of its body; of an unpublished point, one of our own."""
    path = SAMPLES / f"{point}.json"
    forms = json.loads(path.read_bytes()) if path.exists() else {}
    document = forms.get("function_compute") or forms.get("eventbridge")
    if document is None:
        document = {"messageId": "m-1", "eventType": point, "messageBody": {}}
    return ("messageBody" if "messageBody" in document else "data"), document

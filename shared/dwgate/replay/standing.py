"""How one rule stands on one message of the past: what the engine says of it, or that nobody can say any more.

What a record lost is an error to CEL, as a field that did not come.  CEL's logic absorbs an error where the outcome
does not hang on it, as in ``false && error``; so where a condition is true or false all the same, it is so whatever the
lost value was.  Where it is an error, and reads anything that is lost, nothing is known of it.

A million messages have few distinct values in most fields, and of those that differ each time a rule tells few apart.
So what the engine said of a rule is kept by the values that the rule read, or by their classes
(:mod:`dwgate.replay.classes`), in tables of bounded size.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from dwgate.facts.asking import Asking, NoFacts
from dwgate.policy.case import Case
from dwgate.policy.engine import fires, lifts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from cel_expr_python import cel

    from dwgate.events.event import Event
    from dwgate.policy.engine import Exemption, Rule
    from dwgate.records import Known, Loss
    from dwgate.replay.classes import Marks

State = Literal["passed", "fired", "exempted", "error", "unknown", "unknown-exemption"]
Missing = tuple[str, "Loss | Literal['facts']"]
"""What a rule reads and a record does not know, and why not."""

_MOST_KEPT = 2**14
_NOT_ASKING = nullcontext()
_SCALARS = frozenset({int, float, bool, datetime})
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_VALUES = {"tenant", "workspace", "operator"}


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How a rule stands; where that is unknown, ``missing`` says for the want of what.

    There is one of each, so that it is compared by what it is and not by what it holds.
    """

    state: State
    missing: tuple[Missing, ...] = ()


_standing = cache(Standing)
PASSED, FIRED, EXEMPTED, ERROR = (_standing(state) for state in ("passed", "fired", "exempted", "error"))


@dataclass(slots=True)
class Message:
    """A message of the past, with the names that the rules of its point read.

    ``keys`` has for each name what tells its value from others, and from being absent or lost.
    """

    known: Known
    time: datetime | None
    keys: dict[str, Any]
    _cases: dict[int, Case] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Known, time: datetime | None, names: Iterable[tuple[str, str | None]]) -> Message:
        """Take a message, of which rules read these names; beside each is its path, where it is one of a field."""
        values = known.event.values
        keys: dict[str, Any] = {}
        for name, path in names:
            value = _of_the_whole(name, known, time) if path is None else values.get(path)
            if value is None:
                loss = known.loss(name)
                keys[name] = loss and ("lost", loss)
            else:
                kind = value.__class__
                keys[name] = value if kind is str else (kind, repr(value) if kind in {list, dict} else value)
        return cls(known, time, keys)

    def case(self, constants: Constants) -> Case:
        """Give what the engine judges by, of which one serves all rules with these constants."""
        found = self._cases.get(id(constants))
        if found is None:
            activation = constants.environment.Activation({**constants.values, **self._scope()})
            found = Case(self.known.event, self.time or _BEGINNING, activation, constants.asking(self.known.event))
            self._cases[id(constants)] = found
        return found

    def missing(self, names: Collection[str]) -> tuple[Missing, ...]:
        """Give those of the names that are lost, each with the reason."""
        lost = ((name, self.keys[name]) for name in names)
        return tuple((name, key[1]) for name, key in lost if key.__class__ is tuple and key[0] == "lost")

    def _scope(self) -> dict[str, Any]:
        """Give the values of those names that are known and came, as the engine gives them to conditions."""
        event, keys = self.known.event, self.keys
        found: dict[str, Any] = {}
        for name, key in keys.items():
            if key.__class__ is str:
                found[name] = key
            elif key is None or key[0] == "lost":
                continue
            elif key[0] in _SCALARS:
                found[name] = key[1]
            else:
                found[name] = list(event.present) if name == "present" else event.values[name[6:]]
        return found


def _of_the_whole(name: str, known: Known, time: datetime | None) -> Any:
    if name in _VALUES:
        return getattr(known.event, name)
    if name == "now":
        return time
    return known.event.present if known.names is not None and known.names_are_all else None


@dataclass(frozen=True, slots=True)
class Constants:
    """What the rules of a point read that is the same for every message, and the environment to give it to them."""

    environment: cel.Env
    values: Mapping[str, Any]
    reference: Mapping[str, Any]

    def asking(self, event: Event) -> Asking:
        """Give what functions answer from: no facts, since a record has none."""
        return Asking(NoFacts(), event, self.reference)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a condition needs: the names that differ by message, the parameters, and the facts that it asks for.

    ``calls`` says whether it calls a function that is dwgate's.  ``marks`` are what it compares a name with, of those
    which it does nothing with but compare them.
    """

    names: tuple[str, ...]
    parameters: frozenset[str]
    asks: tuple[str, ...]
    calls: bool
    marks: Mapping[str, Marks]

    def key(self) -> Callable[[dict[str, Any]], Any]:
        """Give what makes of a message's keys all that the condition can tell of it."""
        if not self.names:
            return lambda _: None
        if not any(name in self.marks for name in self.names):
            return itemgetter(*self.names)
        if len(self.names) == 1:
            (name,) = self.names
            class_of_it = self.marks[name].class_of
            return lambda keys: class_of_it(keys[name])
        parts = [(name, self.marks[name].class_of if name in self.marks else None) for name in self.names]
        return lambda keys: tuple([class_of(keys[name]) if class_of else keys[name] for name, class_of in parts])

    def asking_of(self, case: Case) -> AbstractContextManager[object]:
        """Let the functions that the condition calls ask what they answer from, where it calls any."""
        return case.asking if self.calls else _NOT_ASKING

    def missing(self, message: Message) -> tuple[Missing, ...]:
        """Give what the condition wants and cannot have."""
        return (*message.missing(self.names), *((name, "facts") for name in self.asks))


Exemptions = tuple[tuple["Exemption", Condition], ...]


class JudgedRule:
    """One rule at one point, with what was said of it before."""

    def __init__(self, rule: Rule, constants: Constants, condition: Condition, exemptions: Exemptions) -> None:
        """Take a rule, and what it and its exemptions read."""
        conditions = (condition, *(one for _, one in exemptions))
        self.rule = rule
        self.names = frozenset(name for one in conditions for name in one.names)
        self.parameters = frozenset(name for one in conditions for name in one.parameters)
        self._constants = constants
        self._condition = condition
        self._key = condition.key()
        self._kept: dict[Any, Standing] = {}
        self._exemptions = tuple(JudgedExemption(one, constants, when) for one, when in exemptions)

    def stand(self, message: Message) -> Standing:
        """Say how the rule stands on the message."""
        key = self._key(message.keys)
        found = self._kept.get(key)
        if found is None:
            found = self._judge(message)
            _keep(self._kept, key, found)
        return self.stand_if_true(message) if found is FIRED and self._exemptions else found

    def stand_if_true(self, message: Message) -> Standing:
        """Say how the rule stands where its condition is true: the first exemption that applies lifts it."""
        missing: list[Missing] = []
        for exemption in self._exemptions:
            found = exemption.stand(message)
            if found is EXEMPTED:  # whatever becomes of another
                return found
            missing += found.missing
        return _standing("unknown-exemption", tuple(dict.fromkeys(missing))) if missing else FIRED

    def _judge(self, message: Message) -> Standing:
        """Judge the condition alone, by the engine."""
        case = message.case(self._constants)
        with self._condition.asking_of(case):
            is_true, error = fires(self.rule, case)
        if error:
            missing = self._condition.missing(message)
            return _standing("unknown", missing) if missing else ERROR
        return FIRED if is_true else PASSED


class JudgedExemption:
    """One exemption at one point, with what was said of it before."""

    def __init__(self, exemption: Exemption, constants: Constants, condition: Condition) -> None:
        """Take an exemption, and what it reads."""
        self._exemption = exemption
        self._constants = constants
        self._condition = condition
        self._key = condition.key()
        self._kept: dict[Any, Standing] = {}

    def stand(self, message: Message) -> Standing:
        """Say whether it lifts a rule: ``exempted``, or ``fired`` where it does not, or ``unknown-exemption``."""
        is_over = message.time is not None and message.time >= self._exemption.expires
        key = (is_over, message.time is None, self._key(message.keys))
        found = self._kept.get(key)
        if found is None:
            found = self._judge(message)
            _keep(self._kept, key, found)
        return found

    def _judge(self, message: Message) -> Standing:
        case = message.case(self._constants)
        with self._condition.asking_of(case):
            applies, error = lifts(self._exemption, case)
        missing = self._condition.missing(message) if error else ()
        if applies and message.time is None:  # and nobody knows whether it had ended
            missing = (("now", "no-time"),)
        if missing:
            return _standing("unknown-exemption", missing)
        return EXEMPTED if applies else FIRED


def _keep(kept: dict[Any, Standing], key: Any, found: Standing) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = found

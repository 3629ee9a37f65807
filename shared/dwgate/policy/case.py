"""A case: one message under judgement, and what an expression comes to on it.

In CEL an error is a value: a field that did not come, a number out of range, a function that failed.  What CEL says of
one may quote data, so only what is known to be harmless is passed on.
"""

from __future__ import annotations

from dwgate.errors import Problem, in_chinese
from dwgate.events.convert import MOST_ITEMS
from dwgate.light import Pattern
from dwgate.policy.decision import CheckResult, Outcome, Reason
from dwgate.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from cel_expr_python import cel

    from dwgate.events.event import Event
    from dwgate.facts.asking import Asking
    from dwgate.policy.engine import Rule, Together

_ABSENT = Pattern(r'UNKNOWN: No value with name "([A-Za-z0-9_.]+)" found in Activation')
_BESIDE_FIELDS = frozenset({"point", "now", "present", "tenant", "workspace", "operator"})
_OUT_OF_TIME = Problem("the time ran out", "时间已用尽")
_TOO_LONG = Problem("it took more steps than a rule may", "执行步骤超出规则的上限")
_TOO_LARGE = Problem("it took more memory than there is", "内存不足")
_TOO_MANY_FIELDS = Problem(f"the message has more than {MOST_ITEMS} fields", f"消息的字段超过 {MOST_ITEMS} 个")
_NOT_EVALUATED = Problem("CEL could not evaluate it", "CEL 无法求值")
_STATUS = {
    "INVALID_ARGUMENT": Problem("a function was given a value that it does not take", "函数不接受所给的值"),
    "NOT_FOUND": Problem("an object lacks a key that the rule reads", "对象缺少规则读取的键"),
    "OUT_OF_RANGE": Problem("a number ran out of range, or a function failed", "数值超出范围，或函数执行失败"),
}


def texts_in(value: Any) -> Iterator[str]:
    """Give every text in a parameter, or in several: the policy's author has chosen them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (name, *texts_in(item))
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


class OwnTexts:
    """The texts of a policy's parameters, gathered when a reason first asks for one, and once for all rules."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        """Take the parameters."""
        self._parameters = parameters
        self._texts: frozenset[str] | None = None

    def __contains__(self, text: object) -> bool:
        """Whether the policy's author has chosen a text."""
        if self._texts is None:
            self._texts = frozenset(texts_in(self._parameters))
        return text in self._texts


class AtPoint(Value):
    """What is the same for all messages of a point: its rules, the outcome of each where it does not fire, their names.

    ``always`` is the outcome of a rule wherever it fires; None where that hangs on the message, as most do.
    ``parameters`` are by the names of conditions, such as ``params.max_rows``; ``own`` is as that of a case.
    ``fields`` are the fields that rules may read, each by its name in conditions and its path; None where all may be.
    ``beside`` are the other names that they may read of a message.
    ``together`` are the positions of rules whose conditions are evaluated in one go, and what evaluates them.
    """

    rules: tuple[Rule, ...]
    passed: tuple[Outcome, ...]
    always: tuple[Outcome | None, ...]
    parameters: Mapping[str, Any]
    own: OwnTexts
    fields: tuple[tuple[str, str], ...] | None = None
    beside: frozenset[str] = _BESIDE_FIELDS
    together: tuple[tuple[tuple[int, ...], cel.Expression], ...] = ()
    is_narrow: bool = False

    @classmethod
    def of(
        cls, point: str, every: Iterable[Rule], parameters: Mapping[str, Any], together: Iterable[Together] = ()
    ) -> AtPoint:
        """Choose the rules, which may read all that there is."""
        rules = tuple([rule for rule in every if point in rule.points])
        passed = tuple([Outcome(rule.name, "passed", CheckResult.OK, shadow=rule.shadow) for rule in rules])
        position_of = {id(rule): position for position, rule in enumerate(rules)}
        return cls(
            rules,
            passed,
            tuple([_always(rule) for rule in rules]),
            {f"params.{name}": value for name, value in parameters.items()},
            OwnTexts(parameters),
            together=tuple(
                [
                    (tuple([position_of[id(rule)] for rule in one.rules]), one.conditions)
                    for one in together
                    if all(id(rule) in position_of for rule in one.rules)  # the very rules, and none in their place
                ]
            ),
        )

    def narrowed(self, paths: tuple[str, ...]) -> AtPoint:
        """Leave out what no rule reads, since CEL copies all that it is given; ``paths`` are those of known fields.

        A name that is read stands in the program of its expression.  Another one may stand there by chance.
        """
        programs = b"".join([one.serialize() for rule in self.rules for one in rule.expressions()])
        fields = tuple([(f"event.{path}", path) for path in paths if f"event.{path}".encode() in programs])
        return replace(
            self,
            parameters={name: value for name, value in self.parameters.items() if name.encode() in programs},
            fields=fields if paths else None,
            beside=frozenset([name for name in self.beside if name.encode() in programs]),
            is_narrow=True,
        )

    def scope(self, event: Event, now: datetime) -> dict[str, Any]:
        """Give what the rules may read, by the names of conditions."""
        values = event.values
        if self.fields is None:
            fields = {f"event.{path}": value for path, value in values.items()}
        else:
            fields = {name: values[path] for name, path in self.fields if path in values}
        beside = {
            "point": event.point,
            "now": now,
            "present": list(event.present) if len(event.present) <= MOST_ITEMS else None,
            "tenant": event.tenant,
            "workspace": event.workspace,
            "operator": event.operator,
        }
        known = {name: value for name, value in beside.items() if name in self.beside and value is not None}
        return {**fields, **self.parameters, **known}


def fired(rule: Rule, texts: Mapping[str, str], error: str | None = None) -> Outcome:
    """Give the outcome of a rule that fires, whose reason is filled in: by its name where nothing came of that."""
    reason = Reason(rule.then, {language: text.strip() or rule.name for language, text in texts.items()})
    return Outcome(rule.name, "fired", rule.then, shadow=rule.shadow, reason=reason, error=error)


def _always(rule: Rule) -> Outcome | None:
    """Give the outcome of a rule wherever it fires: one that nobody is exempt from, and whose reason shows no value."""
    texts = {}
    for language, pieces in () if rule.exemptions else rule.reason.items():
        if not all([isinstance(piece, str) for piece in pieces]):  # noqa: C419 - a start waits for a generator
            return None
        texts[language] = "".join(pieces)
    return fired(rule, texts) if texts else None


class Case(Value):
    """What every rule of one decision is judged by; the activation has the names that conditions read.

    ``own`` are the texts that the policy's author has chosen, which a reason shows as they are.
    """

    event: Event
    time: datetime
    activation: cel.Activation
    asking: Asking
    own: Container[str] = ()

    def evaluate(self, expression: cel.Expression) -> tuple[Any, str | None]:
        """Evaluate to a plain value, or to what went wrong; nothing is begun once the time has run out.

        Nobody can interrupt CEL, so the compiler has counted what an expression can take.
        """
        if self.asking.is_out_of_time():
            return None, _OUT_OF_TIME
        try:
            value = expression.eval(self.activation)
            plain = value.plain_value()
            # To ask for the type takes as long as most conditions; an error comes as a text.
            if plain is True or plain is False or value.type().name() != "ERROR":
                return plain, None
            text = str(value.value())
            return None, self.asking.problem_in(text) or explain_error(text, self.event)
        except MemoryError:
            return None, _TOO_LARGE
        except Exception as error:  # noqa: BLE001 - whatever CEL throws is this rule's, and its on_error answers it
            return None, _TOO_LONG if "budget" in str(error) else _NOT_EVALUATED

    def evaluate_all(self, conditions: cel.Expression) -> Sequence[Any]:
        """Evaluate a list of conditions to plain values; to none where one of them is an error, or time has run out."""
        if self.asking.is_out_of_time():
            return ()
        try:
            values = conditions.eval(self.activation).plain_value()
        except Exception:  # noqa: BLE001 - what it is, is found out by the condition that throws it
            return ()
        return values if isinstance(values, list) else ()

    def shown(self, expression: cel.Expression) -> tuple[str, str | None]:
        """Write what an expression comes to as a reason shows it, or a question mark and what went wrong."""
        from dwgate.policy.filling import as_text  # noqa: PLC0415 - only a reason that shows a value pays for it

        value, error = self.evaluate(expression)
        if error:
            return "?", error
        try:
            return as_text(value, self.own), None
        except MemoryError:
            return "?", _TOO_LARGE


def explain_error(text: str, event: Event) -> str:
    """Say what an error of CEL means for this event, quoting nothing of its body."""
    absent = _ABSENT().fullmatch(text)
    if not absent:
        return _STATUS.get(text.partition(":")[0], _NOT_EVALUATED)
    name = absent[1]
    if name == "present":
        return _TOO_MANY_FIELDS
    path = name.removeprefix("event.")
    if path in event.unreadable:
        problem = event.unreadable[path]
        return Problem(f"{name} {problem}", f"{name} {in_chinese(problem)}")
    if path != name and path in event.present:
        return Problem(
            f"{name} came as an object, of which a rule reads the fields", f"{name} 是对象，规则只能读取其字段"
        )
    return Problem(f"{name} did not come with the message", f"消息中没有 {name}")

"""A case: one message under judgement, and what an expression comes to on it.

In CEL an error is a value: a field that did not come, a number out of range, a function that failed.  What CEL says of
one may quote data, so only what is known to be harmless is passed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.errors import Problem, in_chinese
from dwgate.events.convert import MOST_ITEMS
from dwgate.policy.filling import as_text

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from cel_expr_python import cel

    from dwgate.events.event import Event
    from dwgate.facts.asking import Asking

_ABSENT = re.compile(r'UNKNOWN: No value with name "([A-Za-z0-9_.]+)" found in Activation')
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


@dataclass(frozen=True, slots=True)
class Case:
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
            if value.type().name() == "ERROR":
                text = str(value.value())
                return None, self.asking.problem_in(text) or explain_error(text, self.event)
            return value.plain_value(), None
        except MemoryError:
            return None, _TOO_LARGE
        except Exception as error:  # noqa: BLE001 - whatever CEL throws is this rule's, and its on_error answers it
            return None, _TOO_LONG if "budget" in str(error) else _NOT_EVALUATED

    def shown(self, expression: cel.Expression) -> tuple[str, str | None]:
        """Write what an expression comes to as a reason shows it, or a question mark and what went wrong."""
        value, error = self.evaluate(expression)
        if error:
            return "?", error
        try:
            return as_text(value, self.own), None
        except MemoryError:
            return "?", _TOO_LARGE


def explain_error(text: str, event: Event) -> str:
    """Say what an error of CEL means for this event, quoting nothing of its body."""
    absent = _ABSENT.fullmatch(text)
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

"""What the tests of facts share: CEL over facts, and DataWorks as a plain function."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cel_expr_python import cel

from dwgate.errors import CallError
from dwgate.facts.asking import Asking
from dwgate.facts.dataworks import DataWorksFacts, OptionCache
from dwgate.facts.functions import declarations, every
from dwgate.facts.protocols import Facts
from dwgate.openapi.client import Reply
from dwgate.openapi.operations import Operation


def ask(expression: str, facts: Facts) -> Any:
    """Give the value of an expression over facts, or the problem that it is an error by."""
    environment = cel.NewEnv(functions=declarations(cel, every()))
    with Asking(facts) as asking:
        value = environment.compile(expression).eval(data={})
    if value.type().name() == "ERROR":
        return asking.problem_in(str(value.value()))
    return value.plain_value()


@dataclass
class Calls:
    """DataWorks as a plain function: one answer to each operation, a body or an error; what was called is kept."""

    answers: Mapping[str, Mapping[str, Any] | CallError]
    made: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, operation: Operation, parameters: Mapping[str, str]) -> Reply:
        """Answer a call."""
        self.made.append((operation.name, parameters))
        answer = self.answers[operation.name]
        if isinstance(answer, CallError):
            raise answer
        return Reply(answer, "r-1", 1)

    @property
    def names(self) -> list[str]:
        """The operations that were called, in order."""
        return [name for name, _ in self.made]


def facts_from(
    calls: Calls, event: Any, *, code: str | None = "guard", cache: OptionCache | None = None, kept: float = 60.0
) -> DataWorksFacts:
    """Give the facts of a message; an empty cache, unless one is given."""
    return DataWorksFacts(event, calls, extension_code=code, cache=cache or OptionCache(), options_kept=kept)

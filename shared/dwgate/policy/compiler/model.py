"""A policy as it is written: what the reader gives and the compiler takes.

Every text knows its place in its file, so that a finding of the compiler can point at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.compiler.yaml_source import Node, Text

ParameterValue = bool | int | float | str | datetime | list["ParameterValue"] | dict[str, "ParameterValue"]


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A rule as written; ``reason`` and ``description`` by language.

    ``points`` are those of its file, none where those were refused.  ``contact`` is its file's too: who grants an
    exemption and how to ask for one, by language.
    """

    name: Text
    when: Text
    then: str
    reason: Mapping[str, Text]
    mode: str
    on_error: str
    description: Mapping[str, str]
    points: tuple[str, ...]
    contact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExemptionSource:
    """An exemption as written; ``expires`` has a time zone."""

    rules: tuple[Text, ...]
    when: Text
    reason: str
    owner: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class ParameterSource:
    """A parameter as written; its value is None where that was refused, so that its name is still known."""

    name: Text
    value: ParameterValue | None
    node: Node


@dataclass(frozen=True, slots=True)
class DaysSource:
    """Days of a calendar as written, from the first to the last; the name of a holiday is empty where it has none."""

    text: Text
    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """A calendar as written; what it does not say it has from the one that it extends.

    Of one that is not whole, something was refused: its name is still known, and that of the one that it extends.
    """

    name: Text
    extends: Text | None
    zone: str | None
    week: tuple[str, ...] | None
    closed: tuple[DaysSource, ...]
    open: tuple[DaysSource, ...]
    until: date | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class PolicySource:
    """One policy file; a list lacks what was refused while it was read, but ``rule_names`` has every name.

    ``is_whole`` says that no rule, no parameter and no calendar is lost, so that a name which is not here is nowhere.
    """

    rule_names: tuple[Text, ...]
    parameters: tuple[ParameterSource, ...]
    rules: tuple[RuleSource, ...]
    exemptions: tuple[ExemptionSource, ...]
    is_whole: bool
    calendars: tuple[CalendarSource, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionSource:
    """What ``function.yaml`` says of a function: the points it serves, what it is for, and whether it calls back.

    ``description`` is by language.  ``sql`` says which dialects of SQL are written where, for ``sql.*``.
    """

    points: tuple[str, ...]
    description: Mapping[str, str]
    calls_back: bool = False
    sql: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sources:
    """A whole policy as it is written, for those who ask where its parts stand or what another text would come to.

    Rules, parameters and exemptions stand in the order of the compiled document.  ``reference`` is what was read into
    it for the functions that they call.
    """

    function: FunctionSource
    rules: tuple[RuleSource, ...]
    parameters: tuple[ParameterSource, ...]
    exemptions: tuple[ExemptionSource, ...]
    reference: Mapping[str, Any] = field(default_factory=dict)

    def numbers_by_rule(self) -> dict[str, tuple[int, ...]]:
        """Give by number the exemptions that lift each rule, in the order in which the engine has them."""
        return {
            rule.name.value: tuple(
                number
                for number, exemption in enumerate(self.exemptions)
                if any(name.value == rule.name.value for name in exemption.rules)
            )
            for rule in self.rules
        }

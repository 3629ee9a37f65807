"""The rules and exemptions of a policy to their entries in its document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dwgate.facts import functions
from dwgate.policy.compiler import template
from dwgate.policy.compiler.analysis import TRUE
from dwgate.policy.compiler.conditions import Compiled, Conditions
from dwgate.policy.compiler.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.compiler.calendars.calendars import Calendars
    from dwgate.policy.compiler.calendars.uses import Use
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.model import ExemptionSource, RuleSource
    from dwgate.policy.compiler.options import Option
    from dwgate.policy.compiler.yaml_source import Text


@dataclass(frozen=True, slots=True)
class Used:
    """What the expressions of a policy read, call and use, and which options they ask for at which points."""

    reads: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    options: dict[Option, set[str]] = field(default_factory=dict)
    uses: set[Use] = field(default_factory=set)

    def note(self, compiled: Compiled | None) -> Compiled | None:
        """Add what one expression uses, and give it back."""
        if compiled:
            self.reads.update(compiled.reads)
            self.calls.update(compiled.calls)
            self.uses.update(compiled.uses)
            for option in compiled.options:
                self.options.setdefault(option, set()).update(compiled.possible)
        return compiled

    @property
    def functions(self) -> list[str]:
        """The functions of dwgate that are called."""
        return _own(self.calls)


@dataclass(frozen=True, slots=True)
class Entries:
    """The compiler of single rules and exemptions, all over the same parameters and calendars.

    ``used`` is of those so far, and so are ``steps``: those that a rule's condition takes at the most, by its name.
    """

    parameters: Mapping[str, Any]
    calendars: Calendars
    findings: list[Diagnostic]
    used: Used = field(default_factory=Used)
    steps: dict[str, int] = field(default_factory=dict)
    _over: dict[tuple[str, ...], Conditions] = field(default_factory=dict)

    def rule(self, rule: RuleSource, source: str) -> dict[str, Any]:
        """Compile a rule, as far as that goes where its points were refused; ``source`` is where it stands."""
        conditions = self._conditions(rule.points)
        when = self._condition(conditions, rule.when)
        points = when.points_where(TRUE) if when else ()
        if when:
            self.steps[rule.name.value] = when.steps
        reason = sorted(rule.reason.items())
        return {
            "name": rule.name.value,
            "description": dict(sorted(rule.description.items())),
            "source": source,
            "points": list(rule.points),
            "fires_at": list(points),
            **_judged(rule.when, when),
            "asks": _own(when.calls) if when else [],
            "then": rule.then,
            "mode": rule.mode,
            "on_error": rule.on_error,
            "reason": {language: self._reason(text, conditions, points) for language, text in reason},
            "reason_text": {language: text.value for language, text in reason},
            "contact": dict(sorted(rule.contact.items())),
        }

    def exemption(self, exemption: ExemptionSource, points_of: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        """Compile an exemption for the points of its rules; ``points_of`` has those of every rule by name."""
        points: dict[str, None] = {}
        for name in exemption.rules:
            if name.value not in points_of:
                hint = did_you_mean(name.value, points_of, listing="the rules of the function")
                message = f"there is no rule {name.value} to lift"
                self.findings.append(name.diagnostic("unknown-rule", message, hint=hint))
            points |= dict.fromkeys(points_of.get(name.value, ()))
        when = self._condition(self._conditions(tuple(points)), exemption.when)
        return {
            "rules": [name.value for name in exemption.rules],
            **_judged(exemption.when, when),
            "reason": exemption.reason,
            "owner": exemption.owner,
            "expires": exemption.expires.isoformat(),
        }

    def _conditions(self, points: tuple[str, ...]) -> Conditions | None:
        """Give the compiler of expressions over these points; None where all were refused."""
        if points and points not in self._over:
            self._over[points] = Conditions(points, self.parameters)
        return self._over.get(points)

    def _condition(self, conditions: Conditions | None, text: Text) -> Compiled | None:
        return self._noted(text, conditions.condition(text, self.findings)) if conditions else None

    def _noted(self, text: Text, compiled: Compiled | None, offset: int = 0) -> Compiled | None:
        """Note what an expression at an offset of a text uses, reporting calendars and zones that there are not."""
        refused = (self.calendars.refuse(use) for use in (compiled.uses if compiled else ()))
        self.findings.extend(
            text.diagnostic(found.name, found.message, offset=offset + found.offset, hint=found.hint)
            for found in refused
            if found
        )
        return self.used.note(compiled)

    def _reason(self, text: Text, conditions: Conditions | None, points: tuple[str, ...]) -> list[str | dict[str, str]]:
        """Compile a reason to its pieces: those of text, and the expressions between them."""
        try:
            pieces = template.split(text.value)
        except template.UnclosedPlaceholder as error:
            self.findings.append(text.diagnostic("bad-reason", str(error), offset=error.offset, hint="add the }"))
            return []
        compiled: list[str | dict[str, str]] = []
        for piece in pieces:
            if isinstance(piece, str):
                compiled.append(piece)
            elif conditions:
                found = conditions.placeholder(text, piece.expression, piece.offset, self.findings, points)
                compiled.append({"cel": found.program if self._noted(text, found, piece.offset) and found else ""})
        return compiled


def _judged(text: Text, when: Compiled | None) -> dict[str, Any]:
    """Give what an entry says of its condition."""
    return {
        "condition": text.value.strip(),
        "when": when.program if when else None,
        "reads": sorted(when.reads) if when else [],
    }


def _own(calls: frozenset[str] | set[str]) -> list[str]:
    """Give those of the functions that are called which are dwgate's and not CEL's."""
    return sorted(calls.intersection(functions.every()))

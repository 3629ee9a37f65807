"""An account of a record: all that is known of why it was answered so, in no language.

What the record says is of the policy that decided.  Descriptions, limits, exemptions and contacts are not in a record:
they are those of the policy that the project has now, which may be another.  What a rule asked for is not in a record
either, so it is known by a policy with the same digest, and else only where the result of the decision leaves no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dwgate.explaining.lapsed import Exemptions, exemptions_for
from dwgate.explaining.readings import facts_of, limits_of, values_of
from dwgate.policy.compiler import description_of, load_document
from dwgate.policy.decision import CheckResult
from dwgate.records import event_of
from dwgate.records.record import result_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from dwgate.explaining.readings import Limit, Value
    from dwgate.policy.engine import Policy
    from dwgate.records import Known, Record


@dataclass(frozen=True, slots=True)
class RuleAccount:
    """One rule that asked for more than OK.

    ``result`` is what it asked for; None where neither the record nor the policy that decided tells.  ``is_known`` says
    that the policy has the rule, without which nothing else is told of it.  ``description`` and ``contact`` are by
    language; ``source`` is the file of the function that the rule stands in.
    """

    name: str
    state: Literal["fired", "error"]
    result: CheckResult | None
    is_known: bool = False
    description: Mapping[str, str] = field(default_factory=dict)
    values: tuple[Value, ...] = ()
    limits: tuple[Limit, ...] = ()
    facts: tuple[str, ...] = ()
    exemptions: Exemptions = field(default_factory=Exemptions)
    contact: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A record and its rules, the strictest first, where that is known.

    ``digest`` names the policy by which they are explained, None where there is none.
    """

    record: Record
    rules: tuple[RuleAccount, ...]
    digest: str | None
    function: str | None

    @property
    def has_changed(self) -> bool:
        """Whether the policy that explains is not the one that decided, as far as anybody knows."""
        return self.digest is not None and self.digest != self.record.policy_digest


def account_of(record: Record, document: Mapping[str, Any] | None, *, now: datetime) -> Account:
    """Account for a record by the compiled policy of its function, or without one as far as that goes.

    ``now`` is the time at which somebody asks.
    """
    parts = _Parts(record, document, now) if document and record.kind == "decision" else None
    rules = [_rule(name, state, result, parts) for name, state, result in _asked_for_more(record)]
    rules.sort(key=lambda rule: -rule.result.severity if rule.result else 0)
    return Account(
        record=record,
        rules=tuple(rules),
        digest=document["digest"] if document else None,
        function=document["function"] if document else record.function,
    )


class _Parts:
    """What the account of every rule is made of."""

    __slots__ = ("document", "known", "now", "policy", "record", "rules")

    def __init__(self, record: Record, document: Mapping[str, Any], now: datetime) -> None:
        self.record = record
        self.now = now
        self.document = document
        self.known: Known = event_of(record)
        self.policy: Policy = load_document(document)
        self.rules: dict[str, Mapping[str, Any]] = {rule["name"]: rule for rule in document["rules"]}

    @property
    def is_of_the_decision(self) -> bool:
        """Whether the policy is the one that decided."""
        return bool(self.document["digest"] == self.record.policy_digest)


def _asked_for_more(record: Record) -> Iterator[tuple[str, Literal["fired", "error"], CheckResult | None]]:
    """Give each rule that asked for more than OK, and for what as far as the record tells."""
    in_shadow = {item["rule"] for item in record.shadow}
    errors = [
        (item["rule"], result)
        for item in record.errors
        if item["rule"] not in record.fired and item["rule"] not in in_shadow
        if (result := result_of(item.get("result"))) in {CheckResult.WARN, CheckResult.FAIL}
    ]
    proven = _proven(record, [result for _, result in errors])
    for name in record.fired:
        yield name, "fired", proven
    for name, result in errors:
        yield name, "error", result


def _proven(record: Record, of_errors: Collection[CheckResult | None]) -> CheckResult | None:
    """Give what every rule that fired must have asked for; None where they may have asked for different things.

    The result of a decision is that of its strictest rule, and no rule that fires asks for OK.
    """
    if record.decided is CheckResult.WARN:
        return CheckResult.WARN
    is_alone = len(record.fired) == 1 and record.decided not in of_errors and not record.is_shortened
    return record.decided if is_alone and record.decided is CheckResult.FAIL else None


def _rule(name: str, state: Literal["fired", "error"], result: CheckResult | None, parts: _Parts | None) -> RuleAccount:
    rule = parts.rules.get(name) if parts else None
    if parts is None or rule is None:
        return RuleAccount(name, state, result)
    lifts = state == "fired"  # what cannot be judged is lifted by no exemption
    decided = CheckResult(rule["then"]) if lifts and parts.is_of_the_decision else result
    return RuleAccount(
        name=name,
        state=state,
        result=decided,
        is_known=True,
        description={language: " ".join(text.split()) for language, text in description_of(rule).items()},
        values=values_of(rule, parts.record, parts.known),
        limits=limits_of(rule, parts.document),
        facts=facts_of(rule),
        exemptions=_exemptions(name, parts) if lifts else Exemptions(),
        contact=rule.get("contact", {}),  # which a policy compiled by an earlier version has not
        source=rule["source"].rpartition(":")[0],
    )


def _exemptions(name: str, parts: _Parts) -> Exemptions:
    return exemptions_for(name, parts.policy, parts.document, parts.known, tried=parts.record.time, now=parts.now)

"""An account of a record: all that is known of why it was answered so, in no language.

What the record says is of the policy that decided.  Descriptions, limits, exemptions and contacts are not in a record:
they are those of the policy that the project has now, which may be another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dwgate.explaining.lapsed import Exemptions, exemptions_for
from dwgate.explaining.readings import facts_of, limits_of, values_of
from dwgate.policy.compiler import canonical
from dwgate.policy.decision import CheckResult
from dwgate.policy.loading import load
from dwgate.records import event_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.explaining.readings import Limit, Value
    from dwgate.policy.engine import Policy
    from dwgate.records import Known, Record


@dataclass(frozen=True, slots=True)
class RuleAccount:
    """One rule that asked for more than OK.

    ``result`` is what it asked for; None where neither the record nor a policy tells.  ``is_known`` says that the
    policy has the rule, without which nothing else is told of it.  ``contact`` is by language; ``source`` is the file
    of the function that the rule stands in.
    """

    name: str
    state: Literal["fired", "error"]
    result: CheckResult | None
    is_known: bool = False
    description: str | None = None
    values: tuple[Value, ...] = ()
    limits: tuple[Limit, ...] = ()
    facts: tuple[str, ...] = ()
    exemptions: Exemptions = field(default_factory=Exemptions)
    contact: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A record and its rules, the strictest first; ``digest`` names the policy by which they are explained, if any."""

    record: Record
    rules: tuple[RuleAccount, ...]
    digest: str | None
    function: str | None

    @property
    def has_changed(self) -> bool:
        """Whether the policy that explains is not the one that decided."""
        return self.digest is not None and self.digest != self.record.policy_digest


def account_of(record: Record, document: Mapping[str, Any] | None) -> Account:
    """Account for a record by the compiled policy of its function, or without one as far as that goes."""
    parts = _Parts(record, document) if document and record.kind == "decision" else None
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

    __slots__ = ("document", "known", "policy", "record", "rules")

    def __init__(self, record: Record, document: Mapping[str, Any]) -> None:
        self.record = record
        self.document = document
        self.known: Known = event_of(record)
        self.policy: Policy = load(json.loads(canonical(document)))
        self.rules: dict[str, Mapping[str, Any]] = {rule["name"]: rule for rule in document["rules"]}


def _asked_for_more(record: Record) -> Iterator[tuple[str, Literal["fired", "error"], CheckResult | None]]:
    """Give each rule that asked for more than OK; that of a rule which fired is the policy's to tell."""
    in_shadow = {item["rule"] for item in record.shadow}
    for name in record.fired:
        yield name, "fired", None
    for item in record.errors:
        is_told = item["rule"] not in record.fired and item["rule"] not in in_shadow
        if is_told and item.get("result") in {"WARN", "FAIL"}:
            yield item["rule"], "error", CheckResult(item["result"])


def _rule(name: str, state: Literal["fired", "error"], result: CheckResult | None, parts: _Parts | None) -> RuleAccount:
    rule = parts.rules.get(name) if parts else None
    if parts is None or rule is None:
        return RuleAccount(name, state, result)
    lifts = state == "fired"  # what cannot be judged is lifted by no exemption
    return RuleAccount(
        name=name,
        state=state,
        result=result or CheckResult(rule["then"]),
        is_known=True,
        description=" ".join(rule["description"].split()) if rule["description"] else None,
        values=values_of(rule, parts.record, parts.known),
        limits=limits_of(rule, parts.document),
        facts=facts_of(rule),
        exemptions=exemptions_for(name, parts.policy, parts.document, parts.known, parts.record.time)
        if lifts
        else Exemptions(),
        contact=rule.get("contact", {}),  # which a policy compiled by an earlier version has not
        source=rule["source"].rpartition(":")[0],
    )

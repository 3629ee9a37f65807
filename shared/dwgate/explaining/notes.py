"""What an administrator should know of an account, and the person whose operation it was need not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.explaining.account import Account

_TOLD = frozenset({"delivered", "expired"})
"""What may become of a callback without DataWorks missing the result."""


def notes(account: Account) -> Iterator[str]:
    """Give a sentence for each thing that the record lacks, or that an administrator should look into."""
    record = account.record
    if account.has_changed and record.policy_digest:
        yield (
            f"the record is of another policy, {record.policy_digest}; to explain it by that one, give the package that"
            " was deployed, or a checkout of it, with --policy"
        )
    unrecorded = _unrecorded(account)
    if unrecorded:
        yield f"not recorded: {', '.join(unrecorded)}; what DWGATE_RECORD_FIELDS names is in later records"
    for rule in account.rules:
        for use in rule.exemptions.unknown:
            yield (
                f"the record does not tell whether an exemption from {rule.name} is about this operation:"
                f" {use.reason} ({use.owner}), until {use.expires}"
            )
    fired = {rule.name for rule in account.rules if rule.state == "fired"}
    yield from (f"{item['rule']}: {item.get('error')}" for item in record.errors if item["rule"] in fired)
    if record.kind == "undecided":
        yield f"the policy could not be asked: {record.document['problem']}"
    callback = record.document.get("callback")
    if isinstance(callback, dict) and callback.get("state") not in _TOLD:
        yield f"the result did not reach DataWorks by callback: {callback.get('state')}"
    if record.is_shortened:
        yield "the record was shortened, so that rules may be missing"


def _unrecorded(account: Account) -> list[str]:
    """Name the fields that a rule read, and that would be recorded if they were asked for."""
    fields = (
        value.field
        for rule in account.rules
        for value in rule.values
        if value.knowledge in {"unrecorded", "unknown"} and not catalogue.holds_content(value.field)
    )
    return list(dict.fromkeys(fields))

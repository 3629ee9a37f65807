"""Why a rule did or did not fire: its condition, and the value of everything that it read.

For the desk, and for the log of a build: content, such as SQL text, is shown by its length and SHA-256 as in a record,
and all other values as they are.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.errors import FactError
from dwgate.events import catalogue
from dwgate.facts import functions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.events.event import Event
    from dwgate.facts.protocols import Facts
    from dwgate.policy.decision import Decision, Outcome

_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """One rule on one message; ``values`` are what it read, as text, and ``because`` says in words what followed."""

    name: str
    state: str
    result: str
    shadow: bool
    source: str
    condition: str
    values: Mapping[str, str]
    because: tuple[str, ...]


def explain_rules(
    document: Mapping[str, Any], decision: Decision, event: Event, scope: Mapping[str, Any], facts: Facts
) -> list[RuleExplanation]:
    """Explain every rule of a decision by a compiled policy; ``scope`` is what the policy gave its rules to read."""
    written = {rule["name"]: rule for rule in document["rules"]}
    return [_explain(outcome, written[outcome.rule], scope, event, facts) for outcome in decision.outcomes]


def _explain(
    outcome: Outcome, rule: Mapping[str, Any], scope: Mapping[str, Any], event: Event, facts: Facts
) -> RuleExplanation:
    return RuleExplanation(
        name=outcome.rule,
        state=outcome.state,
        result=outcome.result.value,
        shadow=outcome.shadow,
        source=rule["source"],
        condition=" ".join(rule["condition"].split()),
        values={
            **{name: _value(name, scope, event) for name in rule["reads"]},
            **{name: value for asked in rule["asks"] for name, value in _asked(asked, facts)},
        },
        because=tuple(_because(outcome)),
    )


def _value(name: str, scope: Mapping[str, Any], event: Event) -> str:
    if name in scope:
        return _fingerprint(scope[name]) if catalogue.holds_content(name) else _shown(scope[name])
    path = name.removeprefix("event.")
    return f"unreadable: it {event.unreadable[path]}" if path in event.unreadable else "did not come"


def _asked(name: str, facts: Facts) -> Iterator[tuple[str, str]]:
    """Give what a function was answered from; what could not be had is in the rule's own words already."""
    with contextlib.suppress(FactError):
        if name == "option" and facts.was_asked("options"):
            yield "options", _shown(facts.options())
        elif name not in {"option", "snapshot.has"} and functions.ask_facts([name]) and facts.was_asked("snapshot"):
            value = facts.snapshot().value(name)
            yield f"{name}()", _fingerprint(value) if functions.find(name)[0].is_content else _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    text = json.dumps(_without_content(value), ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text)} characters)"


def _without_content(value: Any) -> Any:
    """Put a fingerprint in the place of the content that the objects in a value hold."""
    if isinstance(value, list):
        return [_without_content(item) for item in value]
    if isinstance(value, dict):
        return {
            name: _fingerprint(item) if catalogue.holds_content(name) else _without_content(item)
            for name, item in value.items()
        }
    return value


def _fingerprint(content: Any) -> str:
    """Give what the record has of content, so that both can be told to be about the same text."""
    return "{length} characters, SHA-256 {sha256}".format(**catalogue.fingerprint(content))


def _because(outcome: Outcome) -> list[str]:
    lines = []
    if outcome.state == "fired":
        lines.append("so    the condition is true")
    elif outcome.state == "passed":
        lines.append("so    the condition is false")
    elif outcome.exemption:
        used = outcome.exemption
        lines.append(f"so    the condition is true, and lifted until {used.expires}: {used.reason} ({used.owner})")
    if outcome.error:
        lines.append(f"but   {outcome.error}")
    if outcome.state in {"fired", "error"}:
        lines.append(f"then  {outcome.result.value}" + (" by on_error" if outcome.state == "error" else ""))
    if outcome.state == "fired" and outcome.reason:
        lines += [f"{language}    {text}" for language, text in outcome.reason.text.items()]
    return lines


def counted(number: int, noun: str) -> str:
    """Say how many there are of something, whose plural ends in s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def short(digest: str | None) -> str:
    """Give enough of a digest to tell it from another."""
    return f"{digest[:19]}…" if digest else "none"

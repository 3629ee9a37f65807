"""What brings messages to a function: its triggers in the template, and those that Function Compute has.

DataWorks invokes some functions by itself.  To the others EventBridge brings its events, by the rule of a trigger,
whose pattern names the types of the events.

Source: https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-struct-eventbridgetriggerconfig
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.operating.cloud import CloudError
from dwgate.operating.findings import few, ok, problem, warning
from dwgate.operating.function_checks import of_trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.cloud import FunctionCompute, Trigger
    from dwgate.operating.findings import Finding

EVENTBRIDGE = "eventbridge"
SOURCE = "acs.dataworks"
"""What DataWorks is called in its events."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a trigger of EventBridge; ``pattern`` is None where it is no JSON object."""

    name: str
    is_enabled: bool
    pattern: Mapping[str, Any] | None

    @property
    def types(self) -> tuple[str, ...] | None:
        """The types of events that it brings from DataWorks, None where its pattern does not just list them."""
        pattern = self.pattern or {}
        sources, types = _texts(pattern.get("source", [SOURCE])), _texts(pattern.get("type"))
        if sources is None or types is None or not pattern.keys() <= {"source", "type"}:
            return None
        return types if SOURCE in sources else ()


def described(pair: Pair) -> Iterator[Finding]:
    """Whether the triggers in the template bring a function what it serves, and nothing else."""
    where = pair.deployed_as
    served = _served(pair)
    rules = [rule for rule in _described_rules(pair) if rule.is_enabled]
    unread = [rule.name for rule in rules if rule.pattern is None]
    if unread:
        what = f"the pattern of its trigger {unread[0]} is no JSON object"
        yield problem("trigger", where, what, "mend eventRuleFilterPattern")
    elif served and not rules:
        what = f"no trigger that is enabled brings it {few([*served.values()])}: nobody is asked there"
        yield problem("trigger", where, what, "give it a trigger of the type eventbridge, with triggerEnable: true")
    elif any(rule.types is None for rule in rules):
        what = "the pattern of its trigger is more than a list of types, so that it is not known whether they are right"
        yield warning("trigger", where, what, "name source and type in eventRuleFilterPattern, and each type in full")
    else:
        yield from _brought(where, served, [one for rule in rules for one in rule.types or ()])


def deployed(pair: Pair, cloud: FunctionCompute) -> Iterator[Finding]:
    """Whether Function Compute has the triggers of the template, as they are there, and no others."""
    name, where = "deployed-trigger", pair.deployed_as
    try:
        found = {one.name: one for one in cloud.triggers(pair.there.function_name)}
    except CloudError as error:
        trouble = error.trouble
        denied = warning(name, where, f"its triggers could not be looked at: {trouble.what}", trouble.advice)
        yield denied if trouble.kind == "permission" else of_trouble(name, pair, trouble)
        return
    names = [str(one.get("triggerName")) for one in pair.there.triggers]
    wrong = [*_missing(pair, found), *_different(pair, found)]
    for other in (one for one in found.values() if one.name not in names):
        what = f"it has a trigger that the template does not have: {other.name}, of the type {other.type}"
        wrong.append(warning(name, where, what, "take it away in Function Compute's console, or write it down there"))
    yield from wrong or [ok(name, where, f"its triggers are as the template says: {', '.join(names) or 'none'}")]


def _served(pair: Pair) -> dict[str, str]:
    """Give the points of a function that EventBridge brings, by the types of their events."""
    known = catalogue.events()
    events = (known[point] for point in pair.here.points if point in known)
    return {str(event.type): event.code for event in events if not event.function_compute}


def _described_rules(pair: Pair) -> list[Rule]:
    triggers = (one for one in pair.there.triggers if one.get("triggerType") == EVENTBRIDGE)
    return [_rule(str(one.get("triggerName")), one.get("triggerConfig")) for one in triggers]


def _rule(name: str, config: Any) -> Rule:
    given = config if isinstance(config, dict) else {}
    try:
        pattern = json.loads(given.get("eventRuleFilterPattern") or "")
    except (ValueError, TypeError):
        pattern = None
    is_enabled = given.get("triggerEnable", True) is True
    return Rule(name, is_enabled, pattern if isinstance(pattern, dict) else None)


def _texts(value: Any) -> tuple[str, ...] | None:
    """Give a list of texts; None for any other value, such as an operator of a pattern."""
    return tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else None


def _brought(where: str, served: Mapping[str, str], types: Iterable[str]) -> Iterator[Finding]:
    brought = dict.fromkeys(types)
    missing = [point for kind, point in served.items() if kind not in brought]
    surplus = [kind for kind in brought if kind not in served]
    if missing:
        what = f"its trigger does not bring {few(missing)}: nobody is asked there"
        advice = "add their types to eventRuleFilterPattern: dwgate events list gives them"
        yield problem("trigger", where, what, advice)
    if surplus:
        what = f"its trigger brings {few(surplus)}, which it does not serve: each such message is answered as an error"
        yield problem("trigger", where, what, "take them out of eventRuleFilterPattern, or serve them in function.yaml")
    if served and not missing and not surplus:
        yield ok("trigger", where, f"its trigger brings what it serves: {few([*served.values()])}")


def _missing(pair: Pair, found: Mapping[str, Trigger]) -> Iterator[Finding]:
    for one in pair.there.triggers:
        name, kind = str(one.get("triggerName")), str(one.get("triggerType"))
        if name not in found or found[name].type != kind:
            what = f"there is no trigger {name} of the type {kind}, which the template has"
            yield problem("deployed-trigger", pair.deployed_as, what, f"deploy it: {pair.deploy}")


def _different(pair: Pair, found: Mapping[str, Trigger]) -> Iterator[Finding]:
    for here in _described_rules(pair):
        if here.name not in found or found[here.name].type != EVENTBRIDGE:
            continue
        there = _rule(here.name, found[here.name].config)
        differences = []
        if there.is_enabled != here.is_enabled:
            differences.append(f"is switched {_switched(there)}, and {_switched(here)} by the template")
        if _sorted(there.pattern) != _sorted(here.pattern):
            differences.append("has another pattern than in the template, so that it brings other events")
        for difference in differences:
            what = f"the trigger {here.name} {difference}"
            advice = f"deploy it: {pair.deploy}; or write into the template what is to hold"
            yield problem("deployed-trigger", pair.deployed_as, what, advice)


def _switched(rule: Rule) -> str:
    return "on" if rule.is_enabled else "off"


def _sorted(value: Any) -> Any:
    """Put lists in one order: in a pattern the order of values says nothing."""
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in value.items()}
    return sorted((_sorted(one) for one in value), key=json.dumps) if isinstance(value, list) else value

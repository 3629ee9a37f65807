"""What a case expects, as it is written: the result, the rules that make it so, and what a reason says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.yaml_reading import choice_of, items_of, mapping_of, text_of
from dwgate.policy.compiler.yaml_source import MappingNode
from dwgate.policy.decision import LANGUAGES, CheckResult
from dwgate.policy_tests.model import Expected, ExpectedText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.policy.compiler.yaml_source import Node, YamlSource
    from dwgate.policy_tests.under_test import RuleUnderTest

_RULES, _SHADOW, _ERRORS, _EXEMPTED = _LISTS = ("rules", "shadow", "errors", "exempted")
EXPECTED_KEYS = ("expect", *_LISTS, "reason")


def expected_of(keys: Mapping[str, Node], source: YamlSource, rules: Mapping[str, RuleUnderTest]) -> Expected:
    """Read what a case expects of the function's rules; findings say what is wrong, and what can never come."""
    before = len(source.findings)
    result = choice_of(keys.get("expect"), source, tuple(one.value for one in CheckResult), CheckResult.OK.value)
    named = {key: frozenset(_names(key, keys.get(key), source, rules)) for key in _LISTS}
    if result != CheckResult.OK.value and not {_RULES, _ERRORS} & set(keys):
        hint = "add rules: […], or errors: […] for rules that cannot be judged"
        source.report(keys["expect"], "missing-key", f"a case that expects {result} says which rules make it so", hint)
    expected = Expected(
        result=CheckResult(result),
        rules=named[_RULES],
        shadow=named[_SHADOW],
        errors=named[_ERRORS],
        exempted=named[_EXEMPTED],
        reason=dict(_reason(keys.get("reason"), source)),
    )
    if "expect" in keys and len(source.findings) == before:
        _check_result(expected, keys["expect"], source, rules)
    return expected


def _check_result(expected: Expected, node: Node, source: YamlSource, rules: Mapping[str, RuleUnderTest]) -> None:
    """Find a result to which the rules that are named cannot lead: what each of them asks for is known already."""
    fired = {name: (rules[name].then, "where it fires") for name in sorted(expected.rules)}
    unjudged = {name: (rules[name].on_error, "where it cannot be judged") for name in sorted(expected.errors)}
    asked = {name: asks for name, asks in {**unjudged, **fired}.items() if not rules[name].is_shadow}
    name, (result, where) = max(asked.items(), key=lambda item: item[1][0].severity, default=("", (CheckResult.OK, "")))
    if result is expected.result:
        return
    wanted = expected.result.value
    if result.severity > expected.result.severity:
        message = f"this is never {wanted}: {name} says {result.value} {where}"
    else:
        message = f"this is never {wanted}: none of the rules that are named says so"
    hint = f"expect {result.value}, or name other rules: what is not named must not happen"
    source.report(node, "impossible-case", message, hint)


def _names(key: str, node: Node | None, source: YamlSource, rules: Mapping[str, RuleUnderTest]) -> Iterator[str]:
    for item in items_of(node, source, key, "name a rule, or remove the key: what is not named must not happen"):
        name = text_of(item, source)
        if name is None:
            continue
        if name.value not in rules:
            hint = did_you_mean(name.value, rules, listing="the rules of the function")
            source.report(item, "unknown-rule", f"there is no rule {name.value}", hint)
        elif key == _RULES and rules[name.value].is_shadow:
            source.report(item, "bad-value", f"{name.value} runs in shadow", "name it under shadow")
        elif key == _SHADOW and not rules[name.value].is_shadow:
            source.report(item, "bad-value", f"{name.value} does not run in shadow", "name it under rules")
        yield name.value


def _reason(node: Node | None, source: YamlSource) -> Iterator[tuple[str, ExpectedText]]:
    if node is None:
        return
    if isinstance(node, MappingNode) and not node.value:
        source.report(node, "missing-key", "a reason is expected in en, zh or both")
    for language, item in mapping_of(node, source, LANGUAGES, needs=(), what="a reason").items():
        is_whole = not isinstance(item, MappingNode)
        part = mapping_of(item, source, ("contains",), needs=("contains",), what="a text") if not is_whole else {}
        text = text_of(item if is_whole else part.get("contains"), source)
        if text:
            yield language, ExpectedText(text.value.strip(), is_whole)

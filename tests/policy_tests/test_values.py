"""Values in tests: what JSON has, and repetitions."""

import pytest

from dwgate.policy.compiler.yaml_source import YamlSource
from dwgate.policy_tests.values import json_value


def value(text: str) -> tuple[object, list[str]]:
    """Read a text as YAML, and give its value and its findings."""
    source = YamlSource("a.yaml", text)
    source._compose()
    assert source.root is not None
    found = json_value(source.root, source)
    return found, [f"{finding.column}: {finding.name}: {finding.message}" for finding in source.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("true", True),
        ("'1'", "1"),
        ("2026-11-18", "2026-11-18"),
        ("[1, {a: 2026-11-18}]", [1, {"a": "2026-11-18"}]),
        ("{}", {}),
        ("{repeat: ab, times: 2}", "abab"),
        ("{repeat: [1, {a: b}], times: 2}", [1, {"a": "b"}, 1, {"a": "b"}]),
        ("{repeat: x, times: 0}", ""),
        ("{repeat: [{abc: [d, 1]}], times: 2}", [{"abc": ["d", 1]}] * 2),
        ("{repeat: {repeat: x, times: 2}, times: 2}", "xxxx"),
    ],
)
def test_a_value_is_what_json_would_hold(text: str, expected: object) -> None:
    """A date is a text there, and what is long is said by what it repeats."""
    assert value(text) == (expected, [])


LONG = "{repeat: x, times: 1000000}"
TOO_LONG = "bad-number: repetitions come to at most 10000000 characters and items in one value"
NO_NUMBER = "bad-number: times is a whole number from 0 to 1000000"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("{repeat: x}", "1: missing-key: a repetition needs the key times"),
        ("{repeat: x, times: 2, of: y}", "23: unknown-key: a repetition has no key of"),
        ("{repeat: 1, times: 2}", "10: wrong-type: a text or a list can be repeated"),
        ("{repeat: , times: 2}", "9: wrong-type: there is no value here"),
        ("{repeat: x, times: -1}", f"20: {NO_NUMBER}"),
        ("{repeat: x, times: 1000001}", f"20: {NO_NUMBER}"),
        ("{repeat: x, times: true}", f"20: {NO_NUMBER}"),
        ("{repeat: x, times: many}", f"20: {NO_NUMBER}"),
        ("[1, ~]", "5: wrong-type: there is no value here"),
        (f"{'[' * 16}1{']' * 16}", "17: wrong-type: a value is nested at most 16 levels deep"),
        (f"{{repeat: {LONG}, times: 11}}", f"1: {TOO_LONG}"),
        (f"{{repeat: {{repeat: {LONG}, times: 1000000}}, times: 1000000}}", f"10: {TOO_LONG}"),
        (f"[{', '.join([LONG] * 12)}]", f"{1 + 10 * (len(LONG) + 2) + 1}: {TOO_LONG}"),
        ("{repeat: [{a: [b, 1, ~]}], times: 9}", "22: wrong-type: there is no value here"),
        ("{repeat: [{abc: [d, 1, true]}], times: 1000000}", f"1: {TOO_LONG}"),
    ],
)
def test_a_value_that_is_none_is_found(text: str, finding: str) -> None:
    """Once, at its place."""
    assert value(text)[1] == [finding]

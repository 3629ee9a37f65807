"""The options that a policy reads: in the compiled document, with what a form must know of them."""

from collections.abc import Callable
from typing import Any

import pytest

from dwgate.policy.loading import load
from support import Rule

Document = Callable[..., dict[str, Any]]

DOWNLOADS = ["download-resources", "download-resources-execute"]


def options_of(document: Document, written: dict[str, Any], *points: str) -> list[dict[str, Any]]:
    """Give the options in the compiled document of a policy."""
    found: list[dict[str, Any]] = document(written, *points)["options"]
    return found


@pytest.mark.parametrize(
    ("default", "kind", "value"),
    [
        ("1000", "int", 1000),
        ("-1", "int", -1),
        ("1.5", "double", 1.5),
        ("true", "bool", True),
        ("'a行'", "string", "a行"),
        ("['a', 'b']", "list<string>", ["a", "b"]),
        ("[]", "list<string>", []),
        ("params.limit", "int", 7),
        ("params.names", "list<string>", ["a"]),
        ("params.limit + 1", "int", 8),
        ("params.by_day.monday", "int", 1),
        ("units.bytes('5MB')", "int", 5_000_000),
        ("['a', operator]", "list<string>", None),
        ("operator", "string", None),
    ],
)
def test_an_option_has_the_type_and_the_value_of_its_default(
    document: Document, rule: Rule, default: str, kind: str, value: Any
) -> None:
    """A default that is computed of what a message brings is known for that message only."""
    params = {"limit": 7, "names": ["a"], "by_day": {"monday": 1}}
    used = "params.limit > 0 && params.names == [''] && params.by_day.monday == 1"
    written = rule(f"option('x', {default}) == {default} || {used}", params=params)
    assert options_of(document, written) == [{"name": "x", "type": kind, "default": value, "points": DOWNLOADS}]


def test_an_option_whose_default_has_no_type_yet_is_of_any(document: Document, rule: Rule) -> None:
    """The fields of some points have no type before a message comes."""
    (option,) = options_of(document, rule("option('x', event.size) == 1"), "asset-publish")
    assert (option["type"], option["default"]) == ("any", None)


def test_an_option_is_found_wherever_it_is_read(document: Document, rule: Rule) -> None:
    """In conditions, in reasons, in exemptions, in the body of a loop; and named by a parameter."""
    written = rule(
        "option(params.named, 1) > 1 || ['a'].exists(x, x == option('c', 'z'))",
        params={"named": "d"},
        reason={"en": "${option('b', 2)}", "zh": "${option('b', 2)}"},
        exemptions=[
            {"rules": ["refused"], "when": "option('a', true)", "reason": "r", "owner": "o", "expires": "2026-12-31"}
        ],
    )
    found = [(option["name"], option["default"]) for option in options_of(document, written)]
    assert found == [("a", True), ("b", 2), ("c", "z"), ("d", 1)]


def test_an_option_has_the_points_at_which_it_may_be_read(document: Document, rule: Rule) -> None:
    """A reason is given where its rule can fire alone."""
    when = "point == 'download-resources' && event.fileSize > 1"
    written = rule(when, reason={"en": "${option('b', 2)}"})
    assert [option["points"] for option in options_of(document, written)] == [["download-resources"]]


def test_an_option_that_is_read_in_two_ways_is_listed_twice(document: Document, rule: Rule) -> None:
    """So that whoever makes a form of them knows."""
    found = options_of(document, rule("option('x', 2) > 1 || option('x', 1) > 1 || option('x', 'a') == 'b'"))
    assert [(option["type"], option["default"]) for option in found] == [("int", 1), ("int", 2), ("string", "a")]


def test_a_policy_is_loaded_whatever_it_says_of_options(document: Document, rule: Rule) -> None:
    """They are for the desk: the engine asks when a rule does."""
    assert load(document(rule("option('x', 1) > 1"))).asks_facts

"""What is known of an expression before a message comes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.known import known_value, of_parameters, written_seconds
from dwgate.policy.compiler.syntax import SyntaxTree

PARAMETERS: dict[str, Any] = {
    "limit": 5,
    "half": 0.5,
    "word": "a",
    "strict": True,
    "words": ["a", "b"],
    "since": datetime(2026, 11, 18, tzinfo=UTC),
    "of": {"a": 1},
    "size": "5MB",
    "sizes": {"dev": "1MiB"},
    "mixed": [1, 0.5],
}
CONDITIONS = Conditions(("download-resources",), PARAMETERS)
SINCE = datetime(2026, 11, 18, tzinfo=UTC)


def tree_of(expression: str) -> SyntaxTree:
    """Give an expression that a condition may hold."""
    return CONDITIONS.tree(expression)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("params.limit * 1024 + 1 - 2", 5119),
        ("params.limit / 2", 2),
        ("(0 - params.limit) / 2", -2),
        ("params.half", 0.5),
        ("params.half * 3.0 - 0.5 + 1.0", 2.0),
        ("params.half / 2.0", 0.25),
        ("params.strict", True),
        ('params.word + "b"', "ab"),
        ('params.words + ["c", params.word]', ["a", "b", "c", "a"]),
        ("params.words[1]", "b"),
        ("params.of.a", 1),
        ('{"a": params.limit}["a"]', 5),
        ("size(params.words)", 2),
        ("params.since", SINCE),
        ('timestamp("2026-11-18T00:00:00Z")', SINCE),
        ('params.since + duration("1h30m")', SINCE + timedelta(minutes=90)),
        ('params.since - timestamp("2026-11-17T00:00:00Z")', timedelta(days=1)),
        ('duration("-500ms")', timedelta(milliseconds=-500)),
        ("units.bytes(params.size)", 5_000_000),
        ('units.bytes(params.sizes["dev"]) + 1', 2**20 + 1),
        ("units.text(units.bytes(params.size) / 2)", "2.5 MB"),
        ('glob.matches("A.csv", "*.csv")', True),
        ('ip.within("10.0.0.1", ["11.0.0.0/8"])', False),
        ('guid.table("odps.a.b")', "b"),
    ],
)
def test_a_value_that_reads_nothing_is_known(expression: str, value: object) -> None:
    """Written, of a parameter, made of both, or what a function answers that needs no message."""
    assert known_value(tree_of(expression).root, PARAMETERS) == value


@pytest.mark.parametrize(
    "expression",
    [
        "event.dataRowSize",
        "event.dataRowSize + 1",
        "[event.fileName]",
        '{"a": event.fileName}',
        "9223372036854775807 + params.limit",
        "params.limit / 0",
        "params.limit % 2",
        "1e308 * 10.0",
        "params.words[7]",
        "params.mixed[0] + params.mixed[1]",
        'params.of["b"]',
        'timestamp("2026-11-18T00:00:00.123456789123Z")',
        'timestamp("soon")',
        'timestamp("2026-11-18T00:00:00")',
        'duration("an hour")',
        'duration("0.0000001s")',
        'duration("99999999999999999999h")',
        'timestamp("9999-12-31T23:59:59Z") + duration("1h")',
        "now",
        "size(present)",
        "has(event.fileName)",
        "params.strict == true",
        'units.bytes("5")',
        "units.bytes(event.fileName)",
        'option("limit", 5)',
    ],
)
def test_what_reads_a_message_or_may_be_an_error_is_not_known(expression: str) -> None:
    """Nor is what is not worked out here."""
    assert known_value(tree_of(expression).root, PARAMETERS) is None


def test_the_values_of_parameters_can_stand_in_their_places() -> None:
    """By the names that conditions have for them."""
    assert of_parameters({"limit": 5}) == {"params.limit": 5}


def test_the_variable_of_a_loop_may_be_known() -> None:
    """Where the loop runs over what is known, and whoever asks follows it."""
    loop = tree_of("[1, 2].exists(x, x > 1)").root.comprehension_expr
    compared = loop.loop_step.call_expr.args[1].call_expr.args[0]
    assert known_value(compared, variables={"x": 2}) == 2
    assert known_value(compared) is None


def test_a_written_duration_has_its_seconds() -> None:
    """As CEL writes one; another text is none."""
    assert written_seconds("1h1m1s500ms") == Decimal("3661.5")
    assert written_seconds("-90s") == -90
    assert written_seconds("an hour") is None

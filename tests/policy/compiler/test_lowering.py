"""Lowering: each read of the event becomes a variable, and each has() a test of what is present."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.policy.compiler.lowering import functions_called, lower
from dwgate.policy.compiler.syntax import SyntaxTree, call, constant, identifier, is_presence_test, selected_path, walk
from dwgate.policy.compiler.types import environment, shape_of

SHAPE = shape_of(("start-diJob",))
ENVIRONMENT = environment(SHAPE, {"x": 1, "names": ["a"]})


def lowered(expression: str) -> tuple[SyntaxTree, frozenset[str]]:
    """Compile and lower an expression, and give what it reads."""
    tree = SyntaxTree(ENVIRONMENT.compile(expression).serialize())
    return tree, lower(tree)


@pytest.mark.parametrize(
    ("expression", "reads"),
    [
        ("1 + 1", set()),
        ("event.operator", {"event.operator"}),
        (".event.operator", {"event.operator"}),
        ("event.setting.timeZone == operator", {"event.setting.timeZone", "operator"}),
        ("has(event.operator)", {"present"}),
        ("has(event.setting.timeZone) ? params.x : 1", {"present", "params.x"}),
        ("event.tableMapping.exists(t, t.srcTable in params.names)", {"event.tableMapping", "params.names"}),
        ("event.tableMapping[0].srcTable", {"event.tableMapping"}),
        ("[{'a': event.id}].map(x, x.a + params.x)", {"event.id", "params.x"}),
        ("google.protobuf.Timestamp{seconds: event.id} < now", {"event.id", "now"}),
        ("now > timestamp(0) && point == 'x'", {"now", "point"}),
    ],
)
def test_it_is_known_what_an_expression_reads(expression: str, reads: set[str]) -> None:
    """The variables of loops are its own."""
    assert lowered(expression)[1] == reads


@pytest.mark.parametrize(
    "expression",
    [
        "event.setting.timeZone == 'x' && has(event.setting)",
        "[event.id].exists(x, has(event.operator) && event.id > x)",
    ],
)
def test_nothing_of_the_event_is_left(expression: str) -> None:
    """At run time there is no event, only the variables of its fields."""
    tree, _ = lowered(expression)
    assert not any(identifier(node) == "event" or is_presence_test(node) for node in walk(tree.root))


def test_a_presence_test_asks_for_the_name_among_the_present() -> None:
    """A field that came and cannot be read is present."""
    tree, _ = lowered("has(event.setting.timeZone)")
    called = call(tree.root)
    assert called is not None
    function, (name, names) = called
    assert (function, constant(name), identifier(names)) == ("@in", "setting.timeZone", "present")


def test_a_presence_test_of_anything_else_stays() -> None:
    """An element of a list is an object at run time too."""
    tree, reads = lowered("event.tableMapping.exists(t, has(t.srcTable))")
    assert reads == {"event.tableMapping"}
    assert any(is_presence_test(node) for node in walk(tree.root))


def test_the_functions_that_are_called_are_known() -> None:
    """The engine declares those of dwgate which a policy calls, and no other."""
    tree = SyntaxTree(ENVIRONMENT.compile("ip.within(event.operator, ['10.0.0.0/8']) && size('a') == 1").serialize())
    assert functions_called(tree) == {"ip.within", "_&&_", "size", "_==_"}


def test_what_is_written_has_no_place_and_no_type() -> None:
    """So that the same expression gives the same bytes wherever it stands."""
    written = {lowered(text)[0].serialize() for text in ("event.id>1", " event . id\n  > 1 // why")}
    assert len(written) == 1
    assert b"dataworks" not in written.pop()


@pytest.mark.parametrize(
    ("expression", "start", "text"),
    [
        ("'数据' == event.setting.timeZone", 8, "event.setting.timeZone"),
        ("1 < params.x", 4, "params.x"),
        ("true && (event.id) > 1", 9, "event.id"),
    ],
)
def test_a_node_knows_where_it_starts(expression: str, start: int, text: str) -> None:
    """In characters of the source, whatever stands before it."""
    tree = SyntaxTree(ENVIRONMENT.compile(expression).serialize())
    (node,) = [
        node for node in walk(tree.root) if f"event.{selected_path(node, 'event')}" == text or identifier(node) == text
    ]
    assert tree.start(node) == start
    assert expression[start:].startswith(text)


def test_what_is_no_constant_has_no_value() -> None:
    """Null has none either."""
    values = [
        constant(node)
        for node in walk(SyntaxTree(ENVIRONMENT.compile("[1, 'a', true, null, operator]").serialize()).root)
    ]
    assert values == [None, 1, "a", True, None, None]


def test_a_policy_holds_the_lowered_expression(
    document: Callable[..., dict[str, Any]], rule: Callable[..., Any]
) -> None:
    """As text, since the compiled policy is JSON."""
    (written,) = document(rule("event.id > 1"), "start-diJob")["rules"]
    assert base64.b64decode(written["when"]) == lowered("event.id > 1")[0].serialize()
    assert written["reads"] == ["event.id"]

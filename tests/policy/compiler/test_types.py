"""What a condition may read, as CEL types."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.events import catalogue
from dwgate.events.catalogue import Field
from dwgate.facts import functions
from dwgate.facts.snapshot import FACTS
from dwgate.policy.compiler.types import SCOPE, Shape, environment, flat, owners, parameter_type, shape_of

DOWNLOADS = ("download-resources", "download-resources-execute")


def type_of(expression: str, *points: str, parameters: dict[str, Any] | None = None) -> str:
    """Give the type that CEL finds for an expression."""
    compiled = environment(shape_of(points or DOWNLOADS), parameters or {}).compile(expression)
    return str(compiled.return_type().name())


@pytest.mark.parametrize(
    ("expression", "points", "kind"),
    [
        ("event.fileName", ["download-resources"], "STRING"),
        ("event.dataRowSize", ["download-resources"], "INT"),
        ("event.showTableMapping", ["start-diJob"], "BOOL"),
        ("event.setting.timeZone", ["start-diJob"], "STRING"),
        ("event.tableMapping[0].srcTable", ["start-diJob"], "STRING"),
        ("event.taskIds[0]", ["freeze-instance"], "INT"),
        ("event.ip", DOWNLOADS, "STRING"),
        ("has(event.ip)", DOWNLOADS, "BOOL"),
        ("event.whatever.comes[0]", ["asset-publish"], "DYN"),
        ("event.fileName", ["download-resources", "asset-publish"], "DYN"),
    ],
)
def test_a_field_has_the_type_that_is_documented(expression: str, points: list[str], kind: str) -> None:
    """At a point whose fields are not published it has any."""
    assert type_of(expression, *points) == kind


@pytest.mark.parametrize("name", SCOPE)
def test_every_name_of_the_scope_can_be_read(name: str) -> None:
    """Beside the event and the parameters."""
    assert type_of(name) == SCOPE[name].name()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, cel.Type.BOOL),
        (1, cel.Type.INT),
        (1.0, cel.Type.DOUBLE),
        ("a", cel.Type.STRING),
        (datetime(2026, 1, 1, tzinfo=UTC), cel.Type.TIMESTAMP),
        ([1, 2], cel.Type.List(cel.Type.INT)),
        ([], cel.Type.List(cel.Type.DYN)),
        ([1, "a"], cel.Type.List(cel.Type.DYN)),
        ([[1], [2]], cel.Type.List(cel.Type.List(cel.Type.INT))),
        ({"a": 1.5}, cel.Type.Map(cel.Type.STRING, cel.Type.DOUBLE)),
        ({"a": 1, "b": True}, cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
        ({}, cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
        (None, cel.Type.DYN),
    ],
)
def test_a_parameter_has_the_type_of_its_value(value: Any, kind: cel.Type) -> None:
    """A refused one, and a mixed list or mapping, is of any type, so that nothing follows."""
    assert parameter_type(value) == kind
    assert type_of("params.x", parameters={"x": value}) == kind.name()


@pytest.mark.parametrize("code", [*catalogue.events(), *catalogue.unpublished()])
def test_every_point_of_the_catalogue_can_be_compiled_for(code: str) -> None:
    """Each of its fields that no list holds can be read, at any depth."""
    shape = shape_of((code,))
    compiler = environment(shape, {})
    for path in shape.fields:
        if not shape.is_in_list(path):
            compiler.compile(f"has(event.{path})")
    assert shape.is_open == catalogue.find(code).is_open


def test_all_points_can_be_compiled_for_at_once() -> None:
    """Whatever is of one type at one point and of another at the next."""
    shape = shape_of(tuple(catalogue.events()))
    environment(shape, {})
    assert {"tenantId", "status"} <= shape.conflicts
    assert not shape_of(DOWNLOADS).conflicts


def test_a_shape_knows_which_point_lacks_what() -> None:
    """A point whose fields are not published lacks nothing."""
    shape = shape_of((*DOWNLOADS, "asset-publish"))
    assert [shape.lacks("ip", point) for point in shape.points] == [True, False, False]
    assert [shape.lacks("publisher", point) for point in shape.points] == [True, True, False]


def test_a_shape_knows_what_only_a_loop_can_read() -> None:
    """The fields of a list's objects are not fields of the message, at any depth."""
    shape = shape_of(("start-diJob", "batch-start-diJob"))
    paths = [
        "setting",
        "setting.timeZone",
        "tableMapping",
        "tableMapping.srcTable",
        "tableMappings.tableMapping.srcTable",
    ]
    assert [shape.is_in_list(path) for path in paths] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("file.content()", "STRING"),
        ("file.name()", "STRING"),
        ("file.type()", "INT"),
        ("file.change()", "STRING"),
        ("file.comment()", "STRING"),
        ("file.committer()", "STRING"),
        ("file.owner()", "STRING"),
        ("file.dataSource()", "STRING"),
        ("file.use()", "STRING"),
        ("file.schedule()", "dataworks.fact_file_schedule"),
        ("file.inputs()", "LIST<dataworks.fact_file_inputs>"),
        ("file.outputs()", "LIST<dataworks.fact_file_outputs>"),
        ("table.name()", "STRING"),
        ("table.columns()", "LIST<dataworks.fact_table_columns>"),
        ("table.comment()", "STRING"),
        ("table.lifecycle()", "INT"),
        ("table.env()", "STRING"),
        ("table.dataSource()", "STRING"),
        ("table.location()", "STRING"),
        ("snapshot.has('file.name')", "BOOL"),
        ("option('x', 1)", "INT"),
        ("option('x', 1.0)", "DOUBLE"),
        ("option('x', true)", "BOOL"),
        ("option('x', '')", "STRING"),
        ("option('x', [''])", "LIST<STRING>"),
        ("ip.within('', [''])", "BOOL"),
        ("calendar.is_workday(now)", "BOOL"),
        ("calendar.within(now, '', '', '')", "BOOL"),
        ("calendar.date(now, '')", "STRING"),
    ],
)
@pytest.mark.parametrize("point", ["commit-file", "download-resources", "asset-publish"])
def test_a_function_has_the_type_of_what_it_gives(call: str, kind: str, point: str) -> None:
    """At every point: whether it can be asked for there is another question."""
    assert type_of(call, point) == kind


def test_every_function_can_be_called() -> None:
    """With values of the types that it says it takes."""
    values = {"string": "''", "int": "1", "double": "1.0", "bool": "true", "list<string>": "['']"}
    values |= {"timestamp": "now", "list<list<string>>": "[['']]"}
    for overloads in functions.every().values():
        for function in overloads:
            type_of(f"{function.name}({', '.join(values[kind] for kind in function.parameters)})")


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("file.schedule().cronExpress", "STRING"),
        ("file.schedule().autoRerunTimes", "INT"),
        ("file.schedule().resourceGroupId", "INT"),
        ("has(file.schedule().cycleType)", "BOOL"),
        ("file.inputs()[0].parseType", "STRING"),
        ("file.outputs().map(o, o.refTableName)", "LIST<STRING>"),
        ("table.columns()[0].isPartitionColumn", "BOOL"),
        ("table.columns().filter(c, c.isPartitionColumn)", "LIST<dataworks.fact_table_columns>"),
    ],
)
def test_what_a_fact_holds_has_its_type(expression: str, kind: str) -> None:
    """As the fields of an object in a message."""
    assert type_of(expression, "commit-file", "commit-table") == kind


def test_every_field_of_what_a_fact_holds_can_be_read() -> None:
    """Of an object, and of the objects in a list."""
    kinds = {"String": "STRING", "Long": "INT", "Boolean": "BOOL"}
    for item in FACTS:
        one = f"{item.name}()" + ("[0]" if item.field.type == "List" else "")
        for name, held in flat(item.field.fields).items():
            assert type_of(f"{one}.{name}") == kinds[held.type]


def field(**more: Any) -> Field:
    """Give a field of text."""
    return Field(**{"name": "x", "type": "String", "documented": "String", "meaning": "", **more})


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        (field(values=("a", "b")), field(values=("b", "c")), ("a", "b", "c")),
        (field(values=("a",)), field(), ()),
        (field(), field(values=("a",)), ()),
    ],
)
def test_what_points_say_of_one_field_is_united(
    first: Field, second: Field, values: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one point does not list is open."""
    fields = {"download-resources": (first,), "download-resources-execute": (second,)}
    monkeypatch.setattr(catalogue, "fields_of", fields.__getitem__)
    assert shape_of(DOWNLOADS).fields["x"].values == values


def test_an_object_of_any_fields_is_a_value_of_any_type() -> None:
    """A field that is documented as an object and not described can be handed on."""
    free = field(name="extra", type="Object")
    shape = Shape(("x",), {"extra": free}, {"extra": frozenset({"x"})}, frozenset(), is_open=False)
    assert environment(shape, {}).compile("event.extra").return_type().name() == "DYN"


def test_a_field_below_what_is_an_object_at_another_point_only_is_left_out() -> None:
    """There the path is a conflict, and CEL refuses what is read below it."""
    text, below = field(name="a"), field(name="b")
    shape = Shape(("x", "y"), {"a": text, "a.b": below}, {}, frozenset({"a"}), is_open=False)
    with pytest.raises(RuntimeError, match="cannot be the operand of a select"):
        environment(shape, {}).compile("event.a.b")


def test_the_messages_of_cel_are_known_by_what_a_condition_writes() -> None:
    """So that an error names the object as the policy does, and knows what fields it has."""
    found = owners(shape_of(("start-diJob",)))
    assert [found[name].written for name in ("event", "event_setting")] == ["event", "event.setting"]
    assert "setting" in found["event"].fields
    assert found["fact_file_inputs"].written == "file.inputs()"
    assert found["fact_file_inputs"].fields == ("input", "parseType")

"""Snapshots: a file or a table as it was when DataWorks sent the message about it.

``GetIDEEventDetail`` gives one object, which one depends on the event.  Its fields become facts: ``file.content()``,
``table.columns()``.  They are converted as the fields of a message are, since both come from the same place.

Source: the OpenAPI reference of GetIDEEventDetail, version 2020-05-18.
"""

from __future__ import annotations

from dwgate.errors import FactError, Problem
from dwgate.events.catalogue import Field
from dwgate.events.convert import Unreadable, convert
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dwgate.events.catalogue import FieldType

OBJECTS = {
    "commit-file": "CommittedFile",
    "deploy-file": "CommittedFile",
    "delete-file": "DeletedFile",
    "run-file": "FileExecutionCommand",
    "commit-table": "TableModel",
    "deploy-table": "TableModel",
}
"""The object that the snapshot of each point holds."""


_CONTENT = {"file.content", "table.location"}
"""The facts that must not be logged: the location of an external table may hold the keys to it."""


class SnapshotFact(Value):
    """A fact of snapshots; ``paths`` says by object under which path it is to be found there."""

    name: str
    field: Field
    paths: Mapping[str, str]
    is_content: bool = False

    @property
    def points(self) -> frozenset[str]:
        """The points whose snapshot holds it."""
        return frozenset(point for point, name in OBJECTS.items() if name in self.paths)


class Snapshot(Value):
    """What a snapshot holds, by the name of the fact, and what in it could not be read."""

    values: Mapping[str, Any]
    unreadable: Mapping[str, Problem]

    def value(self, name: str) -> Any:
        """Give the value of a fact; FactError where the snapshot does not hold it, or holds what it cannot be."""
        if name in self.unreadable:
            problem = self.unreadable[name]
            raise FactError(Problem(f"{name} {problem}", f"快照中的 {name} {problem.chinese}"))
        if name not in self.values:
            raise FactError(Problem(f"the snapshot holds no {name}", f"快照中没有 {name}"))
        return self.values[name]

    def has(self, name: str) -> bool:
        """Whether the snapshot holds a fact, readable or not."""
        return name in self.values or name in self.unreadable


def read(point: str, detail: Mapping[str, Any]) -> Snapshot:
    """Read ``EventDetail`` of a point's message; FactError where it does not hold the object that it must hold."""
    name = OBJECTS.get(point)
    if name is None:
        raise FactError(Problem(f"there is no snapshot at {point}", f"{point} 没有快照"))
    held = detail.get(name)
    if not isinstance(held, dict):
        raise FactError(Problem(f"the snapshot holds no {name}", f"快照中没有 {name}"))
    found = {item.name: _at(item.paths[name], held) for item in FACTS if name in item.paths}
    return converted(found)


def converted(found: Mapping[str, Any]) -> Snapshot:
    """Convert what was found, by the name of the fact, to the types of the facts; None is nothing found."""
    values: dict[str, Any] = {}
    unreadable: dict[str, Problem] = {}
    for item in FACTS:
        value = found.get(item.name)
        if value is None:
            continue
        try:
            values[item.name] = convert(item.field, _spelled_as_fields(value))
        except Unreadable as error:
            unreadable[item.name] = error.problem
    return Snapshot(values, unreadable)


def _at(path: str, held: Any) -> Any:
    for name in path.split("."):
        held = held.get(name) if isinstance(held, dict) else None
    return held


def _spelled_as_fields(value: Any) -> Any:
    """Give an object with its names as fields of messages are spelled, ``cronExpress`` for ``CronExpress``."""
    if isinstance(value, list):
        return [_spelled_as_fields(item) for item in value]
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _spelled_as_fields(item) for name, item in value.items()}
    return value


def _field(name: str, kind: FieldType, meaning: str, *values: str, fields: tuple[Field, ...] = ()) -> Field:
    element: FieldType | None = "Object" if kind == "List" else None
    return Field(name, kind, kind, meaning, element=element, values=values, fields=fields)


def _of(  # noqa: PLR0913 - one path for each object, by its name
    name: str, field: Field, *, committed: str = "", deleted: str = "", executed: str = "", table: str = ""
) -> SnapshotFact:
    paths = {"CommittedFile": committed, "DeletedFile": deleted, "FileExecutionCommand": executed, "TableModel": table}
    held = {key: path for key, path in paths.items() if path}
    return SnapshotFact(name, field, held, is_content=name in _CONTENT)


_SCHEDULE = (
    _field("cronExpress", "String", "when it runs, as a cron expression"),
    _field("cycleType", "String", "whether it runs within a day, or by days", "NOT_DAY", "DAY"),
    _field("schedulerType", "String", "how it is scheduled", "NORMAL", "MANUAL", "PAUSE", "SKIP"),
    _field("rerunMode", "String", "when it may run again", "ALL_ALLOWED", "FAILURE_ALLOWED", "ALL_DENIED"),
    _field("autoRerunTimes", "Long", "how often it runs again by itself"),
    _field("autoRerunIntervalMillis", "Long", "the milliseconds between two such runs"),
    _field("dependentType", "String", "what of the last cycle it depends on", "SELF", "CHILD", "USER_DEFINE", "NONE"),
    _field("dependentNodeIdList", "String", "the nodes it depends on then, with commas"),
    _field("paraValue", "String", "the scheduling parameters"),
    _field("resourceGroupId", "Long", "the resource group that it runs in"),
)
_INPUTS = (
    _field("input", "String", "an output of a node that it depends on"),
    _field("parseType", "String", "who declared it", "MANUAL", "AUTO"),
)
_OUTPUTS = (
    _field("output", "String", "an output of the node"),
    _field("refTableName", "String", "the table that it stands for"),
)
_COLUMNS = (
    _field("columnName", "String", "the column's name"),
    _field("columnType", "String", "its type"),
    _field("comment", "String", "its comment"),
    _field("isPartitionColumn", "Boolean", "whether the table is partitioned by it"),
)
_PROPERTIES, _CONFIGURATION = "FilePropertyContent", "NodeConfiguration"
_USES = ("NORMAL", "MANUAL", "MANUAL_BIZ", "SKIP", "ADHOCQUERY", "COMPONENT")

FACTS = (
    _of(
        "file.content",
        _field("content", "String", "the code in the file"),
        committed="Content",
        deleted="Content",
        executed="Content",
    ),
    _of("file.name", _field("name", "String", "the name of the file"), committed="FileName", deleted="FileName"),
    _of(
        "file.type",
        _field("type", "Long", "the kind of the file, such as 10 for MaxCompute SQL"),
        committed="FileType",
        deleted="FileType",
        executed="FileType",
    ),
    _of(
        "file.change",
        _field("change", "String", "what became of the file", "CREATE", "UPDATE", "DELETE"),
        committed="ChangeType",
    ),
    _of("file.comment", _field("comment", "String", "what its author says of this version"), committed="Comment"),
    _of("file.committer", _field("committer", "String", "the account that made this version"), committed="Committor"),
    _of(
        "file.owner",
        _field("owner", "String", "the account that owns the file"),
        committed=f"{_PROPERTIES}.Owner",
        deleted="Owner",
    ),
    _of(
        "file.dataSource",
        _field("dataSource", "String", "the data source of the file"),
        committed=f"{_PROPERTIES}.DataSourceName",
        deleted="DataSourceName",
        executed="DataSourceName",
    ),
    _of(
        "file.use",
        _field("use", "String", "the part of DataWorks that the file belongs to", *_USES),
        committed="UseType",
        deleted="UseType",
    ),
    _of(
        "file.schedule",
        _field("schedule", "Object", "how the node is scheduled", fields=_SCHEDULE),
        committed=_CONFIGURATION,
    ),
    _of(
        "file.inputs",
        _field("inputs", "List", "the outputs of other nodes that it depends on", fields=_INPUTS),
        committed=f"{_CONFIGURATION}.InputList",
    ),
    _of(
        "file.outputs",
        _field("outputs", "List", "the outputs of the node", fields=_OUTPUTS),
        committed=f"{_CONFIGURATION}.OutputList",
    ),
    _of("table.name", _field("name", "String", "the name of the table"), table="TableName"),
    _of("table.columns", _field("columns", "List", "the columns of the table", fields=_COLUMNS), table="Columns"),
    _of("table.comment", _field("comment", "String", "the comment on the table"), table="Comment"),
    _of("table.lifecycle", _field("lifecycle", "Long", "the days for which data is kept"), table="LifeCycle"),
    _of("table.env", _field("env", "String", "where the table is", "DEV", "PROD"), table="Env"),
    _of("table.dataSource", _field("dataSource", "String", "the data source of the table"), table="DataSourceName"),
    _of("table.location", _field("location", "String", "where an external table's data is"), table="Location"),
)

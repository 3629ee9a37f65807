"""Snapshots: what DataWorks says of a file or a table, as facts in their types."""

from typing import Any

import pytest

from dwgate.errors import FactError, Problem
from dwgate.facts.given import GivenFacts
from dwgate.facts.snapshot import OBJECTS, Snapshot, read
from facts.asked import ask

COMMITTED = {
    "ChangeType": "UPDATE",
    "Comment": "first",
    "Committor": "1904512876340735",
    "Content": "select 1",
    "FileId": 503217830,
    "FileName": "a.sql",
    "FilePropertyContent": {"DataSourceName": "odps_first", "Owner": "7", "FolderId": "x"},
    "FileType": 10,
    "NodeConfiguration": {
        "AutoRerunIntervalMillis": 120000,
        "AutoRerunTimes": 3,
        "CronExpress": "00 05 00 * * ?",
        "CycleType": "DAY",
        "DependentNodeIdList": "1,2",
        "DependentType": "USER_DEFINE",
        "InputList": [{"Input": "p.a", "ParseType": "AUTO"}, {"Input": "p.b"}],
        "OutputList": [{"Output": "p.c", "RefTableName": "p.c"}],
        "ParaValue": "a=b",
        "RerunMode": "ALL_ALLOWED",
        "ResourceGroupId": 100001,
        "SchedulerType": "NORMAL",
    },
    "NodeId": 1,
    "UseType": "NORMAL",
}
DELETED = {
    "Content": "select 1",
    "DataSourceName": "odps_first",
    "FileName": "a.sql",
    "FileType": 10,
    "Owner": "7",
    "UseType": "ADHOCQUERY",
}
EXECUTED = {"Content": "select 1", "DataSourceName": "odps_first", "FileId": 1, "FileType": 10}
TABLE = {
    "Columns": [{"ColumnName": "ds", "ColumnType": "STRING", "Comment": "day", "IsPartitionColumn": True}],
    "Comment": "facts",
    "DataSourceName": "odps_first",
    "Env": "DEV",
    "LifeCycle": 7,
    "Location": "oss://x",
    "TableName": "t",
}
DETAILS = {"CommittedFile": COMMITTED, "DeletedFile": DELETED, "FileExecutionCommand": EXECUTED, "TableModel": TABLE}

FILE = {"file.content": "select 1", "file.type": 10, "file.dataSource": "odps_first"}
NAMED = {**FILE, "file.name": "a.sql", "file.owner": "7"}
HELD: dict[str, dict[str, Any]] = {
    "CommittedFile": {
        **NAMED,
        "file.change": "UPDATE",
        "file.comment": "first",
        "file.committer": "1904512876340735",
        "file.use": "NORMAL",
        "file.schedule": {
            "cronExpress": "00 05 00 * * ?",
            "cycleType": "DAY",
            "schedulerType": "NORMAL",
            "rerunMode": "ALL_ALLOWED",
            "autoRerunTimes": 3,
            "autoRerunIntervalMillis": 120000,
            "dependentType": "USER_DEFINE",
            "dependentNodeIdList": "1,2",
            "paraValue": "a=b",
            "resourceGroupId": 100001,
        },
        "file.inputs": [{"input": "p.a", "parseType": "AUTO"}, {"input": "p.b"}],
        "file.outputs": [{"output": "p.c", "refTableName": "p.c"}],
    },
    "DeletedFile": {**NAMED, "file.use": "ADHOCQUERY"},
    "FileExecutionCommand": FILE,
    "TableModel": {
        "table.name": "t",
        "table.columns": [{"columnName": "ds", "columnType": "STRING", "comment": "day", "isPartitionColumn": True}],
        "table.comment": "facts",
        "table.lifecycle": 7,
        "table.env": "DEV",
        "table.dataSource": "odps_first",
        "table.location": "oss://x",
    },
}


@pytest.mark.parametrize("point", OBJECTS)
def test_a_snapshot_gives_what_its_event_has(point: str) -> None:
    """Every fact of the point, whatever else the answer holds."""
    snapshot = read(point, DETAILS)
    assert snapshot == Snapshot(HELD[OBJECTS[point]], {})
    facts = {name for name, held in HELD.items() for name in held if snapshot.has(name)}
    assert facts == set(HELD[OBJECTS[point]])


@pytest.mark.parametrize(
    ("fact", "given", "held"),
    [
        ("type", {"FileType": "10"}, 10),
        ("change", {"ChangeType": "update"}, "UPDATE"),
        ("use", {"UseType": "manual-biz"}, "MANUAL_BIZ"),
        ("use", {"UseType": "NEW"}, "NEW"),
        ("committer", {"Committor": 7}, "7"),
        (
            "schedule",
            {"NodeConfiguration": {"CycleType": "not_day", "AutoRerunTimes": "3"}},
            {"cycleType": "NOT_DAY", "autoRerunTimes": 3},
        ),
        ("schedule", {"NodeConfiguration": {"ParaValue": None, "Unknown": 1}}, {}),
        (
            "inputs",
            {"NodeConfiguration": {"InputList": {"Input": "p.a", "ParseType": "auto"}}},
            [{"input": "p.a", "parseType": "AUTO"}],
        ),
        ("inputs", {"NodeConfiguration": {"InputList": []}}, []),
        ("content", {"Content": ""}, ""),
    ],
)
def test_a_fact_is_converted_as_a_field_of_a_message_is(fact: str, given: dict[str, Any], held: Any) -> None:
    """Numbers that are texts, listed values in another case, one object where a list is documented."""
    assert read("commit-file", {"CommittedFile": given}).value(f"file.{fact}") == held


@pytest.mark.parametrize(
    ("given", "name", "problem"),
    [
        ({}, "file.name", "the snapshot holds no file.name"),
        ({"FileName": None}, "file.name", "the snapshot holds no file.name"),
        ({"FilePropertyContent": "s3cret"}, "file.owner", "the snapshot holds no file.owner"),
        ({"NodeConfiguration": None}, "file.inputs", "the snapshot holds no file.inputs"),
        ({}, "table.name", "the snapshot holds no table.name"),
    ],
)
def test_what_a_snapshot_does_not_hold_cannot_be_had(given: dict[str, Any], name: str, problem: str) -> None:
    """Null is nothing; and it can be asked for whether it is there."""
    snapshot = read("commit-file", {"CommittedFile": given})
    assert not snapshot.has(name)
    with pytest.raises(FactError) as raised:
        snapshot.value(name)
    assert raised.value.problem == problem
    assert raised.value.problem.chinese == f"快照中没有 {name}"


@pytest.mark.parametrize(
    ("given", "name", "problem"),
    [
        ({"FileType": "s3cret"}, "file.type", "came as a string that cannot be converted"),
        ({"FileName": ["s3cret"]}, "file.name", "is documented as text and came as a list"),
        ({"NodeConfiguration": "s3cret"}, "file.schedule", "is documented as an object and came as a string"),
        ({"NodeConfiguration": {"AutoRerunTimes": "s3cret"}}, "file.schedule", "is documented as a whole number"),
        ({"NodeConfiguration": {"InputList": ["s3cret"]}}, "file.inputs", "is documented as an object"),
        ({"Content": "\ud800s3cret"}, "file.content", "holds half a surrogate pair"),
    ],
)
def test_what_cannot_be_read_is_held_and_cannot_be_had(given: dict[str, Any], name: str, problem: str) -> None:
    """So that snapshot.has does not turn it into silence; it is not quoted, and spoils no other fact."""
    snapshot = read("commit-file", {"CommittedFile": {"ChangeType": "CREATE", **given}})
    assert snapshot.has(name)
    assert snapshot.value("file.change") == "CREATE"
    with pytest.raises(FactError) as raised:
        snapshot.value(name)
    found = raised.value.problem
    assert found.startswith(name)
    assert problem in found
    assert found.chinese.startswith(f"快照中的 {name} ")
    assert "s3cret" not in f"{found}{found.chinese}"


@pytest.mark.parametrize(
    ("point", "detail", "problem"),
    [
        ("commit-file", {}, Problem("the snapshot holds no CommittedFile", "快照中没有 CommittedFile")),
        ("commit-file", {"CommittedFile": None}, Problem("the snapshot holds no CommittedFile", "")),
        ("commit-file", {"CommittedFile": "s3cret"}, Problem("the snapshot holds no CommittedFile", "")),
        ("delete-file", {"CommittedFile": COMMITTED}, Problem("the snapshot holds no DeletedFile", "")),
        ("deploy-table", {"DeletedFile": DELETED}, Problem("the snapshot holds no TableModel", "")),
        ("freeze-node", DETAILS, Problem("there is no snapshot at freeze-node", "freeze-node 没有快照")),
    ],
)
def test_a_snapshot_of_something_else_is_none(point: str, detail: dict[str, Any], problem: Problem) -> None:
    """Each point has its own object."""
    with pytest.raises(FactError) as raised:
        read(point, detail)
    assert raised.value.problem == problem
    assert raised.value.problem.chinese.startswith(problem.chinese)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("file.content()", "select 1"),
        ("file.type() == 10", True),
        ('file.schedule().cycleType == "DAY"', True),
        ("has(file.schedule().cronExpress)", False),
        ("file.inputs().map(i, i.input)", ["p.a", "p.b"]),
        ('file.inputs()[0].parseType == "AUTO"', True),
        ('snapshot.has("file.content")', True),
        ('snapshot.has("file.name")', False),
        ('snapshot.has("file.owner")', True),
        ("file.name()", "the snapshot holds no file.name"),
        ("file.owner()", "file.owner is documented as text and came as a list"),
    ],
)
def test_a_condition_asks_for_facts(expression: str, value: Any) -> None:
    """CEL takes texts, numbers, objects and lists of objects."""
    facts = {
        "file.content": "select 1",
        "file.type": 10,
        "file.schedule": {"cycleType": "DAY"},
        "file.inputs": [{"input": "p.a", "parseType": "AUTO"}, {"input": "p.b"}],
        "file.owner": [],
    }
    assert ask(expression, GivenFacts(facts, None)) == value

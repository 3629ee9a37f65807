"""A snapshot has the parts and fields that the vendor's SDK knows, and the part that its event has."""

import importlib
from typing import Any

import pytest

from dwgate.events import catalogue
from dwgate.facts.snapshot import OBJECTS
from dwgate.testing import DataWorks
from dwgate.testing.snapshots import FIELDS, check_snapshot


def names(model: Any) -> set[str]:
    """The fields of a model of the SDK as they are spelled on the wire."""
    return {"".join(part.title() for part in name.split("_")) for name in vars(model()) if not name.startswith("_")}


def test_the_fields_are_those_of_the_sdk(sdk: Any) -> None:
    """The table is held against the vendor's own models."""
    models = importlib.import_module(f"{sdk.PACKAGE}.models")
    prefix = "GetIDEEventDetailResponseBodyEventDetail"
    assert names(getattr(models, prefix)) == FIELDS.keys()
    for part, fields in FIELDS.items():
        assert names(getattr(models, prefix + part)) == set(fields), part


def test_every_point_of_data_development_has_a_part() -> None:
    """Those points and no others answer through UpdateIDEEventResult."""
    points = {code for code, event in catalogue.events().items() if event.callback == "UpdateIDEEventResult"}
    assert points == OBJECTS.keys()
    assert set(OBJECTS.values()) == FIELDS.keys()


@pytest.mark.parametrize(
    ("point", "detail", "problem"),
    [
        ("commit-file", {"CommitedFile": {}}, "no CommitedFile: did you mean CommittedFile"),
        ("commit-file", {"TableModel": {}}, "no TableModel: an event of commit-file has CommittedFile alone"),
        ("run-file", {"FileExecutionCommand": {"Contents": ""}}, "no Contents: did you mean Content"),
        ("freeze-node", {}, "freeze-node has no snapshot"),
    ],
)
def test_a_name_that_the_event_does_not_have_is_refused(point: str, detail: dict[str, Any], problem: str) -> None:
    """A misspelt name would be a field that the code under test never finds."""
    with pytest.raises(ValueError, match=problem):
        check_snapshot(point, detail)


def test_a_refused_snapshot_is_not_set() -> None:
    """The message keeps the snapshot that it had."""
    backend = DataWorks()
    backend.register_extension("guard", points=["commit-table"])
    message = backend.ask({"id": "m-1", "data": {"eventCode": "commit-table"}})
    backend.set_snapshot("m-1", {"TableModel": {"TableName": "orders"}})
    with pytest.raises(ValueError, match="TableModel has no Name"):
        backend.set_snapshot("m-1", {"TableModel": {"Name": "orders"}})
    assert message.snapshot == {"TableModel": {"TableName": "orders"}}

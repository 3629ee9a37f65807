"""``dwgate events show``: one event, how it is answered, its fields, and a message of it."""

import json
from typing import Any

import pytest

from cli.ran import Run
from dwgate.events import catalogue

EVERY = [*catalogue.events(), *catalogue.unpublished()]


@pytest.mark.parametrize("code", EVERY)
@pytest.mark.parametrize("columns", ["80", "120"])
def test_every_event_is_shown(code: str, columns: str, run: Run) -> None:
    """With each of its fields, at any depth, and nothing cut off."""
    done = run("events", "show", code, COLUMNS=columns)
    told = done.stdout.decode()
    assert done.returncode == 0
    assert told.startswith(f"{code}  {catalogue.find(code).name}\n")
    assert told.endswith(f"events new {code}\n")
    assert "…" not in told
    words = set(told.split())
    assert {field.name for field in catalogue.find(code).fields} <= words


def test_a_point_is_shown_with_what_a_rule_needs(run: Run) -> None:
    """Types, meanings, listed values, who answers, which function serves it, and the documented message."""
    told = run("events", "show", "DOWNLOAD-RESOURCES", COLUMNS="120").stdout.decode()
    assert "  answered  returned by the function, or called back with CallbackExtension\n" in told
    assert "  served by data_download\n" in told
    assert "dataRowSize         Long    number of rows\n" in told
    assert "develop_query (SQL query in DataStudio)" in " ".join(told.split())
    assert '  "eventType": "download-resources",\n' in told
    told = run("events", "show", "commit-file", COLUMNS="120").stdout.decode()
    assert "  brought   EventBridge alone\n  answered  called back with UpdateIDEEventResult\n" in told
    assert "  served by no function of this project\n" in told
    assert "not at all: DataWorks only reports it" in run("events", "show", "kill-instance").stdout.decode()


def test_a_field_in_a_list_goes_by_its_path(run: Run) -> None:
    """As a record names it."""
    told = run("events", "show", "start-diJob", COLUMNS="120").stdout.decode()
    assert "tableMapping[]." in told
    assert "List of Object" in told
    monitor = run("events", "show", "create-data-quality-evaluation-task", COLUMNS="200")
    assert "JSON in a text" in monitor.stdout.decode()


def test_a_point_without_published_fields_says_so(run: Run) -> None:
    """And shows no message that nobody documents."""
    told = run("events", "show", "asset-publish").stdout.decode()
    assert "not published by DataWorks" in told
    assert "DataWorks publishes no fields of its messages" in told
    assert "{" not in told


@pytest.mark.parametrize("code", ["upload-data-to-table", "asset-unpublish"])
def test_an_event_can_be_read_by_a_program(code: str, run: Run) -> None:
    """All that the text says."""
    shown: dict[str, Any] = json.loads(run("events", "show", code, "--format", "json").stdout)
    event = catalogue.find(code)
    assert (shown["event"], shown["callback"], shown["type"]) == (code, event.callback, event.type)
    assert [field["name"] for field in shown["fields"]] == [field.name for field in event.fields]
    assert (shown["message"] is None) is event.is_open
    assert shown["functions"] == []


@pytest.mark.parametrize(
    ("code", "hint"),
    [("comit-file", "did you mean commit-file?"), ("dance", "dwgate events list --all shows those that there are")],
)
def test_an_event_that_there_is_not_is_a_mistake(code: str, hint: str, run: Run) -> None:
    """One line says the nearest, or where to look."""
    done = run("events", "show", code)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"dwgate: DataWorks has no event {code}; {hint}\n"

"""``dwgate events list``: the points of DataWorks, how each is answered, and which function serves it."""

import json
import shutil
from pathlib import Path

import pytest

from cli.ran import Run
from dwgate.events import catalogue

POINTS = [code for code, event in catalogue.events().items() if event.is_extension_point]


@pytest.mark.parametrize(("option", "codes"), [([], POINTS), (["--all"], list(catalogue.events()))])
def test_the_list_shows_every_extension_point(option: list[str], codes: list[str], run: Run) -> None:
    """In the order of the documentation; and every other event where that is asked for."""
    done = run("events", "list", *option)
    heading, *lines = done.stdout.decode().splitlines()
    assert heading.split() == ["event", "module", "callback", "function"]
    assert [line.split()[0] for line in lines] == codes
    assert done.returncode == 0


def test_the_list_says_what_answers_and_what_is_called_back(run: Run) -> None:
    """A point that no function of the project serves has none."""
    lines = {line.split()[0]: line for line in run("events", "list").stdout.decode().splitlines()}
    assert lines["download-resources"].split()[-2:] == ["CallbackExtension", "data_download"]
    assert lines["commit-file"].split()[-1] == "UpdateIDEEventResult"


def test_the_list_can_be_written_for_a_page(run: Run) -> None:
    """As a table in Markdown."""
    heading, ruler, *rows = run("events", "list", "--format", "markdown").stdout.decode().splitlines()
    assert (heading, set(ruler)) == ("| event | module | callback | function |", set("| -"))
    assert [row.split(" | ")[0] for row in rows] == [f"| `{code}`" for code in POINTS]
    assert any(row.endswith(" | `CallbackExtension` | `data_download` |") for row in rows)


@pytest.mark.parametrize("columns", ["66", "80", "100", "120"])
def test_the_list_can_be_read_at_any_width(columns: str, run: Run) -> None:
    """Nothing is cut off; where there is no room for four columns, two of them stand below the event."""
    written = run("events", "list", "--all", COLUMNS=columns).stdout.decode()
    lines = written.splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert [line for line in lines if line != line.rstrip()] == []
    for event in catalogue.events().values():
        (at,) = [at for at, line in enumerate(lines) if line.split()[0] == event.code]
        told = [word.strip(",") for line in lines[at : at + (1 if columns == "120" else 2)] for word in line.split()]
        served = ["data_download"] if event.code.startswith("download-resources") else []
        assert sorted(told) == sorted(
            [event.code, event.module, *([event.callback] if event.callback else []), *served]
        )


def test_two_functions_may_serve_one_point(run: Run, project: Path) -> None:
    """Several extensions can hang on one event, and each asks a function of its own."""
    shutil.copytree(project / "functions" / "data_download", project / "functions" / "data_export")
    listed = run("events", "list").stdout.decode().splitlines()
    (at,) = [at for at, line in enumerate(listed) if line.startswith("download-resources ")]
    assert [line.split()[-1] for line in listed[at : at + 2]] == ["data_download,", "data_export"]
    page = run("events", "list", "--format", "markdown").stdout.decode()
    assert (
        "| `download-resources` | upload-and-download | `CallbackExtension` | `data_download`, `data_export` |\n"
        in page
    )
    assert {
        "event": "download-resources",
        "module": "upload-and-download",
        "callback": "CallbackExtension",
        "functions": ["data_download", "data_export"],
    } in json.loads(run("events", "list", "--format", "json").stdout)


def test_the_list_can_be_read_by_a_program(run: Run) -> None:
    """An event without a callback, or without a function, has null or none."""
    done = run("events", "list", "--all", "--format", "json")
    listed = {row["event"]: row for row in json.loads(done.stdout)}
    assert list(listed) == list(catalogue.events())
    regular = next(code for code, event in catalogue.events().items() if not event.is_extension_point)
    assert (listed[regular]["callback"], listed[regular]["functions"]) == (None, [])


@pytest.mark.parametrize("text", ["points: [download-resource]\n", "points: {\n", None])
def test_a_function_whose_points_cannot_be_read_serves_none(text: str | None, run: Run, project: Path) -> None:
    """What is wrong with it is for ``dwgate check`` to say."""
    file = project / "functions" / "data_download" / "function.yaml"
    file.unlink()
    if text:
        file.write_text(text)
    done = run("events", "list")
    assert "data_download" not in done.stdout.decode()
    assert done.returncode == 0

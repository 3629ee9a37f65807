"""``dwgate events list``: the points of DataWorks, how each is answered, and which function serves it."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from dwgate.events import catalogue


class Done(Protocol):
    """What a command left behind."""

    stdout: bytes
    stderr: bytes
    returncode: int


Run = Callable[..., Done]

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

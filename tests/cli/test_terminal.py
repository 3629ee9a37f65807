"""How commands write to a terminal, and to what is none."""

import ast
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

import dwgate.cli
from dwgate.cli.terminal import console, counted, json_text, new_table, show_hanging, show_table, shown, write


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the limit is 100000 rows", "  so    the limit is\n        100000 rows\n"),
        ("select_from_a_table_of", "  so    select_from_\n        a_table_of\n"),
        ("超过了行数的上限", "  so    超过了行数的\n        上限\n"),
        ("one\ntwo", "  so    one\n        two\n"),
        ("[bold] stays", "  so    [bold] stays\n"),
        ("", "  so    \n"),
    ],
)
def test_a_terminal_gets_what_is_too_wide_below_its_text(text: str, shown: str) -> None:
    """Broken between words, or where a word alone is too wide; a Chinese character takes two columns."""
    out = io.StringIO()
    show_hanging(Console(file=out, force_terminal=True, color_system=None, width=20), "  so    ", text)
    assert out.getvalue() == shown


def test_what_stands_before_a_text_is_as_wide_as_it_is_shown() -> None:
    """A Chinese character takes two columns there too."""
    out = io.StringIO()
    show_hanging(Console(file=out, force_terminal=True, color_system=None, width=20), "原因：", "the limit is 100000")
    assert out.getvalue() == "原因：the limit is \n      100000\n"


def test_a_terminal_that_is_too_narrow_gets_all_the_same() -> None:
    """A character a line, which the terminal breaks as it likes."""
    out = io.StringIO()
    show_hanging(Console(file=out, force_terminal=True, color_system=None, width=4), "  so    ", "two")
    assert out.getvalue().split() == ["so", "t", "w", "o"]


def test_a_pipe_gets_a_line_in_one() -> None:
    """A program that looks for it finds it."""
    out = io.StringIO()
    show_hanging(console(out), "  so    ", "the limit is " * 20)
    assert out.getvalue() == "  so    " + "the limit is " * 20 + "\n"


@pytest.mark.parametrize(
    ("is_terminal", "columns", "width"),
    [("1", "80", 80), ("0", "80", 80), ("0", "", 120), ("0", "0", 120), ("0", "wide", 120)],
)
def test_a_terminal_says_how_wide_it_is(
    is_terminal: str, columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so does COLUMNS; what neither does is wide enough for a table."""
    monkeypatch.setenv("TTY_COMPATIBLE", is_terminal)
    monkeypatch.setenv("COLUMNS", columns)
    assert console(io.StringIO()).width == width


HEADINGS = ("name", "calls DataWorks", "why")
ROWS = (("asset_publish", "yes", "an asset is published"), ("data_upload", "no", ""))


def shown_table(width: int) -> list[str]:
    """Show a table of a name that is to stay whole, a state and a sentence, and give its lines."""
    written, table = io.StringIO(), new_table()
    out = console(written)
    out.width = width
    table.add_column(HEADINGS[0], no_wrap=True)
    table.add_column(HEADINGS[1])
    table.add_column(HEADINGS[2], ratio=1)
    for name, state, why in ROWS:
        table.add_row(name, state, Text(why))
    show_table(out, table)
    return written.getvalue().splitlines()


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            60,
            [
                "name           calls DataWorks  why",
                "asset_publish  yes              an asset is published",
                "data_upload    no",
            ],
        ),
        (
            40,
            [
                "              calls",
                "name          DataWorks    why",
                "asset_publish yes          an asset is",
                "                           published",
                "data_upload   no",
            ],
        ),
    ],
)
def test_a_table_folds_where_it_is_too_wide(width: int, lines: list[str]) -> None:
    """Its columns stand closer first; what is to stay whole does, and no line ends in blanks."""
    assert shown_table(width) == lines


@pytest.mark.parametrize("width", [8, 12, 20, 26, 33])
def test_a_table_is_never_cut_off(width: int) -> None:
    """Where there is no room for anything, everything is folded."""
    lines = shown_table(width)
    texts = [text for row in (HEADINGS, *ROWS) for text in row]
    assert Counter("".join("".join(lines).split())) == Counter("".join("".join(texts).split()))
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_table_without_rows_is_its_headings() -> None:
    """There is nothing to measure but them."""
    written, table = io.StringIO(), new_table()
    table.add_column("name")
    show_table(console(written), table)
    assert written.getvalue() == "name\n"


@pytest.mark.parametrize(("number", "said"), [(0, "0 cases"), (1, "1 case"), (2, "2 cases")])
def test_what_is_counted_is_said_in_the_plural_but_for_one(number: int, said: str) -> None:
    """Nothing is none of many."""
    assert counted(number, "case") == said


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("19045", "19045"),
        ("超过了　行数的上限", "超过了　行数的上限"),
        ("a\xa0b", "a\xa0b"),
        ("[red]a[/red]", "[red]a[/red]"),
        ("a\n\tb\r", "a\ufffd\ufffdb\ufffd"),
        ("\x1b[1A\x9b2J\x7f", "\ufffd[1A\ufffd2J\ufffd"),
        ("a\u2028b\u2029\x85", "a\ufffdb\ufffd\ufffd"),
        ("\u202ea\u2066\u200f", "\ufffda\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_a_text_from_outside_is_shown_harmlessly(text: str, harmless: str) -> None:
    """It is one line, moves no cursor, turns nothing around and can be encoded; blanks of any width stay."""
    assert shown(text) == harmless


HOSTILE = "a\x1b[2J\x9b1m\u202eb\u2066\x07[red]c[/red] :smile:"


def test_no_way_to_a_console_is_obeyed(capfd: pytest.CaptureFixture[str]) -> None:
    """A text alone, in a line, in a table, in a style or hanging: no escape, no turn, no markup; lines are kept."""
    out, table = console(), new_table()
    table.add_column("what")
    table.add_row(Text(HOSTILE, "fail"))
    table.add_row(HOSTILE)
    out.print(HOSTILE, Text(HOSTILE), Text.assemble((HOSTILE, "name")), "one\ntwo", soft_wrap=True)
    show_table(out, table)
    show_hanging(out, HOSTILE, HOSTILE)
    shown_lines = capfd.readouterr().out.splitlines()
    assert [line for line in shown_lines if not line.isprintable()] == []
    assert sum(line.count("[red]c[/red] :smile:") for line in shown_lines) == 7
    assert "two" in shown_lines


def test_the_consoles_own_colours_are_for_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is taken away is the text's."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    written = io.StringIO()
    console(written).print(Text("a\x1bb", "fail"))
    assert written.getvalue() == "\x1b[1;31ma\ufffdb\x1b[0m\n"


@pytest.mark.parametrize("stderr", [False, True], ids=["output", "errors"])
def test_what_is_written_keeps_its_lines_and_nothing_else(
    stderr: bool,  # noqa: FBT001 - a case
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a page, of a finding, of a mistake that is told."""
    write(f"{HOSTILE}\n\tb\r\n", stderr=stderr)
    out, err = capsys.readouterr()
    assert (err if stderr else out) == "a\ufffd[2J\ufffd1m\ufffdb\ufffd\ufffd[red]c[/red] :smile:\n\tb\ufffd\n"
    assert (out if stderr else err) == ""


def test_json_for_a_program_is_harmless_where_a_person_looks() -> None:
    """It is the same JSON, with what nobody sees escaped; half of a character does not end the command."""
    document = {HOSTILE: [HOSTILE, "\ud800", "名", 1]}
    text = json_text(document)
    assert json.loads(text) == document
    assert [line for line in text.split("\n") if not line.isprintable()] == []
    assert "名" in text


def test_every_command_writes_through_here() -> None:
    """But for the answer that a function gave, which is handed on to the byte."""
    folder = Path(dwgate.cli.__path__[0])
    writing = {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith(("print", "sys.stdout.", "sys.stderr.", "typer.echo", "Console"))
        and not ast.unparse(node.func).endswith((".flush", ".isatty"))
    }
    assert writing == {"cli/invoke.py"}

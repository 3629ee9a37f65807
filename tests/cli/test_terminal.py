"""How commands write to a terminal, and to what is none."""

import io

import pytest
from rich.console import Console

from dwgate.cli.terminal import console, counted, show_hanging


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


@pytest.mark.parametrize(("is_terminal", "width"), [("1", 80), ("0", 120)])
def test_a_terminal_says_how_wide_it_is(is_terminal: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is none is wide enough for a table."""
    monkeypatch.setenv("TTY_COMPATIBLE", is_terminal)
    monkeypatch.setenv("COLUMNS", "80")
    assert console(io.StringIO()).width == width


@pytest.mark.parametrize(("number", "said"), [(0, "0 cases"), (1, "1 case"), (2, "2 cases")])
def test_what_is_counted_is_said_in_the_plural_but_for_one(number: int, said: str) -> None:
    """Nothing is none of many."""
    assert counted(number, "case") == said

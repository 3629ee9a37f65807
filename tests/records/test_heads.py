"""Heads are written and read, and what is none is said to be none."""

from pathlib import Path

import pytest

from dwgate.records.heads import Head, HeadsError, read_heads, write_heads
from records.sealed import NAMES


def test_heads_come_back(tmp_path: Path) -> None:
    """By the names of their instances, in an order that is the same each time."""
    heads = {NAMES[1]: Head(7, "ab"), NAMES[0]: Head(0, "cd")}
    write_heads(tmp_path / "heads.json", heads)
    assert read_heads(tmp_path / "heads.json") == heads
    once = (tmp_path / "heads.json").read_bytes()
    write_heads(tmp_path / "heads.json", dict(reversed(heads.items())))
    assert (tmp_path / "heads.json").read_bytes() == once


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"heads": []}',
        '{"heads": {"a": 5}}',
        '{"heads": {"a": {"seq": 5}}}',
        '{"heads": {"a": {"seq": "5", "hash": "x"}}}',
        '{"heads": {"a": {"seq": 5, "hash": null}}}',
        "[" * 100_000,
        "\ufeff",
    ],
)
def test_what_holds_no_heads_is_refused(text: str, tmp_path: Path) -> None:
    """With its name, and what writes such a file."""
    path = tmp_path / "heads.json"
    path.write_text(text)
    with pytest.raises(HeadsError, match=r"heads\.json: it holds no heads; dwgate verify --write-heads"):
        read_heads(path)


def test_a_file_that_there_is_not_is_another_matter(tmp_path: Path) -> None:
    """It is an error of the system, which names it."""
    with pytest.raises(FileNotFoundError):
        read_heads(tmp_path / "none.json")

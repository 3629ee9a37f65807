"""Records are read from files, folders and standard input, compressed or not."""

import gzip
import io
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.records.sources import Source, sources


def read(path: Path | str) -> list[str]:
    """All lines of what a path names."""
    return [line for source in sources([str(path)]) for line in source.lines()]


def test_a_folder_is_all_files_in_it(tmp_path: Path) -> None:
    """They are read by name, those of folders within it too."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.log").write_text("second\n")
    (tmp_path / "a.log").write_text("first\n")
    assert read(tmp_path) == ["first\n", "second\n"]
    assert [source.size for source in sources([str(tmp_path)])] == [6, 7]


@pytest.mark.parametrize("name", ["log.gz", "log.txt"])
def test_gzip_is_known_by_what_it_is(tmp_path: Path, name: str) -> None:
    """How a file is called says nothing."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    assert read(path) == ["one\n", "two\n"]


@pytest.mark.parametrize("content", [b"one\ntwo", gzip.compress(b"one\ntwo"), b""], ids=["plain", "gzip", "empty"])
def test_standard_input_stays_open(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is not known, and it belongs to somebody else."""
    stdin = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr(sys, "stdin", stdin)
    (source,) = sources(["-"])
    assert list(source.lines()) == (["one\n", "two"] if content else [])
    assert (source.size, source.position(), stdin.closed) == (None, 0, False)


def test_of_a_pipe_nobody_knows_the_size(tmp_path: Path) -> None:
    """Nor how far the reading is, as of what a shell gives for ``<(zcat log.gz)``."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writing = threading.Thread(target=path.write_bytes, args=(b"one\ntwo\n",))
    writing.start()
    (source,) = sources([str(path)])
    lines = source.lines()
    assert next(lines) == "one\n"
    assert (source.size, source.position(), list(lines)) == (None, 0, ["two\n"])
    writing.join()


def test_the_position_is_in_bytes_of_the_file(tmp_path: Path) -> None:
    """Of a compressed file it is that in the compressed bytes; outside of reading there is none."""
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    (source,) = sources([str(path)])
    lines = source.lines()
    assert source.position() == 0
    assert next(lines) == "one\n"
    assert source.position() == path.stat().st_size == source.size
    assert list(lines) == ["two\n"]
    assert source.position() == 0


def test_a_byte_that_is_no_text_spoils_nothing(tmp_path: Path) -> None:
    """A log may hold what somebody else printed."""
    path = tmp_path / "log"
    path.write_bytes(b"\xff\nfine\n")
    assert read(path) == ["�\n", "fine\n"]


def test_a_line_without_an_end_is_read_in_pieces(tmp_path: Path) -> None:
    """A file that is no text takes no more memory than another."""
    path = tmp_path / "log"
    path.write_bytes(b"x" * (2**24 + 5))
    assert [len(line) for line in read(path)] == [2**24, 5]


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-9], lambda content: content[:-8] + b"x" * 8, lambda content: content[:12]]
)
def test_gzip_that_is_not_whole_is_told(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Half of an export is not taken for all of it."""
    path = tmp_path / "log.gz"
    path.write_bytes(damage(gzip.compress(b"one\n" * 1000)))
    with pytest.raises(OSError, match="broken or not whole") as raised:
        read(path)
    assert raised.value.filename == str(path)


def test_deflated_rubbish_is_told_too(tmp_path: Path) -> None:
    """What follows the head of gzip is no gzip."""
    path = tmp_path / "log.gz"
    whole = gzip.compress(b"one\n" * 1000)
    path.write_bytes(whole[:10] + b"\xff" * 50)
    with pytest.raises(OSError, match="broken or not whole"):
        read(path)


def test_a_path_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    """It is said before anything is read."""
    with pytest.raises(FileNotFoundError):
        sources([str(tmp_path / "none.log")])


def test_a_source_alone_opens_nothing(tmp_path: Path) -> None:
    """A file is opened when its lines are asked for."""
    assert Source(str(tmp_path / "none.log"), 5).position() == 0

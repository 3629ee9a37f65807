"""Where exported records are read from: files, folders of files, standard input; compressed with gzip or not."""

from __future__ import annotations

import errno
import gzip
import io
import stat
import sys
import zlib
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_READ_AHEAD = 2**18
_LONGEST_LINE = 2**24
"""A line of more bytes is read in pieces, so that a file which is no text takes no more memory than another."""


@dataclass(slots=True)
class Source:
    """A file, or standard input where the path is ``-``; ``size`` in bytes as it lies on the disk, None of a pipe."""

    path: str
    size: int | None
    _raw: io.RawIOBase | None = None

    def lines(self) -> Iterator[str]:
        """Give the lines as text; a byte that is no UTF-8 is replaced, since a record has none.

        Raises OSError for a file that cannot be read, and for one of gzip that is broken or cut.
        """
        with self._open() as raw:
            self._raw = raw
            stream = io.BufferedReader(raw, _READ_AHEAD)
            is_compressed = stream.peek(len(_GZIP)).startswith(_GZIP)
            content = gzip.GzipFile(fileobj=stream) if is_compressed else stream
            try:
                while line := content.readline(_LONGEST_LINE):
                    yield line.decode(errors="replace")
            except (EOFError, gzip.BadGzipFile, zlib.error):
                raise OSError(errno.EIO, "it is compressed with gzip, and broken or not whole", self.path) from None
            finally:
                self._raw = None
                stream.detach()

    def _open(self) -> AbstractContextManager[io.RawIOBase]:
        """Open what is to be read; standard input stays open."""
        if self.path == STANDARD_INPUT:
            return nullcontext(cast("io.RawIOBase", sys.stdin.buffer))
        return Path(self.path).open("rb", buffering=0)

    def position(self) -> int:
        """Give how many bytes have been read, of the compressed file where it is one."""
        return self._raw.tell() if self._raw and self.size is not None else 0


def sources(paths: Sequence[str]) -> list[Source]:
    """Give the files that the paths name: of a folder all below it, by name.

    Raises OSError for a path that there is not.
    """
    return [source for path in paths for source in _sources(path)]


def _sources(path: str) -> Iterator[Source]:
    if path == STANDARD_INPUT:
        yield Source(path, None)
        return
    if not path:  # which would be the folder that somebody happens to be in
        raise FileNotFoundError(errno.ENOENT, "its path is empty; write - for standard input", path)
    found = Path(path)
    files = sorted(file for file in found.rglob("*") if file.is_file()) if found.is_dir() else [found]
    for file in files:
        status = file.stat()  # of a pipe nobody knows how much is to come
        yield Source(str(file), status.st_size if stat.S_ISREG(status.st_mode) else None)

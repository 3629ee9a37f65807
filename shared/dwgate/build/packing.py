"""Packing: the bytecode of the library is moved into one file, from which :mod:`dwgate.packed` imports."""

from __future__ import annotations

import marshal
from importlib.util import MAGIC_NUMBER, source_from_cache
from pathlib import Path

from dwgate import packed

_HEADER = 16
"""The bytes of a file of bytecode before its code, of which the first name its Python (PEP 552)."""
_WITHOUT_REFERENCES = 2
"""The version of marshal whose bytes do not depend on who else holds an object."""


def pack(library: Path) -> None:
    """Move the bytecode below ``library``, a folder of that name, into its ``modules.bin``.

    The two modules that Python imports before it knows of the file keep theirs.
    """
    contents, index, start = [], {}, 0
    for path in sorted(library.rglob("*.pyc")):
        source = Path(source_from_cache(path))
        if source.parent == library and source.stem in packed.BEFORE:
            continue
        content = path.read_bytes()
        contents.append(content)
        index[source.relative_to(library.parent).as_posix()] = start + _HEADER, len(content) - _HEADER
        start += len(content)
        path.unlink()
    marshalled = marshal.dumps(index, _WITHOUT_REFERENCES)
    length = len(marshalled).to_bytes(packed.LENGTH, "little")
    (library / packed.FILE).write_bytes(b"".join([contents[0][: len(MAGIC_NUMBER)], length, marshalled, *contents]))
    for folder in sorted(library.rglob("__pycache__")):
        if not any(folder.iterdir()):
            folder.rmdir()

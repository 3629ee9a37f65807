"""Packed modules: the bytecode of the library in one file, which the build writes and an import reads.

A start imports some forty modules.  For each of them Python asks for two files and opens one, and it lists every
folder; on a new instance none of that is in memory yet.
The sources stay beside the file: a traceback shows them, and they are what is imported where there is no such file, or
where it is of another Python.
"""

from __future__ import annotations

import marshal
import sys
from _frozen_importlib_external import MAGIC_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.machinery import ModuleSpec
    from io import FileIO
    from types import ModuleType
    from typing import Any

FILE = "modules.bin"
"""The file's name in the folder of the library.

It holds Python's magic number; how long the index is, the lowest byte first; the index, marshalled; and what would be
the file of bytecode of each module, one after the other.
The index gives, by the path of a source such as ``dwgate/gate.py``, where its marshalled code begins after the index,
and how long that is, both in bytes.
"""
LENGTH = 4
"""In how many bytes it says how long the index is."""
BEFORE = ("__init__", "packed")
"""The modules that Python imports before it knows of the file."""
_LIBRARY = __name__.partition(".")[0]
_Spec = type(__spec__)


class Packed:
    """Finds and loads modules (PEP 451) from an open file, of which the index and the place of the code are known.

    ``root`` is the folder in which the library's own is.
    """

    def __init__(self, root: str, file: FileIO, index: Mapping[str, tuple[int, int]], code: int) -> None:
        """Keep the file open: nearly every module is asked for at a start, and others much later."""
        from posix import pread  # noqa: PLC0415 - which the desk may not have, and needs not

        self._root = root
        self._file = file
        self._index = index
        self._code = code
        self._read = pread

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Say how the module of this name is loaded; None where it is not in the file."""
        if not name.startswith(_LIBRARY):
            return None
        place = name.replace(".", "/")
        if f"{place}.py" in self._index:
            return self._spec(name, f"{place}.py")
        if f"{place}/__init__.py" not in self._index:
            return None
        spec = self._spec(name, f"{place}/__init__.py")
        spec.submodule_search_locations = [f"{self._root}/{place}"]
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of a module in it."""
        spec: Any = module.__spec__
        module.__file__ = spec.origin
        start, length = self._index[spec.loader_state]
        code = self._read(self._file.fileno(), length, self._code + start)
        exec(marshal.loads(code), module.__dict__)  # noqa: S102, S302 - as every import does

    def _spec(self, name: str, source: str) -> ModuleSpec:
        # mypy asks for a subclass of importlib.abc.Loader, which takes a module more; Python does not.
        return _Spec(name, self, origin=f"{self._root}/{source}", loader_state=source)  # type: ignore[arg-type]


def use(folder: str) -> None:
    """Load from now on what is packed in the folder of the library, if anything is."""
    try:
        file = open(f"{folder}/{FILE}", "rb", buffering=0)  # noqa: PTH123, SIM115 - no pathlib; it stays open
    except FileNotFoundError:
        return
    if file.read(len(MAGIC_NUMBER)) != MAGIC_NUMBER:
        file.close()
        return
    length = int.from_bytes(file.read(LENGTH), "little")
    index = marshal.loads(file.read(length))  # noqa: S302 - what the build wrote
    sys.meta_path.insert(0, Packed(folder.rpartition("/")[0], file, index, len(MAGIC_NUMBER) + LENGTH + length))

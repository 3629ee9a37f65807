"""The package of a function: ``build/<function>/``, all that Function Compute needs to run it, and nothing else.

``index.py``, ``policy.json``, the run-time part of dwgate, and the wheels that the function needs, side by side: the
folder itself is on the runtime's path, and nothing below it is.
The same input and the same Python give the same files, byte for byte, in whichever folder: a package whose checksum
has not changed is not uploaded again.
Beside it lies its bill of materials, ``build/<function>.cdx.json``.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dwgate.build import bytecode, files, library, lock, packing, wheels
from dwgate.build.local import running
from dwgate.build.stage import stage
from dwgate.build.start import check_start
from dwgate.facts import functions
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.build.bytecode import Interpreter
    from dwgate.build.files import Size
    from dwgate.policy.compiler import Compilation

BUILD_FOLDER = "build"
WHEELS_FOLDER = ".wheels"
"""Where wheels are kept unpacked, below the folder of the packages."""
BILL_SUFFIX = ".cdx.json"
"""By which tools know a bill of materials of CycloneDX."""


@dataclass(frozen=True, slots=True)
class Package:
    """A function that is built; ``calls_out`` says whether it is shipped with the client of DataWorks's OpenAPI.

    ``bill`` is the file of its bill of materials.
    ``reference`` is what the build has read into its policy, such as calendars.
    """

    function: str
    folder: Path
    bill: Path
    size: Size
    digest: str
    calls_out: bool
    reference: Mapping[str, Any]


def build(
    folder: Path, compilation: Compilation, root: Path, interpreter: Interpreter | None, cache: Path | None = None
) -> Package:
    """Build the function in ``folder``, whose policy must have compiled, into ``root/<function>``.

    What was there stays until the new package is whole.  Without an interpreter no bytecode is shipped.
    ``cache`` keeps the wheels, in the absence of which they are kept below ``root``.
    Raises HandlerError, WheelsError, BytecodeError, and StartError where the package does not start.
    """
    from dwgate.build.sbom import Contents, bill_of  # noqa: PLC0415 - every command would wait for its library

    document = compilation.document or {}
    with files.alone(root):
        with running(folder, compilation):  # which a handler that cannot be imported does not survive
            pass
        for left_over in root.glob(f".{folder.name}-*"):  # by a build that was killed
            shutil.rmtree(left_over)
        with tempfile.TemporaryDirectory(dir=root, prefix=f".{folder.name}-") as temporary:
            code, bill = Path(temporary) / "code", Path(temporary) / "bill"
            unpacked = _stage(folder, compilation, code, cache or root / WHEELS_FOLDER, interpreter)
            if interpreter and interpreter.runs_wheels:
                check_start(code, interpreter)
            bill.write_bytes(bill_of(Contents(folder.name, code, document["digest"], unpacked)))
            target = root / folder.name
            if target.exists():
                target.rename(Path(temporary) / "before")
            code.rename(target)
            bill = bill.rename(root / f"{folder.name}{BILL_SUFFIX}")
        size = files.size(target)
    reference = document.get("reference", {})
    return Package(folder.name, target, bill, size, document["digest"], compilation.calls_out, reference)


def built_digest(code: Path) -> str | None:
    """Name the policy of a package as it does itself, empty where it does not; None where it cannot be read.

    Raises OSError where there is none.
    """
    try:
        document = json.loads((code / POLICY_FILE).read_bytes())
    except (ValueError, RecursionError):
        return None
    return str(document.get("digest") or "") if isinstance(document, dict) else None


def _stage(
    folder: Path, compilation: Compilation, code: Path, cache: Path, interpreter: Interpreter | None
) -> dict[str, Path]:
    """Put a package together in ``code``, and give the folder of each set of wheels that is in it."""
    called = compilation.document["functions"] if compilation.document else ()
    needed = [lock.CEL, *([lock.OPENAPI] if compilation.calls_out else []), *functions.wheels_of(called)]
    unpacked = {name: wheels.unpacked(name, cache, interpreter) for name in needed}
    stage(folder, compilation, code)
    library.copy_library(code)
    if interpreter:
        bytecode.compile_all(code, interpreter)
        packing.pack(code / library.FOLDER)
    for one in unpacked.values():
        files.copy(one, code)
    files.settle_modes(code)
    return unpacked

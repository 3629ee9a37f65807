"""Wheels: what is shipped beside dwgate, as pinned and hashed in ``locks/``, unpacked for Function Compute's Python.

pip installs across platforms: the host may be any Python and any system, since it takes wheels for Debian 11 (glibc
2.31) and CPython 3.12 only, and builds nothing.  A set of wheels is unpacked once, below ``build/.wheels``, in a folder
named by all that goes into it, and copied from there.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dwgate.build import bytecode, files
from dwgate.build.lock import LOCKS, WheelsError, read_lock

if TYPE_CHECKING:
    from dwgate.build.bytecode import Interpreter

TARGET = (
    "--only-binary=:all:",
    "--implementation=cp",
    f"--python-version={bytecode.RUNTIME}",
    "--platform=manylinux_2_28_x86_64",
    "--platform=manylinux_2_27_x86_64",
    "--platform=manylinux_2_17_x86_64",
    "--platform=manylinux2014_x86_64",
)
"""What pip is told of the runtime: ``python3.12`` on Debian 11."""

_FILES, _SEAL = "files", "digest"
"""What an unpacked set consists of: its files, and the name of all that they hold."""

_UNUSED_DIALECTS = (
    "athena",
    "bigquery",
    "databricks",
    "dax",
    "dremio",
    "drill",
    "druid",
    "duckdb",
    "dune",
    "exasol",
    "fabric",
    "materialize",
    "prql",
    "redshift",
    "risingwave",
    "singlestore",
    "snowflake",
    "solr",
    "sqlite",
    "tableau",
    "teradata",
)
"""The dialects of sqlglot that no function of ``sql.*`` reads, a fifth of it; a test holds them to what is loaded."""

_NOT_SHIPPED = (
    "bin",  # scripts, which name the Python of this machine
    "bazel-project",  # left in cel-expr-python's wheel by its build
    "cel_expr_python/ext",  # 4 to 7 MB each, and no condition can use one
    "sqlglot/executor",  # which runs SQL in Python
    *(f"sqlglot/*/{dialect}.py" for dialect in _UNUSED_DIALECTS),
    "test",
    "tests",
    "__pycache__",
    "*.pyi",
    # What pip writes of this machine and this minute.
    "*.dist-info/direct_url.json",
    "*.dist-info/INSTALLER",
    "*.dist-info/RECORD",
    "*.dist-info/REQUESTED",
)


def unpacked(name: str, cache: Path, interpreter: Interpreter | None) -> Path:
    """Give the folder of a set of wheels below ``cache``, with bytecode where there is an interpreter to make it.

    pip holds the hashes when it installs.  What has been changed in the folder since then is unpacked anew.
    Raises WheelsError where pip cannot get a wheel, or gets one of another hash.
    """
    lock = LOCKS / f"{name}.txt"
    ready = cache / f"{name}-{_digest(lock, interpreter)}"
    with files.alone(cache):
        if not _is_whole(ready):
            with tempfile.TemporaryDirectory(dir=cache, prefix=f".{name}-") as temporary:
                made = Path(temporary) / "made"
                _make(lock, Path(temporary) / "installed", made, interpreter)
                if ready.exists():
                    ready.rename(Path(temporary) / "damaged")
                made.rename(ready)
    return ready / _FILES


def _make(lock: Path, installed: Path, made: Path, interpreter: Interpreter | None) -> None:
    """Install what is locked, and seal what is shipped of it."""
    _install(lock, installed)
    files.copy(installed, made / _FILES, without=_NOT_SHIPPED)
    if interpreter:
        bytecode.compile_all(made / _FILES, interpreter)
    (made / _SEAL).write_text(files.digest(made / _FILES))


def _is_whole(ready: Path) -> bool:
    seal = ready / _SEAL
    return seal.is_file() and seal.read_text() == files.digest(ready / _FILES)


def _digest(lock: Path, interpreter: Interpreter | None) -> str:
    """Name all that goes into an unpacked set: its lock, how it is unpacked, and what compiles it."""
    recipe = (Path(source).read_bytes() for source in (__file__, bytecode.__file__, files.__file__))
    parts = (lock.read_bytes(), *recipe, interpreter.version.encode() if interpreter else b"none")
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _install(lock: Path, target: Path) -> None:
    locked = read_lock(lock)
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    what = ("--require-hashes", "--no-deps", "--no-compile", f"--target={target}", f"--requirement={lock}")
    done = subprocess.run([*pip, *TARGET, *what], capture_output=True, text=True, check=False)  # noqa: S603 - pip itself
    if done.returncode:
        raise WheelsError(f"pip could not install the wheels of {lock.name}: {_told(done.stderr, done.returncode)}")
    if len(list(target.glob("*.dist-info"))) != len(locked):
        raise WheelsError(
            f"pip did not install the wheels of {lock.name}; is there a PIP_ variable that keeps it from it?"
        )


def _told(stderr: str, code: int) -> str:
    """Give what pip says of a failure, on one line."""
    told = [line for line in stderr.splitlines() if line.startswith("ERROR:")] or stderr.splitlines()[-3:]
    if stderr.rstrip().endswith("No space left on device"):
        return "no space left on the disk"
    hint = " (is a package index within reach?)" if "No matching distribution" in stderr else ""
    return (" ".join(told) or f"it exited with {code}") + hint

"""The project on a laptop: its functions, or their packages, and a DataWorks beside them."""

import json
import shutil
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dwgate.build.library import copy_library
from dwgate.build.stage import stage
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.deployment import DeployedFunction, read_deployment
from dwgate.policy.compiler import compile_function
from dwgate.serving import Beside, Options, serve_functions
from dwgate.testing import ServedDataWorks
from serving.client import FunctionCompute, Told

ROOT = Path(__file__).parents[2]
CLOCK = """
from datetime import datetime
from pathlib import Path

gate.clock = lambda: datetime.fromisoformat(Path({file!r}).read_text())
"""
"""What sets the time that rules call now, in the process of an instance."""


@dataclass
class Laptop:
    """The project's functions, and a DataWorks beside them."""

    client: FunctionCompute
    dataworks: ServedDataWorks
    now: Path
    told: Told

    def invoke(self, name: str, event: bytes, at: datetime = ORDINARY_TIME) -> Any:
        """Invoke a function at a time, and give the answer."""
        self.now.write_text(at.isoformat())
        return self.client.invoke("dwgate-" + name.replace("_", "-"), event).document

    def message(self, message_id: str) -> dict[str, Any]:
        """Ask the DataWorks what became of a message."""
        found: dict[str, Any] = (
            FunctionCompute(self.dataworks.url).send("GET", f"/_dwgate/messages/{message_id}").document
        )
        return found

    def last_record(self) -> dict[str, Any]:
        """Give the last record in the log."""
        records = (line for line in reversed(self.told.lines) if line.startswith('{"kind": "decision"'))
        record: dict[str, Any] = json.loads(next(records))
        return record


def functions() -> tuple[DeployedFunction, ...]:
    """Give what s.yaml deploys, without this shell's variables."""
    return read_deployment(ROOT, {})


def copy_project(root: Path) -> Path:
    """Copy the functions into a project whose clock stands where a test sets it."""
    shutil.copytree(ROOT / "functions", root / "functions")
    for index in root.glob("functions/*/index.py"):
        index.write_text(index.read_text() + CLOCK.format(file=str(root / "now")))
    return root


def stage_packages(root: Path) -> None:
    """Stage every function as it is deployed, with links to what is installed here in the place of wheels.

    Only a function that calls out has the client of DataWorks's OpenAPI.
    """
    for folder in (root / "functions").iterdir():
        compilation = compile_function(folder)
        target = root / "build" / folder.name
        stage(folder, compilation, target)
        copy_library(target)
        for installed in Path(sysconfig.get_path("platlib")).iterdir():
            is_needed = compilation.calls_out or installed.name in {"cel_expr_python", "sqlglot"}
            if is_needed and not installed.name.startswith(("dwgate", ".")) and installed.suffix != ".pth":
                (target / installed.name).symlink_to(installed)


@contextmanager
def on_a_laptop(root: Path, beside: Beside, **options: Any) -> Iterator[Laptop]:
    """Serve the functions of a project with a DataWorks beside them, without this shell's variables."""
    told = Told()
    with serve_functions(functions(), root, Options(beside=beside, desk={}, **options), told.journal()) as served:
        assert served.dataworks
        yield Laptop(FunctionCompute(served.url), served.dataworks, root / "now", told)

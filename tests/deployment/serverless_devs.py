"""Serverless Devs itself, for tests that hold what dwgate reads and writes against it."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMPONENT = Path(__file__).parent / "component"

COMMAND = os.environ.get("SERVERLESS_DEVS") or shutil.which("s")
IS_REQUIRED = os.environ.get("SERVERLESS_DEVS_REQUIRED") == "1"
MISSING = "there is no Serverless Devs: install @serverless-devs/s with npm, or say in SERVERLESS_DEVS where s is"


@dataclass(frozen=True, slots=True)
class ServerlessDevs:
    """The command ``s``, with a home of its own and without an account."""

    command: str
    home: Path

    def run(
        self, *arguments: str, at: Path = ROOT, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run ``s`` in a folder; its errors are part of its output."""
        given = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "serverless_devs_config_home": str(self.home),
            "NODE_ENV": "test",  # or else s asks for updates, and reports to its vendor what was run
            "FC3_COMPONENT": str(COMPONENT),
            **(environment or {}),
        }
        return subprocess.run(
            [self.command, *arguments],
            cwd=at,
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def preview(
        self, template: str, *, at: Path = ROOT, environment: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Give a file with everything filled in, as ``s preview`` shows it."""
        done = self.run("preview", "-t", template, "-o", "json", at=at, environment=environment)
        assert done.returncode == 0, done.stdout
        _, brace, rest = done.stdout.partition("{")  # before it, s may warn of the user that it is run by
        shown: dict[str, Any] = json.loads(brace + rest)
        return shown

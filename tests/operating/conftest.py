"""A healthy world, and a way to run commands in it."""

import functools
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dwgate.build.bytecode import Interpreter
from dwgate.cli.doctor import _checkout, _clouds
from dwgate.cli.main import run as dwgate
from dwgate.openapi.client import Client
from dwgate.openapi.endpoint import Credentials
from dwgate.operating import checkout_checks, dataworks
from dwgate.operating.doctor import Report, examine
from dwgate.testing import CREDENTIALS
from operating.world import Doctor, Done, World

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
KEYS = Credentials(CREDENTIALS.access_key_id, CREDENTIALS.access_key_secret, CREDENTIALS.security_token)
PYTHON = Interpreter("/usr/bin/python3.12", "3.12.1")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project that is deployed as it stands."""
    return World.healthy(tmp_path)


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a dwgate command in the project, with variables of the environment."""
    monkeypatch.chdir(world.root)

    def run_command(*arguments: str, **environment: str) -> Done:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["dwgate", *arguments])
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                dwgate()
        told = capsys.readouterr()
        return Done(told.out, told.err, int(ended.value.code or 0))

    return run_command


@pytest.fixture
def usual_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again without waiting, and find a Python of the runtime on any machine."""
    client = functools.partial(Client, sleep=lambda _seconds: None, uniform=lambda *_bounds: 0.0)
    monkeypatch.setattr(dataworks, "Client", client)
    monkeypatch.setattr(checkout_checks, "find_interpreter", lambda: PYTHON)


@pytest.fixture
def doctor(world: World, usual_machine: None) -> Doctor:  # noqa: ARG001 - it is what the doctor runs on
    """Examine the world: with keys unless told otherwise."""

    def run(*, keys: Credentials | None = KEYS, template: str = "s.yaml", probes_callback: bool = False) -> Report:
        with world.network():
            clouds = _clouds(keys) if keys else None
            checkout = _checkout(world.project, template)
            return examine(checkout, clouds, now=NOW, probes_callback=probes_callback)

    return run

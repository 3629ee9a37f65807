"""What tests of the local Function Compute are given: small packages, and a server over them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dwgate.deployment import DeployedFunction
from dwgate.serving import Options, serve_functions
from serving.client import FunctionCompute, Serve, Told, Write, deployment
from testing import limits

limited = limits.limited


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the proxy of whoever runs the tests out of them: the client takes it even for this machine."""
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def told() -> Told:
    """What the server of a test has told."""
    return Told()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a package of one file of Python, which runs as those of dwgate do, and say how it is deployed."""

    def write_package(source: str, name: str = "small", **deployed: Any) -> DeployedFunction:
        folder = tmp_path / "build" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.py").write_text(source)
        return deployment(name, **deployed)

    return write_package


@pytest.fixture
def serve(tmp_path: Path, told: Told) -> Serve:
    """Serve packages, and give the client."""

    @contextmanager
    def serve_packages(*functions: DeployedFunction, **options: Any) -> Iterator[FunctionCompute]:
        with serve_functions(functions, tmp_path, Options(built=True, **options), told.journal()) as served:
            yield FunctionCompute(served.url)

    return serve_packages

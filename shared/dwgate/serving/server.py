"""The server as a whole: functions, instances, the API, and DataWorks beside them, until a block is left."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dwgate.policy.compiler.function import FUNCTION_FILE
from dwgate.policy.compiler.reader import read_function
from dwgate.policy.compiler.yaml_source import YamlSource
from dwgate.serving.api import Api
from dwgate.serving.beside import Beside, LocalDataWorks
from dwgate.serving.code import Built, Checkout, Unwatched, bare_interpreter
from dwgate.serving.endpoint import Endpoint
from dwgate.serving.environment import environment_of
from dwgate.serving.function import ServedFunction
from dwgate.serving.journal import Journal
from dwgate.testing import serve_dataworks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dwgate.deployment import DeployedFunction
    from dwgate.serving.code import Source
    from dwgate.serving.environment import Environment
    from dwgate.testing import ServedDataWorks


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve: port 0 is any free one, ``max_instances`` are those of each function at a time.

    ``built`` serves the build folders, ``beside`` puts a DataWorks beside the functions.  Unless ``is_watching``, a
    function stays what it was at its first invocation: to look for changes before each takes half of the server's time.
    ``desk`` is the environment of whoever serves.
    """

    port: int = 0
    built: bool = False
    beside: Beside | None = None
    is_watching: bool = True
    max_instances: int = 10
    desk: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: the address of the API, ``http://127.0.0.1:PORT``, and the DataWorks beside it, if any."""

    url: str
    dataworks: ServedDataWorks | None = None


@contextlib.contextmanager
def serve_functions(
    functions: Sequence[DeployedFunction], root: Path, options: Options | None = None, journal: Journal | None = None
) -> Iterator[Served]:
    """Serve functions of the project in ``root`` on 127.0.0.1 until the block is left; no instance outlives it.

    Raises OSError where the port is taken.
    """
    wanted, told = options or Options(), journal or Journal()
    with contextlib.ExitStack() as serving:
        source_of = _sources(root, serving, wanted, told)
        dataworks, local = None, None
        if wanted.beside:
            dataworks = serving.enter_context(serve_dataworks())
            local = LocalDataWorks(dataworks, wanted.beside)
        served = {}
        for one in functions:
            if local:
                local.register(one.name, _points(root / "functions" / one.name))
            source = source_of(one) if wanted.is_watching else Unwatched(source_of(one))
            served[one.function_name] = ServedFunction(
                one, source, _environment(one, wanted, local), max_instances=wanted.max_instances, log=told.log
            )
        api = Api(served, local, told)
        server = serving.enter_context(Endpoint(api, wanted.port))
        serving.callback(api.close)
        serving.enter_context(server.answering("function compute"))
        yield Served(server.url, dataworks)


def _sources(
    root: Path, serving: contextlib.ExitStack, wanted: Options, told: Journal
) -> Callable[[DeployedFunction], Source]:
    """Give what finds the code of a function."""
    if wanted.built:
        command, warning = bare_interpreter()
        if warning:
            told.notice(warning)
        return lambda deployed: Built(deployed, root, command)
    staging = Path(serving.enter_context(tempfile.TemporaryDirectory(prefix="dwgate-serve-")))
    return lambda deployed: Checkout(deployed.name, root, staging)


def _environment(one: DeployedFunction, wanted: Options, local: LocalDataWorks | None) -> Environment:
    """Give what gives the variables of a function."""

    def environment(*, calls_out: bool) -> Mapping[str, str]:
        besides = local.environment(one.name, calls_out=calls_out) if local else {}
        return environment_of(one, wanted.desk, besides)

    return environment


def _points(folder: Path) -> tuple[str, ...]:
    """Give the points that a function says it serves; none where its file cannot be read."""
    path = folder / FUNCTION_FILE
    function = read_function(YamlSource.read(path, path.name)) if path.is_file() else None
    return function.points if function else ()

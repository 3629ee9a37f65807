"""A function run on this machine as Function Compute runs it: its staged folder, its environment, its context.

Reproduced of the Python 3.12 runtime: ``handler(event: bytes, context)``, ``initialize(context)`` once before the first
request, the ``FC_*`` variables, a context without keys, and standard output as the log.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
import uuid
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from dwgate.build.stage import HANDLER_FILE, stage
from dwgate.errors import DwgateError, Undelivered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from dwgate.answers import Judged
    from dwgate.facts.protocols import FactsByPoint
    from dwgate.gate import Gate
    from dwgate.policy.compiler import Compilation

TIMEOUT = 10
MEMORY = 512
VERSION = "LATEST"
REGION = "cn-shanghai"
ACCOUNT_ID = "1234567890123456"


class HandlerError(DwgateError):
    """A function's ``index.py`` is not one: Function Compute could not run it either."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """What came of an invocation: the response body, and the lines that the function logged.

    ``failure`` says why the function failed on purpose, so that EventBridge would deliver the message again; the body
    is empty then.  ``judged`` are the decisions behind it, one for each message.
    """

    body: str
    log: tuple[str, ...]
    judged: tuple[Judged, ...]
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class LocalFunction:
    """A function that has been staged and imported, ready to be invoked."""

    name: str
    module: ModuleType
    environment: dict[str, str]

    @property
    def gate(self) -> Gate:
        """The gate behind the handler."""
        gate: Gate = self.module.gate
        return gate

    def invoke(
        self, payload: bytes, *, at: datetime | None = None, facts: FactsByPoint | None = None, calls_back: bool = False
    ) -> Invocation:
        """Hand the bytes to the function's own handler.

        ``at`` is the time that its rules call now, ``facts`` what they are answered from in place of DataWorks.
        Results are called back only where that is asked for.
        """
        body, failure = "", None
        judged: list[Judged] = []
        with self._trying(at, facts, judged.append, calls_back=calls_back), self._as_function_compute() as log:
            try:
                body = self.module.handler(payload, context(self.name))
            except Undelivered as error:
                failure = str(error)
        return Invocation(body, tuple(log.getvalue().splitlines()), tuple(judged), failure)

    @contextlib.contextmanager
    def _trying(
        self, at: datetime | None, facts: FactsByPoint | None, observe: Callable[[Judged], object], *, calls_back: bool
    ) -> Iterator[None]:
        gate = self.gate
        before = gate.clock, gate.facts, gate.observe, gate.calls_back
        gate.clock = gate.clock if at is None else lambda: at
        gate.facts, gate.observe, gate.calls_back = facts, observe, calls_back
        try:
            yield
        finally:
            gate.clock, gate.facts, gate.observe, gate.calls_back = before

    @contextlib.contextmanager
    def _as_function_compute(self) -> Iterator[io.StringIO]:
        log = io.StringIO()
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            with contextlib.redirect_stdout(log):
                yield log
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextlib.contextmanager
def running(folder: Path, compilation: Compilation) -> Iterator[LocalFunction]:
    """Stage the function in ``folder`` and run it until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="dwgate-") as temporary:
        code = Path(temporary)
        stage(folder, compilation, code)
        region = os.environ.get("FC_REGION", REGION)
        environment = {**variables(folder.name, code, region=region), "FC_INSTANCE_ID": f"c-{uuid.uuid4()}"}
        function = LocalFunction(folder.name, _import(code, folder.name), environment)
        with function._as_function_compute():  # noqa: SLF001 - the same module's own
            function.module.initialize(context(folder.name))
        yield function


def variables(
    name: str, code: Path, *, region: str = REGION, handler: str = "index.handler", memory: int = MEMORY
) -> dict[str, str]:
    """Give the variables by which Function Compute tells a function what it is; ``memory`` in MB.

    Each instance has an ``FC_INSTANCE_ID`` besides.
    """
    return {
        "FC_FUNCTION_NAME": name,
        "FC_FUNCTION_HANDLER": handler,
        "FC_FUNCTION_MEMORY_SIZE": str(memory),
        "FC_FUNCTION_VERSION": VERSION,
        "FC_REGION": region,
        "FC_ACCOUNT_ID": ACCOUNT_ID,
        "FC_FUNC_CODE_PATH": str(code),
    }


def context_values(
    name: str,
    *,
    region: str = REGION,
    handler: str = "index.handler",
    memory: int = MEMORY,
    timeout: int = TIMEOUT,
) -> dict[str, Any]:
    """Give what the context of every invocation of a function holds, as JSON types; ``timeout`` in seconds."""
    function = {
        "name": name,
        "handler": handler,
        "memory": memory,
        "timeout": timeout,
        "version_id": VERSION,
        "qualifier": VERSION,
    }
    return {"function": function, "region": region, "account_id": ACCOUNT_ID, "log_project": "", "log_store": ""}


def context(name: str) -> Any:
    """Make the context that the Python 3.12 runtime hands to a handler: it has no ``credentials``."""
    values = context_values(name)
    return SimpleNamespace(
        request_id=f"1-{uuid.uuid4()}",
        logger=logging.getLogger("fc"),
        **{**values, "function": SimpleNamespace(**values["function"])},
    )


def _import(code: Path, name: str) -> ModuleType:
    """Import the staged handler under a name of its own, so that functions do not get each other's module."""
    module = ModuleType(f"dwgate_function_{name}")
    module.__file__ = str(code / HANDLER_FILE)
    try:
        SourceFileLoader(module.__name__, module.__file__).exec_module(module)
    except Exception as error:
        raise HandlerError(f"{HANDLER_FILE} of {name} cannot be imported: {type(error).__name__}: {error}") from error
    missing = [wanted for wanted in ("gate", "initialize", "handler") if not hasattr(module, wanted)]
    if missing:
        raise HandlerError(f"{HANDLER_FILE} of {name} lacks {' and '.join(missing)}; see that of another function")
    return module

"""A function as it is served: each invocation in an instance that it has for itself, and with a log of its own.

Documented of the log are the lines at the start and the end of a request and of an initialization, and the error at the
end.  Documented of what a caller is told are the error of an exception and that of a process that has exited; that of
a timeout was read in a public log.  Inferred are the error of an initialization that times out, and what the end of a
log says of an exception.

Source: https://www.alibabacloud.com/help/en/functioncompute/invocation-canceled-by-client and
https://www.alibabacloud.com/help/en/functioncompute/fc-2-0/user-guide/error-handling-2
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.build.local import context_values, variables
from dwgate.serving.code import NotDeployable
from dwgate.serving.instance import Answer, Instance, InstanceError, InstanceTimeoutError
from dwgate.serving.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dwgate.deployment import DeployedFunction
    from dwgate.serving.code import Code, Fingerprint, Source
    from dwgate.serving.environment import Environment
    from dwgate.serving.pool import Lease

LONGEST_TAIL = 4096
"""The bytes at the end of an invocation's log that a caller can have (documented)."""

_LOADING = 60.0
"""Seconds for the import of a handler; Function Compute documents no limit of its own."""

_UNHANDLED = "Unhandled function error"


@dataclass(frozen=True, slots=True)
class Invocation:
    """What came of an invocation: the response body, or the error as Function Compute describes it.

    ``tail`` is the end of its log.  ``memory`` is in MB, the most that the instance has had so far.
    """

    is_ok: bool
    body: bytes
    tail: bytes
    instance_id: str
    milliseconds: float
    memory: float
    is_cold_start: bool


class ServedFunction:
    """One function: what s.yaml says of it, where its code comes from, and its instances."""

    def __init__(
        self,
        deployed: DeployedFunction,
        source: Source,
        environment: Environment,
        *,
        max_instances: int,
        log: Callable[[str, str], object],
    ) -> None:
        """Take the variables of its instances, beside Function Compute's own; ``log`` is told every line."""
        self.deployed = deployed
        self._environment = environment
        self._source = source
        self._log = log
        self._pool = Pool(self._start, max_instances)

    def fingerprint(self) -> Fingerprint:
        """Look at the function's files."""
        return self._source.fingerprint()

    def environment(self) -> Mapping[str, str]:
        """Give the variables that an instance would be started with now."""
        try:
            calls_out = self._source.current().calls_out
        except NotDeployable:
            calls_out = False
        return self._environment(calls_out=calls_out)

    def invoke(self, event: bytes, request_id: str, *, waits: bool = False) -> Invocation:
        """Invoke the function; NotDeployable and Exhausted where that cannot be.

        With ``waits`` it is invoked as soon as an instance is free.
        """
        log = _Log(lambda line: self._log(self.deployed.function_name, line))
        with self._pool.lend(self._source.current(), waits=waits) as lease:
            return _Request(self.deployed, lease, request_id, log).run(event)

    def close(self) -> None:
        """End its instances; it is not invoked any more."""
        self._pool.close()

    def _start(self, code: Code) -> Instance:
        it = self.deployed
        given = variables(it.function_name, code.folder, region=it.region, handler=it.handler, memory=it.memory_size)
        environment = self._environment(calls_out=code.calls_out)
        return Instance(code.command, code.folder, {**environment, **given})


class _Log:
    """The log of one invocation: its lines are told as they come, and its end is kept."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self.tail = b""

    def __call__(self, line: str) -> None:
        self._tell(line)
        self.tail = (self.tail + f"{line}\n".encode())[-LONGEST_TAIL:]


@dataclass(frozen=True, slots=True)
class _Request:
    deployed: DeployedFunction
    lease: Lease
    id: str
    log: _Log

    def run(self, event: bytes) -> Invocation:
        """Invoke the handler, in a new instance after its initializer."""
        is_cold_start = self.lease.is_new
        answer = self._prepare() if is_cold_start else None
        started = time.monotonic()
        if answer is None:
            answer = self._do("Invoke", {"op": "invoke"}, event, seconds=self.deployed.timeout)
        return Invocation(
            is_ok=answer.is_ok,
            body=answer.body,
            tail=self.log.tail,
            instance_id=self.lease.instance.id,
            milliseconds=_since(started),
            memory=self.lease.instance.peak_memory(),
            is_cold_start=is_cold_start,
        )

    def _prepare(self) -> Answer | None:
        """Import the handler and call the initializer; give the answer only where one of them has failed."""
        it = self.deployed
        values = context_values(
            it.function_name, region=it.region, handler=it.handler, memory=it.memory_size, timeout=it.timeout
        )
        code = str(self.lease.code.folder)
        load = {"op": "load", "code": code, "handler": it.handler, "initializer": it.initializer, "context": values}
        answer = self._call(load, seconds=_LOADING, what="Function initialization")
        if answer.is_ok and it.initializer:
            answer = self._do("Initialize", {"op": "initialize"}, seconds=it.initializer_timeout)
        self.lease.is_spent = not answer.is_ok
        return None if answer.is_ok else answer

    def _do(self, name: str, header: Mapping[str, Any], payload: bytes = b"", *, seconds: float) -> Answer:
        """Call the instance, between the two lines that Function Compute logs around it."""
        self.log(f"FC {name} Start RequestId: {self.id}")
        what = "Function" if name == "Invoke" else "Function initialization"
        answer = self._call({**header, "request_id": self.id}, payload, seconds=seconds, what=what)
        end = "" if answer.is_ok else f", Error: {_told(answer)}"
        self.log(f"FC {name} End RequestId: {self.id}{end}")
        return answer

    def _call(self, header: Mapping[str, Any], payload: bytes = b"", *, seconds: float, what: str) -> Answer:
        """Call the instance; one that does not answer is ended, and the answer says why."""
        started = time.monotonic()
        try:
            return self.lease.instance.call(header, payload, seconds=seconds, tell=self.log)
        except InstanceError as error:
            self.lease.is_spent = True
            memory = f"maxMemoryUsage: {self.lease.instance.peak_memory():.2f}MB"
            if isinstance(error, InstanceTimeoutError):
                message = f"{what} timed out after {seconds:g} seconds ({memory})"
            else:
                duration = f"duration: {_since(started):.0f}ms"
                message = f"Process exited unexpectedly before completing request ({duration}, {memory})"
            return Answer(is_ok=False, body=json.dumps({"errorMessage": message}).encode())


def _told(failed: Answer) -> str:
    """Say what the end of a log says of a failure: an exception is in the log already, in full."""
    error = json.loads(failed.body)
    return _UNHANDLED if "errorType" in error else str(error["errorMessage"])


def _since(started: float) -> float:
    return (time.monotonic() - started) * 1000

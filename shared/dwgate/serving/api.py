"""The operations of Function Compute's API, version 2023-03-30, over the functions that are served.

====  ===========================================  =================================================================
POST  ``/2023-03-30/functions/{name}/invocations``  InvokeFunction, synchronous or asynchronous
GET   ``/2023-03-30/functions/{name}``              GetFunction
GET   ``/2023-03-30/functions``                     ListFunctions: ``prefix``, ``limit``, ``nextToken``
====  ===========================================  =================================================================

Signatures are not looked at: the server listens on this machine alone, and any key will do.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dwgate.build.local import VERSION
from dwgate.serving import replies
from dwgate.serving.beside import Round
from dwgate.serving.code import NotDeployable
from dwgate.serving.journal import Access
from dwgate.serving.pool import Exhausted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.serving.beside import LocalDataWorks
    from dwgate.serving.function import Invocation, ServedFunction
    from dwgate.serving.journal import Journal
    from dwgate.testing.wire import Request, Response

PREFIX = "/2023-03-30/functions"
_FUNCTION = re.compile(f"{PREFIX}/([^/]+)")
_INVOCATIONS = re.compile(f"{PREFIX}/([^/]+)/invocations")

LONGEST_EVENT = 32 << 20
LONGEST_ASYNC_EVENT = 128 << 10
"""The bytes of an event, synchronous and asynchronous (documented)."""

_MOST_IN_BACKGROUND = 100
_MOST_LISTED = 100
_LISTED = 20


class _Refusal(Exception):  # noqa: N818 - it is an answer
    """The API's error for a request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer, and what the journal is told of it."""

    response: Response
    result: str
    is_cold_start: bool = False


class Api:
    """Answers requests, each in the thread in which it came; asynchronous invocations run in threads of their own."""

    def __init__(
        self, functions: Mapping[str, ServedFunction], dataworks: LocalDataWorks | None, journal: Journal
    ) -> None:
        """Take the functions by their names in Function Compute, and the DataWorks beside them, if there is one."""
        self._functions = functions
        self._dataworks = dataworks
        self._journal = journal
        self._background = ThreadPoolExecutor(_MOST_IN_BACKGROUND, "invocation")

    def answer(self, request: Request) -> Response:
        """Answer a request, whatever it is."""
        started, at = time.monotonic(), datetime.now().astimezone()
        request_id = f"1-{uuid.uuid4()}"
        try:
            told = self._operate(request, request_id)
        except _Refusal as refusal:
            told = _Told(replies.refused(refusal.status, refusal.code, str(refusal), request_id), refusal.code)
        milliseconds = (time.monotonic() - started) * 1000
        self._journal.access(Access(at, _what(request), told.result, milliseconds, told.is_cold_start))
        return told.response

    def close(self) -> None:
        """End every instance, and wait for what runs in the background."""
        for function in self._functions.values():
            function.close()
        self._background.shutdown(cancel_futures=True)

    def _operate(self, request: Request, request_id: str) -> _Told:
        path = unquote(request.path)
        if request.method == "POST" and (found := _INVOCATIONS.fullmatch(path)):
            return self._invoke(self._function(found[1], request), request, request_id)
        if request.method == "GET" and (found := _FUNCTION.fullmatch(path)):
            return _described(replies.described(self._function(found[1], request)), request_id)
        if request.method == "GET" and path == PREFIX:
            return _described(self._listed(request.in_query), request_id)
        raise _Refusal(400, "PathNotSupported", f"'{path}' against '{request.method}' is not supported")

    def _function(self, name: str, request: Request) -> ServedFunction:
        if name not in self._functions:
            raise _Refusal(404, "FunctionNotFound", f"function '{name}' does not exist")
        qualifier = request.in_query.get("qualifier", VERSION)
        if qualifier != VERSION:
            raise _Refusal(404, "VersionNotFound", f"version '{qualifier}' of function '{name}' does not exist")
        return self._functions[name]

    def _listed(self, query: Mapping[str, str]) -> dict[str, Any]:
        """List functions in the order of their names; the token is the name of the next one."""
        limit = query.get("limit", str(_LISTED))
        if not limit.isdecimal() or not 1 <= int(limit) <= _MOST_LISTED:
            raise _Refusal(400, "InvalidArgument", f"limit must be a whole number from 1 to {_MOST_LISTED}")
        prefix, token = query.get("prefix", ""), query.get("nextToken", "")
        names = [name for name in sorted(self._functions) if name.startswith(prefix) and name >= token]
        page, rest = names[: int(limit)], names[int(limit) :]
        listed: dict[str, Any] = {"functions": [replies.described(self._functions[name]) for name in page]}
        return {**listed, "nextToken": rest[0]} if rest else listed

    def _invoke(self, function: ServedFunction, request: Request, request_id: str) -> _Told:
        kind = request.headers.get("x-fc-invocation-type", "Sync")
        if kind not in {"Sync", "Async"}:
            raise _Refusal(400, "InvalidArgument", f"X-Fc-Invocation-Type must be Sync or Async, not '{kind}'")
        longest = LONGEST_EVENT if kind == "Sync" else LONGEST_ASYNC_EVENT
        if len(request.body) > longest:
            message = f"payload size exceeds maximum allowed size ({longest} bytes)"
            raise _Refusal(400, "EntityTooLarge", message)
        if kind == "Async":
            self._background.submit(self._run_in_background, function, request.body, request_id)
            return _Told(replies.accepted(request_id), "202")
        invocation = self._run(function, request.body, request_id, waits=False)
        with_log = request.headers.get("x-fc-log-type") == "Tail"
        response = replies.invoked(invocation, request_id, with_log=with_log)
        return _Told(response, _result(invocation), invocation.is_cold_start)

    def _run_in_background(self, function: ServedFunction, event: bytes, request_id: str) -> None:
        """Invoke the function as soon as an instance is free; unlike Function Compute, once, whatever becomes of it."""
        try:
            self._run(function, event, request_id, waits=True)
        except _Refusal as refusal:
            self._journal.notice(f"{function.deployed.function_name}: {refusal}")

    def _run(self, function: ServedFunction, event: bytes, request_id: str, *, waits: bool) -> Invocation:
        asked = self._dataworks.ask(function.deployed.name, event) if self._dataworks else Round(event)
        for notice in asked.notices:
            self._journal.notice(notice)
        try:
            invocation = function.invoke(asked.payload, request_id, waits=waits)
        except NotDeployable as error:
            if error.findings:
                self._journal.notice(error.findings)
            raise _Refusal(409, error.code, str(error)) from None
        except Exhausted:
            message = "every instance that the function may have is at work"
            raise _Refusal(429, "ResourceExhausted", message) from None
        except OSError as error:  # of the machine: no process, no file
            message = f"the function cannot be started: {error.strerror}"
            raise _Refusal(500, "InternalServerError", message) from None
        if self._dataworks and not waits:  # nobody reads what an asynchronous invocation returns
            for notice in self._dataworks.read(function.deployed.name, asked, invocation.body):
                self._journal.notice(notice)
        for notice in asked.outcome():
            self._journal.notice(notice)
        return invocation


def _described(content: dict[str, Any], request_id: str) -> _Told:
    return _Told(replies.document(content, request_id), "200")


def _what(request: Request) -> str:
    path = unquote(request.path)
    found = _INVOCATIONS.fullmatch(path)
    return found[1] if found else f"{request.method} {path}"


def _result(invocation: Invocation) -> str:
    """Name what came of an invocation: the check result, where the response body has one."""
    try:
        body = json.loads(invocation.body)
    except (ValueError, RecursionError):
        return "200"
    if not invocation.is_ok:
        return str(body.get("errorType", "UnhandledInvocationError"))
    return str(body.get("checkResult", 200)) if isinstance(body, dict) else "200"

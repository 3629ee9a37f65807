"""The facts of one message, asked of DataWorks: each call is made at most once, and only when a rule asks.

An answer that failed is kept as well: the rules of one message share it.
"""

from __future__ import annotations

import threading
import time

from dwgate.errors import CallError, FactError, Problem
from dwgate.events import strict_json
from dwgate.facts import snapshot
from dwgate.openapi.operations import GET_IDE_EVENT_DETAIL, GET_OPTION_VALUE_FOR_PROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from dwgate.events.event import Event
    from dwgate.facts.protocols import Asked
    from dwgate.facts.snapshot import Snapshot
    from dwgate.openapi.client import Reply
    from dwgate.openapi.operations import Operation

    Call = Callable[[Operation, Mapping[str, str]], Reply]

    _T = TypeVar("_T")

_NO_WORKSPACE = Problem(
    "the message names no workspace to ask DataWorks about", "消息没有说明工作空间，无法向 DataWorks 查询"
)
_NO_MESSAGE_ID = Problem("the message has no id to ask DataWorks by", "消息没有 ID，无法向 DataWorks 查询")
_NO_CODE = Problem(
    "the options of an extension are asked for by its code: set DWGATE_EXTENSION_CODE",
    "查询扩展程序的选项需要其编码：请设置 DWGATE_EXTENSION_CODE",
)
_NO_OPTIONS = Problem("DataWorks gave options that are no JSON object", "DataWorks 给出的选项不是 JSON 对象")

MOST_KEPT = 1024
"""The workspaces of which an instance keeps the options: a message can name any."""


class OptionCache:
    """The options of workspaces, kept for a while: one for each instance of a function, shared by its threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a clock that only goes forward."""
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, Mapping[str, Any]]] = {}

    def get(self, extension_code: str, workspace: str, seconds: float) -> Mapping[str, Any] | None:
        """Give what was kept less than so many seconds ago, or None."""
        with self._lock:
            at, options = self._kept.get((extension_code, workspace), (0.0, None))
        return options if self._clock() - at < seconds else None

    def keep(self, extension_code: str, workspace: str, options: Mapping[str, Any]) -> None:
        """Keep the options that a workspace has now, and forget the oldest where there are too many."""
        with self._lock:
            self._kept.pop((extension_code, workspace), None)
            self._kept[extension_code, workspace] = (self._clock(), options)
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]


class DataWorksFacts:
    """Facts from DataWorks's OpenAPI; ``call`` calls one of its operations, and raises CallError."""

    def __init__(
        self, event: Event, call: Call, *, extension_code: str | None, cache: OptionCache, options_kept: float
    ) -> None:
        """Take the message; ``options_kept`` is how many seconds an answer about options stays good."""
        self._event = event
        self._call = call
        self._extension_code = extension_code
        self._cache = cache
        self._options_kept = options_kept
        self._answers: dict[str, Any] = {}

    def snapshot(self) -> Snapshot:
        """Give the snapshot of the message, by one call of GetIDEEventDetail."""
        return self._once("snapshot", self._ask_snapshot)

    def options(self) -> Mapping[str, Any]:
        """Give the options of the workspace: what the instance keeps, or by one call of GetOptionValueForProject."""
        return self._once("options", self._ask_options)

    def was_asked(self, what: Asked) -> bool:
        """Whether a rule has asked for it."""
        return what in self._answers

    def _once(self, name: Asked, ask: Callable[[], _T]) -> _T:
        if name not in self._answers:
            try:
                self._answers[name] = ask()
            except FactError as error:
                self._answers[name] = error
        answer = self._answers[name]
        if isinstance(answer, FactError):
            raise answer
        found: _T = answer
        return found

    def _ask_snapshot(self) -> Snapshot:
        if self._event.message_id is None:
            raise FactError(_NO_MESSAGE_ID)
        body = self._body(GET_IDE_EVENT_DETAIL, {"MessageId": self._event.message_id, "ProjectId": self._workspace()})
        detail = body.get("EventDetail")
        return snapshot.read(self._event.point, detail if isinstance(detail, dict) else {})

    def _ask_options(self) -> Mapping[str, Any]:
        if self._extension_code is None:
            raise FactError(_NO_CODE)
        workspace = self._workspace()
        kept = self._cache.get(self._extension_code, workspace, self._options_kept)
        if kept is not None:
            return kept
        parameters = {"ExtensionCode": self._extension_code, "ProjectId": workspace}
        options = _options(self._body(GET_OPTION_VALUE_FOR_PROJECT, parameters).get("OptionValue"))
        self._cache.keep(self._extension_code, workspace, options)
        return options

    def _workspace(self) -> str:
        if self._event.workspace is None:
            raise FactError(_NO_WORKSPACE)
        return self._event.workspace

    def _body(self, operation: Operation, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        try:
            return self._call(operation, parameters).body
        except CallError as error:
            code = f" ({error.code})" if error.code else ""
            raise FactError(
                Problem(
                    f"calling {operation.name}, {error.problem}{code}",
                    f"调用 {operation.name} 时，{error.problem.chinese}{code}",
                )
            ) from error


def _options(value: Any) -> Mapping[str, Any]:
    """Read ``OptionValue``: a JSON object as a text, or nothing where nothing was set."""
    if value is None or value == "":
        return {}
    try:
        options = strict_json.read(value) if isinstance(value, str) else value
    except strict_json.Fault:
        options = None
    if not isinstance(options, dict):
        raise FactError(_NO_OPTIONS)
    return options

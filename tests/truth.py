"""The truth about an invocation: what was answered, what the records say, and what DataWorks holds must agree.

:func:`hold` is the one oracle of the tests of faults.  It knows what no caller can: of each call, whether DataWorks did
what it asks for, and whether its answer could be read.
"""

import contextlib
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from calling_back import CODE, EVERY_POINT, FREE, NOW, PATIENT, REFUSED, WATCHED, message, payload, request
from dwgate.errors import Undelivered
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.engine import Policy
from dwgate.testing import (
    BadGateway,
    DataWorks,
    DroppedConnection,
    ErrorReply,
    Fault,
    Forbidden,
    MissingUserId,
    NotJson,
    Slow,
    SystemFailure,
    Throttled,
    TimeOut,
    Unsuccessful,
    mock_dataworks,
)
from dwgate.testing.wire import Answer, Call, Exchange, Response

POLICY = """\
rules:
  - name: latest-partition
    when: point == "commit-file" && file.content().contains("max_pt")
    then: FAIL
    reason: {en: "It reads the latest partition."}
  - name: frozen
    when: operator == option("frozen", "7")
    then: FAIL
    reason: {en: "Operator ${operator} must not."}
  - name: watched
    when: operator == "6"
    then: WARN
    reason: {en: "Operator ${operator} is watched."}
"""
"""At every point the options of the workspace are asked, and at commit-file the snapshot before them."""
POINTS = ("commit-file", "freeze-node", "delete-project", "download-resources")
RESULTS = {REFUSED: "FAIL", WATCHED: "WARN", FREE: "OK"}
"""What the policy says by the operator, where all that it asks can be had."""

SNAPSHOT, OPTIONS = "GetIDEEventDetail", "GetOptionValueForProject"
CALLBACKS = {
    "commit-file": "UpdateIDEEventResult",
    "freeze-node": "UpdateWorkbenchEventResult",
    "delete-project": "CallbackExtension",
    "download-resources": "CallbackExtension",
}

FAULTS: Mapping[str, Fault] = {
    "throttled": Throttled(),
    "throttled by 400": Throttled(status=400, code="Throttling.Api"),
    "throttled for 5 s": Throttled(retry_after=5000),
    "throttled for ever": Throttled(retry_after=10**12),
    "no edition": Forbidden(),
    "no caller": MissingUserId(),
    "down": SystemFailure(),
    "bad parameter": ErrorReply(status=400, code="InvalidParameter"),
    "no permission": ErrorReply(status=403, code="NoPermission"),
    "a page": BadGateway(),
    "no success": Unsuccessful(),
    "no success, as a boolean": Unsuccessful(success=False),
    "no JSON, done": NotJson(),
    "other JSON, done": NotJson("[]"),
    "JSON without an answer, done": NotJson("{}"),
    "slow": Slow(50),
    "too slow": Slow(60_000),
    "silent": TimeOut(),
    "silent, done": TimeOut(after_effect=True),
    "broken off": DroppedConnection(),
    "broken off, done": DroppedConnection(after_effect=True),
}
_READ_ALL_THE_SAME = {Slow(50)}
STRICTNESS = ("OK", "WARN", "FAIL")
SETTLED = {"delivered", "refused", "expired"}


@dataclass
class Struck:
    """A fault that notes of each request that it strikes whether DataWorks did what it asks for."""

    fault: Fault
    noted: dict[str, "Struck"]
    has_effect: bool = False
    request_id: str = ""

    def strike(self, exchange: Exchange) -> Answer:
        """Let the fault strike."""
        self.request_id = exchange.request_id
        self.noted[exchange.request_id] = self

        def operate() -> Response:
            response = exchange.operate()
            self.has_effect = response.status == 200
            return response

        watched: Any = SimpleNamespace(request_id=exchange.request_id, operate=operate, refuse=exchange.refuse)
        return self.fault.strike(watched)

    @property
    def is_read(self) -> bool:
        """Whether the caller can tell that it was done."""
        return self.has_effect and self.fault in _READ_ALL_THE_SAME


@dataclass
class World:
    """A gate before a DataWorks, and what came of each invocation."""

    gate: Gate
    dataworks: DataWorks
    struck: dict[str, Struck] = field(default_factory=dict)

    def ask(self, document: Mapping[str, Any], delivered: datetime | None = None) -> None:
        """Let DataWorks ask about a message, whose file it knows."""
        check = self.dataworks.ask(document, delivered=delivered)
        if check.point == "commit-file":
            self.dataworks.set_snapshot(check.id, {"CommittedFile": {"Content": "select 1"}})

    def fail(self, fault: Fault, action: str | None = None, *, times: int = 1) -> None:
        """Let a fault strike the next requests of an operation, or of any."""
        for _ in range(times):
            self.dataworks.fail(Struck(fault, self.struck), action=action)

    def invoke(
        self,
        documents: Sequence[Mapping[str, Any]],
        *,
        as_list: bool = False,
        context: Any = PATIENT,
        around: Callable[[], contextlib.AbstractContextManager[object]] = contextlib.nullcontext,
    ) -> "Seen":
        """Hand messages to the gate, one alone or several as a list; ``around`` is entered for the invocation alone."""
        asked = payload(list(documents) if as_list else documents[0])
        before = len(self.dataworks.calls)
        out = io.StringIO()
        body = None
        with contextlib.redirect_stdout(out), contextlib.suppress(Undelivered), around():
            body = self.gate.handler(asked, context)
        records = [json.loads(line) for line in out.getvalue().splitlines()]
        return Seen(self, tuple(documents), body, records, self.dataworks.calls[before:])

    def was_done(self, call: Call) -> bool:
        """Whether DataWorks did what a call asks for."""
        found = self.struck.get(call.request_id)
        return found.has_effect if found else call.status == 200

    def was_told(self, call: Call) -> bool:
        """Whether the caller could read that it was done."""
        found = self.struck.get(call.request_id)
        return found.is_read if found else call.status == 200


@dataclass(frozen=True)
class Seen:
    """One invocation: its messages, its body or None where it failed on purpose, its records, and its calls."""

    world: World
    documents: tuple[Mapping[str, Any], ...]
    body: str | None
    records: list[dict[str, Any]]
    calls: tuple[Call, ...]

    def calls_of(self, message_id: str, action: str) -> list[Call]:
        """The calls of an operation for one message."""
        return [it for it in self.calls if it.action == action and it.parameters.get("MessageId") == message_id]


@contextlib.contextmanager
def before_dataworks(gate: Gate, waits: list[float], **environment: str) -> Iterator[World]:
    """Put a gate before a stub of its time, in which one extension is bound to every point."""
    named = {"FC_REGION": "cn-shanghai", "DWGATE_EXTENSION_CODE": CODE, **environment}
    with (
        mock.patch.dict(os.environ, named),
        mock_dataworks(dataworks=DataWorks(clock=lambda: NOW), sleep=waits.append) as stub,
    ):
        stub.register_extension(CODE, points=EVERY_POINT)
        yield World(gate, stub)


def compiled(folder: Path) -> Policy:
    """Compile the policy in an empty folder."""
    (folder / "policy").mkdir()
    (folder / "function.yaml").write_text(f"points: [{', '.join(POINTS)}]\n")
    (folder / "policy" / "asking.yaml").write_text(POLICY)
    compilation = compile_function(folder)
    assert [finding.render() for finding in compilation.diagnostics] == []
    return compilation.policy()


def document_of(point: str, number: int, name: str = "m") -> dict[str, Any]:
    """Write a message of a point, by each operator in turn: a request at the point that DataWorks invokes directly."""
    message_id, operator = f"{name}-{number}", (FREE, WATCHED, REFUSED)[number % 3]
    if point == "download-resources":
        return request(point, message_id, operator=operator, queryDwProjectId=91864)
    return message(point, message_id, operator=operator)


def id_of(document: Mapping[str, Any]) -> str:
    """The id of a message in either envelope."""
    return str(document.get("messageId") or document["id"])


def is_eventbridge(document: Mapping[str, Any]) -> bool:
    """Whether nobody reads what is returned for a message."""
    return "messageBody" not in document


def hold(seen: Seen) -> None:
    """Hold an invocation to the truth, message by message and as a whole."""
    told = [record for record in seen.records if record.get("message_id")]
    assert [record["message_id"] for record in told] == [id_of(document) for document in seen.documents]
    lost = [_hold_message(seen, *pair) for pair in zip(seen.documents, told, strict=True)]
    if seen.body is None:
        assert any(lost) or len(told) < len(seen.records), "it failed, and nothing was lost"
        return
    assert not any(lost), "a result is awaited, and the message does not come again"
    hold_shape(seen.body)
    strictest = max((record["result"] for record in seen.records), key=STRICTNESS.index)
    assert json.loads(seen.body)["checkResult"] == strictest, "what is answered is not what is recorded"


def hold_unforeseen(seen: Seen) -> None:
    """Hold an invocation in which something was thrown that nobody foresaw to as much of the truth as can be had.

    At most one line may be missing, and what was called back may be told as undelivered: it is delivered again.
    """
    assert len(seen.documents) - 1 <= len(seen.records) <= len(seen.documents) + 1
    held = {
        id_of(document): seen.world.dataworks.message(id_of(document)).results.get(CODE) for document in seen.documents
    }
    for record in seen.records:
        result, callback = held.get(str(record.get("message_id"))), record.get("callback")
        if callback is None:
            assert result is None, "it is held, and the record says that nothing was called back"
        elif callback["state"] == "delivered":
            assert result is not None
            assert result.check_result == callback["result"] == _sent(record)
    if seen.body is None:
        assert any(is_eventbridge(document) for document in seen.documents)
        return
    hold_shape(seen.body)
    for document in seen.documents:
        assert held[id_of(document)] or not is_eventbridge(document), "a result is awaited, and does not come again"
    results = [result.check_result for result in held.values() if result]
    if len(results) == len(seen.documents):
        strictest = max(results, key=STRICTNESS.index)
        assert json.loads(seen.body)["checkResult"] == strictest, "what is answered is not what is held"


def hold_shape(body: str) -> None:
    """Hold an answer to the shape that DataWorks reads."""
    answer = json.loads(body)
    assert answer.keys() <= {"checkResult", "errorMessage"}
    assert answer["checkResult"] in {"OK", "WARN", "FAIL"}
    assert answer["checkResult"] != "FAIL" or answer["errorMessage"], "it is refused without a reason"


def _hold_message(seen: Seen, document: Mapping[str, Any], record: dict[str, Any]) -> bool:
    """Hold the record of one message to what DataWorks saw; give whether EventBridge is to deliver it again."""
    world, message_id, point = seen.world, id_of(document), record["point"]
    callback = record["callback"] or {"state": None, "attempts": 0, "result": None, "problem": None}
    made = seen.calls_of(message_id, CALLBACKS[point])
    state, problem = callback["state"], record["problem"] or callback["problem"] or ""
    is_unforeseen = problem.startswith("an unexpected ")
    _hold_result(seen, document, record)
    held = world.dataworks.message(message_id).results.get(CODE)
    if not is_unforeseen:
        assert callback["attempts"] == (callback["attempts"] if record["is_repeated"] else len(made))
    assert {call.parameters["CheckResult"] for call in made} <= {_sent(record)}, "two results of one message"
    is_told = [world.was_told(call) for call in made]
    assert not any(is_told[:-1]), "it was called back again although it was taken"
    if record["is_repeated"]:
        assert not made
        assert state in SETTLED
    elif not is_unforeseen:
        assert (state == "delivered") is any(is_told), "the state of the callback is not what became of it"
    if state == "delivered":
        assert held is not None
        assert held.check_result == callback["result"] == _sent(record), "what is held is not what is recorded"
        assert (held.reason is None) is (not record["reasons"])
    assert (record["level"] == "info") is (
        state in {None, "delivered", "expired"} and not record["problem"] and not record["rules"]["errors"]
    )
    return is_eventbridge(document) and (state == "undelivered" or (state is None and is_unforeseen))


def _hold_result(seen: Seen, document: Mapping[str, Any], record: dict[str, Any]) -> None:
    """Hold a decision to the policy: as it says where all was had, and FAIL where not, for then no rule can say OK."""
    if record["is_repeated"]:
        return
    # An error of a rule that fired is one of its reason, and the verdict stands without it.
    is_unjudged = any(error["rule"] not in record["rules"]["fired"] for error in record["rules"]["errors"])
    if is_unjudged or record["problem"]:
        assert record["result"] == "FAIL"
    else:
        body = document.get("messageBody") or document["data"]
        assert record["result"] == RESULTS[body["operator"]]
        details = seen.calls_of(id_of(document), SNAPSHOT)
        assert any(seen.world.was_told(call) for call in details) is (record["point"] == "commit-file")


def _sent(record: dict[str, Any]) -> str:
    """What is called back of a decision: the operation center knows no WARN."""
    result: str = record["result"]
    return "OK" if (record["point"], result) == ("freeze-node", "WARN") else result

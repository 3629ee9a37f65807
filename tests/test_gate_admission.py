"""Whoever may not ask is refused before any rule and any fact, and what is not ours is not reported on."""

import json
from collections.abc import Callable
from typing import Any

import pytest

import calling_back
from calling_back import CODE, FREE, GUARD, PATIENT, REFUSED, Records, message, payload, request
from dwgate.build.local import running
from dwgate.errors import DwgateError, PolicyError
from dwgate.events.trial import marked_as_trial
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.engine import Policy
from dwgate.testing import DataWorks

waits = calling_back.waits
dataworks = calling_back.dataworks

GUARDED = ("commit-file", "freeze-node", "delete-project")
OURS, THEIRS = "28378954310656", "666"
WORKSPACE = "91864"
"""That of the messages of :mod:`calling_back`."""
NOT_OURS = "its tenant is none of those that may ask (DWGATE_TENANTS)"
NOT_OURS_IN_CHINESE = "其租户不可提交（DWGATE_TENANTS）"
UNTOLD = "its tenant cannot be told, and only those of DWGATE_TENANTS may ask"
OTHER_WORKSPACE = "its workspace is none of those that may ask (DWGATE_WORKSPACES)"
ASKING = """\
rules:
  - name: max-pt
    when: file.content().contains("max_pt")
    then: WARN
    reason: {en: "${file.name()} reads the latest partition."}
"""
OPEN = "2026-11-18T12:00:00+08:00;zhang.san;INC-7"


@pytest.fixture(autouse=True)
def _answer_to_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let errors be answered by OK, which a refusal is not."""
    monkeypatch.setenv("DWGATE_ON_ERROR", "OK")


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let our tenant ask, and nobody else."""
    monkeypatch.setenv("DWGATE_TENANTS", f"1, {OURS}")


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at a point of three modules."""
    assert dataworks.calls == ()
    return gate(GUARD, *GUARDED)


def ask(gate: Gate, document: Any) -> dict[str, Any]:
    """Answer a message, or a list of them."""
    answer: dict[str, Any] = json.loads(gate.handler(payload(document), PATIENT))
    return answer


def refused(problem: str) -> dict[str, str]:
    """The answer to whoever may not ask."""
    return {"checkResult": "FAIL", "errorMessage": f"dwgate refuses this operation: {problem}."}


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(("who", "problem"), [({"tenantId": THEIRS}, NOT_OURS), ({}, UNTOLD)])
@pytest.mark.parametrize("point", GUARDED)
@pytest.mark.parametrize("form", [request, message])
def test_a_stranger_is_refused_and_recorded(  # noqa: PLR0913, PLR0917 - the axes, and where it is tried
    form: Callable[..., dict[str, Any]],
    point: str,
    who: dict[str, str],
    problem: str,
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
) -> None:
    """Whatever its operator, in both envelopes; nothing is called back, and the invocation does not fail."""
    assert ask(guard, form(point, operator=FREE, **who)) == refused(problem)
    assert dataworks.calls == ()
    (record,) = records()
    assert (record["kind"], record["result"], record["level"]) == ("decision", "FAIL", "error")
    assert (record["problem"], record["tenant"], record["callback"]) == (problem, who.get("tenantId"), None)
    assert record["rules"] == {"fired": [], "errors": [], "shadow": [], "exempted": []}
    assert record["policy_digest"] == guard.policy.digest  # type: ignore[union-attr]  # it has loaded


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(("operator", "result"), [(FREE, "OK"), (REFUSED, "FAIL")])
@pytest.mark.parametrize("form", [request, message])
def test_whoever_may_ask_is_judged_as_ever(  # noqa: PLR0913, PLR0917 - the axes, and where it is tried
    form: Callable[..., dict[str, Any]],
    operator: str,
    result: str,
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a number or a text; the answer and the record are those without a list."""
    asked = form("commit-file", operator=operator, tenantId=int(OURS))
    check = dataworks.ask(payload(asked))
    answered = ask(guard, asked)
    assert answered["checkResult"] == result == check.results[CODE].check_result
    guard.calls_back = False
    monkeypatch.delenv("DWGATE_TENANTS")
    assert ask(guard, asked) == answered
    first, second = records()
    told = dict.fromkeys(("callback", "cold_start", "duration_ms", "chain"))
    assert {**first, **told} == {**second, **told}


@pytest.mark.usefixtures("listed")
def test_the_reason_is_told_in_the_language_of_the_reader(guard: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name of the setting, which whoever runs the gate knows."""
    monkeypatch.setenv("DWGATE_LANGUAGE", "zh")
    answered = ask(guard, message(tenantId=THEIRS))
    assert answered["errorMessage"] == f"dwgate 拒绝此操作：{NOT_OURS_IN_CHINESE}。"


@pytest.mark.usefixtures("listed")
def test_the_reason_is_returned_where_nothing_is_called_back(guard: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where callbacks alone are to carry reasons."""
    monkeypatch.setenv("DWGATE_ANSWER", "callback")
    assert ask(guard, request("commit-file", tenantId=THEIRS)) == refused(NOT_OURS)


def test_a_workspace_of_ours_is_refused_by_callback(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that its operation does not hang, and once: the message that comes again is answered from memory."""
    monkeypatch.setenv("DWGATE_TENANTS", OURS)
    monkeypatch.setenv("DWGATE_WORKSPACES", "7")
    asked = message("freeze-node", operator=FREE, tenantId=OURS)
    check = dataworks.ask(payload(asked))
    assert [ask(guard, asked) for _ in range(2)] == [refused(OTHER_WORKSPACE)] * 2
    assert (check.state, check.results[CODE].reason) == ("BLOCKED", refused(OTHER_WORKSPACE)["errorMessage"])
    assert len(dataworks.calls) == 1
    first, second = records()
    assert (first["callback"]["state"], first["problem"]) == ("delivered", OTHER_WORKSPACE)
    assert (first["is_repeated"], second["is_repeated"]) == (False, True)


@pytest.mark.parametrize(("workspaces", "result"), [(WORKSPACE, "OK"), ("7", "FAIL")])
def test_the_workspace_that_is_to_be_deleted_is_the_one_that_asks(
    workspaces: str, result: str, guard: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event is the tenant's, and its message names a workspace like any other."""
    monkeypatch.setenv("DWGATE_WORKSPACES", workspaces)
    guard.calls_back = False
    assert ask(guard, message("delete-project", operator=FREE))["checkResult"] == result


def test_an_account_is_held_against_its_list_where_eventbridge_names_it(
    guard: Gate, dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No Function Compute request does, so that all of them are refused, and none is called back."""
    monkeypatch.setenv("DWGATE_ACCOUNTS", OURS)
    dataworks.ask(payload(message(operator=FREE)))
    results = [
        ask(guard, {**form("commit-file", operator=FREE), "aliyunaccountid": account})["checkResult"]
        for form in (message, request)
        for account in (OURS, THEIRS, None)
    ]
    assert results == ["OK", "FAIL", "FAIL", "FAIL", "FAIL", "FAIL"]
    assert len(dataworks.calls) == 1


def test_a_stranger_is_not_answered_from_memory(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same message of another account is no repetition."""
    monkeypatch.setenv("DWGATE_ACCOUNTS", OURS)
    dataworks.ask(payload(message(operator=FREE)))
    answers = [ask(guard, {**message(operator=FREE), "aliyunaccountid": account}) for account in (OURS, THEIRS, OURS)]
    assert [answer["checkResult"] for answer in answers] == ["OK", "FAIL", "OK"]
    assert [record["is_repeated"] for record in records()] == [False, False, True]
    assert len(dataworks.calls) == 1


@pytest.mark.usefixtures("listed")
def test_no_rule_and_no_fact_is_asked(
    gate: Callable[..., Gate], dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of a stranger, nor of a workspace that may not ask, of which the result alone is called back."""
    monkeypatch.setenv("DWGATE_WORKSPACES", "7")
    asking = gate(ASKING, "commit-file")
    asked = message(tenantId=OURS)
    dataworks.ask(payload(asked))
    ask(asking, message(tenantId=THEIRS))
    assert ask(asking, asked) == refused(OTHER_WORKSPACE)
    assert [call.action for call in dataworks.calls] == ["UpdateIDEEventResult"]
    assert [record["rules"]["errors"] for record in records()] == [[], []]


@pytest.mark.usefixtures("listed")
def test_one_stranger_does_not_cost_the_others_their_answer(
    guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """In a list of EventBridge each message is let in by itself."""
    messages = [message("freeze-node", f"m-{number}", operator=FREE, tenantId=OURS) for number in range(3)]
    checks = [dataworks.ask(payload(one)) for one in messages]
    messages[1]["data"]["tenantId"] = THEIRS
    assert ask(guard, messages) == refused(NOT_OURS)
    assert [check.state for check in checks] == ["PASSED", "CHECKING", "PASSED"]
    assert [record["result"] for record in records()] == ["OK", "FAIL", "OK"]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(("tenant", "kind", "level"), [(OURS, "event", "info"), (THEIRS, "decision", "error")])
def test_what_dataworks_only_reports_of_a_stranger_is_recorded_as_such(  # noqa: PLR0913, PLR0917 - as above
    tenant: str, kind: str, level: str, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """Nobody waits for an answer; that another's events come here is to be seen."""
    ask(guard, message("node-change-created", tenantId=tenant))
    (record,) = records()
    assert (record["kind"], record["level"], record["tenant"]) == (kind, level, tenant)
    assert dataworks.calls == ()


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("tenant", [OURS, THEIRS])
def test_the_mark_of_a_trial_opens_no_door(tenant: str, guard: Gate, records: Records) -> None:
    """A trial is let in as any other message."""
    asked = payload(message(operator=FREE, tenantId=tenant))
    assert guard.handler(marked_as_trial(asked), PATIENT) == guard.handler(asked.replace(b"m-1", b"m-2"), PATIENT)
    trial, other = records()
    assert (trial["trial"], trial["problem"]) == (True, other["problem"])


@pytest.mark.parametrize(
    ("setting", "problem", "is_called_back"),
    [("DWGATE_TENANTS", UNTOLD, False), ("DWGATE_WORKSPACES", "its workspace cannot be told", True)],
)
@pytest.mark.parametrize("unread", ["unreadable", "of another point"])
def test_what_cannot_be_read_gets_nobody_in(  # noqa: PLR0913, PLR0917 - as above
    unread: str,
    setting: str,
    problem: str,
    is_called_back: bool,  # noqa: FBT001 - what holds
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is FAIL, not the answer to errors; it is called back where it may be of somebody who waits."""
    monkeypatch.setenv(setting, OURS)
    point = "deploy-file" if unread == "of another point" else "commit-file"
    document = message(point, tenantId=OURS, projectId=OURS)
    check = dataworks.ask(payload(document))
    asked = {**document, "data": "{"} if unread == "unreadable" else document
    assert ask(guard, asked)["checkResult"] == "FAIL"
    assert check.state == ("BLOCKED" if is_called_back and unread == "unreadable" else "CHECKING")
    (record,) = records()
    assert problem in record["problem"]
    assert record["problem"].startswith("data is a string" if unread == "unreadable" else "the message is of deploy")


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("tenants", [(OURS, THEIRS), (THEIRS, OURS)])
def test_two_tenants_in_one_message_are_nobody(tenants: tuple[str, str], guard: Gate, dataworks: DataWorks) -> None:
    """One reader takes the first of a key that comes twice, another the last: neither gets it in."""
    twice = ", ".join(f'"tenantId": "{tenant}"' for tenant in tenants)
    asked = f'{{"id": "m-1", "type": "commit-file", "data": {{"operator": "{FREE}", {twice}}}}}'
    assert json.loads(guard.handler(asked.encode(), PATIENT))["checkResult"] == "FAIL"
    assert dataworks.calls == ()


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("where", ["Policy.decide", "Gate._facts_of", "Gate._judge", "Gate._messages", "Gate._served"])
def test_what_nobody_foresaw_gets_nobody_in(
    where: str, guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is answered as an error to those alone who are known to be let in."""
    owner, _, name = where.partition(".")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr({"Policy": Policy, "Gate": Gate}[owner], name, fail)
    results = [ask(guard, request("commit-file", tenantId=tenant))["checkResult"] for tenant in (OURS, THEIRS)]
    is_known_by_then = name in {"decide", "_facts_of", "_judge"}
    assert results == ["OK" if is_known_by_then else "FAIL", "FAIL"]
    assert [record["result"] for record in records()] == results


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(("tenant", "result"), [(OURS, "OK"), (THEIRS, "FAIL")])
@pytest.mark.parametrize("wrong", ["policy", "setting", "break-glass"])
def test_what_is_wrong_with_the_gate_gets_nobody_in(
    wrong: str, tenant: str, result: str, guard: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to errors is for those who may ask."""
    if wrong == "policy":
        broken: DwgateError = PolicyError(["there is none"])
        guard.policy = broken
    elif wrong == "setting":
        monkeypatch.setenv("DWGATE_LANGUAGE", "fr")
    else:
        monkeypatch.setenv("DWGATE_BREAK_GLASS", f"2027{OPEN[4:]}")
    guard.calls_back = False
    assert ask(guard, message(tenantId=tenant, operator=REFUSED))["checkResult"] == result


def test_a_wrong_list_is_an_error_as_any_other_wrong_setting(
    guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is judged, and ``DWGATE_ON_ERROR`` answers; the lists that can be read hold all the same."""
    monkeypatch.setenv("DWGATE_TENANTS", f"{OURS}，7")
    monkeypatch.setenv("DWGATE_WORKSPACES", WORKSPACE)
    guard.calls_back = False
    answers = [ask(guard, message(tenantId=OURS, projectId=workspace)) for workspace in (WORKSPACE, "7")]
    assert [answer["checkResult"] for answer in answers] == ["OK", "FAIL"]
    assert [record["problem"].partition(":")[0] for record in records()] == ["DWGATE_TENANTS", OTHER_WORKSPACE]


def test_break_glass_opens_for_all_and_still_reports_on_nobody_else(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger is answered OK, and the record says what it would have been; a workspace of ours is called back."""
    monkeypatch.setenv("DWGATE_TENANTS", OURS)
    monkeypatch.setenv("DWGATE_WORKSPACES", "7")
    monkeypatch.setenv("DWGATE_BREAK_GLASS", OPEN)
    asked = message(tenantId=OURS)
    check = dataworks.ask(payload(asked))
    assert ask(guard, message(tenantId=THEIRS))["checkResult"] == "OK"
    assert check.state == "CHECKING"
    assert ask(guard, asked)["checkResult"] == "OK"
    assert check.state == "PASSED"
    stranger, other = records()
    assert {one["break_glass"]["instead_of"] for one in (stranger, other)} == {"FAIL"}
    assert (stranger["problem"].startswith(NOT_OURS), stranger["callback"]) == (True, None)
    assert other["problem"] == OTHER_WORKSPACE


@pytest.mark.usefixtures("listed")
def test_a_refusal_says_no_more_of_a_message_than_any_record(
    guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused is refused without quoting it."""
    guard.calls_back = False
    ask(guard, message(tenantId=THEIRS, fileName="canary-1", dataSourceName="canary-2", operator="canary-3"))
    monkeypatch.delenv("DWGATE_TENANTS")
    ask(guard, message(tenantId=THEIRS, fileName="canary-1", dataSourceName="canary-2", operator="canary-3"))
    first, second = records()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name] and "canary" in json.dumps(first[name])] == []
    assert "canary" not in first["problem"] + json.dumps(first["reasons"])
    assert THEIRS not in first["problem"] + json.dumps(first["reasons"])


@pytest.mark.usefixtures("listed")
def test_the_desk_refuses_as_what_is_deployed(function: Callable[..., Any]) -> None:
    """``dwgate invoke`` and ``demo`` run the function's own handler, in the environment of the shell."""
    folder = function(GUARD, *GUARDED)
    with running(folder, compile_function(folder)) as local:
        asked = [payload(request("commit-file", operator=FREE, tenantId=tenant)) for tenant in (OURS, THEIRS)]
        bodies = [local.invoke(one).body for one in asked]
    assert [json.loads(body)["checkResult"] for body in bodies] == ["OK", "FAIL"]

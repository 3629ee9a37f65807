"""While DWGATE_BREAK_GLASS holds every answer is OK, returned and called back, whatever came and whatever is broken."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import calling_back
from calling_back import CODE, FREE, GUARD, NOW, PATIENT, REASONS, REFUSED, WATCHED, Records, message, payload, request
from dwgate.errors import Undelivered
from dwgate.gate import Gate
from dwgate.policy.engine import Policy
from dwgate.testing import DataWorks, SystemFailure

if TYPE_CHECKING:
    from dwgate.answers import Judged

waits = calling_back.waits
dataworks = calling_back.dataworks

NAME = "DWGATE_BREAK_GLASS"
GUARDED = ("commit-file", "freeze-node", "download-resources", "delete-project")
RESULTS = {FREE: "OK", WATCHED: "WARN", REFUSED: "FAIL"}
NO_TIME = SimpleNamespace(function=SimpleNamespace(timeout="0.000000001"))
OPEN = "2026-11-18T12:00:00+08:00;zhang.san;the release; see INC-7"
TOLD = (
    "The gate is open until 2026-11-18T12:00:00+08:00: nothing is refused. Opened by zhang.san: the release; see INC-7"
)
OK = {"checkResult": "OK", "errorMessage": TOLD}


def until(left: timedelta) -> str:
    """The setting that ends this long after the time of the gates."""
    return f"{(NOW + left).isoformat()};zhang.san;INC-7"


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at a point of each module."""
    assert dataworks.calls == ()
    return gate(GUARD, *GUARDED)


@pytest.fixture
def broken_glass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the glass for two hours."""
    monkeypatch.setenv(NAME, OPEN)


@pytest.mark.parametrize("operator", [FREE, WATCHED, REFUSED])
@pytest.mark.parametrize("point", GUARDED)
@pytest.mark.parametrize("form", [request, message])
@pytest.mark.usefixtures("broken_glass")
def test_every_answer_is_ok_returned_and_called_back(  # noqa: PLR0913, PLR0917 - the axes, and where it is tried
    form: Callable[..., dict[str, Any]],
    point: str,
    operator: str,
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the reason, at every module and in both envelopes; the record says what would have been said."""
    monkeypatch.setenv("DWGATE_WORKBENCH_WARN", "FAIL")
    asked = payload(form(point, operator=operator))
    check = dataworks.ask(asked)
    assert json.loads(guard.handler(asked, PATIENT)) == OK
    assert check.state == "PASSED"
    assert (check.results[CODE].check_result, check.results[CODE].reason) == ("OK", TOLD)
    (record,) = records()
    assert (record["result"], record["level"], record["callback"]["result"]) == ("OK", "error", "OK")
    assert record["break_glass"] == {
        "state": "open",
        "until": "2026-11-18T12:00:00+08:00",
        "who": "zhang.san",
        "why": "the release; see INC-7",
        "instead_of": RESULTS[operator],
    }
    assert record["rules"]["fired"] == {FREE: [], WATCHED: ["watched"], REFUSED: ["frozen"]}[operator]
    assert (record["reasons"][0]["result"], record["reasons"][0]["en"]) == ("OK", TOLD)


@pytest.mark.parametrize("point", GUARDED)
def test_while_it_holds_the_operation_goes_on_and_after_it_is_refused(
    point: str, guard: Gate, dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operation which is called back as to each module, before the end and at it."""
    states = []
    for number, now in enumerate([NOW + timedelta(hours=1, minutes=59), NOW + timedelta(hours=2)]):
        asked = payload(message(point, f"m-{number}", operator=REFUSED))
        check = dataworks.ask(asked)
        monkeypatch.setenv(NAME, OPEN)
        guard.clock = lambda now=now: now  # type: ignore[misc]  # bound as a default
        guard.handler(asked, PATIENT)
        states.append(check.state)
    assert states == ["PASSED", "BLOCKED"]


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(hours=24), "open"),
        (timedelta(seconds=1), "open"),
        (timedelta(0), "expired"),
        (timedelta(days=-400), "expired"),
    ],
    ids=str,
)
def test_it_holds_until_its_end_and_not_at_it(
    left: timedelta, state: str, guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly 24 hours are allowed; past its end the rules answer, and the record tells that it can go."""
    monkeypatch.setenv(NAME, until(left))
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", "")
    body = json.loads(guard.handler(payload(request(operator=WATCHED)), PATIENT))
    (record,) = records()
    result = "OK" if state == "open" else "WARN"
    assert (body["checkResult"], record["result"]) == (result, result)
    assert (record["break_glass"]["state"], record["level"]) == (state, "error" if state == "open" else "info")
    assert record["break_glass"]["instead_of"] == ("WARN" if state == "open" else None)


@pytest.mark.parametrize("operator", [FREE, REFUSED])
@pytest.mark.parametrize("on_error", ["FAIL", "WARN", "OK"])
@pytest.mark.parametrize("left", [timedelta(hours=24, seconds=1), timedelta(days=2)], ids=str)
def test_more_than_a_day_is_refused_at_every_message(  # noqa: PLR0913, PLR0917 - the axes, and where it is tried
    left: timedelta,
    on_error: str,
    operator: str,
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Like any wrong setting, so that who set it sees at once that it does not work."""
    monkeypatch.setenv(NAME, until(left))
    monkeypatch.setenv("DWGATE_ON_ERROR", on_error)
    problem = (
        f"DWGATE_BREAK_GLASS: {(NOW + left).isoformat()} is more than 24 hours from now;"
        " name an earlier time, or take it away"
    )
    asked = payload(request(operator=operator))
    check = dataworks.ask(asked)
    body = json.loads(guard.handler(asked, PATIENT))
    reason = {} if on_error == "OK" else {"errorMessage": f"dwgate could not judge this operation: {problem}."}
    assert body == {"checkResult": on_error, **reason}
    assert check.results[CODE].check_result == on_error
    (record,) = records()
    assert (record["problem"], record["level"], record["break_glass"]) == (problem, "error", None)


def test_it_is_told_in_the_reader_s_language(guard: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also that it is refused."""
    monkeypatch.setenv("DWGATE_LANGUAGE", "zh")
    asked = payload(request(operator=REFUSED))
    for left, told in ((timedelta(hours=1), "在此之前一律放行"), (timedelta(days=2), "距现在超过 24 小时")):
        monkeypatch.setenv(NAME, until(left))
        assert told in json.loads(guard.handler(asked, NO_TIME))["errorMessage"]


@pytest.mark.usefixtures("broken_glass")
def test_a_reason_that_is_called_back_is_not_returned(guard: Gate, dataworks: DataWorks, monkeypatch: Any) -> None:
    """The settings say how an answer goes out, as ever."""
    monkeypatch.setenv("DWGATE_ANSWER", "callback")
    asked = payload(request(operator=REFUSED))
    check = dataworks.ask(asked)
    assert guard.handler(asked, PATIENT) == '{"checkResult": "OK"}'
    assert check.results[CODE].reason == TOLD


def test_an_ok_that_did_not_arrive_is_delivered_again(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And decided anew: once the time is over, it is what the rules say."""
    monkeypatch.setenv(NAME, OPEN)
    asked = payload(message(operator=REFUSED))
    check = dataworks.ask(asked)
    dataworks.fail(SystemFailure(), times=6)
    with pytest.raises(Undelivered):
        guard.handler(asked, PATIENT)
    monkeypatch.setenv(NAME, "")
    guard.handler(asked, PATIENT)
    assert (check.state, check.results[CODE].reason) == ("BLOCKED", REASONS[REFUSED])
    assert [one["result"] for one in records()] == ["OK", "FAIL"]


@pytest.mark.parametrize("settings_of_both", [("", OPEN), (OPEN, "")], ids=["before", "while"])
def test_what_was_settled_stays_settled(
    settings_of_both: tuple[str, str],
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message that comes again is answered as DataWorks was told, whichever way the setting has changed since."""
    asked = payload(message(operator=REFUSED))
    check = dataworks.ask(asked)
    bodies = []
    for setting in settings_of_both:
        monkeypatch.setenv(NAME, setting)
        bodies.append(guard.handler(asked, PATIENT))
    assert bodies[0] == bodies[1]
    assert (len(dataworks.calls), check.state) == (1, "PASSED" if settings_of_both[0] else "BLOCKED")
    first, again = records()
    assert (first["is_repeated"], again["is_repeated"]) == (False, True)
    assert first["break_glass"] == again["break_glass"]


@pytest.mark.usefixtures("broken_glass")
def test_a_desk_sees_what_the_policy_would_have_said(guard: Gate) -> None:
    """What it explains are the outcomes of the rules."""
    seen: list[Judged] = []
    guard.observe = seen.append
    guard.calls_back = False
    guard.handler(payload(request(operator=REFUSED)), PATIENT)
    (judged,) = seen
    assert [(one.rule, one.state) for one in judged.decision.outcomes] == [("frozen", "fired"), ("watched", "passed")]
    assert judged.decision.is_overruled


def test_a_policy_knows_nothing_of_it(guard: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked as ever, and says what it says."""
    decided = []
    decide = Policy.decide

    def listen(*arguments: Any, **named: Any) -> Any:
        decided.append(decide(*arguments, **named))
        return decided[-1]

    monkeypatch.setattr(Policy, "decide", listen)
    guard.calls_back = False
    for setting in (OPEN, ""):
        monkeypatch.setenv(NAME, setting)
        guard.handler(payload(request(operator=REFUSED)), PATIENT)
    assert decided[0] == decided[1]
    assert (decided[0].result.value, decided[0].break_glass) == ("FAIL", None)


@pytest.mark.parametrize(("setting", "reads", "results"), [("", 3, ["FAIL"] * 3), (OPEN, 7, ["OK", "FAIL", "FAIL"])])
def test_each_message_is_answered_by_its_own_time(  # noqa: PLR0913, PLR0917 - the columns, and where it is tried
    setting: str,
    reads: int,
    results: list[str],
    guard: Gate,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list may take long; and where the glass is whole, nobody looks at the clock for it."""
    times: list[datetime] = []

    def clock() -> datetime:
        times.append(NOW + timedelta(hours=len(times)))
        return times[-1]

    guard.clock = clock
    guard.calls_back = False
    monkeypatch.setenv(NAME, setting)
    guard.handler(payload([message(operator=REFUSED)] * 3), PATIENT)
    assert len(times) == reads
    assert [record["result"] for record in records()] == results

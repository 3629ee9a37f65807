"""Facts of DataWorks: called when a rule asks, once for a message, and never guessed."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from dwgate.errors import CallError, CallRefused, CallUnavailable, FactError, Problem
from dwgate.events.event import Event
from dwgate.facts.dataworks import MOST_KEPT, OptionCache
from dwgate.openapi.endpoint import Endpoint
from dwgate.runtime.connection import KEY_VARIABLES, Connection
from dwgate.runtime.deadline import Deadline
from dwgate.runtime.settings import Settings
from dwgate.testing import DataWorks, Forbidden, mock_dataworks
from facts.asked import Calls, ask, facts_from

DETAIL, OPTIONS = "GetIDEEventDetail", "GetOptionValueForProject"
MESSAGE_ID, WORKSPACE = "0aa01d12-2a1e-50f1-96f6-ef7e97e33c04", "91864"
HELD = {"EventDetail": {"CommittedFile": {"Content": "select 1", "FileName": "a.sql"}}, "RequestId": "r-1"}
SET = {"OptionValue": '{"maxRows": "5"}', "RequestId": "r-1"}

REFUSED = CallRefused(Problem("DataWorks refused the call", "DataWorks 拒绝了调用"), code="Forbidden.Access")
UNAVAILABLE = CallUnavailable(Problem("DataWorks gave no answer in time", "DataWorks 没有及时应答"))

Events = Callable[..., Event]


def both() -> Calls:
    """Give a DataWorks that has an answer to either call."""
    return Calls({DETAIL: HELD, OPTIONS: SET})


def problem_of(asked: Callable[[], object]) -> Problem:
    """Give the reason for which a fact cannot be had."""
    with pytest.raises(FactError) as raised:
        asked()
    return raised.value.problem


def test_nothing_is_called_before_a_rule_asks(event: Events) -> None:
    """Most rules of most messages do not."""
    calls = both()
    facts_from(calls, event())
    assert calls.made == []


def test_each_call_is_made_once_for_a_message(event: Events) -> None:
    """Whatever is asked of it, and however often; a snapshot is asked for by message, options by workspace."""
    calls = both()
    facts = facts_from(calls, event())
    for _ in range(2):
        assert ask('file.content() + file.name() + string(snapshot.has("file.type"))', facts) == "select 1a.sqlfalse"
        assert ask('option("maxRows", 1000) + option("minRows", 10)', facts) == 15
    assert calls.made == [
        (DETAIL, {"MessageId": MESSAGE_ID, "ProjectId": WORKSPACE}),
        (OPTIONS, {"ExtensionCode": "guard", "ProjectId": WORKSPACE}),
    ]


@pytest.mark.parametrize(
    ("expression", "made"),
    [
        ('false && file.content() == "x"', []),
        ('true || file.content() == "x"', []),
        ('true ? 1 : option("x", 1)', []),
        ('file.content() == "x" && option("x", 1) == 1', [DETAIL]),
        ('option("x", 1) == 1 || file.content() == "x"', [OPTIONS]),
        ('option("x", 1) == 2 || file.content() == "x"', [OPTIONS, DETAIL]),
    ],
)
def test_what_is_decided_already_calls_nothing(expression: str, made: list[str], event: Events) -> None:
    """CEL judges from left to right, and stops."""
    calls = both()
    ask(expression, facts_from(calls, event()))
    assert calls.names == made


@pytest.mark.parametrize("error", [REFUSED, UNAVAILABLE])
def test_a_call_that_failed_is_not_made_again(error: CallError, event: Events) -> None:
    """Every rule of the message has its problem; another message calls anew."""
    calls = Calls({DETAIL: error, OPTIONS: error})
    cache = OptionCache()
    for _ in range(2):
        facts = facts_from(calls, event(), cache=cache)
        for asked in (facts.snapshot, facts.options, facts.snapshot, facts.options):
            problem_of(asked)
    assert calls.names == [DETAIL, OPTIONS] * 2


@pytest.mark.parametrize(
    ("error", "english", "chinese"),
    [
        (REFUSED, "DataWorks refused the call (Forbidden.Access)", "DataWorks 拒绝了调用 (Forbidden.Access)"),
        (UNAVAILABLE, "DataWorks gave no answer in time", "DataWorks 没有及时应答"),
    ],
)
def test_a_call_that_failed_says_what_was_called_and_why(
    error: CallError, english: str, chinese: str, event: Events
) -> None:
    """With DataWorks's own code, where it gave one; the defaults of options stay out of it."""
    facts = facts_from(Calls({DETAIL: error, OPTIONS: error}), event())
    for expression, operation in [('file.name() == "x"', DETAIL), ('option("x", 1) == 1', OPTIONS)]:
        problem = ask(expression, facts)
        assert problem == f"calling {operation}, {english}"
        assert problem.chinese == f"调用 {operation} 时，{chinese}"


@pytest.mark.parametrize(
    ("attributes", "code", "snapshot", "options"),
    [
        ({"message_id": None}, "guard", "the message has no id to ask DataWorks by", None),
        (
            {"workspace": None},
            "guard",
            "the message names no workspace to ask DataWorks about",
            "the message names no workspace to ask DataWorks about",
        ),
        ({}, None, None, "the options of an extension are asked for by its code: set DWGATE_EXTENSION_CODE"),
    ],
)
def test_what_cannot_be_asked_about_calls_nothing(
    attributes: dict[str, Any], code: str | None, snapshot: str | None, options: str | None, event: Events
) -> None:
    """A message without an id or a workspace, an extension without a code."""
    calls = both()
    facts = facts_from(calls, event(**attributes), code=code)
    for asked, problem, operation in [(facts.snapshot, snapshot, DETAIL), (facts.options, options, OPTIONS)]:
        if problem:
            assert problem_of(asked) == problem
            assert operation not in calls.names
        else:
            asked()


@pytest.mark.parametrize("body", [{}, {"EventDetail": None}, {"EventDetail": "s3cret"}, {"EventDetail": {}}])
def test_an_answer_without_a_snapshot_is_no_empty_one(body: Mapping[str, Any], event: Events) -> None:
    """It cannot be had, and so can no fact of it."""
    facts = facts_from(Calls({DETAIL: body}), event())
    assert problem_of(facts.snapshot) == "the snapshot holds no CommittedFile"
    assert ask('snapshot.has("file.name")', facts) == "the snapshot holds no CommittedFile"


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ('{"maxRows": 5, "a": {"b": [1]}}', {"maxRows": 5, "a": {"b": [1]}}),
        ({"maxRows": 5}, {"maxRows": 5}),
        ("{}", {}),
        ("", {}),
        (None, {}),
    ],
)
def test_options_come_as_a_text_of_json(value: Any, options: dict[str, Any], event: Events) -> None:
    """Where nothing was set nothing comes."""
    assert facts_from(Calls({OPTIONS: {"OptionValue": value}}), event()).options() == options


@pytest.mark.parametrize("value", ["s3cret", "[]", '"s3cret"', "null", "5", "{", [], 5, "[" * 100_000])
def test_options_that_are_no_object_cannot_be_had(value: Any, event: Events) -> None:
    """They are not taken for none, and not kept."""
    calls, cache = Calls({OPTIONS: {"OptionValue": value}}), OptionCache()
    for _ in range(2):
        facts = facts_from(calls, event(), cache=cache)
        assert problem_of(facts.options) == "DataWorks gave options that are no JSON object"
    assert calls.names == [OPTIONS] * 2


class Clock:
    """A clock that goes where it is put."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.mark.parametrize(
    ("kept", "after", "calls_made"),
    [(60.0, 0.0, 1), (60.0, 59.9, 1), (60.0, 60.0, 2), (60.0, 3600.0, 2), (0.0, 0.0, 2), (1.0, 0.9, 1)],
)
def test_options_are_kept_for_so_many_seconds(kept: float, after: float, calls_made: int, event: Events) -> None:
    """Another message within them asks nothing; 0 keeps nothing at all."""
    clock, calls = Clock(), both()
    cache = OptionCache(clock)
    assert facts_from(calls, event(), cache=cache, kept=kept).options() == {"maxRows": "5"}
    clock.time += after
    assert facts_from(calls, event(message_id="other"), cache=cache, kept=kept).options() == {"maxRows": "5"}
    assert calls.names == [OPTIONS] * calls_made


@pytest.mark.parametrize(
    ("attributes", "code"), [({"workspace": "7"}, "guard"), ({}, "other"), ({"workspace": "7"}, "other")]
)
def test_options_are_kept_by_extension_and_workspace(attributes: dict[str, Any], code: str, event: Events) -> None:
    """Those of one are not another's."""
    cache = OptionCache()
    facts_from(both(), event(), cache=cache).options()
    calls = Calls({OPTIONS: {"OptionValue": '{"maxRows": 6}'}})
    assert facts_from(calls, event(**attributes), code=code, cache=cache).options() == {"maxRows": 6}
    assert facts_from(both(), event(), cache=cache).options() == {"maxRows": "5"}


def test_a_message_keeps_the_options_that_it_was_judged_by(event: Events) -> None:
    """Two rules of one message see the same, though the time runs out between them."""
    clock, calls = Clock(), both()
    facts = facts_from(calls, event(), cache=OptionCache(clock))
    facts.options()
    clock.time += 3600
    facts.options()
    assert calls.names == [OPTIONS]


def test_a_snapshot_is_no_other_messages(event: Events) -> None:
    """It is asked for anew."""
    calls, cache = both(), OptionCache()
    for message_id in ("a", "b"):
        facts_from(calls, event(message_id=message_id), cache=cache).snapshot()
    assert [parameters["MessageId"] for _, parameters in calls.made] == ["a", "b"]


# From here on over the wire.

SETTINGS = Settings(extension_codes={"": "guard"})
LATER, NEVER = Deadline.after(3600, margin=0), Deadline(0, clock=lambda: 1)


@pytest.fixture
def dataworks(sample: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[DataWorks]:
    """Put a DataWorks in the network's place which waits for the answer on a file."""
    monkeypatch.setenv("FC_REGION", "cn-shanghai")
    with mock_dataworks() as backend:
        backend.register_extension("guard", points=["commit-file"])
        backend.ask(json.dumps(sample("commit-file")).encode())
        backend.set_snapshot(MESSAGE_ID, {"CommittedFile": {"Content": "select 数据", "FileType": 10}})
        backend.set_options("guard", WORKSPACE, {"maxRows": "5", "owners": ["7"]})
        yield backend


def test_facts_come_over_the_wire(dataworks: DataWorks, event: Events) -> None:
    """Signed, sent, answered and read; the options of an instance serve its next message."""
    connection = Connection()
    for _ in range(2):
        facts = connection.facts_of(event(), SETTINGS, LATER)
        assert ask("file.content()", facts) == "select 数据"
        assert ask('file.type() == 10 && option("maxRows", 1) == 5 && option("owners", [""]) == ["7"]', facts) is True
        assert ask("file.name()", facts) == "the snapshot holds no file.name"
    assert [(call.action, call.status) for call in dataworks.calls] == [(DETAIL, 200), (OPTIONS, 200), (DETAIL, 200)]


def test_options_that_are_not_to_be_kept_are_asked_for_each_time(dataworks: DataWorks, event: Events) -> None:
    """By the setting of 0 seconds."""
    connection = Connection()
    for _ in range(2):
        connection.facts_of(event(), replace(SETTINGS, options_kept=0), LATER).options()
    assert [call.action for call in dataworks.calls] == [OPTIONS] * 2


def test_options_are_those_of_the_code_of_the_point(dataworks: DataWorks, event: Events) -> None:
    """Where points have codes of their own."""
    dataworks.register_extension("files", points=["commit-file"])
    dataworks.set_options("files", WORKSPACE, {"maxRows": 6})
    settings = Settings(extension_codes={"": "guard", "commit-file": "files"})
    assert Connection().facts_of(event(), settings, LATER).options() == {"maxRows": 6}


def test_what_dataworks_refuses_is_said(dataworks: DataWorks, event: Events) -> None:
    """With its code, once."""
    dataworks.fail(Forbidden())
    facts = Connection().facts_of(event(), SETTINGS, LATER)
    for _ in range(2):
        assert problem_of(facts.snapshot).endswith("(Forbidden.Access)")
    assert [call.action for call in dataworks.calls] == [DETAIL]


def test_a_fact_asked_out_of_time_is_not_called_for(dataworks: DataWorks, event: Events) -> None:
    """The deadline is that of the message, and of all its facts."""
    facts = Connection().facts_of(event(), SETTINGS, NEVER)
    problem = problem_of(facts.snapshot)
    assert problem == "calling GetIDEEventDetail, there was no time left to call DataWorks"
    assert problem.chinese == "调用 GetIDEEventDetail 时，没有剩余时间调用 DataWorks"
    assert problem_of(facts.options).startswith("calling GetOptionValueForProject, there was no time left")
    assert dataworks.calls == ()


@pytest.mark.parametrize(
    ("settings", "environment", "said"),
    [
        (SETTINGS, {"FC_REGION": "cn-shanghai"}, "there are no keys to call DataWorks with"),
        (SETTINGS, dict.fromkeys(KEY_VARIABLES, "k"), "it is not known where DataWorks is: FC_REGION is not set"),
        (replace(SETTINGS, endpoint=Endpoint("127.0.0.1:1", "http")), {}, "there are no keys to call DataWorks with"),
    ],
)
def test_what_is_missing_from_the_environment_is_said(
    settings: Settings, environment: dict[str, str], said: str, event: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys, or where DataWorks is."""
    for name in ("FC_REGION", *KEY_VARIABLES):
        monkeypatch.setenv(name, environment.get(name, ""))
    assert said in problem_of(Connection().facts_of(event(), settings, LATER).snapshot)


def test_the_options_of_so_many_workspaces_are_kept_and_no_more() -> None:
    """A message can name any workspace, and an instance lives for long: the oldest are forgotten."""
    cache = OptionCache()
    for number in range(MOST_KEPT):
        cache.keep("guard", str(number), {})
    cache.keep("guard", "0", {"new": 1})
    cache.keep("guard", "one more", {})
    assert cache.get("guard", "1", 60.0) is None
    assert (cache.get("guard", "0", 60.0), cache.get("guard", "one more", 60.0)) == ({"new": 1}, {})

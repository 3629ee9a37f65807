"""Nothing that DataWorks says gets into an answer or a log, but the code of an error and the id of a request."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

import calling_back
from calling_back import CODE
from dwgate.policy.engine import Policy
from dwgate.testing import DataWorks
from dwgate.testing.snapshots import FIELDS
from dwgate.testing.wire import Answer, Exchange, Response
from leaks import overheard
from leaks.canaries import Nest, canaries_in, leaves
from leaks.overheard import Heard, answers, event

pytestmark = pytest.mark.once

waits = calling_back.waits
dataworks = calling_back.dataworks
policy = overheard.policy
heard = overheard.heard

POINT_OF = {
    "GetIDEEventDetail": "commit-file",
    "GetOptionValueForProject": "download-resources",
    "UpdateIDEEventResult": "commit-file",
    "UpdateWorkbenchEventResult": "freeze-node",
    "CallbackExtension": "delete-project",
}
"""Each operation that a function calls, with a point whose messages make it."""
STATUSES = (200, 302, 400, 429, 503)


@dataclass
class Saying:
    """A fault that says something of its own, which may change."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def strike(self, _: Exchange) -> Answer:
        """Answer without doing anything."""
        return Answer(Response(self.status, self.body, self.headers))


def bodies(nest: Nest) -> list[bytes]:
    """What an answer may hold, in the vendor's shape, and in none."""
    quoted = {
        "Code": f"Invalid {nest.texts('code')}",
        "Message": f"near 'select {nest.texts('message')}'",
        "RequestId": f"of {nest.texts('request id')}",
        "HostId": f"{nest.text('host')}.aliyuncs.com",
        "Recommend": f"https://api.aliyun.com/?q={nest.text('recommendation')}",
        nest.text("~"): {nest.text("~"): nest.text("more")},
    }
    answer = {name: nest.texts(name) for name in ("Success", "EventDetail", "OptionValue", "ErrorCode", "ErrorMessage")}
    return [
        *(json.dumps(one).encode() for one in (quoted, [quoted], {**quoted, "Code": [quoted], "RequestId": quoted})),
        json.dumps({**quoted, **answer}).encode(),
        json.dumps({"RequestId": "r-1", "EventDetail": quoted, "OptionValue": nest.texts("options")}).encode(),
        json.dumps(
            {"RequestId": "r-1", "Success": True, "EventDetail": {"CommittedFile": [nest.text("file")]}}
        ).encode(),
        json.dumps(nest.texts("text")).encode(),
        f"<html>{nest.texts('page')}</html>".encode(),
        f'{{"Code": "{nest.texts("broken")}'.encode(),
        b"\xff\xfe" + nest.texts("bytes").encode("utf-16"),
        b"",
    ]


def headers(nest: Nest) -> dict[str, str]:
    """What stands before an answer."""
    return {
        "Content-Type": "application/json",
        "x-acs-request-id": nest.text("header"),
        "x-acs-retry-after": nest.text("retry after"),
        "Location": f"https://example.com/{nest.text('location')}",
        "Set-Cookie": nest.text("cookie"),
        nest.text("~"): nest.text("header"),
    }


@pytest.mark.parametrize("action", POINT_OF)
def test_nothing_that_an_operation_says_is_repeated(
    action: str, policy: Policy, dataworks: DataWorks, heard: Heard
) -> None:
    """Whatever the status, and whatever the body: facts and callbacks are told in dwgate's own words."""
    asked, nest, saying = event(POINT_OF[action]), Nest(), Saying()
    dataworks.ask(asked)
    dataworks.fail(saying, times=5000, action=action)
    for saying.status in STATUSES:
        for saying.body in bodies(nest):
            saying.headers = headers(nest)
            before = len(dataworks.unused_faults)
            assert canaries_in(answers(policy, [asked])) == set()
            assert len(dataworks.unused_faults) < before  # so that it was said
    assert canaries_in(heard()) == set()


@pytest.mark.parametrize("action", POINT_OF)
def test_the_code_of_an_error_and_the_id_of_the_request_are_told(
    action: str, policy: Policy, dataworks: DataWorks, heard: Heard
) -> None:
    """By them DataWorks's support finds the call; both in the form that they have, and in their places."""
    asked, nest = event(POINT_OF[action]), Nest()
    dataworks.ask(asked)
    code, request_id, said = nest.text("code"), nest.text("request id"), nest.texts("message")
    body = json.dumps({"Code": code, "RequestId": request_id, "Message": said, "HostId": said}).encode()
    dataworks.fail(Saying(400, body), times=99, action=action)
    told = answers(policy, [asked])
    assert canaries_in(told) <= {code}
    (record,) = (json.loads(line) for line in heard().splitlines() if line)
    places = {path for path, text in leaves(record) if canaries_in(text)}
    if action.startswith("Get"):
        assert canaries_in(json.dumps(record)) == {code}
        assert places == {"reasons.en", "reasons.zh", "rules.errors.error"}
    else:
        assert canaries_in(json.dumps(record)) == {code, request_id}
        assert places == {"callback.code", "callback.request_id"}


def filled(nest: Nest, names: tuple[str, ...]) -> dict[str, Any]:
    """A part of a snapshot with all that it may have."""
    more = {"Owner": nest.text("Owner"), "ParaValue": nest.texts("ParaValue"), nest.text("~"): nest.texts("more")}
    objects = {"FilePropertyContent": more, "NodeConfiguration": {**more, "InputList": [more], "OutputList": [more]}}
    texts = {name: nest.text(name) for name in names}
    return {**texts, **objects, "Content": f"insert into t select '{nest.texts('Content')}' -- {nest.texts('Content')}"}


@pytest.mark.parametrize("has_sql", [True, False], ids=["SQL", "no SQL"])
def test_of_a_snapshot_the_reason_shows_what_it_names_and_no_more(
    has_sql: bool,  # noqa: FBT001 - a case
    policy: Policy,
    dataworks: DataWorks,
    heard: Heard,
) -> None:
    """The name of the file, and how long it is; nothing of what it holds, and nothing where that cannot be read."""
    asked, nest = event("commit-file"), Nest()
    dataworks.ask(asked)
    snapshot = filled(nest, FIELDS["CommittedFile"])
    if not has_sql:
        snapshot |= {"Content": f"'{nest.texts('Content')}", "FilePropertyContent": {"Owner": "7"}}
    dataworks.set_snapshot("e-commit-file", {"CommittedFile": snapshot})
    said, logged = answers(policy, [asked]), heard()
    shown = {nest.places[canary] for canary in canaries_in(said) | canaries_in(logged)}
    assert shown == ({"FileName"} if has_sql else set())
    assert "is misnamed" in logged if has_sql else "the SQL cannot be read" in logged


def test_of_options_the_reason_shows_what_it_names_and_no_more(
    policy: Policy, dataworks: DataWorks, heard: Heard
) -> None:
    """An administrator of the workspace has set them, for whoever is refused to read."""
    asked, nest = event("freeze-node"), Nest()
    dataworks.ask(asked)
    why = nest.text("why")
    dataworks.set_options(CODE, 91864, {"limit": 1, "why": why, "other": nest.texts("other"), nest.text("~"): 1})
    assert canaries_in(answers(policy, [asked])) | canaries_in(heard()) == {why}

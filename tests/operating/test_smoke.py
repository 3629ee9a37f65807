"""Deployed functions decide on the samples, as trials, and whatever they decide otherwise than the checkout is told."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dwgate.gate import Gate
from dwgate.openapi.endpoint import named
from dwgate.operating.checked_out import Pair
from dwgate.operating.cloud import ANY_KEYS, FunctionCompute
from dwgate.operating.findings import Level
from dwgate.operating.smoke import Smoked, smoke
from dwgate.serving import serve_functions
from operating.function_compute import Answer, message, refusal
from operating.world import DOWNLOADS, FILES, World, changed_record

Smoke = Callable[[], dict[str, Smoked]]


@pytest.fixture
def smoked(world: World) -> Smoke:
    """Ask the functions that a Function Compute on this machine has, over HTTP, through the vendor's client."""

    def ask() -> dict[str, Smoked]:
        with world.function_compute.served() as url:
            endpoint = named(url)

            def cloud_of(pair: Pair) -> FunctionCompute:
                return FunctionCompute(ANY_KEYS, region=pair.there.region, endpoint=endpoint)

            return {one.function: one for one in smoke(world.pairs(), cloud_of)}

    return ask


def differences(found: Smoked) -> dict[str, tuple[str, ...]]:
    """What is different, by sample."""
    return {one.sample: one.differences for one in found.comparisons if one.differences}


def names(found: Smoked) -> list[str]:
    """The names of the findings."""
    return [finding.name for finding in found.findings]


def test_what_is_deployed_decides_as_the_checkout(smoked: Smoke) -> None:
    """Of every sample the answer, the rules and the policy are the same."""
    found = smoked()
    assert all(one.is_clean and one.findings == () for one in found.values())
    verdicts = {one.sample: one.deployed for one in found["data_download"].comparisons}
    assert {name: verdict.result for name, verdict in verdicts.items()} == {
        "allowed": "OK",
        "malformed": "FAIL",
        "refused": "FAIL",
    }
    assert verdicts["refused"].rulings[0].fired == ("too-many-rows",)
    assert verdicts["refused"].reason == "100001 rows."


def test_a_function_on_this_machine_decides_as_the_checkout(world: World) -> None:
    """Behind the API of Function Compute, in a process of its own, through the vendor's client: nothing is a stub."""
    pairs = world.pairs()
    with serve_functions([pair.there for pair in pairs], world.root) as served:
        endpoint = named(served.url)
        found = smoke(pairs, lambda pair: FunctionCompute(ANY_KEYS, region=pair.there.region, endpoint=endpoint))
    assert all(one.is_clean and one.findings == () for one in found)
    assert [comparison.notes for one in found for comparison in one.comparisons] == [()] * 4


def test_every_message_that_is_sent_is_marked_as_a_trial(world: World, smoked: Smoke) -> None:
    """But for bytes that hold no message, of which nothing can be called back; and each invocation is synchronous."""
    smoked()
    assert len(world.function_compute.payloads) == 4
    marked = [json.loads(payload)["dwgate"] for payload in world.function_compute.payloads if payload != b"{"]
    assert marked == [{"trial": True}] * 3
    for sent in (one for one in world.function_compute.sent if one.operation == "InvokeFunction"):
        assert (sent.headers["x-fc-invocation-type"], sent.headers["x-fc-log-type"]) == ("Sync", "Tail")


def test_a_list_of_messages_is_marked_one_by_one(world: World, smoked: Smoke) -> None:
    """EventBridge hands over lists, and each message has a record of its own."""
    path = world.root / "functions" / "files" / "events" / "two.json"
    path.write_text(json.dumps([json.loads(message("commit-file", operator=operator)) for operator in ("5", "7")]))
    world.deploy()
    found = smoked()["files"]
    assert found.is_clean
    assert [len(one.deployed.rulings) for one in found.comparisons] == [1, 2]
    (sent,) = [payload for payload in world.function_compute.payloads if payload.startswith(b"[")]
    assert [one["dwgate"] for one in json.loads(sent)] == [{"trial": True}] * 2


def test_a_sample_that_cannot_be_marked_is_not_sent(
    world: World, smoked: Smoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than act on a message without a mark, the function never sees it."""
    monkeypatch.setattr("dwgate.operating.trial.marked_as_trial", lambda payload: payload)
    found = smoked()
    assert world.function_compute.payloads == [b"{"]
    assert sorted(finding.what for finding in found["data_download"].findings if finding.name == "unmarked") == [
        "allowed was not sent: it cannot be marked as a trial",
        "refused was not sent: it cannot be marked as a trial",
    ]
    assert names(found["files"]) == ["no-samples", "unmarked"]
    assert not found["files"].is_clean


def test_what_a_list_keeps_out_there_is_kept_out_here(world: World, smoked: Smoke) -> None:
    """Both refuse the samples for who asks, and it is told that no rule was compared."""
    world.edit("s.yaml", "DWGATE_LANGUAGE: en", 'DWGATE_TENANTS: "7"')
    world.deploy()
    found = smoked()["data_download"]
    assert found.is_clean
    assert {one.deployed.result for one in found.comparisons} == {"FAIL"}
    assert [(one.name, one.what) for one in found.findings] == [
        ("who-may-ask", "of 3 samples 2 are of nobody who may ask, and no rule judges them: allowed, refused")
    ]


def test_settings_are_those_of_the_template_alone(world: World, smoked: Smoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell's do not reach the checkout's decision, and are there again afterwards."""
    world.edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_LANGUAGE: zh")
    world.deploy()
    monkeypatch.setenv("DWGATE_REASON_KEYS", "tip")
    found = smoked()["data_download"]
    assert found.is_clean
    assert found.comparisons[-1].checkout.answer == {"checkResult": "FAIL", "errorMessage": "100001 行。"}
    assert os.environ["DWGATE_REASON_KEYS"] == "tip"


def test_another_policy_is_told_once_and_results_are_compared_all_the_same(world: World, smoked: Smoke) -> None:
    """With both digests, and what to do."""
    world.edit("functions/data_download/policy/rows.yaml", "> 100000", "> 4")
    found = smoked()["data_download"]
    assert differences(found) == {"allowed": ("OK instead of FAIL", "too-many-rows did not fire")}
    (finding,) = found.findings
    assert (finding.name, finding.level) == ("policy-digest", Level.PROBLEM)
    assert finding.what.count("sha256:") == 2
    assert "s data_download deploy" in finding.advice
    assert not found.is_clean


def test_a_difference_of_one_policy_alone_is_a_finding_too(world: World, smoked: Smoke) -> None:
    """What is deployed is not what is here, though no sample shows it."""
    world.edit("functions/data_download/policy/rows.yaml", "> 100000", "> 99999")
    found = smoked()["data_download"]
    assert differences(found) == {}
    assert not found.is_clean


CHANGES: dict[str, tuple[Callable[[Answer], Answer], tuple[str, ...]]] = {
    "another reason": (
        lambda answer: Answer(b'{"checkResult": "FAIL", "errorMessage": "No."}', answer.log),
        ("another reason",),
    ),
    "another key": (
        lambda answer: Answer(answer.body.replace(b"errorMessage", b"tip"), answer.log),
        ("the keys are checkResult, tip instead of checkResult, errorMessage",),
    ),
    "no result": (
        lambda answer: Answer(answer.body.replace(b"checkResult", b"result"), answer.log),
        ("no result instead of FAIL",),
    ),
    "no JSON": (lambda answer: Answer(b"<html>", answer.log), ("the answer is no JSON object",)),
    "a list": (lambda answer: Answer(b"[]", answer.log), ("the answer is no JSON object",)),
    "another rule": (
        lambda answer: changed_record(answer, rules={"fired": ["in-the-night"], "errors": [{"rule": "a"}]}),
        ("in-the-night fired", "too-many-rows did not fire", "a could not be judged"),
    ),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_a_difference_says_what_is_different(
    world: World, smoked: Smoke, change: Callable[[Answer], Answer], told: tuple[str, ...]
) -> None:
    """In the answer, or in the rules behind it."""
    world.answer(DOWNLOADS, lambda answer: change(answer) if b"100001" in answer.body else answer)
    assert differences(smoked()["data_download"]) == {"refused": told}


def test_a_rule_that_could_not_be_judged_here_alone_is_a_difference(world: World, smoked: Smoke) -> None:
    """As where what is deployed knows a field that the checkout does not."""
    path = world.root / "functions" / "data_download" / "events" / "unreadable.json"
    path.write_bytes(message("download-resources", dataRowSize="many"))
    world.deploy()
    clean: dict[str, list[str]] = {"fired": [], "errors": []}
    world.answer(DOWNLOADS, lambda one: changed_record(one, rules=clean) if b"too-many-rows" in one.body else one)
    assert differences(smoked()["data_download"]) == {"unreadable": ("too-many-rows could be judged",)}


LOGS: dict[str, tuple[tuple[str, ...] | None, str, str]] = {
    "long": (("{" + "x" * 5000,), "the record is longer than the end of the log", "longer than the end of the log"),
    "broken": (("{broken",), "the log has 0 records, and there are 1 here", "there is no record in its log"),
    "failure": (('{"kind": "failure"}',), "the log has 0 records", "there is no record in its log"),
    "empty": (("{}",), "the log has 0 records", "there is no record in its log"),
    "other": (('{"kind": "decision", "rules": 5}',), "the log has 0 records", "there is no record in its log"),
    "text": (("not a record",), "the log has 0 records", "there is no record in its log"),
    "silent": ((), "the log has 0 records", "there is no record in its log"),
    "none": (None, "no log came with it", "no log came with its answers"),
}
"""What an invocation logs, why its record is missing, and why it is not known which policy decides."""


@pytest.mark.parametrize("case", LOGS.values(), ids=LOGS)
def test_a_record_that_is_missing_leaves_the_answer_to_compare(
    world: World, smoked: Smoke, case: tuple[tuple[str, ...] | None, str, str]
) -> None:
    """Function Compute gives the last 4 KB of a log, where a function has one; what that costs is said."""
    log, note, _ = case
    world.answer(DOWNLOADS, lambda one: Answer(one.body, log) if b"100001" in one.body else one)
    found = smoked()["data_download"]
    assert found.is_clean
    ((told,),) = [one.notes for one in found.comparisons if one.notes]
    assert told.startswith(f"only the answer was compared: {note}")


@pytest.mark.parametrize("case", LOGS.values(), ids=LOGS)
def test_without_any_record_nobody_knows_which_policy_decides(
    world: World, smoked: Smoke, case: tuple[tuple[str, ...] | None, str, str]
) -> None:
    """Though every answer be the same: that is a problem, and says whether there was a log."""
    log, _, why = case
    world.answer(DOWNLOADS, lambda answer: Answer(answer.body, log))
    found = smoked()["data_download"]
    (finding,) = found.findings
    assert (finding.name, finding.level, found.is_clean) == ("policy-digest", Level.PROBLEM, False)
    assert finding.what.startswith("it is not known by which policy it decides: ")
    assert why in finding.what
    assert finding.advice
    assert differences(found) == {}


def test_an_older_instance_that_still_runs_is_told(world: World, smoked: Smoke) -> None:
    """One answer by another policy is enough, whichever it is."""
    old = "sha256:0123456789abcdef"
    world.answer(DOWNLOADS, lambda one: changed_record(one, policy_digest=old) if b"100001" in one.body else one)
    (finding,) = smoked()["data_download"].findings
    assert (finding.name, finding.level) == ("policy-digest", Level.PROBLEM)
    assert "it decides by the policy sha256:0123456789ab…" in finding.what


def test_a_record_that_is_longer_than_the_log_is_not_missed_in_the_answer(world: World, smoked: Smoke) -> None:
    """Its answer is compared as ever."""
    world.answer(DOWNLOADS, lambda _answer: Answer(b'{"checkResult": "WARN"}', ()))
    found = smoked()["data_download"]
    assert differences(found)["allowed"] == ("WARN instead of OK",)


def test_a_setting_that_this_shell_lacks_is_told(world: World, smoked: Smoke) -> None:
    """With the variable, as a warning; a setting that differs for another reason is the doctor's to tell."""
    world.edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_LANGUAGE: \"${env('GATE_LANGUAGE', 'en')}\"")
    world.deploy(GATE_LANGUAGE="both")
    world.set_environment(FILES, {"DWGATE_LANGUAGE": "en", "DWGATE_ON_ERROR": "OK"})
    found = smoked()
    (finding,) = found["data_download"].findings
    assert (finding.name, finding.level) == ("environment", Level.WARNING)
    assert "this shell does not set GATE_LANGUAGE" in finding.what
    assert found["files"].findings == ()
    world.answer(DOWNLOADS, lambda answer: changed_record(answer, policy_digest="sha256:0"))
    note, digest = smoked()["data_download"].findings
    assert (note.name, digest.name) == ("environment", "policy-digest")
    assert digest.advice.startswith("first export what this shell does not set")


def test_without_the_permission_to_look_nothing_is_told_of_settings(world: World, smoked: Smoke) -> None:
    """The samples are asked all the same."""
    world.function_compute.refuses["GetFunction"] = refusal(403, "AccessDenied")
    assert all(one.is_clean and one.findings == () for one in smoked().values())


def test_a_function_that_answers_nothing_is_not_looked_at(world: World, smoked: Smoke) -> None:
    """There would be nothing to explain."""
    world.function_compute.refuses["InvokeFunction"] = refusal(500, "InternalServerError")
    smoked()
    assert {sent.operation for sent in world.function_compute.sent} == {"InvokeFunction"}


def test_either_of_two_decisions_is_right_where_the_hour_turns_between_them(
    world: World, smoked: Smoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checkout decides before and after; a rule may have begun to fire in the meantime."""
    rule = 'now < timestamp("2026-11-18T02:00:00Z")'
    world.edit("functions/data_download/policy/rows.yaml", "event.dataRowSize > 100000", rule)
    world.edit("functions/data_download/policy/rows.yaml", "${event.dataRowSize}", "${point}")
    hours = {"now": datetime(2026, 11, 18, 1, tzinfo=UTC)}
    before = Gate.__init__

    def init(self: Gate, policy: Any, clock: Any = None) -> None:
        before(self, policy, clock or (lambda: hours["now"]))

    monkeypatch.setattr(Gate, "__init__", init)
    world.deploy()

    def later(answer: Answer) -> Answer:
        hours["now"] = datetime(2026, 11, 18, 3, tzinfo=UTC)
        return answer

    world.answer(DOWNLOADS, later)
    found = smoked()["data_download"]
    assert differences(found) == {}
    assert found.comparisons[0].deployed.result == "FAIL"
    assert differences(smoked()["data_download"]).keys() == {"allowed", "refused"}


def test_a_broken_glass_is_told(world: World, smoked: Smoke) -> None:
    """Where every answer is OK, nobody should believe the comparison."""
    glass = {"until": "2026-11-18T04:00:00+00:00", "who": "ops", "why": "outage", "instead_of": "FAIL"}
    world.answer(DOWNLOADS, lambda answer: changed_record(answer, break_glass=glass))
    found = smoked()["data_download"]
    assert [(finding.name, finding.level) for finding in found.findings] == [("break-glass", Level.WARNING)]
    assert "until 2026-11-18T12:00:00+08:00" in found.findings[0].what


def test_an_old_broken_glass_is_not(world: World, smoked: Smoke) -> None:
    """Once it is over, nothing is answered instead."""
    glass = {"until": "2026-11-18T12:00:00+08:00", "who": "ops", "why": "outage", "instead_of": None}
    world.answer(DOWNLOADS, lambda answer: changed_record(answer, break_glass=glass))
    assert smoked()["data_download"].findings == ()


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (404, "FunctionNotFound", ("not-found", "deploy it: s data_download deploy")),
        (429, "ResourceThrottled", ("throttled", "try again later")),
        (403, "AccessDenied", ("permission", "fc:InvokeFunction")),
        (403, "InvalidAccessKeyID", ("access-keys", "ALIBABA_CLOUD_ACCESS_KEY_ID")),
        (403, "SignatureNotMatch", ("access-keys", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")),
        (400, "InvalidTimeStamp.Expired", ("clock", "clock")),
        (500, "InternalServerError", ("unavailable", "try again later")),
        (400, "InvalidArgument", ("refused", "look the code up")),
    ],
)
def test_a_call_that_is_refused_is_a_finding_of_the_function(
    world: World, smoked: Smoke, status: int, code: str, expected: tuple[str, str]
) -> None:
    """It says which sample, why, and what to do; nothing more is sent to that function."""
    world.function_compute.refuses["InvokeFunction"] = refusal(status, code)
    found = smoked()["data_download"]
    (finding,) = found.findings
    name, advice = expected
    assert (finding.name, finding.level, found.comparisons, found.is_clean) == (name, Level.PROBLEM, (), False)
    assert finding.where == f"data_download ({DOWNLOADS})"
    assert code in finding.what
    assert "allowed was not answered" in finding.what
    assert finding.what.endswith("; 2 more not sent")
    assert advice in finding.advice
    assert "canary" not in str(finding)
    assert len(world.function_compute.payloads) == 2


def test_a_function_that_fails_is_a_finding_of_the_function(world: World, smoked: Smoke) -> None:
    """With Function Compute's name for the failure and the request to look for, and none of what it said."""
    failed = Answer(b'{"errorMessage": "select secret-canary"}', (), "UnhandledInvocationError")
    world.answer(FILES, lambda _answer: failed)
    found = smoked()
    (finding,) = found["files"].findings
    assert finding.name == "function-failed"
    assert finding.what == "it failed on allowed: UnhandledInvocationError"
    assert finding.advice == "read the function's log, request 1-6f7c-fc"
    assert "canary" not in str(found["files"])
    assert found["data_download"].is_clean


def test_a_policy_that_does_not_compile_cannot_be_compared_with(world: World, smoked: Smoke) -> None:
    """The others are."""
    world.edit("functions/data_download/policy/rows.yaml", "dataRowSize >", "dataRowSise >")
    found = smoked()
    assert names(found["data_download"]) == ["policy"]
    assert not found["data_download"].is_clean
    assert found["files"].is_clean
    assert len(world.function_compute.payloads) == 1


def test_a_function_without_samples_is_not_tried(world: World, smoked: Smoke) -> None:
    """And not clean: nobody knows how it decides."""
    (world.root / "functions" / "files" / "events" / "allowed.json").unlink()
    found = smoked()["files"]
    assert (names(found), found.is_clean, found.comparisons) == (["no-samples"], False, ())

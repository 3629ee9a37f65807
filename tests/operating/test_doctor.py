"""The doctor finds nothing wrong with what is well, and each thing that is wrong by its name, with what to do."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.operating import checkout_checks
from dwgate.operating.doctor import NEED_KEYS
from dwgate.operating.findings import Level
from operating.function_compute import Answer, Reply, message, refusal
from operating.world import (
    DOWNLOADS,
    DOWNLOADS_CODE,
    FILES,
    FILES_CODE,
    Doctor,
    World,
    changed_record,
    told,
    wrong,
)

DOWNLOADS_POLICY = "functions/data_download/policy/rows.yaml"

Change = Callable[[World], object]
Case = tuple[Change, str, Level, str, str]
"""What is done to the world, and the finding that shows it: name, level, some of what is said, some of the advice."""


def test_nothing_is_wrong_with_what_is_well(doctor: Doctor) -> None:
    """Every check is made, every check is ok, and none is left out."""
    report = doctor()
    assert wrong(report) == []
    assert report.is_clean
    assert report.left_out == ()
    assert [group.title for group in report.groups] == ["this checkout", "functions", "extensions"]
    names = {finding.name for finding in report.findings}
    assert names == {
        *("python-version", "policy", "policy-tests", "deployment", "region", "runtime", "timeout", "settings"),
        *("extension-code", "trigger", "build", *NEED_KEYS),
    }


def test_tests_are_judged_by_the_settings_of_the_shell(
    world: World, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As dwgate test judges them: a case about an operator hangs on which field names one."""
    sample = world.root / "functions" / "files" / "events" / "allowed.json"
    sample.write_bytes(message("commit-file", operator="5", fileName="a.sql"))
    assert ("policy-tests", PROBLEM) not in wrong(doctor())
    monkeypatch.setenv("DWGATE_OPERATOR_FIELDS", "fileName")
    assert ("policy-tests", PROBLEM) in wrong(doctor())


def test_without_keys_the_checks_of_clouds_are_left_out(world: World, doctor: Doctor) -> None:
    """Which are named; nothing is sent."""
    report = doctor(keys=None)
    assert wrong(report) == []
    assert report.left_out == NEED_KEYS
    assert [group.title for group in report.groups] == ["this checkout"]
    assert world.function_compute.sent == []
    assert world.dataworks.calls == ()


def test_each_finding_says_where_and_what(doctor: Doctor) -> None:
    """And those that are not ok what to do; names are kebab-case."""
    for finding in doctor().findings:
        assert finding.where
        assert finding.what
        assert finding.name == finding.name.lower().replace("_", "-")


def test_the_doctor_changes_nothing(world: World, doctor: Doctor) -> None:
    """It looks, and tries one sample of each function, which is marked as a trial."""
    doctor()
    operations = ("GetFunction", "InvokeFunction", "ListTriggers")
    assert sorted(sent.operation for sent in world.function_compute.sent) == sorted(operations * 2)
    assert [json.loads(payload)["dwgate"] for payload in world.function_compute.payloads] == [{"trial": True}] * 2
    assert {call.action for call in world.dataworks.calls} == {"GetExtension"}


def edit(file: str, old: str, new: str) -> Change:
    """Change a file of the checkout alone."""
    return lambda world: world.edit(file, old, new)


def everywhere(old: str, new: str) -> Change:
    """Change the template, and deploy it."""

    def change(world: World) -> None:
        world.edit("s.yaml", old, new)
        world.deploy()

    return change


def unlink(file: str) -> Change:
    """Take a file away."""
    return lambda world: (world.root / file).unlink()


def write(file: str, text: str) -> Change:
    """Write a file."""
    return lambda world: (world.root / file).write_text(text)


PROBLEM, WARNING = Level.PROBLEM, Level.WARNING

CHECKOUT: dict[str, Case] = {
    "a policy that does not compile": (
        edit(DOWNLOADS_POLICY, "dataRowSize >", "dataRowSise >"),
        "policy",
        PROBLEM,
        "functions/data_download/policy: it does not compile",
        "run dwgate check",
    ),
    "a policy test that fails": (
        edit("functions/files/policy/rows_test.yaml", 'operator: "7"', 'operator: "8"'),
        "policy-tests",
        PROBLEM,
        "functions/files/policy: cases that fail: 1; findings about the tests: ",
        "run dwgate test files",
    ),
    "a rule without a test": (
        unlink("functions/files/policy/rows_test.yaml"),
        "policy-tests",
        PROBLEM,
        "cases that fail: 0; findings about the tests: 1",
        "run dwgate test files",
    ),
    "a template that cannot be read": (
        edit("s.yaml", "edition: 3.0.0", "edition: [3"),
        "deployment",
        PROBLEM,
        "this is not YAML",
        "--template",
    ),
    "a function that is not deployed": (
        edit("s.yaml", "\n  files:", "\n  other:"),
        "deployment",
        PROBLEM,
        "it does not deploy files",
        "add the resource files",
    ),
    "a resource without a function": (
        edit("s.yaml", "\n  files:", "\n  other:"),
        "deployment",
        PROBLEM,
        "there is no folder functions/other",
        "take other away",
    ),
    "a region without extensions": (
        edit("s.yaml", "region: cn-shanghai", "region: cn-wulanchabu"),
        "region",
        PROBLEM,
        "no extensions in cn-wulanchabu",
        "cn-shanghai",
    ),
    "another runtime": (
        edit("s.yaml", "python3.12", "python3.10"),
        "runtime",
        PROBLEM,
        "the runtime is python3.10",
        "set runtime: python3.12",
    ),
    "another handler": (
        edit("s.yaml", "index.handler", "main.handler"),
        "runtime",
        PROBLEM,
        "the handler is main.handler",
        "set handler: index.handler",
    ),
    "no initializer": (
        edit("s.yaml", "{handler: index.initialize, timeout: 10}", "{}"),
        "runtime",
        WARNING,
        "there is no initializer",
        "index.initialize",
    ),
    "a timeout within the margin": (
        edit("s.yaml", "DWGATE_LANGUAGE: en", 'DWGATE_DEADLINE_MARGIN_MS: "10000"'),
        "timeout",
        PROBLEM,
        "the timeout of 10 s leaves no time",
        "raise the timeout",
    ),
    "settings that are wrong": (
        edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_LANGUAGE: de\n      DWGATE_ON_ERRORS: OK"),
        "settings",
        PROBLEM,
        "DWGATE_LANGUAGE: 'de' is none of en, zh, both",
        "mend it: until then every message is answered FAIL",
    ),
    "a setting that there is not": (
        edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_LANGUAGE: de\n      DWGATE_ON_ERRORS: OK"),
        "settings",
        PROBLEM,
        "DWGATE_ON_ERRORS: there is no such setting",
        "did you mean DWGATE_ON_ERROR? until then every message is answered FAIL",
    ),
    "a setting that is like none": (
        edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_COLOUR: blue\n      DWGATE_ON_ERROR: OK"),
        "settings",
        PROBLEM,
        "DWGATE_COLOUR: there is no such setting",
        "the settings are DWGATE_ON_ERROR, DWGATE_LANGUAGE,",
    ),
    "an answer where no policy can be asked that is none": (
        edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_ON_ERROR: BLOCK"),
        "settings",
        PROBLEM,
        "DWGATE_ON_ERROR: 'BLOCK' is none of FAIL, WARN, OK",
        "mend it: until then every message is answered FAIL",
    ),
    "a setting that is wrong where such messages are let through": (
        edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_LANGUAGE: de\n      DWGATE_ON_ERROR: OK"),
        "settings",
        PROBLEM,
        "DWGATE_LANGUAGE: 'de' is none of en, zh, both",
        "mend it: until then every message is answered OK",
    ),
    "no callback behind EventBridge": (
        edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_ANSWER: return"),
        "extension-code",
        WARNING,
        "every operation at commit-file stays in Checking, since DWGATE_ANSWER is return",
        "set DWGATE_ANSWER: auto",
    ),
    "no extension code behind EventBridge": (
        edit("s.yaml", FILES_CODE, '""'),
        "extension-code",
        WARNING,
        "deployed like this it answers nobody: every operation at commit-file stays in Checking, since it has no code",
        "(dwgate register files), and set DWGATE_EXTENSION_CODE to it",
    ),
    "no extension code behind EventBridge in this shell": (
        edit("s.yaml", FILES_CODE, "\"${env('CODE_OF_FILES', '')}\""),
        "extension-code",
        WARNING,
        "deployed like this it answers nobody: every operation at commit-file stays in Checking, since it has no code",
        "export its code as CODE_OF_FILES, which this shell does not set",
    ),
    "an extension code in vain": (
        edit("functions/data_download/function.yaml", "calls_back: true", ""),
        "extension-code",
        PROBLEM,
        "built without the client that calls back",
        "calls_back: true in functions/data_download/function.yaml",
    ),
    "a glass that would be broken": (
        edit("s.yaml", 'BREAK_GLASS: ""', 'BREAK_GLASS: "2026-11-18T04:00:00+00:00;ops;outage"'),
        "break-glass",
        WARNING,
        "until 2026-11-18T12:00:00+08:00",
        "take DWGATE_BREAK_GLASS away",
    ),
    "a broken glass that is over": (
        edit("s.yaml", 'BREAK_GLASS: ""', 'BREAK_GLASS: "2026-11-17T04:00:00Z;ops;outage"'),
        "break-glass",
        WARNING,
        "over since 2026-11-17T12:00:00+08:00",
        "take it away",
    ),
    "a broken glass for too long": (
        edit("s.yaml", 'BREAK_GLASS: ""', 'BREAK_GLASS: "2026-12-18T04:00:00Z;ops;outage"'),
        "break-glass",
        PROBLEM,
        "for more than a day, until 2026-12-18T12:00:00+08:00",
        "name an earlier time",
    ),
    "the package of another function": (
        edit("s.yaml", "code: ./build/files", "code: build/./data_download"),
        "build",
        PROBLEM,
        "files (dwgate-files) would run this, the package of data_download",
        "set code: ./build/files in the resource files of s.yaml",
    ),
    "a function that is not built": (
        unlink("build/files/policy.json"),
        "build",
        WARNING,
        "./build/files: it is not built",
        "run dwgate build",
    ),
    "a build that cannot be read": (
        write("build/files/policy.json", "[]"),
        "build",
        WARNING,
        "its policy.json cannot be read",
        "run dwgate build",
    ),
    "a build of another policy": (
        write("build/files/policy.json", '{"digest": "sha256:0"}'),
        "build",
        WARNING,
        "it holds the policy sha256:0…",
        "run dwgate build",
    ),
}


@pytest.mark.parametrize("case", CHECKOUT.values(), ids=CHECKOUT)
def test_what_is_wrong_with_the_checkout_is_found_without_keys(world: World, doctor: Doctor, case: Case) -> None:
    """Each finding has its name, its level, and says what to do."""
    change, name, level, what, advice = case
    change(world)
    report = doctor(keys=None)
    assert (name, level) in wrong(report)
    assert what in told(report, name)
    assert advice in told(report, name)
    assert report.is_clean == (PROBLEM not in {found for _, found in wrong(report)})


def test_without_the_runtimes_python_every_start_compiles(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is a warning."""
    monkeypatch.setattr(checkout_checks, "find_interpreter", lambda: None)
    report = doctor(keys=None)
    assert wrong(report) == [("python-version", WARNING)]
    assert "install Python 3.12" in told(report, "python-version")


def test_many_points_without_a_code_are_counted(world: World, doctor: Doctor) -> None:
    """Three are named."""
    world.edit("s.yaml", FILES_CODE, '""')
    world.edit(
        "functions/files/function.yaml", "commit-file", "commit-file, deploy-file, run-file, delete-file, freeze-node"
    )
    assert "commit-file, deploy-file, run-file and 2 more" in told(doctor(keys=None), "extension-code")


def test_a_point_without_a_code_is_told_apart_from_a_function_without_one(world: World, doctor: Doctor) -> None:
    """Which answers somebody, if not all."""
    world.edit("functions/files/function.yaml", "commit-file", "commit-file, deploy-file")
    world.edit("s.yaml", FILES_CODE, "commit-file=code")
    found = told(doctor(keys=None), "extension-code")
    assert "deployed like this every operation at deploy-file stays in Checking" in found


def test_a_function_that_answers_nobody_comes_first_among_warnings(world: World, doctor: Doctor) -> None:
    """Whatever else is to be known, of whichever function."""
    world.edit("s.yaml", "{handler: index.initialize, timeout: 10}", "{}")
    world.edit("s.yaml", FILES_CODE, '""')
    names = [one.name for one in doctor(keys=None).of(WARNING)]
    assert names == ["extension-code", "runtime", "runtime"]


def test_a_template_that_cannot_be_read_is_named_once(world: World, doctor: Doctor) -> None:
    """With the place in it, and one way to mend it."""
    world.edit("s.yaml", "region: ${vars.region}", "region: ${vars.regions}")
    report = doctor(keys=None)
    (finding,) = report.of(PROBLEM)
    assert finding.where == "s.yaml: template.gate.region"
    assert "s.yaml" not in finding.what
    assert "mend" not in finding.advice


def test_settings_are_counted_that_have_a_value(doctor: Doctor) -> None:
    """Of three in the template one is empty."""
    (settings, _) = [one.what for one in doctor(keys=None).findings if one.name == "settings"]
    assert settings == "settings with a value: 2, all valid; an empty one counts for nothing"


def describe(**changes: Any) -> Change:
    """Change what is deployed of one function."""
    return lambda world: world.describe(DOWNLOADS, **changes)


def deployed_with(**changes: str) -> Change:
    """Change the deployed environment of one function."""
    return lambda world: world.set_environment(DOWNLOADS, changes)


def answering(change: Callable[[Answer], Answer]) -> Change:
    """Let one function answer otherwise."""
    return lambda world: world.answer(DOWNLOADS, change)


FUNCTIONS: dict[str, Case] = {
    "no such function": (
        lambda world: world.function_compute.functions.pop(DOWNLOADS),
        "function",
        PROBLEM,
        "there is no function dwgate-data-download in cn-shanghai (FunctionNotFound)",
        "deploy it: dwgate build, s data_download deploy",
    ),
    "not to be invoked": (
        describe(state="Inactive", stateReasonCode="InsufficientBalance"),
        "function",
        PROBLEM,
        "its state is Inactive (InsufficientBalance)",
        "deploy it again",
    ),
    "an update that failed": (
        describe(lastUpdateStatus="Failed", lastUpdateStatusReason="no layer"),
        "function",
        PROBLEM,
        "its last update failed (no layer)",
        "s data_download deploy",
    ),
    "an update that failed for no reason": (
        describe(lastUpdateStatus="Failed"),
        "function",
        PROBLEM,
        "its last update failed, so the one before it runs",
        "s data_download deploy",
    ),
    "an update in progress": (
        describe(lastUpdateStatus="InProgress"),
        "function",
        WARNING,
        "an update of it is in progress",
        "look again",
    ),
    "another runtime": (
        describe(runtime="python3.10"),
        "configuration",
        PROBLEM,
        "the runtime is python3.10, and python3.12 by the template",
        "s data_download deploy",
    ),
    "another handler": (
        describe(handler="main.handler"),
        "configuration",
        PROBLEM,
        "the handler is main.handler, and index.handler",
        "deploy",
    ),
    "no initializer": (
        describe(instanceLifecycleConfig=None),
        "configuration",
        PROBLEM,
        "the initializer is not set, and index.initialize",
        "deploy",
    ),
    "an empty initializer": (
        describe(instanceLifecycleConfig={"initializer": {"handler": ""}}),
        "configuration",
        PROBLEM,
        "the initializer is not set, and index.initialize",
        "deploy",
    ),
    "a lifecycle without an initializer": (
        describe(instanceLifecycleConfig={}),
        "configuration",
        PROBLEM,
        "the initializer is not set, and index.initialize",
        "deploy",
    ),
    "another timeout": (describe(timeout=3), "configuration", PROBLEM, "the timeout is 3, and 10", "deploy"),
    "another concurrency": (
        describe(instanceConcurrency=20),
        "configuration",
        PROBLEM,
        "the concurrency is 20, and 1 by the template",
        "deploy it: s data_download deploy",
    ),
    "another memory": (describe(memorySize=128), "configuration", PROBLEM, "the memory is 128, and 512", "deploy"),
    "another role": (
        describe(role="acs:ram::1:role/Other"),
        "configuration",
        PROBLEM,
        "the role is other, and dwgate by the template",
        "deploy",
    ),
    "no role": (
        describe(role=None),
        "role",
        PROBLEM,
        "it calls DataWorks, and has no role",
        "docs/ram/function.json",
    ),
    "keys that are kept": (
        describe(disableInjectCredentials="All"),
        "role",
        PROBLEM,
        "the keys of its role are kept from its environment",
        "disableInjectCredentials: None",
    ),
    "another setting": (
        deployed_with(DWGATE_LANGUAGE="zh"),
        "environment",
        PROBLEM,
        "DWGATE_LANGUAGE is zh, and en by the template",
        "deploy it",
    ),
    "a setting too many": (
        deployed_with(DWGATE_ON_ERROR="OK"),
        "environment",
        PROBLEM,
        "DWGATE_ON_ERROR is OK, and not set by the template",
        "/ write into the template what is to hold: to deploy it as it stands takes this away",
    ),
    "a setting too few": (
        deployed_with(DWGATE_LANGUAGE=" "),
        "environment",
        PROBLEM,
        "DWGATE_LANGUAGE is not set, and en by the template",
        "deploy it",
    ),
    "another code": (
        deployed_with(DWGATE_EXTENSION_CODE="download-resources=other-code-canary,x"),
        "environment",
        PROBLEM,
        "DWGATE_EXTENSION_CODE is download-resources=other-co…,x, and download… by the template",
        "deploy it",
    ),
    "a setting that is wrong": (
        deployed_with(DWGATE_ANSWER="never"),
        "settings",
        PROBLEM,
        "DWGATE_ANSWER: 'never' is none of",
        "mend it",
    ),
    "a broken glass": (
        deployed_with(DWGATE_BREAK_GLASS="2026-11-18T04:00:00Z;ops;outage"),
        "break-glass",
        WARNING,
        "the glass is broken until 2026-11-18T12:00:00+08:00",
        "take DWGATE_BREAK_GLASS away",
    ),
    "another policy": (
        answering(lambda answer: changed_record(answer, policy_digest="sha256:0123456789abcdef")),
        "policy-digest",
        PROBLEM,
        "it decides by the policy sha256:0123456789ab…",
        "check out the revision that is deployed",
    ),
    "no record": (
        answering(lambda answer: Answer(answer.body, ())),
        "policy-digest",
        PROBLEM,
        "it is not known by which policy it decides: there is no record in its log",
        "read the function's log: its policy may not load",
    ),
    "no log": (
        answering(lambda answer: Answer(answer.body, None)),
        "policy-digest",
        PROBLEM,
        "it is not known by which policy it decides: no log came with its answers",
        "read the function's log",
    ),
    "a log that is cut": (
        answering(lambda answer: Answer(answer.body, ("{" + "x" * 5000,))),
        "policy-digest",
        PROBLEM,
        "its records are longer than the end of the log",
        "add a sample that is let through to functions/data_download/events",
    ),
    "a function that fails": (
        answering(lambda _answer: Answer(b"{}", (), "FunctionTimeout")),
        "policy-digest",
        PROBLEM,
        "it failed on a trial: FunctionTimeout",
        "read the function's log, request 1-6f7c-fc",
    ),
}


@pytest.mark.parametrize("case", FUNCTIONS.values(), ids=FUNCTIONS)
def test_what_is_wrong_with_a_deployed_function_is_found(world: World, doctor: Doctor, case: Case) -> None:
    """Of that function alone; the codes of extensions are never shown whole."""
    change, name, level, what, advice = case
    change(world)
    report = doctor()
    assert (name, level) in wrong(report)
    assert what in told(report, name)
    assert advice in told(report, name)
    assert FILES not in "".join(told(report, one) for one, _ in wrong(report))
    assert "canary" not in str(report)


def test_advice_is_about_the_template_that_was_named(world: World, doctor: Doctor) -> None:
    """To deploy by it would otherwise deploy the functions of another."""
    (world.root / "s.prod.yaml").write_text((world.root / "s.yaml").read_text().replace(FILES_CODE, '""'))
    world.describe(DOWNLOADS, timeout=3, lastUpdateStatus="Failed")
    world.answer(DOWNLOADS, lambda answer: changed_record(answer, policy_digest="sha256:0"))
    del world.function_compute.functions[FILES]
    advice = [one.advice for one in doctor(template="s.prod.yaml").findings if "deploy" in one.advice]
    assert len(advice) == 4
    assert [one for one in advice if "data_download deploy -t s.prod.yaml" not in one] == [
        "deploy it: dwgate build, s files deploy -t s.prod.yaml"
    ]
    assert "dwgate register files -t s.prod.yaml" in told(doctor(template="s.prod.yaml"), "extension-code")


def test_a_malformed_code_is_not_shown_whole(world: World, doctor: Doctor) -> None:
    """Of each code in the setting the beginning, whatever it is quoted by."""
    world.edit("s.yaml", DOWNLOADS_CODE, "\"download-resources=secret canary,it's a 'canary'\"")
    report = doctor(keys=None)
    assert wrong(report) == [("settings", PROBLEM)]
    assert "DWGATE_EXTENSION_CODE: 'download-resources=secret c…' is neither a code" in told(report, "settings")
    assert "canary" not in str(report)


def test_a_function_that_calls_nothing_needs_no_role(world: World, doctor: Doctor) -> None:
    """Nor is it checked."""
    world.edit("s.yaml", DOWNLOADS_CODE, '""')
    world.edit("functions/data_download/function.yaml", "calls_back: true", "")
    world.edit("s.yaml", "role: dwgate", 'role: ""')
    world.deploy()
    for name in (DOWNLOADS, FILES):
        world.describe(name, role="")
    report = doctor()
    assert wrong(report) == [("role", PROBLEM)]
    assert DOWNLOADS not in told(report, "role")


def test_a_state_that_is_not_told_is_none(world: World, doctor: Doctor) -> None:
    """An older function has no state."""
    world.describe(DOWNLOADS, state=None, lastUpdateStatus=None)
    report = doctor()
    assert wrong(report) == []
    assert [one.what for one in report.findings if one.name == "function"] == [
        "it is there, in cn-shanghai, and its state is not told",
        "it is there, in cn-shanghai, and can be invoked",
    ]


def test_without_a_sample_the_policy_is_not_known(world: World, doctor: Doctor) -> None:
    """Bytes that hold no message are none."""
    events = world.root / "functions" / "data_download" / "events"
    for name in ("allowed", "refused"):
        (events / f"{name}.json").unlink()
    report = doctor()
    assert ("policy-digest", WARNING) in wrong(report)
    assert "functions/data_download/events" in told(report, "policy-digest")


def test_any_sample_will_do(world: World, doctor: Doctor) -> None:
    """Where none is named allowed, the first message is tried."""
    events = world.root / "functions" / "files" / "events"
    (events / "allowed.json").rename(events / "free.json")
    (events / "a.json").write_bytes(b"5")
    (events / "sample.json").write_bytes(message("commit-file"))
    assert ("policy-digest", WARNING) not in wrong(doctor())


@pytest.mark.parametrize("operation", ["GetFunction", "InvokeFunction", "ListTriggers"])
@pytest.mark.parametrize(
    ("code", "name"), [("InvalidAccessKeyID", "access-keys"), ("InvalidTimeStamp.Expired", "clock")]
)
def test_keys_that_do_not_open_are_told_once(
    world: World, doctor: Doctor, operation: str, code: str, name: str
) -> None:
    """Whatever was called, of whichever function; the rest is checked."""
    world.function_compute.refuses[operation] = refusal(403, code)
    report = doctor()
    (finding,) = [one for one in report.findings if one.name == name]
    assert (finding.level, finding.where) == (PROBLEM, "Function Compute in cn-shanghai")
    assert code in finding.what
    assert len([one for one in report.findings if one.name == "extension"]) == 2
    assert "canary" not in str(report)


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        (refusal(403, "AccessDenied"), "does not let these access keys make the call (AccessDenied, request 1-err)"),
        (refusal(403, "Odd"), "does not let these access keys make the call (Odd"),
        (refusal(429, "Odd"), "throttled the call"),
        (refusal(503, "Odd"), "failed to answer"),
        (refusal(418, "Odd"), "refused the call (Odd"),
        (Reply(403, b'{"ErrorCode": "AccessDenied", "ErrorMessage": "no"}'), "make the call (AccessDenied)"),
        (Reply(404, b'{"Message": "no"}'), "there is no function"),
        (Reply(400, b"{}"), "refused the call"),
        (Reply(502, b"<html>"), "gave no answer: what came from fcv3.cn-shanghai.aliyuncs.com cannot be read"),
        (Reply(200, b"<html>"), "gave no answer: what came from fcv3.cn-shanghai.aliyuncs.com cannot be read"),
    ],
    ids=["denied", "403", "429", "503", "418", "older", "404", "400", "page", "not JSON"],
)
def test_a_function_that_cannot_be_looked_at_is_a_finding(
    world: World, doctor: Doctor, reply: Reply, what: str
) -> None:
    """Never a crash; its extension is checked by what the template says."""
    world.function_compute.refuses["GetFunction"] = reply
    report = doctor()
    assert wrong(report) == [("function", PROBLEM)]
    assert what in told(report, "function")
    assert len([one for one in report.findings if one.name == "extension"]) == 2

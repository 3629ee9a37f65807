"""Whatever a message, a policy, a record or a file's name holds: no command shows what a terminal or a build obeys."""

import json
from pathlib import Path

import pytest

from cli.ran import Done, Run

HOSTILE = "a\x1b[2J\x1b]0;t\x07\x9b1m\u202eb\u2066\u200b\n::error::c\r\n<img src=x>[d](https://example.com)[/e] :smile:"
QUOTED = "a�［2J�］0;t��1m�b���::error::c��＜img src=x>［d］(https://example.com)［/e］ :smile: of "
TYPED = "a\x1b[2J\x9b1m\u202eb [d](https://example.com)[/e] :smile:"
"""What whoever runs a command has typed, or pasted."""
RIGHT_TO_LEFT = "gnp\u202efdp.exe"
POLICY = f"""\
rules:
  - name: named
    description: "What is {RIGHT_TO_LEFT}."
    when: event.fileName != "{RIGHT_TO_LEFT}"
    then: FAIL
    reason: {{en: "${{event.fileName}} of ${{operator}} is misnamed.", zh: "${{event.fileName}} 的名称有误。"}}
  - name: lifted
    when: event.datasourceName != "x"
    then: FAIL
    reason: {{en: "A module."}}
exemptions:
  - rules: [lifted]
    when: event.datasourceName != "{RIGHT_TO_LEFT}"
    reason: "why\\e[2J {RIGHT_TO_LEFT}"
    owner: "who\\e[2J {RIGHT_TO_LEFT}"
    expires: 2999-01-01
"""
TESTS = f"""\
event: ../events/hostile.json
now: 2026-11-18T10:00:00+08:00
cases:
  - name: "a case\\e[2J {RIGHT_TO_LEFT}"
    expect: WARN
    reason: {{en: "{RIGHT_TO_LEFT}\\e[2J"}}
  - name: it is passed over
    skip: "why\\e[2J\\n::error:: {RIGHT_TO_LEFT}"
    expect: OK
"""
WRONG = f"""\
rules:
  - name: wrong
    when: event.fileNames != "{RIGHT_TO_LEFT}" && event.fileSize > "\\e[2J"
    then: FAIL
    reason: {{en: "${{event.no}} {RIGHT_TO_LEFT}"}}
"""
MESSAGE = "functions/data_download/events/hostile.json"
INVOKE = ("invoke", "data_download", "-e", MESSAGE, "--at", "2026-11-18T10:00:00+08:00")


@pytest.fixture
def policy(project: Path) -> Path:
    """A policy whose author writes from right to left, and a message whose sender means harm."""
    folder = project / "functions" / "data_download"
    (folder / "policy" / "limits.yaml").write_text(POLICY)
    (folder / "policy" / "limits_test.yaml").write_text(TESTS)
    message = json.loads((folder / "events" / "allowed.json").read_text())
    message["messageId"] = HOSTILE
    message["messageBody"] |= dict.fromkeys(("fileName", "datasourceName", "operatorUid", "tenantId", HOSTILE), HOSTILE)
    (project / MESSAGE).write_text(json.dumps(message))
    (folder / "events" / f"named {RIGHT_TO_LEFT} \x1b[2J.json").write_text(json.dumps(message))
    return folder / "policy" / "limits.yaml"


@pytest.fixture
def log(policy: Path, project: Path, run: Run) -> str:
    """The record of that message, as a log service exports it, and one that somebody made up."""
    assert policy.is_file()
    line = run(*INVOKE, "--log").stderr.decode().splitlines()[0]
    forged = json.loads(line)
    forged["function"] = forged["policy_digest"] = HOSTILE
    forged["rules"]["exempted"] = [{"rule": HOSTILE, "reason": HOSTILE, "owner": HOSTILE, "expires": HOSTILE}]
    (project / "log.jsonl").write_text(f"{line}\n{json.dumps({**forged, 'decision_id': HOSTILE})}\n{line[:900]}\n")
    return "log.jsonl"


def assert_harmless(done: Done) -> None:
    """Assert that a terminal shows what was written line by line, and a build that reads it is told nothing."""
    told = done.stdout + done.stderr
    assert told
    lines = told.decode().split("\n")
    assert [line for line in lines if not line.replace("\t", "").isprintable()] == []
    assert [line for line in lines if line.lstrip().startswith("::error::c")] == []


@pytest.mark.parametrize(
    "command",
    [
        (*INVOKE, "--explain", "--log"),
        ("demo",),
        ("test", "--explain"),
        ("test", "--format", "json"),
        ("test", "--format", "junit"),
        ("test", "--coverage"),
        ("check",),
        ("check", "--format", "json"),
        ("explain", "named"),
        ("explain", TYPED),
        ("exemptions",),
        ("exemptions", "--format", "markdown"),
        ("exemptions", "--format", "json"),
        ("policies",),
        ("policies", "--format", "json"),
        ("policies", "--format", "markdown"),
        ("invoke", TYPED, "-e", MESSAGE),
        ("invoke", "data_download", "-e", TYPED),
        ("events", "new", "download-resources", "--set", f"fileName={RIGHT_TO_LEFT}\x1b[2J\x9b"),
        ("events", "new", "download-resources", "--set", f"{TYPED}=1"),
        ("events", "show", TYPED),
        ("diff", "functions", "functions", "--format", "json"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("policy")
def test_no_command_shows_what_is_obeyed(command: tuple[str, ...], run: Run) -> None:
    """On either way out, in any format."""
    assert_harmless(run(*command))


@pytest.mark.parametrize("output", ["text", "json", "sarif", "github"])
def test_no_finding_shows_what_is_obeyed(output: str, policy: Path, run: Run) -> None:
    """Though it quotes the line that is wrong."""
    policy.write_text(WRONG)
    done = run("check", "--format", output)
    assert done.returncode == 1
    assert_harmless(done)


@pytest.mark.parametrize(
    "command",
    [
        ("explain", "--record", "log.jsonl"),
        ("explain", "--record", "log.jsonl", "--message", TYPED, "--decision", TYPED, "--lang", "zh"),
        ("replay", "log.jsonl"),
        ("replay", "log.jsonl", "--format", "json"),
        ("events", "learn", "log.jsonl"),
        ("events", "learn", "log.jsonl", "--format", "json"),
        ("exemptions", "--records", "log.jsonl"),
        ("exemptions", "--records", "log.jsonl", "--format", "markdown"),
        ("exemptions", "--records", "log.jsonl", "--format", "json"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("log")
def test_no_record_is_obeyed_either(command: tuple[str, ...], run: Run) -> None:
    """Whoever can write into a log service writes to no terminal."""
    assert_harmless(run(*command))


@pytest.mark.parametrize("message_id", ["[/e]", "[link=https://example.com]click[/link]", HOSTILE])
def test_the_id_of_a_message_is_no_markup(message_id: str, policy: Path, project: Path, run: Run) -> None:
    """It is told as it came, where the command once ended for what it took for the end of a style."""
    assert policy.is_file()
    message = {**json.loads((project / MESSAGE).read_text()), "messageId": message_id}
    (project / MESSAGE).write_text(json.dumps(message))
    done = run(*INVOKE, "--explain", "--call-back")
    assert_harmless(done)
    assert done.returncode == 1
    told = [line for line in done.stderr.decode().splitlines() if line.startswith("dwgate: message ")]
    assert len(told) == 1
    assert "nothing was called back" in told[0]
    assert message_id in told[0] or message_id == HOSTILE


def test_what_the_desk_says_of_a_message_is_what_the_function_says(policy: Path, run: Run) -> None:
    """The reason is quoted where it is made, so that every way shows the same."""
    assert policy.is_file()
    done = run(*INVOKE, "--explain", "--log")
    reason = json.loads(done.stdout)["errorMessage"]
    assert reason.startswith(
        "a�［2J�］0;t��1m�b���::error::c��＜img src=x>［d］(https://example.com)［/e］ :smile: of "
    )
    record = json.loads(done.stderr.decode().splitlines()[0])
    assert record["reasons"][0]["en"] == reason
    assert record["message_id"] == HOSTILE  # in JSON, which is ASCII and one line
    assert f"en    {reason}" in done.stderr.decode()

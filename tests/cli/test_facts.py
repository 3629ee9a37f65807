"""Facts on the desk: given by a file, or asked of DataWorks, and results that are called back where that is wanted."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.ran import Run
from dwgate.testing import Forbidden, ServedDataWorks, serve_dataworks

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "shared" / "dwgate" / "testing" / "samples" / "commit-file.json"
MESSAGE_ID, WORKSPACE = "0aa01d12-2a1e-50f1-96f6-ef7e97e33c04", "91864"
COMMIT = "functions/files/events/commit.json"
INVOKE = ("invoke", "files", "-e", COMMIT)
POLICY = """\
params: {most: 5000}
rules:
  - name: too-long
    when: size(file.content()) > option("maxSqlLength", params.most)
    then: FAIL
    reason:
      en: "${size(file.content())} characters are over the limit of ${option('maxSqlLength', params.most)}."
  - name: runs-by-day
    when: event.fileType == 11 && file.schedule().cycleType == "DAY"
    then: WARN
    reason: {en: "It runs by the day."}
"""
FACTS = """\
file:
  content: select 1 from orders
  schedule: {cycleType: day}
options: {maxSqlLength: "5"}
"""
WHEN_IT_CAME = "2020-11-19T21:10:00+08:00"
"""The time that the documented message is of."""
CALL_BACK = (*INVOKE, "--facts", "facts.yaml", "--call-back", "--at", WHEN_IT_CAME)
TOO_LONG = {"checkResult": "FAIL", "errorMessage": "20 characters are over the limit of 5."}


@pytest.fixture(autouse=True)
def files(project: Path) -> Path:
    """A second function of the project, which decides on files that are committed."""
    function = project / "functions" / "files"
    (function / "policy").mkdir(parents=True)
    (function / "events").mkdir()
    shutil.copyfile(ROOT / "functions" / "data_download" / "index.py", function / "index.py")
    (function / "function.yaml").write_text("points: [commit-file]\n")
    (function / "policy" / "code.yaml").write_text(POLICY)
    (function / "events" / "commit.json").write_text(json.dumps(json.loads(SAMPLE.read_text())["eventbridge"]))
    (project / "facts.yaml").write_text(FACTS)
    return function


@pytest.fixture
def served() -> Iterator[ServedDataWorks]:
    """A DataWorks behind a local address, which waits for the answer on the committed file."""
    with serve_dataworks() as served:
        served.dataworks.register_extension("guard", points=["commit-file"])
        served.dataworks.ask(json.dumps(json.loads(SAMPLE.read_text())["eventbridge"]).encode())
        served.dataworks.set_snapshot(MESSAGE_ID, {"CommittedFile": {"Content": "select 1 from orders"}})
        served.dataworks.set_options("guard", WORKSPACE, {"maxSqlLength": "5"})
        yield served


def environment(served: ServedDataWorks) -> dict[str, str]:
    """Give what the command needs to call it."""
    return {
        "DWGATE_ENDPOINT": served.url,
        "DWGATE_EXTENSION_CODE": "guard",
        **served.dataworks.environment(),
    }


def test_invoke_takes_facts_from_a_file(run: Run) -> None:
    """In place of DataWorks, which is not called."""
    done = run(*INVOKE, "--facts", "facts.yaml")
    assert json.loads(done.stdout) == TOO_LONG
    assert (done.stderr, done.returncode) == (b"", 0)


@pytest.mark.parametrize(
    ("facts", "body"),
    [
        ("file: {content: x}\noptions: {}\n", {"checkResult": "OK"}),
        ("file: {content: select 1 from orders}\noptions: {maxSqlLength: 20}\n", {"checkResult": "OK"}),
        (
            "file: {content: 2026-01-01}\noptions: {maxSqlLength: 9}\n",
            {"checkResult": "FAIL", "errorMessage": "10 characters are over the limit of 9."},
        ),
    ],
)
def test_the_facts_that_are_given_decide(facts: str, body: dict[str, str], run: Run, project: Path) -> None:
    """That nothing is set is said as {}, and a date is a text, as in JSON."""
    (project / "facts.yaml").write_text(facts)
    assert json.loads(run(*INVOKE, "--facts", "facts.yaml").stdout) == body


NO_NUMBER = "should be a whole number and came as a string that cannot be converted"


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ("options: {}\n", "the facts given hold no snapshot"),
        ("", "the facts given hold no snapshot"),
        ("file: {}\ntable: {}\n", "the snapshot holds no file.content"),
        ("table: {name: x}\n", "the facts given hold no snapshot"),
        ("file: {name: x}\n", "the snapshot holds no file.content"),
        ("file: {content: x}\n", "the facts given hold no options"),
        ("file: {content: [x]}\n", "file.content is documented as text and came as a list"),
        ("file: {content: x}\noptions: {maxSqlLength: many}\n", f"the option maxSqlLength {NO_NUMBER}"),
    ],
)
def test_a_fact_that_is_not_given_is_an_error_of_the_rule(facts: str, problem: str, run: Run, project: Path) -> None:
    """So is one of another type."""
    (project / "facts.yaml").write_text(facts)
    done = run(*INVOKE, "--facts", "facts.yaml")
    assert json.loads(done.stdout) == {
        "checkResult": "FAIL",
        "errorMessage": f"dwgate could not judge the rule too-long: {problem}.",
    }
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            "file:\n  contnt: x\n",
            """\
facts.yaml:2:3: unknown-fact: there is no fact file.contnt
  2 |   contnt: x
    |   ^
    = did you mean file.content?
""",
        ),
        (
            "fiel:\n  content: x\n",
            "facts.yaml:1:1: unknown-fact: there are no facts of fiel\n  1 | fiel:\n    | ^\n    = did you mean file?",
        ),
        ("snapshot: {}\n", "facts.yaml:1:1: unknown-fact: there are no facts of snapshot\n"),
        ("file: x\n", "facts.yaml:1:7: wrong-type: facts are a mapping of names to values\n"),
        ("file:\n", "facts.yaml:1:6: wrong-type: facts are a mapping of names to values\n"),
        ("- file\n", "facts.yaml:1:1: wrong-type: facts are a mapping of names to values\n"),
        (
            "options: [a]\n",
            """\
facts.yaml:1:10: wrong-type: the options are a mapping of names to values
  1 | options: [a]
    |          ^
    = write {} for none
""",
        ),
        ("options:\n", "facts.yaml:1:9: wrong-type: the options are a mapping of names to values\n"),
        ("options: {n: 007}\n", "facts.yaml:1:14: bad-number: 007 is 8-based"),
        ("file: {content: null}\n", "facts.yaml:1:17: wrong-type: there is no value here\n"),
        (
            "file:\n  schedule: {cornExpress: x}\n",
            "facts.yaml:2:14: unknown-field: file.schedule has no field cornExpress\n",
        ),
        ("file:\n  inputs:\n    - {Inptu: x}\n", "facts.yaml:3:8: unknown-field: file.inputs has no field Inptu\n"),
        ("file: {content: 'x\n", "facts.yaml:2:1: yaml-syntax: "),
        ("file:\n\tcontent: x\n", "facts.yaml:2:1: tab: YAML does not take a tab here\n"),
        ("file:\n  type: 1\n  type: 2\n", "facts.yaml:3:3: duplicate-key: type stands on line 2 already\n"),
    ],
)
def test_what_is_wrong_with_a_file_of_facts_is_shown_with_its_place(
    facts: str, said: str, run: Run, project: Path
) -> None:
    """The line, a caret, the nearest name; nothing is answered."""
    (project / "facts.yaml").write_text(facts)
    done = run(*INVOKE, "--facts", "facts.yaml")
    assert done.stderr.decode().startswith(f"dwgate: {said}")
    assert (done.stdout, done.returncode) == (b"", 2)


def test_all_that_is_wrong_with_a_file_of_facts_comes_at_once(run: Run, project: Path) -> None:
    """In the order of the file, but for the options, which come last."""
    (project / "facts.yaml").write_text("file:\n  contnt: x\n  type: 010\ntabel: {}\noptions: 5\n")
    told = run(*INVOKE, "--facts", "facts.yaml").stderr.decode()
    names = [line.split(": ")[-2] for line in told.splitlines() if "facts.yaml:" in line]
    assert names == ["unknown-fact", "bad-number", "unknown-fact", "wrong-type"]


def test_facts_may_be_spelled_as_dataworks_does(run: Run, project: Path) -> None:
    """The fields of an object are taken as GetIDEEventDetail gives them, too."""
    (project / "facts.yaml").write_text("file: {content: x, schedule: {CycleType: NOT_DAY}}\noptions: {}\n")
    message = json.loads((project / COMMIT).read_text())
    message["data"]["fileType"] = 11
    done = run("invoke", "files", "-e", "-", "--facts", "facts.yaml", stdin=json.dumps(message).encode())
    assert json.loads(done.stdout) == {"checkResult": "OK"}
    assert done.returncode == 0


def test_a_file_of_facts_that_is_not_there_is_said(run: Run) -> None:
    """In one line."""
    done = run(*INVOKE, "--facts", "fact.yaml")
    assert (done.stderr, done.returncode) == (b"dwgate: there is no file fact.yaml\n", 2)


def test_without_facts_and_without_keys_the_rule_is_in_error(run: Run) -> None:
    """It says what is missing, and nothing is called."""
    done = run(*INVOKE, DWGATE_EXTENSION_CODE="guard")
    answer = json.loads(done.stdout)
    assert answer["checkResult"] == "FAIL"
    assert answer["errorMessage"].startswith(
        "dwgate could not judge the rule too-long: calling GetIDEEventDetail, there are no keys to call DataWorks with"
    )
    assert done.returncode == 0


def test_invoke_explains_what_was_asked(run: Run) -> None:
    """Of each rule the facts with their values, the code by its fingerprint, and what could not be had."""
    done = run(*INVOKE, "--facts", "facts.yaml", "--explain")
    told = done.stderr.decode()
    for line in (
        "file.content() = 20 characters, SHA-256 ",
        'options = {"maxSqlLength": "5"}',
        "params.most = 5000",
        'file.schedule() = {"cycleType": "DAY"}',
        "en    20 characters are over the limit of 5.",
    ):
        assert line in told
    assert "select 1" not in told
    told = run(*INVOKE, "--explain").stderr.decode()
    assert "could not be judged" in told
    assert "but   calling GetIDEEventDetail, there are no keys to call DataWorks with" in told
    assert "file.content() =" not in told


@pytest.mark.parametrize("explain", [(), ("--explain",)], ids=["alone", "explained"])
def test_invoke_asks_dataworks_where_there_are_keys(
    explain: tuple[str, ...], run: Run, served: ServedDataWorks
) -> None:
    """What DataWorks says of the message decides, and explains itself; the result is not called back."""
    done = run(*INVOKE, *explain, **environment(served))
    assert json.loads(done.stdout) == TOO_LONG
    assert [call.action for call in served.dataworks.calls] == ["GetIDEEventDetail", "GetOptionValueForProject"]
    assert served.dataworks.message(MESSAGE_ID).results == {}


def test_a_trial_with_facts_calls_nothing(run: Run, served: ServedDataWorks) -> None:
    """Whatever keys there are."""
    assert json.loads(run(*INVOKE, "--facts", "facts.yaml", **environment(served)).stdout) == TOO_LONG
    assert served.dataworks.calls == ()


def test_invoke_calls_the_result_back_where_that_is_asked_for(run: Run, served: ServedDataWorks) -> None:
    """As the function would, and with the facts that were given."""
    done = run(*CALL_BACK, **environment(served))
    assert json.loads(done.stdout)["checkResult"] == "FAIL"
    assert [call.action for call in served.dataworks.calls] == ["UpdateIDEEventResult"]
    result = served.dataworks.message(MESSAGE_ID).results["guard"]
    assert (result.check_result, result.reason) == ("FAIL", TOO_LONG["errorMessage"])
    assert done.returncode == 0


def test_a_callback_that_cannot_be_delivered_is_said(run: Run) -> None:
    """EventBridge would deliver the message again: there is no body, and it is said why."""
    done = run(*CALL_BACK, DWGATE_EXTENSION_CODE="guard")
    told = done.stderr.decode()
    why, then = told.splitlines()
    assert why.startswith(f"dwgate: message {MESSAGE_ID}: undelivered, UpdateIDEEventResult, there are no keys")
    assert then.startswith("dwgate: the invocation failed, so that EventBridge delivers again: 1 of 1 results did not")
    assert (done.stdout, done.returncode) == (b"", 1)


def test_a_callback_that_is_refused_is_told(run: Run, served: ServedDataWorks) -> None:
    """To send it again is useless, so the invocation does not fail; but DataWorks has not taken the result."""
    served.dataworks.fail(Forbidden())
    done = run(*CALL_BACK, "--log", **environment(served))
    assert json.loads(done.stdout)["checkResult"] == "FAIL"
    assert f"dwgate: message {MESSAGE_ID}: refused, UpdateIDEEventResult, Forbidden.Access" in done.stderr.decode()
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"DWGATE_ANSWER": "return"}, "returned, DWGATE_ANSWER is return"),
        ({}, "no-code, DWGATE_EXTENSION_CODE names no extension for commit-file"),
    ],
)
def test_a_result_that_nobody_is_told_is_told(setting: dict[str, str], told: str, run: Run) -> None:
    """Whoever asks for a callback learns why there is none."""
    done = run(*CALL_BACK, **setting)
    assert f"dwgate: message {MESSAGE_ID}: {told}" in done.stderr.decode()
    assert done.returncode == 1


def test_a_request_without_a_code_is_not_called_back_and_that_is_told(run: Run) -> None:
    """And an event that DataWorks only reports awaits nothing."""
    allowed = str(ROOT / "functions" / "data_download" / "events" / "allowed.json")
    done = run("invoke", "data_download", "-e", allowed, "--call-back", "--at", "2023-12-11T10:10:00+08:00")
    assert "no-code" in done.stderr.decode() or "nothing was called back" in done.stderr.decode()
    assert done.returncode == 1
    regular = str(ROOT / "functions" / "extension_events" / "events" / "regular-event.json")
    done = run("invoke", "data_download", "-e", regular, "--call-back")
    assert "DataWorks only reports it" in done.stderr.decode()
    assert done.returncode == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"DWGATE_ENDPOINT": "htp://127.0.0.1:8765"},
        {"DWGATE_BREAK_GLASS": "2999-01-01T00:00:00+08:00;li.lei;for ever"},
    ],
)
def test_nothing_is_called_back_by_settings_that_are_wrong(
    run: Run, served: ServedDataWorks, wrong: dict[str, str]
) -> None:
    """A mistyped address would be DataWorks's own, and a gate may not be opened for so long."""
    done = run(*CALL_BACK, **{**environment(served), **wrong})
    assert b"nothing is called back by settings that are wrong" in done.stderr
    assert (done.returncode, served.dataworks.calls) == (2, ())


def test_demo_takes_the_facts_beside_a_sample(run: Run, files: Path) -> None:
    """By the sample's name; a sample without any asks DataWorks, which a trial without keys cannot."""
    for name, facts in [("long", FACTS), ("short", "file: {content: x}\noptions: {}\n")]:
        shutil.copyfile(files / "events" / "commit.json", files / "events" / f"{name}.json")
        (files / "events" / f"{name}.facts.yaml").write_text(facts)
    done = run("demo")
    rows = {line.split()[0]: line for line in done.stdout.decode().splitlines() if line.split()}
    told = done.stdout.decode()
    assert "20 characters are over the limit of 5." in told
    assert "OK" in rows["short"]
    assert "could not judge the rule too-long" in told
    assert done.returncode == 0


def test_demo_says_what_is_wrong_with_the_facts_beside_a_sample(run: Run, files: Path) -> None:
    """With the place."""
    (files / "events" / "commit.facts.yaml").write_text("file: {contnt: x}\n")
    done = run("demo")
    assert "commit.facts.yaml:1:8: unknown-fact: there is no fact file.contnt" in done.stderr.decode()
    assert done.returncode == 2


def test_invoke_says_that_facts_lie_beside_the_message(run: Run, files: Path) -> None:
    """Whoever tries a sample as the demo tells to is told what it was tried with there, and the answer stands."""
    (files / "events" / "commit.facts.yaml").write_text(FACTS)
    done = run(*INVOKE)
    told = "dwgate: there are facts beside the message: add --facts functions/files/events/commit.facts.yaml\n"
    assert done.stderr.decode() == told
    assert json.loads(done.stdout)["checkResult"] == "FAIL"
    assert run(*INVOKE, "--facts", "facts.yaml").stderr == b""

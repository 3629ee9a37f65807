"""The commands as a person meets them: what they print, where, and how they end."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.ran import Run
from dwgate.events import catalogue

REFUSED = "functions/data_download/events/refused.json"
POLICY = "functions/data_download/policy/limits.yaml"
AT = "2026-11-18T10:00:00+08:00"


def test_invoke_writes_the_response_body_and_nothing_else(run: Run) -> None:
    """Standard output can be piped into a JSON parser, and standard error is silent."""
    done = run("invoke", "data_download", "-e", REFUSED)
    assert json.loads(done.stdout) == {
        "checkResult": "FAIL",
        "errorMessage": "123456 rows are over the limit of 100000.",
    }
    assert (done.stderr, done.returncode) == (b"", 0)


def test_invoke_reads_a_message_from_standard_input(run: Run, project: Path) -> None:
    """A message can be piped in."""
    done = run("invoke", "data_download", "-e", "-", stdin=(project / REFUSED).read_bytes())
    assert json.loads(done.stdout)["checkResult"] == "FAIL"


def test_invoke_heeds_the_settings_of_the_environment(run: Run) -> None:
    """What a function's environment would say can be tried with the shell's."""
    done = run("invoke", "data_download", "-e", REFUSED, DWGATE_LANGUAGE="zh", DWGATE_REASON_KEYS="reason,tip")
    answer = json.loads(done.stdout)
    assert answer["reason"] == answer["tip"] == "123456 行超过了 100000 行的上限。"


def test_invoke_answers_a_message_that_cannot_be_read(run: Run) -> None:
    """The gate did its job, so the command ends with 0."""
    done = run("invoke", "data_download", "-e", "-", stdin=b"\xff\xfe")
    assert json.loads(done.stdout)["checkResult"] == "FAIL"
    assert "not UTF-8" in json.loads(done.stdout)["errorMessage"]
    assert done.returncode == 0


def test_invoke_explains_every_rule_with_the_values_that_it_read(run: Run) -> None:
    """Of each rule the condition, every field and parameter with its value, and what followed are on standard error."""
    done = run("invoke", "data_download", "-e", REFUSED, "--explain", "--at", AT)
    told = done.stderr.decode()
    for line in (
        "FAIL  download-resources-execute",
        "too-many-rows  fired  policy/limits.yaml:5",
        "when  event.dataRowSize > params.max_rows",
        "event.dataRowSize = 123456",
        "params.max_rows = 100000",
        "so    the condition is true",
        "then  FAIL",
        "outside-the-office  fired, in shadow: not answered",
        'event.ip = "198.10.23.45"',
        "2026-11-18T10:00:00+08:00",
    ):
        assert line in told
    assert json.loads(done.stdout)["checkResult"] == "FAIL"


def test_explain_shows_no_content(run: Run, project: Path) -> None:
    """What is on a terminal ends in logs and in tickets: SQL is shown by its length and its SHA-256."""
    policy = project / POLICY
    when = "when: event.dataRowSize > params.max_rows"
    policy.write_text(policy.read_text().replace(when, f"{when} && event.sqlText.contains('sku')"))
    told = run("invoke", "data_download", "-e", REFUSED, "--explain", "--log").stderr.decode()
    sql = b"select sku_code, sku_name from dim_sku"
    assert f"event.sqlText = {len(sql)} characters, SHA-256 {hashlib.sha256(sql).hexdigest()}\n" in told
    assert "sku_code" not in told


def test_explain_says_what_an_open_gate_stands_in_the_place_of(run: Run) -> None:
    """The answer is OK, and whoever tries the message sees what the rules said."""
    opened = "2026-11-18T12:00:00+08:00;li.lei;quarterly closing"
    done = run("invoke", "data_download", "-e", REFUSED, "--explain", "--at", AT, DWGATE_BREAK_GLASS=opened)
    assert json.loads(done.stdout)["checkResult"] == "OK"
    assert "the gate is open (DWGATE_BREAK_GLASS); what was decided is FAIL" in done.stderr.decode()
    assert "too-many-rows  fired" in done.stderr.decode()


def test_explain_says_of_a_message_that_cannot_be_read_what_is_wrong(run: Run) -> None:
    """There is no rule to explain, and the reason for that stands there."""
    done = run("invoke", "data_download", "-e", "-", "--explain", stdin=b"{")
    assert "the message is not JSON" in done.stderr.decode()


def test_explain_shows_what_did_not_come_and_what_cannot_be_read(run: Run, project: Path) -> None:
    """A value that a rule lacks is named as such."""
    message = json.loads((project / REFUSED).read_text())
    message["messageBody"] |= {"dataRowSize": "many"}
    done = run("invoke", "data_download", "-e", "-", "--explain", stdin=json.dumps(message).encode())
    assert "event.dataRowSize = unreadable: it is documented as a whole number" in done.stderr.decode()
    assert "could not be judged" in done.stderr.decode()
    del message["messageBody"]["dataRowSize"]
    done = run("invoke", "data_download", "-e", "-", "--explain", stdin=json.dumps(message).encode())
    assert "event.dataRowSize = did not come" in done.stderr.decode()


def test_at_moves_the_time_for_exemptions(run: Run, project: Path) -> None:
    """An exemption lifts the rule before it expires and not from then on, and the explanation says so."""
    message = json.loads((project / REFUSED).read_text())
    message["messageBody"]["operatorUid"] = "7"
    sent = json.dumps(message).encode()
    before = run("invoke", "data_download", "-e", "-", "--explain", "--at", "2026-12-31T23:59:59+08:00", stdin=sent)
    after = run("invoke", "data_download", "-e", "-", "--at", "2027-01-01T00:00:00+08:00", stdin=sent)
    assert json.loads(before.stdout) == {"checkResult": "OK"}
    assert "lifted until 2027-01-01T00:00:00+08:00: quarterly audit extract" in before.stderr.decode()
    assert json.loads(after.stdout)["checkResult"] == "FAIL"


def test_log_shows_the_record(run: Run) -> None:
    """What the function logs is a line of JSON on standard error."""
    record = json.loads(run("invoke", "data_download", "-e", REFUSED, "--log").stderr)
    assert record["result"] == "FAIL"
    assert "sku_code" not in json.dumps(record)


def test_invoke_of_a_policy_that_does_not_compile_shows_the_findings(run: Run, project: Path) -> None:
    """Nothing is answered that would not be deployed."""
    policy = project / POLICY
    policy.write_text(policy.read_text().replace("event.dataRowSize >", "event.dataRowSise >"))
    done = run("invoke", "data_download", "-e", REFUSED)
    assert done.stdout == b""
    assert "did you mean dataRowSize?" in done.stderr.decode()
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["invoke", "data_dowload", "-e", REFUSED], "there is no function data_dowload; did you mean data_download?"),
        (["invoke", "data_download", "-e", REFUSED.replace("ed.", "de.")], "did you mean refused.json?"),
        (["invoke", "data_download", "-e", "functions"], "functions is a folder; give the file of one message in it"),
        (["invoke", "data_download", "-e", "nowhere/x.json"], "there is no file nowhere/x.json"),
        (["invoke", "data_download", "-e", REFUSED, "--at", "noon"], "--at: noon is no time; write 2026-11-18T10:00"),
        (["invoke", "data_download", "-e", REFUSED, "--at", "2026-11-18T10:00:00"], "says no time zone"),
        (["explain", "to-many-rows"], "there is no rule to-many-rows; did you mean too-many-rows?"),
        (["check", "data_uplaod"], "there is no function data_uplaod; there are: data_download"),
        (
            ["check", "functions/data_download/policy/limits.yaml"],
            "functions/data_download/policy/limits.yaml lies in the function data_download; give that",
        ),
        (["check", "functions/data_uplaod"], "there is no function functions/data_uplaod; there are: data_download"),
        (["check", "-C", "/"], "there is no folder functions in /"),
        (["demo", "-C", "empty"], "there is no function in "),
        (["check", "-C", "empty"], "there is no function to check: a function is a folder of functions/"),
    ],
)
def test_a_users_mistake_is_one_line_and_exit_2(run: Run, project: Path, arguments: list[str], said: str) -> None:
    """The line names what is wrong and the nearest thing that there is; no traceback."""
    (project / "empty" / "functions").mkdir(parents=True)
    done = run(*arguments)
    told = done.stderr.decode()
    assert told.startswith("dwgate: ")
    assert said in told
    assert told.count("\n") == 1
    assert done.returncode == 2


def test_a_function_is_named_by_its_path_too(run: Run, project: Path) -> None:
    """As a shell completes it, from wherever; named twice, it is taken once."""
    done = run("check", "functions/data_download/", "data_download", str(project / "functions" / "data_download"))
    assert done.stdout.decode().endswith("no findings in 1 function\n")


def test_of_the_files_beside_a_message_hidden_ones_are_left_out(run: Run, project: Path) -> None:
    """What tools leave behind is no message."""
    (project / ".cache").mkdir()
    done = run("invoke", "data_download", "-e", "nothing.json")
    assert b"there is no file nothing.json; in . there are: " in done.stderr
    assert b".cache" not in done.stderr


@pytest.mark.parametrize("arguments", [["invoke"], ["nonsense"], ["check", "--format", "xml"], ["demo", "--nope"]])
def test_wrong_usage_ends_with_2_and_without_a_traceback(run: Run, arguments: list[str]) -> None:
    """What the command line cannot be is said, in the shape of its help."""
    done = run(*arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_check_is_silent_about_nothing_and_ends_with_0(run: Run) -> None:
    """A clean project gets a line for each function, with the digest of its policy."""
    done = run("check", "--at", AT)
    assert done.stdout.decode().splitlines()[0].startswith("data_download: 2 rules, sha256:")
    assert done.stdout.decode().endswith("no findings in 1 function\n")
    assert done.returncode == 0


def test_check_shows_every_finding_with_its_caret(run: Run, project: Path) -> None:
    """Two mistakes in two places are two findings, each with file, line, column, the line and a caret."""
    policy = project / POLICY
    text = policy.read_text()
    policy.write_text(text.replace("event.dataRowSize >", "event.dataRowSise >").replace("then: WARN", "then: WRAN"))
    done = run("check")
    told = done.stdout.decode()
    assert f"{POLICY}:7:17: unknown-field: event has no field dataRowSise" in told
    assert "  7 |     when: event.dataRowSise > params.max_rows\n    |                 ^\n" in told
    assert f"{POLICY}:15:11: bad-value: WRAN cannot stand here" in told
    assert "did you mean WARN?" in told
    assert told.endswith("2 findings in 1 file\n")
    assert done.returncode == 1


def test_check_finds_a_function_without_a_handler(run: Run, project: Path) -> None:
    """A folder of functions/ is a function, also one whose index.py was forgotten; what a tool left there is none."""
    (project / "functions" / "__pycache__").mkdir()
    (project / "functions" / "data_download" / "index.py").unlink()
    done = run("check")
    assert "functions/data_download/index.py:1:1: no-handler: there is no index.py" in done.stdout.decode()
    assert done.stdout.decode().endswith("1 finding in 1 file\n")
    assert done.returncode == 1


@pytest.mark.parametrize("command", [["demo"], ["invoke", "data_download", "-e", REFUSED]])
@pytest.mark.parametrize(
    ("handler", "said"),
    [
        ("def handler(", "index.py of data_download cannot be imported: SyntaxError: "),
        ("import nowhere_to_be_found", "ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("gate = 1", "index.py of data_download lacks initialize and handler; see that of another function"),
    ],
)
def test_a_handler_that_is_none_is_said_in_one_line(
    handler: str, said: str, command: list[str], run: Run, project: Path
) -> None:
    """What Function Compute could not run either is named, without a traceback."""
    (project / "functions" / "data_download" / "index.py").write_text(handler)
    done = run(*command)
    assert said in done.stderr.decode()
    assert done.stderr.decode().startswith("dwgate: ")
    assert b"Traceback" not in done.stderr
    assert done.returncode == 2


def test_check_writes_json_for_programs(run: Run, project: Path) -> None:
    """Each finding has its name, place, message, line and hint; each function its digest or null."""
    clean = json.loads(run("check", "--at", AT, "--format", "json").stdout)
    assert clean["findings"] == []
    assert clean["functions"][0]["rules"] == ["too-many-rows", "outside-the-office"]
    policy = project / POLICY
    policy.write_text(policy.read_text().replace("then: WARN", "then: WRAN"))
    done = run("check", "--format", "json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["name"], finding["line"], finding["column"]) == ("bad-value", 15, 11)
    assert json.loads(done.stdout)["functions"][0]["digest"] is None
    assert done.returncode == 1


def test_explain_says_what_a_rule_stops_and_where_it_stands(run: Run) -> None:
    """A rule's page: what for, where, when, with what, lifted by whom."""
    told = run("explain", "too-many-rows").stdout.decode()
    for part in (
        "Whole tables leave by data integration.",
        "functions/data_download/policy/limits.yaml:5",
        "download-resources-execute: Before data download, file download",
        "event.dataRowSize > params.max_rows",
        "params.max_rows = 100000",
        "until 2027-01-01T00:00:00+08:00",
        "data-governance@example.com",
        "行的上限",
    ):
        assert part in told


def test_explain_says_what_a_rule_is_for_in_each_language(run: Run, project: Path) -> None:
    """One below the other, and nothing where the rule does not say it."""
    path = project / "functions/data_download/policy/limits.yaml"
    text = path.read_text()
    said = "    description: Whole tables leave by data integration.\n"
    assert said in text
    path.write_text(text.replace(said, "    description: {zh: 整表数据请用数据集成。, en: Whole tables.}\n"))
    told = run("explain", "too-many-rows").stdout.decode().splitlines()
    assert told[1:3] == ["Whole tables.", "整表数据请用数据集成。"]
    path.write_text(text.replace(said, ""))
    assert run("explain", "too-many-rows").stdout.decode().splitlines()[1].startswith(" function")


def test_explain_takes_the_function_with_the_rule(run: Run) -> None:
    """A rule of one function is named as function/rule; a shadow rule is said to be one."""
    told = run("explain", "data_download/outside-the-office").stdout.decode()
    assert "in shadow" in told
    assert "by no exemption" in told


def test_explain_shows_the_rule_of_each_function_that_has_it(run: Run, project: Path) -> None:
    """One page after the other, with a line between."""
    functions = project / "functions"
    shutil.copytree(functions / "data_download", functions / "data_export")
    told = run("explain", "too-many-rows").stdout.decode()
    first, second = told.split("\n\n")
    assert "functions/data_download/policy/limits.yaml:5" in first
    assert "functions/data_export/policy/limits.yaml:5" in second


def test_demo_shows_every_sample_with_result_and_reason(run: Run, project: Path) -> None:
    """Each sample is a row; one that hangs on the hour is tried at its own time."""
    (project / "functions/data_download/events/times.yaml").write_text("allowed: 2026-11-18T23:30:00+08:00\n")
    done = run("demo")
    told = done.stdout.decode()
    assert "allowed " in told
    assert "(at Wed 2026-11-18 23:30)" in told
    assert "refused" in told
    assert "123456 rows are over the limit of 100000." in told
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("expires", "shown"), [("2027-01-01", "2027-01-01: "), ("2026-12-31T18:30:00+08:00", "2026-12-31 18:30: ")]
)
def test_demo_says_what_an_answer_does_not(expires: str, shown: str, run: Run, project: Path) -> None:
    """That a rule was lifted, until when and why, and what a rule in shadow would say."""
    policy = project / POLICY
    text = policy.read_text().replace('operator == "7"', "true").replace("expires: 2027-01-01", f"expires: {expires}")
    policy.write_text(text)
    told = " ".join(run("demo").stdout.decode().split())
    assert f"(too-many-rows is lifted until {shown}quarterly audit extract)" in told
    assert "(in shadow, outside-the-office would say WARN)" in told


def test_an_event_that_is_only_reported_is_left_alone(run: Run, project: Path) -> None:
    """DataWorks waits for no answer to it, so there is no rule to explain."""
    code = next(code for code in catalogue.events() if not catalogue.is_extension_point(code))
    message = json.dumps({"type": catalogue.find(code).type, "id": "1", "data": {}})
    (project / "functions/data_download/events/report.json").write_text(message)
    told = run("invoke", "data_download", "-e", "-", "--explain", stdin=message.encode()).stderr.decode()
    assert "DataWorks only reports this event, and waits for no answer" in told
    assert "DataWorks only reports this" in run("demo").stdout.decode()


def test_explain_and_demo_cut_nothing_off(run: Run) -> None:
    """Whatever the width: what is too long for a line goes on in the next, and no line ends in blanks."""
    for arguments in (["explain", "too-many-rows"], ["demo"]):
        written = run(*arguments, COLUMNS="36").stdout.decode()
        assert "…" not in written
        assert [line for line in written.splitlines() if line != line.rstrip()] == []
    page = run("explain", "too-many-rows", COLUMNS="36").stdout.decode()
    assert "functions/data_download/policy/limits.yaml:5" in "".join(page.split())


def test_demo_says_which_policy_does_not_compile(run: Run, project: Path) -> None:
    """The other functions are shown all the same, and the command ends with 1."""
    (project / POLICY).write_text("rules: []\n")
    done = run("demo")
    assert "the policy does not compile" in done.stdout.decode()
    assert done.returncode == 1


def test_demo_refuses_a_time_that_is_none(run: Run, project: Path) -> None:
    """A wrong time in events/times.yaml is shown with its place."""
    (project / "functions/data_download/events/times.yaml").write_text("allowed: yesterday\n")
    done = run("demo")
    assert "times.yaml:1:10: bad-date: yesterday is no date" in done.stderr.decode()
    assert done.returncode == 2


def test_demo_refuses_a_time_of_a_sample_that_there_is_not(run: Run, project: Path) -> None:
    """With the nearest one that there is."""
    (project / "functions/data_download/events/times.yaml").write_text("alowed: 2026-11-18T23:30:00+08:00\n")
    done = run("demo")
    assert "there is no sample alowed; did you mean allowed?" in done.stderr.decode()
    assert done.returncode == 2


def test_demo_refuses_facts_of_a_sample_that_there_is_not(run: Run, project: Path) -> None:
    """They would be read for nothing."""
    (project / "functions/data_download/events/alowed.facts.yaml").write_text("options: {}\n")
    done = run("demo")
    assert "alowed.facts.yaml: there is no sample alowed; did you mean allowed?" in done.stderr.decode()
    assert done.returncode == 2


def test_a_file_that_cannot_be_read_is_said_in_one_line(run: Run, project: Path) -> None:
    """With its name, and what the system says of it."""
    (project / "functions/data_download/events/folder.json").mkdir()
    done = run("demo")
    told = done.stderr.decode()
    assert told.startswith("dwgate: ")
    assert "events/folder.json: Is a directory" in told
    assert told.count("\n") == 1
    assert done.returncode == 2


def test_the_command_is_installed(project: Path) -> None:
    """The script that a person calls runs in a process of its own, and leaves standard output to the body."""
    script = Path(sys.executable).parent / "dwgate"
    done = subprocess.run(
        [script, "invoke", "data_download", "-e", REFUSED], cwd=project, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["checkResult"] == "FAIL"
    assert done.stderr == b""


@pytest.mark.parametrize("command", ["demo", "invoke", "check", "explain", "events"])
def test_every_command_has_help(run: Run, command: str) -> None:
    """The help of the whole names the command, and the command's own help says what it does."""
    assert command in run("--help").stdout.decode()
    told = run(command, "--help")
    assert "Usage" in told.stdout.decode()
    assert told.returncode == 0

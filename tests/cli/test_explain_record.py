"""``dwgate explain --record`` as a person meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.ran import Run
from dwgate.policy.compiler import canonical, compile_function

LIMITS = "functions/data_download/policy/limits.yaml"
FOLDED = "Your operation in DataWorks was refused (FAIL)."


def record_of(run: Run, name: str = "refused", **changes: Any) -> dict[str, Any]:
    """Give the record of a sample message, with some of it changed."""
    event = f"functions/data_download/events/{name}.json"
    done = run("invoke", "data_download", "-e", event, "--log", "--at", "2026-11-18T10:00:00+08:00")
    record: dict[str, Any] = json.loads(done.stderr)
    return {**record, **changes}


def logged(path: str, *records: dict[str, Any]) -> str:
    """Write records as a log has them, and give the path."""
    Path(path).write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return path


def test_a_refusal_is_told_on_standard_output_alone(run: Run) -> None:
    """What is to be pasted is not mixed with what is for the administrator."""
    path = logged("log", record_of(run))
    done = run("explain", "--record", path)
    told = done.stdout.decode()
    assert told.startswith(f"{FOLDED}\n\nOperation: Data download, file download (download-resources-execute)\n")
    assert "\n  Value: dataRowSize = 123456\n  Limit: max_rows = 100000\n" in told
    assert told.endswith("…, unchanged since\n")
    assert (done.stderr, done.returncode) == (b"", 0)


def test_it_is_told_in_the_language_that_is_asked_for(run: Run) -> None:
    """English unless it says otherwise."""
    path = logged("log", record_of(run))
    assert run("explain", "--record", path, "--lang", "zh").stdout.decode().startswith("您在 DataWorks 中的操作被拒绝")
    assert run("explain", "--record", path, "--lang", "en").stdout == run("explain", "--record", path).stdout


def test_a_record_is_read_from_standard_input(run: Run) -> None:
    """It can be copied from the console of the log service."""
    done = run("explain", "--record", "-", stdin=json.dumps(record_of(run)).encode())
    assert done.stdout.decode().startswith(FOLDED)


def test_nothing_is_folded_in_a_pipe(run: Run) -> None:
    """A reply has its own width."""
    path = logged("log", record_of(run))
    assert run("explain", "--record", path, COLUMNS="30").stdout == run("explain", "--record", path).stdout


def test_a_snippet_comes_last_where_it_is_asked_for(run: Run) -> None:
    """It is marked as being for the administrator."""
    path = logged("log", record_of(run))
    told = run("explain", "--record", path, "--snippet").stdout.decode()
    assert "\n\nFor the administrator, an exemption to begin with:\n\nexemptions: # in functions/data_download/" in told
    assert "exemptions:" not in run("explain", "--record", path).stdout.decode()
    allowed = logged("allowed", record_of(run, "allowed"))
    assert b"administrator" not in run("explain", "--record", allowed, "--snippet").stdout


def test_what_is_for_the_administrator_goes_to_standard_error(run: Run) -> None:
    """A field that no record shows is named with the setting that would show it."""
    record = record_of(run)
    del record["event"]["dataRowSize"]
    done = run("explain", "--record", logged("log", record))
    assert "Value: dataRowSize was not recorded" in done.stdout.decode()
    note = "note: not recorded: dataRowSize; what DWGATE_RECORD_FIELDS names is in later records\n"
    assert done.stderr.decode() == note


def test_the_one_that_was_refused_is_meant_among_several(run: Run) -> None:
    """A log of a minute holds others too, and lines that are no records."""
    path = logged("log", record_of(run, "allowed", decision_id="b"), record_of(run), {"kind": "failure", "x": 1})
    with Path(path).open("a") as log:
        log.write("FC Invoke End RequestId: 1\n")
    assert run("explain", "--record", path).stdout.decode().startswith(FOLDED)


def test_one_of_several_is_chosen_by_an_id(run: Run) -> None:
    """By that of the message, which DataWorks has too, or by that of the decision."""
    refused, allowed = record_of(run), record_of(run, "allowed", decision_id="b", message_id="other")
    path = logged("log", refused, allowed)
    assert b"was not refused (OK)" in run("explain", "--record", path, "--message", "other").stdout
    assert b"was not refused (OK)" in run("explain", "--record", path, "--decision", "b").stdout
    assert b"was refused (FAIL)" in run("explain", "--record", path, "--message", refused["message_id"]).stdout


def test_of_several_records_of_one_decision_it_is_the_last(run: Run) -> None:
    """The message was delivered again, and decided by a later policy."""
    record = record_of(run)
    path = logged("log", {**record, "workspace": "1"}, {**record, "workspace": "2"})
    assert b"\nWorkspace: 2\n" in run("explain", "--record", path).stdout


def test_several_that_could_be_meant_are_listed(run: Run) -> None:
    """Each with the id that chooses it, and what one remembers of it."""
    record = record_of(run)
    path = logged("log", record, {**record, "decision_id": "b", "time": None, "point": None})
    done = run("explain", "--record", path)
    assert (done.stdout, done.returncode) == (b"", 2)
    assert done.stderr.decode() == (
        f"dwgate: there are several refused operations in {path}; choose one with --decision:\n"
        f"  {record['decision_id']}  2026-11-18 10:00  download-resources-execute\n"
        "  b  -  -\n"
    )


def test_a_long_list_is_cut(run: Run) -> None:
    """A log may hold a million."""
    record = record_of(run, "allowed")
    path = logged("log", *({**record, "decision_id": str(number)} for number in range(30)))
    lines = run("explain", "--record", path).stderr.decode().splitlines()
    assert lines[0].startswith("dwgate: there are several operations, none of them refused, in log; choose")
    assert (len(lines), lines[-1]) == (22, "  and more")


@pytest.mark.parametrize(
    ("arguments", "stdin", "problem"),
    [
        (["--record", "nowhere.json"], "", "nowhere.json: No such file or directory"),
        (["--record", "-"], "", "there is no record in standard input: a record is one line of JSON that a function"),
        (["--record", "-"], "no JSON", "there is no record in standard input: a record is one line"),
        (["--record", "-"], "[1, 2]", "there is no record in standard input: a record is one line"),
        (["--record", "-"], '{"kind": "decision"', "line 1: the line ends before its record does"),
        (["--record", "-"], '\n{"kind": "decision"}', "line 2: it begins like a record, but it is of no kind that"),
        (["--record", LIMITS], "", f"there is no record in {LIMITS}: a record is one line"),
        ([], "", "name a rule, or give --record FILE, and not both"),
        (["too-many-rows", "--record", "-"], "", "name a rule, or give --record FILE, and not both"),
    ],
)
def test_a_mistake_is_told_in_one_line(run: Run, arguments: list[str], stdin: str, problem: str) -> None:
    """It says what is wrong and where, with exit code 2."""
    done = run("explain", *arguments, stdin=stdin.encode())
    assert (done.stdout, done.returncode) == (b"", 2)
    assert done.stderr.decode().startswith("dwgate: ")
    assert done.stderr.decode().count("\n") == 1
    assert problem in done.stderr.decode()


@pytest.mark.parametrize(
    ("choice", "problem"),
    [
        (["--message", "x"], "there is no record of the message x in log, among 1"),
        (["--decision", "y", "--message", "x"], "there is no record of the message x and the decision y in log"),
    ],
)
def test_an_id_that_is_not_there_is_told(run: Run, choice: list[str], problem: str) -> None:
    """With how many others there are."""
    path = logged("log", record_of(run))
    assert problem in run("explain", "--record", path, *choice).stderr.decode()


def test_a_policy_that_has_changed_is_told_to_have(run: Run, project: Path) -> None:
    """The limits are those of today then; the administrator learns how to have those of that day."""
    path = logged("log", record_of(run))
    limits = project / LIMITS
    limits.write_text(limits.read_text().replace("max_rows: 100000", "max_rows: 120000"))
    done = run("explain", "--record", path)
    assert "  Limit today: max_rows = 120000\n" in done.stdout.decode()
    assert "It has changed since" in done.stdout.decode()
    assert "note: the record is of another policy, sha256:" in done.stderr.decode()


def test_it_is_explained_by_the_policy_that_decided(run: Run, project: Path, tmp_path: Path) -> None:
    """That one is in the package which was deployed, or in another checkout."""
    path = logged("log", record_of(run))
    before = tmp_path / "before" / "functions"
    before.parent.mkdir()
    (project / "functions").rename(before)
    for place in (before.parent, before / "data_download"):
        assert b"unchanged since" in run("explain", "--record", path, "--policy", str(place)).stdout


@pytest.mark.parametrize("place", ["build", "build/data_download", "build/data_download/policy.json"])
def test_a_compiled_policy_needs_no_project(run: Run, project: Path, place: str) -> None:
    """A package, a folder of packages or the file itself will do."""
    path = logged("log", record_of(run))
    document = compile_function(project / "functions" / "data_download").document
    assert document
    package = project / "build" / "data_download"
    package.mkdir(parents=True)
    (package / "policy.json").write_bytes(canonical(document))
    (project / "functions").rename(project / "elsewhere")
    assert b"unchanged since" in run("explain", "--record", path, "--policy", place).stdout
    other = logged("other", {**json.loads(Path(path).read_text()), "function": "data_upload"})
    done = run("explain", "--record", other, "--policy", "build/data_download")
    assert done.stderr.decode() == (
        "dwgate: build/data_download/policy.json is the policy of data_download, and the record is of data_upload\n"
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        *((text, " is no compiled policy; give a policy.json") for text in ("{", "[]", "5", "\x00", "[" * 100_000)),
        ("{}", ": the compiled policy is of format None"),
        ('{"format": 1}', ": the compiled policy is not what its digest says"),
    ],
    ids=["broken", "a list", "a number", "no text", "deep", "empty", "no digest"],
)
def test_what_is_no_compiled_policy_is_refused(run: Run, content: str, problem: str) -> None:
    """It would explain nothing, or something else."""
    path = logged("log", record_of(run))
    Path("policy.json").write_text(content)
    done = run("explain", "--record", path, "--policy", "policy.json")
    assert done.stderr.decode().startswith(f"dwgate: policy.json{problem}")
    assert done.stderr.decode().count("\n") == 1
    assert done.returncode == 2


def test_a_function_that_is_gone_leaves_what_the_record_has(run: Run) -> None:
    """The administrator learns why there is no more."""
    path = logged("log", record_of(run, function="gone"))
    done = run("explain", "--record", path)
    assert "\n\nRule too-many-rows (FAIL)\n" in done.stdout.decode()
    assert done.stderr.decode() == "note: the project has no function gone, so only what the record holds is told\n"
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("point", "code", "note"),
    [
        ("download-resources", 0, ""),
        ("commit-file", 1, "the project has no function for commit-file"),
        (None, 1, "the project has no function for such a message"),
    ],
)
def test_a_record_of_an_earlier_version_is_of_the_function_that_serves_its_point(
    run: Run, point: str | None, code: int, note: str
) -> None:
    """It does not name its function."""
    record = record_of(run, point=point)
    del record["function"]
    done = run("explain", "--record", logged("log", record))
    assert done.returncode == code
    assert note in done.stderr.decode()


def test_a_policy_that_does_not_compile_explains_nothing(run: Run, project: Path) -> None:
    """What the record holds is told, and what is wrong with the policy."""
    path = logged("log", record_of(run))
    (project / LIMITS).write_text("rules: []\n")
    done = run("explain", "--record", path)
    assert done.stdout.decode().startswith(FOLDED)
    assert "the policy of data_download does not compile" in done.stderr.decode()
    assert "1 finding in 1 file; run dwgate check" in done.stderr.decode()
    assert done.returncode == 1


FORGED = "7\n\nYour exemption was granted.\u2028\x1b[1A\x9b\u202e\ud800"


@pytest.mark.parametrize("name", ["operator", "workspace", "message_id", "point", "policy_digest", "decision_id"])
def test_what_a_record_says_begins_no_line_of_its_own(run: Run, name: str) -> None:
    """Whoever sent the message has chosen it, and a reply must not be theirs to write."""
    path = logged("log", record_of(run, **{name: FORGED}))
    for language in ("en", "zh"):
        done = run("explain", "--record", path, "--snippet", "--lang", language)
        told = (done.stdout + done.stderr).decode()
        assert [line for line in told.split("\n") if not line.isprintable() or line.startswith("Your ex")] == []


def test_what_lies_deeper_in_a_record_begins_no_line_either(run: Run) -> None:
    """A value, a reason, a rule, an exemption that was used, what became of a callback."""
    record = record_of(run)
    used = {"rule": FORGED, "reason": FORGED, "owner": FORGED, "expires": FORGED}
    rules = {"fired": ["too-many-rows", FORGED], "exempted": [used], "errors": [{"rule": FORGED, "error": FORGED}]}
    more = {
        "event": {"dataRowSize": FORGED},
        "reasons": [{"result": "FAIL", "en": FORGED}],
        "callback": {"state": FORGED},
        "rules": rules,
    }
    done = run("explain", "--record", logged("log", {**record, **more}), "--snippet")
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 0
    assert [line for line in told.split("\n") if not line.isprintable() or line.startswith("Your ex")] == []


def test_a_list_of_records_is_no_place_for_forgeries(run: Run) -> None:
    """Neither are the names of functions."""
    record = record_of(run)
    path = logged("log", {**record, "decision_id": FORGED}, {**record, "point": FORGED})
    lines = run("explain", "--record", path).stderr.decode().splitlines()
    assert (len(lines), [line for line in lines if not line.isprintable()]) == (3, [])
    done = run("explain", "--record", logged("other", {**record, "function": FORGED}))
    assert [line for line in done.stderr.decode().splitlines() if not line.isprintable()] == []


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "soon"])
def test_a_time_that_is_none_is_not_told(run: Run, time: str) -> None:
    """The rest is told all the same."""
    done = run("explain", "--record", logged("log", record_of(run, time=time)))
    assert done.stdout.decode().startswith(FOLDED)
    assert "\nTime: " not in done.stdout.decode()
    assert done.returncode == 0


def test_what_was_only_reported_needs_no_policy(run: Run) -> None:
    """No policy was asked about it."""
    path = logged("log", record_of(run, kind="event", result="OK", function=None, policy_digest=None))
    done = run("explain", "--record", path)
    assert done.stdout.decode().startswith("DataWorks only reported this")
    assert (done.stderr, done.returncode) == (b"", 0)


def test_a_rule_is_explained_with_whom_to_ask_for_an_exemption(run: Run, project: Path) -> None:
    """In each language that its file has, and not at all where it names nobody."""
    assert b"to ask for one" not in run("explain", "too-many-rows").stdout
    limits = project / LIMITS
    limits.write_text(f"contact: {{en: Ask the office., zh: 请联系办公室。}}\n{limits.read_text()}")
    told = run("explain", "too-many-rows").stdout.decode()
    assert " to ask for one, en     Ask the office.\n" in told
    assert " to ask for one, zh     请联系办公室。\n" in told

"""``dwgate diff`` as a person, a program and a pull request meet it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.ran import Run
from dwgate.policy.compiler import canonical, compile_function

AT = ("--at", "2026-11-18T10:00:00+08:00")
FOLDER = "functions/data_download"
LIMITS = f"{FOLDER}/policy/limits.yaml"
TEXT = """\
--- old
+++ .

data_download: its answers are loosened and tightened
  params.max_rows has another value: too-many-rows

  loosened and tightened  too-many-rows  policy/limits.yaml:5
    params.max_rows  100000 → 50000
    exemption
      + until 2027-06-01T00:00:00+08:00, when operator == "8": closing (closing@example.com)
    less strict for
      event events/refused.json (download-resources-execute)
      now   2026-11-18T10:00:00+08:00
      set   operatorUid: "8"
      old   fired, FAIL; the answer is FAIL
      new   lifted until 2027-06-01T00:00:00+08:00; the answer is OK
    stricter for
      event events/allowed.json (download-resources-execute)
      now   2026-11-18T10:00:00+08:00
      set   dataRowSize: 50001
      old   passed; the answer is OK
      new   fired, FAIL; the answer is FAIL

  reworded  outside-the-office  policy/limits.yaml:12
    reason.en
      - ${event.ip} is not an address of the office.
      + ${event.ip} is not an address of our office.
    judges the same: all that still decides compiles to the same

2 rules in 1 of 1 function: 1 loosened and tightened, 1 reworded
"""
CASES = """\

# for policy/limits_test.yaml of data_download
  - name: OK where operatorUid is 8
    event: ../events/refused.json
    now: '2026-11-18T10:00:00+08:00'
    set: {operatorUid: '8'}
    expect: OK
    shadow: [outside-the-office]
    exempted: [too-many-rows]
  - name: FAIL where dataRowSize is 50001
    event: ../events/allowed.json
    now: '2026-11-18T10:00:00+08:00'
    set: {dataRowSize: 50001}
    expect: FAIL
    rules: [too-many-rows]
    shadow: [outside-the-office]

2 rules in"""
MARKDOWN = """\
Policies compared: `old` → `.`

**1 rule in 1 of 1 function: 1 tightened**

### `data_download`: its answers are tightened

params.max_rows has another value: too-many-rows

- **tightened** `too-many-rows` (policy/limits.yaml:5)

  ```diff
    params.max_rows
  - 100000
  + 50000
  ```

  Stricter for

  | | |
  | --- | --- |
  | event | `events/allowed.json (download-resources-execute)` |
  | now | `2026-11-18T10:00:00+08:00` |
  | set | `dataRowSize: 50001` |
  | old | passed; the answer is OK |
  | new | fired, FAIL; the answer is FAIL |

<details><summary>Cases for <code>policy/limits_test.yaml</code> of <code>data_download</code></summary>

```yaml
  - name: FAIL where dataRowSize is 50001
    event: ../events/allowed.json
    now: '2026-11-18T10:00:00+08:00'
    set: {dataRowSize: 50001}
    expect: FAIL
    rules: [too-many-rows]
    shadow: [outside-the-office]
```

</details>
"""


@pytest.fixture
def change(project: Path) -> Callable[..., None]:
    """Keep the project as ``old``, and replace texts of its policy."""

    def replace(*replaced: tuple[str, str]) -> None:
        shutil.copytree(project / "functions", project / "old" / "functions")
        text = (project / LIMITS).read_text()
        for before, after in replaced:
            assert before in text
            text = text.replace(before, after)
        (project / LIMITS).write_text(text)

    return replace


SECOND = """\
  - rules: [too-many-rows]
    when: operator == "8"
    reason: closing
    owner: closing@example.com
    expires: 2027-06-01
exemptions:
"""


@pytest.fixture
def both(change: Callable[..., None]) -> None:
    """Tighten a limit, lift the rule for somebody, and reword another."""
    again = SECOND.replace("exemptions:\n", "")
    change(
        ("max_rows: 100000", "max_rows: 50000"),
        ("exemptions:\n", f"exemptions:\n{again}"),
        ("of the office.", "of our office."),
    )


@pytest.mark.usefixtures("both")
def test_a_person_reads_what_differs_with_messages_that_show_it(run: Run) -> None:
    """Rule by rule, and then how much; the exit code is 0, whatever differs."""
    done = run("diff", "old", ".", *AT)
    assert (done.stdout.decode(), done.stderr, done.returncode) == (TEXT, b"", 0)


@pytest.mark.usefixtures("both")
def test_the_project_here_is_the_new_one_by_default(run: Run, project: Path) -> None:
    """Also where a folder is given to be in."""
    assert run("diff", "old", *AT).stdout.decode() == TEXT
    assert run("diff", "old", *AT, "-C", str(project / "functions")).stdout.decode() == TEXT


@pytest.mark.usefixtures("both")
def test_the_messages_are_written_as_cases_that_pass(run: Run, project: Path) -> None:
    """As they are pasted, under the file that they are for."""
    shown = run("diff", "old", *AT, "--cases").stdout.decode()
    assert CASES in shown
    cases = re.search(r"(?s)# for [^\n]*\n(.*?)\n\n", shown)
    assert cases
    (project / FOLDER / "policy" / "limits_test.yaml").write_text(f"cases:\n{cases[1]}\n")
    assert b"2 cases of 2 rules" in run("test").stdout
    assert b"failed" not in run("test").stdout


def test_a_pull_request_gets_markdown(run: Run, change: Callable[..., None]) -> None:
    """What was and what is as a diff, a message as a table, and the cases folded away."""
    change(("max_rows: 100000", "max_rows: 50000"))
    done = run("diff", "old", *AT, "--cases", "--format", "markdown")
    assert (done.stdout.decode(), done.returncode) == (MARKDOWN, 0)


@pytest.mark.usefixtures("both")
def test_markdown_tells_what_is_not_shown_by_a_message(run: Run) -> None:
    """And no cases where nobody asks for them."""
    shown = run("diff", "old", *AT, "--format", "markdown").stdout.decode()
    assert "- **reworded** `outside-the-office` (policy/limits.yaml:12)\n" in shown
    assert "\n  Judges the same: all that still decides compiles to the same.\n" in shown
    assert "<details>" not in shown


def test_markdown_closes_no_fence_and_no_cell_too_early(run: Run, change: Callable[..., None]) -> None:
    """Whatever backticks and bars a condition has."""
    change(("event.dataRowSize > params.max_rows", "event.dataRowSize > params.max_rows || event.fileName == '```|``'"))
    shown = run("diff", "old", *AT, "--cases", "--format", "markdown").stdout.decode()
    assert shown.count("````") == 4 + 2
    assert '| set | ```` fileName: "```\\|``" ```` |' in shown


@pytest.mark.usefixtures("both")
def test_a_program_gets_json(run: Run) -> None:
    """Both labels, no finding, and each function."""
    done = run("diff", "old", *AT, "--format", "json")
    document = json.loads(done.stdout)
    assert (document["old"], document["new"], document["findings"]) == ("old", ".", [])
    (function,) = document["functions"]
    assert function["answers"] == ["loosened", "tightened"]
    assert {rule["rule"]: rule["meaning"] for rule in function["rules"]} == {
        "too-many-rows": "both",
        "outside-the-office": "same",
    }


def test_what_is_the_same_is_told_in_a_line(run: Run) -> None:
    """There is nothing to read."""
    done = run("diff", ".", *AT, "--fail-on", "any")
    assert (done.stdout.decode(), done.returncode) == ("--- .\n+++ .\n\nnothing differs in 1 function\n", 0)
    done = run("diff", ".", *AT, "--format", "markdown", "--cases")
    assert done.stdout.decode() == "Policies compared: `.` → `.`\n\n**nothing differs in 1 function**\n"


@pytest.mark.parametrize(
    ("replaced", "codes"),
    [
        (("max_rows: 100000", "max_rows: 50000"), {"loosened": 0, "tightened": 1, "any": 1, "nothing": 0}),
        (("max_rows: 100000", "max_rows: 200000"), {"loosened": 1, "tightened": 0, "any": 1, "nothing": 0}),
        (("[10.0.0.0/8]", "[11.0.0.0/8]"), {"loosened": 0, "tightened": 0, "any": 1, "nothing": 0}),
        (("of the office.", "of our office."), {"loosened": 0, "tightened": 0, "any": 0, "nothing": 0}),
    ],
)
def test_a_build_fails_by_what_it_asks_for(
    replaced: tuple[str, str], codes: dict[str, int], run: Run, change: Callable[..., None]
) -> None:
    """Loosened or tightened are answers; any is what may be judged otherwise, also in shadow; words are neither."""
    change(replaced)
    assert {asked: run("diff", "old", *AT, "--fail-on", asked).returncode for asked in codes} == codes


@pytest.mark.parametrize("asked", ["loosened", "tightened"])
def test_what_is_not_known_is_no_green_build(asked: str, run: Run, change: Callable[..., None]) -> None:
    """Unless somebody says that it may pass; the summary says of how many rules it is not known."""
    limit = "event.dataRowSize > params.max_rows"
    change((limit, f'event.fileName.matches("^[a-z]{{17}}$") || {limit}'))
    shutil.rmtree("old")
    shutil.copytree("functions", "old/functions")
    Path(LIMITS).write_text(Path(LIMITS).read_text().replace("{17}", "{18}"))
    done = run("diff", "old", *AT, "--fail-on", asked)
    assert done.stdout.decode().endswith(
        "1 changed; of 1 rule it is not known whether it loosens or tightens answers\n"
    )
    assert done.returncode == 1
    assert run("diff", "old", *AT, "--fail-on", asked, "--allow-unknown").returncode == 0
    assert run("diff", "old", *AT).returncode == 0


@pytest.mark.parametrize("asked", ["any", "nothing"])
def test_nothing_else_is_allowed_to_be_unknown(asked: str, run: Run) -> None:
    """Any change is a finding, known or not."""
    done = run("diff", ".", *AT, "--fail-on", asked, "--allow-unknown")
    assert done.stderr == b"dwgate: --allow-unknown is for --fail-on loosened or --fail-on tightened\n"
    assert done.returncode == 2


def test_what_is_proven_to_judge_the_same_is_no_finding(run: Run, change: Callable[..., None]) -> None:
    """However it is written."""
    change(("event.dataRowSize > params.max_rows", "event.dataRowSize >= params.max_rows + 1"))
    done = run("diff", "old", *AT, "--fail-on", "any")
    assert "  rewritten  too-many-rows  policy/limits.yaml:5\n" in done.stdout.decode()
    assert "    judges the same: it is proven of every message\n" in done.stdout.decode()
    assert done.returncode == 0


def test_the_help_says_on_what_it_fails(run: Run) -> None:
    """Whole words at 80 columns."""
    shown = run("diff", "--help", COLUMNS="80").stdout.decode()
    assert "--fail-on" in shown
    assert "WHAT" in shown
    words = " ".join(shown.replace("│", " ").split())
    assert "Exit with 1 where answers are loosened or tightened, or that is not known;" in words
    assert "One of: nothing, loosened, tightened, any." in words


def test_an_exemption_that_is_over_by_the_time_given_is_no_difference(run: Run, change: Callable[..., None]) -> None:
    """It is told that it is gone."""
    change(("    expires: 2027-01-01\n", "    expires: 2026-12-31\n"))
    assert b"tightened  too-many-rows" in run("diff", "old", *AT).stdout
    shown = run("diff", "old", "--at", "2027-01-01T00:00:00+08:00").stdout.decode()
    assert "reworded  too-many-rows" in shown
    assert "- over since 2027-01-01T00:00:00+08:00, when" in shown


def test_the_clock_says_what_is_over_where_no_time_is_given(run: Run, change: Callable[..., None]) -> None:
    """An exemption that ended years ago is over by any clock."""
    change(("expires: 2027-01-01", "expires: 2001-01-01"))
    shutil.rmtree("old")
    shutil.copytree("functions", "old/functions")
    limits = Path(LIMITS)
    limits.write_text(limits.read_text().replace("expires: 2001-01-01", "expires: 2001-01-02"))
    assert "1 reworded" in run("diff", "old").stdout.decode()


def test_a_policy_that_does_not_compile_is_told_with_its_findings(run: Run, change: Callable[..., None]) -> None:
    """As ``dwgate check`` tells them, with the place that they are of."""
    change(("dataRowSize >", "dataRowSise >"))
    done = run("diff", "old", *AT)
    shown = done.stdout.decode()
    assert shown.startswith("functions/data_download/policy/limits.yaml:7:17: unknown-field: ")
    assert shown.endswith("\nnothing is compared: 1 finding in 1 file\n")
    assert done.returncode == 1
    done = run("diff", ".", "old", *AT, "--format", "json")
    document: dict[str, Any] = json.loads(done.stdout)
    assert [finding["name"] for finding in document["findings"]] == ["unknown-field"]
    assert (document["functions"], done.returncode) == ([], 1)


def test_functions_that_one_side_has_are_added_or_removed(run: Run, project: Path) -> None:
    """With all their rules."""
    shutil.copytree(project / "functions", project / "old" / "functions")
    shutil.copytree(project / FOLDER, project / "functions" / "more")
    added = run("diff", "old", *AT).stdout.decode()
    assert "\nmore: only in the new\n\n  added  too-many-rows  policy/limits.yaml:5\n" in added
    assert added.endswith("2 rules in 1 of 2 functions: 1 added, 1 added, in shadow\n")
    assert "\nmore: only in the old\n\n  removed  too-many-rows" in run("diff", ".", "old", *AT).stdout.decode()


def test_a_function_that_serves_another_point_says_so(run: Run, project: Path, change: Callable[..., None]) -> None:
    """Before its rules."""
    rule = POINTED[POINTED.index("rules:") :]
    (project / LIMITS).write_text("points: [download-resources]\n" + rule)
    change()
    (project / FOLDER / "function.yaml").write_text("points: [download-resources]\n")
    shown = run("diff", "old", *AT).stdout.decode()
    assert shown == (
        "--- old\n+++ .\n\ndata_download: it answers the same\n  in points\n    - download-resources-execute\n\n"
        "no rule differs; something else does in 1 of 1 function\n"
    )


POINTED = """\
rules:
  - name: too-many-rows
    when: event.dataRowSize > 1
    then: FAIL
    reason: {en: many}
"""


def test_of_two_functions_that_are_named_the_names_may_differ(run: Run, project: Path) -> None:
    """A copy beside the project is compared with what it is a copy of."""
    shutil.copytree(project / FOLDER, project / "kept")
    assert run("diff", "kept", FOLDER, *AT).stdout.decode() == (
        f"--- kept\n+++ {FOLDER}\n\nnothing differs in 1 function\n"
    )


def test_a_built_policy_is_compared_as_it_is(run: Run, project: Path, change: Callable[..., None]) -> None:
    """A file, a package, or the folder of all packages; it has no tests, and the other side may have."""
    package = project / "build" / "data_download"
    package.mkdir(parents=True)
    document = compile_function(project / FOLDER).document
    assert document
    (package / "policy.json").write_bytes(canonical(document))
    change(("max_rows: 100000", "max_rows: 50000"))
    for place in ("build/data_download/policy.json", "build/data_download", "build"):
        shown = run("diff", place, *AT).stdout.decode()
        assert shown.startswith(f"--- {place}\n+++ .\n\ndata_download: its answers are tightened\n")
    shown = run("diff", ".", "build", *AT, "--cases").stdout.decode()
    assert "its answers are loosened" in shown
    assert "# for" not in shown


def test_the_settings_say_which_field_names_the_operator(run: Run, change: Callable[..., None]) -> None:
    """Messages are read as the handler reads them: what names nobody is lifted for nobody."""
    change(('operator == "7"', 'operator == "8"'))
    assert 'set   operatorUid: "8"' in run("diff", "old", *AT).stdout.decode()
    shown = run("diff", "old", *AT, DWGATE_OPERATOR_FIELDS="fileName").stdout.decode()
    assert 'set   fileName: "8"' in shown


def test_by_settings_that_are_wrong_nothing_is_compared(run: Run) -> None:
    """A function that has them answers nothing either."""
    done = run("diff", ".", *AT, DWGATE_LANGUAGE="de")
    assert done.stderr.startswith(b"dwgate: DWGATE_LANGUAGE: ")
    assert done.stderr.endswith(b"; nothing is compared by settings that are wrong\n")
    assert done.returncode == 2

"""``dwgate policies`` as a person meets it."""

import json
from pathlib import Path

import pytest

from cli.conftest import POLICY
from cli.ran import Run

LIMITS = "functions/data_download/policy/limits.yaml"
MANUAL = """\
# Rows of a download
#
# What: Stops downloads of more rows than a person can look at, and of those from elsewhere.
# Why: A file of a million rows is a copy of the table.
# Set:
#   max_rows: the most rows of one download
#   office: the networks of the office
# Refused: events/refused.json: 123456 rows.
# Allowed: events/allowed.json: 5 rows.
#
# 下载的行数
#
# 作用：拦截行数过多的下载。
# 原因：一百万行的文件就是整张表的副本。
# 设置：
#   max_rows：单次下载的最大行数
#   office：办公网络
# 拒绝：events/refused.json：共 123456 行。
# 允许：events/allowed.json：共 5 行。
"""


@pytest.fixture
def explained(project: Path) -> Path:
    """The project with a manual; its message of the office network is allowed."""
    text = POLICY.replace("office: [10.0.0.0/8]", "office: [198.10.23.0/24]")
    (project / LIMITS).write_text(MANUAL + text, encoding="utf-8")
    return project


@pytest.mark.usefixtures("explained")
def test_each_policy_file_is_a_line(run: Run) -> None:
    """With its title, how many rules it has, and what they come to."""
    done = run("policies", COLUMNS="80")
    assert (
        done.stdout.decode()
        == """\
function       file         title               rules  results
data_download  limits.yaml  Rows of a download      2  FAIL, shadow

2 rules in 1 file
"""
    )
    assert (done.stderr, done.returncode) == (b"", 0)


@pytest.mark.usefixtures("explained")
def test_a_narrow_terminal_has_titles_below_files(run: Run, project: Path) -> None:
    """Side by side they could not be read; a file without a manual has none."""
    (project / LIMITS).with_name("files.yaml").write_text(
        "rules:\n  - {name: a, when: event.fileSize > 1, then: WARN, reason: {en: a}}\n"
    )
    assert (
        run("policies", COLUMNS="60").stdout.decode()
        == """\
file                    rules  results
data_download
  files.yaml                1  WARN
  limits.yaml               2  FAIL, shadow
    Rows of a download

3 rules in 2 files, 1 without a manual
"""
    )


@pytest.mark.usefixtures("explained")
def test_titles_are_in_the_language_asked_for(run: Run) -> None:
    """The rest is what can be typed."""
    assert "  limits.yaml  下载的行数      2  FAIL, shadow\n" in run("policies", "--lang", "zh").stdout.decode()


def test_a_policy_needs_no_manual(run: Run) -> None:
    """It is listed all the same, and ``dwgate check`` does not ask for one."""
    done = run("policies")
    assert "data_download  limits.yaml  -          2  FAIL, shadow\n" in done.stdout.decode()
    assert "2 rules in 1 file, 1 without a manual\n" in done.stdout.decode()
    assert (done.stderr, done.returncode) == (b"", 0)
    assert run("check").returncode == 0


def test_a_manual_that_is_wrong_is_a_finding(run: Run, explained: Path) -> None:
    """It is told on standard error, where it is and what to do; ``dwgate check`` does not mind."""
    path = explained / LIMITS
    path.write_text(path.read_text().replace("#   office: ", "#   offices: "))
    done = run("policies")
    told = done.stderr.decode()
    assert f"{LIMITS}:7:5: bad-manual: the file declares no parameter offices\n" in told
    assert "= did you mean office?\n" in told
    assert told.endswith("2 findings in 1 file\n")
    assert done.returncode == 1
    assert run("check").returncode == 0


@pytest.mark.usefixtures("explained")
def test_markdown_has_all_that_there_is_to_say(run: Run) -> None:
    """What DataWorks is answered is what the handler answers, in that language."""
    for language, text in {"en": "123456 rows are over", "zh": "123456 行超过了"}.items():
        shown = run("policies", "data_download", "--format", "markdown", "--lang", language).stdout.decode()
        command = next(line for line in shown.splitlines() if "refused.json --at" in line)
        arguments = command.partition(" dwgate ")[2].split()
        answer = json.loads(run(*arguments, DWGATE_LANGUAGE=language).stdout)
        assert answer["errorMessage"].startswith(text)
        assert f"**{answer['checkResult']}**" in shown
        assert f"\n> {answer['errorMessage']}\n" in shown


@pytest.mark.usefixtures("explained")
def test_a_program_reads_json(run: Run) -> None:
    """With the manuals, the parameters, the rules, and what is wrong."""
    document = json.loads(run("policies", "--format", "json").stdout)
    (policy,) = document["policies"]
    assert (policy["function"], policy["file"]) == ("data_download", LIMITS)
    assert policy["params"] == {"max_rows": 100000, "office": ["198.10.23.0/24"]}
    assert policy["manuals"]["zh"]["set"] == {"max_rows": "单次下载的最大行数", "office": "办公网络"}
    assert policy["manuals"]["en"]["refused"] == {"sample": "events/refused.json", "text": "123456 rows."}
    assert [(rule["name"], rule["then"], rule["mode"]) for rule in policy["rules"]] == [
        ("too-many-rows", "FAIL", "enforce"),
        ("outside-the-office", "WARN", "shadow"),
    ]
    assert (policy["results"], document["findings"]) == (["FAIL", "shadow"], [])


def test_a_time_is_json_too(run: Run, project: Path) -> None:
    """JSON has no type for it."""
    path = project / LIMITS
    changed = POLICY.replace("params:\n", "params:\n  since: 2026-01-01\n")
    changed = changed.replace("when: event.", "when: now > params.since && event.")
    path.write_text(changed)
    (policy,) = json.loads(run("policies", "--format", "json").stdout)["policies"]
    assert policy["params"]["since"] == "2026-01-01T00:00:00+08:00"


def test_the_catalogue_is_written(run: Run, explained: Path) -> None:
    """An index and a page for each policy, in both languages; what is no longer made is taken away."""
    done = run("policies", "--write", "docs/policies")
    folder = explained / "docs" / "policies"
    assert (done.stdout, done.returncode) == (b"4 pages in docs/policies\n", 0)
    page = (folder / "data_download" / "limits.md").read_text(encoding="utf-8")
    assert "(../../../functions/data_download/policy/limits.yaml)" in page
    assert (folder / "README.zh.md").is_file()
    (folder / "own.md").write_text("mine")
    (explained / LIMITS).rename(explained / LIMITS.replace("limits", "rows"))
    run("policies", "--write", "docs/policies")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    assert names == {"README.md", "README.zh.md", "own.md", "data_download/rows.md", "data_download/rows.zh.md"}


def test_no_file_of_somebody_else_is_written_over(run: Run, project: Path) -> None:
    """A README is easily one."""
    (project / "README.md").write_text("mine")
    done = run("policies", "--write", ".")
    assert "README.md is there already, and no page of the catalogue; give another folder" in done.stderr.decode()
    assert done.returncode == 2
    assert (project / "README.md").read_text() == "mine"
    assert not (project / "README.zh.md").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("data_download", "--write", "docs"), "--write: a catalogue is of all functions; name none"),
        (("--write", "docs", "--format", "json"), "--write: the catalogue is written in Markdown; take --format away"),
        (("data_upload",), "there is no function data_upload; "),
    ],
)
def test_wrong_usage_is_told(run: Run, project: Path, arguments: tuple[str, ...], said: str) -> None:
    """And nothing is written."""
    done = run("policies", *arguments)
    assert said in done.stderr.decode()
    assert (done.stdout, done.returncode) == (b"", 2)
    assert not (project / "docs").exists()


def test_a_project_without_functions_has_no_policies(run: Run, project: Path) -> None:
    """That is told, and is no empty table."""
    (project / "functions" / "data_download").rename(project / "other")
    done = run("policies")
    assert "there is no function to look at" in done.stderr.decode()
    assert done.returncode == 2


def test_a_policy_that_does_not_compile_is_told(run: Run, explained: Path) -> None:
    """The others are listed; a catalogue with a gap is not written."""
    path = explained / LIMITS
    path.write_text(path.read_text().replace("event.dataRowSize >", "event.dataRowSise >"))
    done = run("policies")
    assert b"data_download does not compile, so its policies are not listed: 1 finding in 1 file" in done.stderr
    assert done.returncode == 1
    done = run("policies", "--write", "docs")
    assert b"the catalogue is not written: a policy does not compile; run dwgate check\n" in done.stderr
    assert done.returncode == 2
    assert not (explained / "docs").exists()

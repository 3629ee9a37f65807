"""What can be compared: folders, packages, files and git revisions; a mistake is one line."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.ran import Run
from dwgate.policy.compiler import canonical, compile_function
from dwgate.policy.loading import digest

Git = Callable[..., str]

AT = ("--at", "2026-11-18T10:00:00+08:00")
FOLDER = "functions/data_download"
LIMITS = f"{FOLDER}/policy/limits.yaml"


@pytest.fixture
def git(project: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Run git in the project, as nobody in particular and without anybody's configuration."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    who = [setting for role in ("user.name=Nobody", "user.email=nobody@example.com") for setting in ("-c", role)]

    def run_git(*arguments: str, at: Path = project) -> str:
        done = subprocess.run(
            ["git", *who, "-c", "init.defaultBranch=main", *arguments], cwd=at, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    return run_git


@pytest.fixture
def committed(project: Path, git: Git) -> str:
    """Commit the project, then double its limit, and give the beginning of the commit."""
    git("init")
    git("add", "functions")
    git("commit", "--message", "One")
    limits = project / LIMITS
    limits.write_text(limits.read_text().replace("max_rows: 100000", "max_rows: 200000"))
    return git("rev-parse", "HEAD")[:7]


@pytest.mark.parametrize("name", ["HEAD", "main", "git:main"])
def test_a_revision_is_compared_with_the_project(name: str, run: Run, committed: str) -> None:
    """By any name that git knows it by, of which the label has the commit."""
    shown = run("diff", name, *AT).stdout.decode()
    assert shown.startswith(
        f"--- {name.removeprefix('git:')} ({committed})\n+++ .\n\ndata_download: its answers are loosened"
    )


def test_a_commit_is_its_own_label(run: Run, committed: str) -> None:
    """It needs no second one."""
    assert run("diff", committed, *AT).stdout.decode().startswith(f"--- {committed}\n")


def test_both_may_be_revisions(run: Run, git: Git, committed: str) -> None:
    """The cases are of the new one; the working tree is nobody's business."""
    git("commit", "--all", "--message", "Two")
    shutil.rmtree(FOLDER)
    shown = run("diff", "HEAD~1", "HEAD", *AT, "--cases").stdout.decode()
    assert shown.startswith(f"--- HEAD~1 ({committed})\n+++ HEAD (")
    assert "data_download: its answers are loosened" in shown
    assert "    event: ../events/refused.json\n    now: '2026-11-18T10:00:00+08:00'\n    expect: OK\n" in shown
    assert git("status", "--short") != ""


def test_a_revision_is_compared_with_one_function(run: Run, project: Path, committed: str) -> None:
    """The others are left out."""
    assert committed
    shutil.copytree(project / FOLDER, project / "functions" / "more")
    assert run("diff", "main", FOLDER, *AT).stdout.decode().endswith("1 rule in 1 of 1 function: 1 loosened\n")
    assert run("diff", ".", FOLDER, *AT).stdout.decode().endswith("nothing differs in 1 function\n")


def test_a_folder_goes_before_a_revision_of_the_same_name(run: Run, project: Path, committed: str) -> None:
    """Which is meant is said by ``git:``."""
    assert committed
    shutil.copytree(project / "functions", project / "main" / "functions")
    assert "nothing differs" in run("diff", "main", *AT).stdout.decode()
    assert "loosened" in run("diff", "git:main", *AT).stdout.decode()


def test_a_project_may_lie_below_its_repository(run: Run, project: Path, git: Git) -> None:
    """What is compared is the project, wherever it lies."""
    below = project / "below"
    shutil.copytree(project / "functions", below / "functions")
    git("init")
    git("add", "below")
    git("commit", "--message", "One")
    (below / LIMITS).write_text((below / LIMITS).read_text().replace("max_rows: 100000", "max_rows: 200000"))
    assert "its answers are loosened" in run("diff", "HEAD", "-C", str(below), *AT).stdout.decode()
    done = run("diff", "HEAD", *AT)
    assert done.stderr == (
        b"dwgate: there is no file and no folder HEAD; as a revision: git could not read functions/ of HEAD: "
        b"fatal: pathspec 'functions' did not match any files\n"
    )


def test_findings_of_a_revision_name_it(run: Run, git: Git, committed: str) -> None:
    """As git itself names a file of a revision."""
    assert committed
    limits = Path(LIMITS)
    sound = limits.read_text()
    limits.write_text(sound.replace("dataRowSize >", "dataRowSise >"))
    git("commit", "--all", "--message", "Two")
    limits.write_text(sound)
    done = run("diff", "HEAD", *AT)
    assert done.stdout.decode().startswith("HEAD:functions/data_download/policy/limits.yaml:7:17: unknown-field")
    assert done.returncode == 1


def test_a_tree_that_leads_out_of_itself_is_not_written(run: Run, project: Path, git: Git) -> None:
    """A link to somewhere else is refused."""
    (project / FOLDER / "link").symlink_to("/etc/hostname")
    git("init")
    git("add", "functions")
    git("commit", "--message", "One")
    done = run("diff", "git:HEAD", *AT)
    assert done.stderr.startswith(b"dwgate: functions/ of HEAD cannot be written: ")
    assert done.returncode == 2


def test_without_git_there_are_no_revisions(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what is missing."""
    monkeypatch.setenv("PATH", str(project))
    done = run("diff", "git:HEAD", *AT)
    assert (done.stderr, done.returncode) == (b"dwgate: there is no git on the path, to read a revision with\n", 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["git:nope"], "git knows no revision nope\n"),
        (["git:--output=x"], "git knows no revision --output=x\n"),
        (["git:"], "git: is followed by a revision, as in git:main\n"),
        (["git:HEAD^{tree}"], "'HEAD^{tree}' is no commit; give one, a branch or a tag\n"),
        (["no such"], "there is no file and no folder 'no such'; as a revision: git knows no revision 'no such'\n"),
        (["nope"], "there is no file and no folder nope; as a revision: git knows no revision nope\n"),
        (
            ["policy"],
            "there is no policy in policy; give a project, its functions/, a function, a package or a policy.json",
        ),
        ([LIMITS], f"{LIMITS} is no compiled policy; give a policy.json that dwgate build has written\n"),
        (["list.json"], "list.json is no compiled policy; give a policy.json that dwgate build has written\n"),
        (["changed.json"], "changed.json: the compiled policy is not what its digest says"),
        (["empty", "empty"], "there is no function to compare, in empty or in empty\n"),
    ],
)
def test_a_mistake_is_answered_in_one_line(arguments: list[str], said: str, run: Run, committed: str) -> None:
    """On standard error, with exit code 2."""
    assert committed
    Path("policy").mkdir()
    Path("empty", "functions").mkdir(parents=True)
    Path("list.json").write_text("[]")
    document = compile_function(Path(FOLDER)).document
    Path("changed.json").write_bytes(canonical({**(document or {}), "points": []}))
    done = run("diff", *arguments, *AT)
    assert done.stderr.decode().startswith(f"dwgate: {said}")
    assert done.stderr.count(b"\n") == 1
    assert (done.stdout, done.returncode) == (b"", 2)


def test_without_a_repository_git_says_so(run: Run, git: Git) -> None:
    """In its own words."""
    assert git("--version")
    done = run("diff", "git:HEAD", *AT)
    assert done.stderr.startswith(b"dwgate: git knows no revision HEAD: fatal: not a git repository")
    assert done.returncode == 2


def test_without_a_project_there_is_nothing_to_have_a_revision(run: Run, project: Path) -> None:
    """Two folders are compared all the same."""
    shutil.copytree(project / FOLDER, project / "kept")
    shutil.rmtree(project / "functions")
    assert "nothing differs" in run("diff", "kept", "kept/", *AT).stdout.decode()
    done = run("diff", "main", "kept", *AT)
    assert done.stderr.startswith(
        b"dwgate: there is no file and no folder main; as a revision: there is no folder functions"
    )


def test_a_folder_of_functions_is_taken_by_any_name(run: Run, project: Path) -> None:
    """What is no function in it is passed over, and so are the folders of tools in a project."""
    shutil.copytree(project / "functions", project / "kept")
    (project / "kept" / "notes").mkdir()
    (project / "functions" / ".cache").mkdir()
    assert "nothing differs in 1 function" in run("diff", "kept", *AT).stdout.decode()


def test_a_policy_that_was_built_before_there_were_contacts_is_compared(run: Run) -> None:
    """A key of words that is not there says nothing."""
    document = json.loads(canonical(compile_function(Path(FOLDER)).document or {}))
    for rule in document["rules"]:
        rule.pop("contact")
    Path("policy.json").write_text(json.dumps({**document, "digest": digest(document)}))
    assert "nothing differs in 1 function" in run("diff", "policy.json", *AT).stdout.decode()

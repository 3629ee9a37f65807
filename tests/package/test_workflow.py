"""The workflow for users: it runs what there is, deploys main alone, and says the same as the shell of the guide."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from ruamel.yaml import YAML

from dwgate.cli.main import app

ROOT = Path(__file__).parents[2]
WORKFLOW = YAML(typ="safe").load((ROOT / ".github" / "workflows" / "dwgate.yml").read_text(encoding="utf-8"))
CHECK, AUDIT, DEPLOY = (WORKFLOW["jobs"][name] for name in ("check", "audit", "deploy"))
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # a group, since there are several
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMMANDS_OF_SERVERLESS_DEVS = {"preview", "verify", "deploy"}


def lines(job: dict[str, Any]) -> list[str]:
    """Give what a job runs."""
    return [step["run"] for step in job["steps"] if "run" in step]


def shell() -> list[str]:
    """Give the lines of the shell in the guide, without those that set variables."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("<!-- ci -->")
    block, mark, _ = rest.partition("<!-- end of ci -->")
    assert mark
    code = "\n".join(re.findall(r"```console\n(.*?)```", block, re.DOTALL))
    return [line for line in code.splitlines() if line and not line.startswith("export ")]


@pytest.mark.parametrize("line", [*lines(CHECK), *lines(AUDIT), *lines(DEPLOY)])
def test_what_is_run_is_there(line: str) -> None:
    """Each target of make, each command of dwgate and of s, and each file that is named."""
    targets = re.findall(r"\bmake (\S+)", line)
    commands = re.findall(r"\.venv/bin/dwgate (\S+)", line)
    of_serverless_devs = re.findall(r"(?:^| )s (\S+)", line)
    assert targets or commands or of_serverless_devs or line.startswith("npm install --global @serverless-devs/s@")
    assert set(targets) <= TARGETS
    assert set(commands) <= COMMANDS
    assert set(of_serverless_devs) <= COMMANDS_OF_SERVERLESS_DEVS
    named = re.findall(r"-t (\S+)|FC3_COMPONENT=(\S+)", line)
    assert [name for name in map("".join, named) if not (ROOT / name).exists()] == []


def test_each_change_is_checked_tested_built_and_shown() -> None:
    """In that order, by every pull request and every push to main, without keys."""
    on = {"pull_request": None, "push": {"branches": ["main"]}, "schedule": [{"cron": "23 1 * * 1"}]}
    assert WORKFLOW["on"] == on
    said = "\n".join(lines(CHECK))
    order = [said.index(one) for one in ("make check", "dwgate test", "make build", "s preview", "s verify")]
    assert order == sorted(order)
    assert "secrets." not in str(CHECK)


def test_main_alone_is_deployed_once_it_is_checked() -> None:
    """One deployment at a time, never cut in half, and looked at afterwards."""
    assert DEPLOY["needs"] == "check"
    assert DEPLOY["if"] == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    assert DEPLOY["environment"] == "production"
    assert DEPLOY["concurrency"] == {"group": "deploy-production", "cancel-in-progress": False}
    assert [line.split()[:2] for line in lines(DEPLOY)[-3:]] == [
        ["s", "deploy"],
        [".venv/bin/dwgate", "smoke"],
        [".venv/bin/dwgate", "doctor"],
    ]


def test_keys_are_given_to_the_steps_that_need_them() -> None:
    """Neither to a whole job nor to the workflow, nor on a command line, which others could read."""
    with_keys = [step["run"] for step in DEPLOY["steps"] if "secrets." in str(step.get("env"))]
    assert with_keys == lines(DEPLOY)[-3:]
    assert "secrets." not in str([WORKFLOW["env"], AUDIT, CHECK.get("env"), DEPLOY["env"], lines(CHECK), lines(DEPLOY)])
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_the_deployment_is_given_every_variable_that_may_differ() -> None:
    """What s.prod.yaml reads of the environment, and nothing else; which component and which build stay as they are."""
    text = (ROOT / "s.yaml").read_text(encoding="utf-8")
    read = set(re.findall(r"env\('(\w+)'", text)) - {"FC3_COMPONENT", "DEPLOY_BUILD"}
    of_production_itself = {"DEPLOY_PREFIX", "DWGATE_LANGUAGE", "DWGATE_ON_ERROR"}
    assert set(DEPLOY["env"]) == read - of_production_itself
    assert {name: value.split()[1] for name, value in DEPLOY["env"].items()} == {
        name: f"vars.{name}" for name in DEPLOY["env"]
    }


@pytest.mark.parametrize(
    "step", [step for job in (CHECK, AUDIT, DEPLOY) for step in job["steps"] if "uses" in step], ids=str
)
def test_an_action_is_github_s_own_at_a_major_version(step: dict[str, Any]) -> None:
    """Nobody else's code runs beside the keys, and the checkout keeps no token."""
    assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
    assert "checkout" not in step["uses"] or step["with"] == {"persist-credentials": False}


def test_what_is_installed_is_locked_and_asked_after_in_every_job() -> None:
    """By hash, where keys are too; known vulnerabilities are asked for each week, and hold no deployment back."""
    assert WORKFLOW["env"] == {"LOCKED": "1"}
    assert lines(AUDIT) == ["make audit"]
    assert "if" not in AUDIT
    caches = [step["with"]["cache-dependency-path"] for job in (CHECK, AUDIT, DEPLOY) for step in job["steps"][1:2]]
    assert caches == ["requirements.txt"] * 3


def test_any_other_ci_runs_the_same() -> None:
    """The lines of the guide are those of the workflow, each once."""
    ran = [line.removesuffix(" | tee build.txt") for line in (*lines(CHECK), *lines(AUDIT), *lines(DEPLOY))]
    assert shell() == list(dict.fromkeys(ran))


def test_one_version_of_serverless_devs_is_tested_and_used() -> None:
    """That of the workflow is the one that the project's own checks run."""
    files = [".ci/run", ".github/workflows/dwgate.yml", "docs/operations.md"]
    versions = [re.findall(r"@serverless-devs/s@(\S+)", (ROOT / file).read_text(encoding="utf-8")) for file in files]
    assert all(versions)
    assert len({version for found in versions for version in found}) == 1

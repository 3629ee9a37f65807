"""``dwgate register``: the forms as a person pastes them and as a program reads them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.ran import Done, Run
from dwgate.cli.project import Project

ROOT = Path(__file__).parents[2]
FUNCTIONS = [function.name for function in Project(ROOT).functions()]
DEPLOYMENT = """\
edition: 3.0.0
name: gate
vars:
  region: "${env('DEPLOY_REGION', 'cn-shanghai')}"
resources:
  data_download:
    component: fc3
    props:
      functionName: gate-data-download
      region: ${vars.region}
      runtime: python3.12
      handler: index.handler
      code: ./build/data_download
"""


def forms(done: Done) -> dict[str, Any]:
    """Read what was written for a program."""
    assert (done.stderr, done.returncode) == (b"", 0)
    written: dict[str, Any] = json.loads(done.stdout)
    return written


def values(form: dict[str, Any]) -> dict[str, str]:
    """Give the values of a form by the fields' names."""
    return {field["name"]: field["value"] for field in form["fields"]}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_of_the_project_can_be_registered(run: Run, function: str, language: str) -> None:
    """With the name that it is deployed by, all its points, and a description in the language."""
    arguments = (function, "--lang", language, "--format", "json", "-C", str(ROOT))
    written = forms(run("register", *arguments, DEPLOY_PREFIX="gate"))
    assert all(form["extension"].startswith(f"gate-{function.replace('_', '-')}") for form in written["forms"])
    points = [point for form in written["forms"] for point in form["points"]]
    assert sorted(points) == sorted(Project(ROOT).function(function).points())
    for form in written["forms"]:
        assert values(form)["description"].isascii() is (language == "en")


def test_the_options_of_the_project_are_asked_for(run: Run) -> None:
    """One form has those that its rules read, as JSON of its own."""
    first, second = forms(run("register", "extension_events", "--format", "json", "-C", str(ROOT)))["forms"]
    assert "maxSqlLength" in json.loads(values(first)["options"])["properties"]
    assert values(second)["options"] == ""


def test_what_is_not_marked_can_be_pasted(run: Run, project: Path) -> None:
    """Everything else is said behind a #, and no value is indented but JSON within itself."""
    (project / "s.yaml").write_text(DEPLOYMENT)
    (project / "functions/data_download/function.yaml").write_text(
        "description: {en: Downloads., zh: 下载。}\npoints: [download-resources, download-resources-execute]\n"
    )
    done = run("register", "data_download", DEPLOY_REGION="cn-beijing")
    lines = done.stdout.decode().splitlines()
    assert [line.split("  ")[0] for line in lines if line and not line.startswith("#")] == [
        "Function Compute",
        "gate-data-download",
        "gate-data-download",
        "download-resources",
        "download-resources-execute",
        "Downloads.",
    ]
    assert "region cn-beijing" in done.stdout.decode()
    assert done.returncode == 0


def test_several_extensions_are_announced(run: Run, project: Path) -> None:
    """So that nobody stops after the first."""
    (project / "functions/data_download/function.yaml").write_text("points: [download-resources, commit-file]\n")
    (project / "functions/data_download/policy/limits.yaml").write_text(
        "rules:\n- {name: refused, when: 'true', then: FAIL, reason: {en: No.}}\n"
    )
    written = run("register", "data_download").stdout.decode()
    assert "# It takes 2 extensions" in written
    assert "# 需要注册 2 个扩展程序" in run("register", "data_download", "--lang", "zh").stdout.decode()


@pytest.mark.parametrize("deployment", [None, DEPLOYMENT.replace("data_download", "data_upload")])
def test_a_function_of_which_no_deployment_is_known_is_named_by_its_folder(
    run: Run, project: Path, deployment: str | None
) -> None:
    """And it is said that the form wants another name."""
    if deployment:
        (project / "s.yaml").write_text(deployment)
    written = run("register", "data_download").stdout.decode()
    assert "\ndata_download\n" in written
    assert "the name of its folder" in written


def test_another_description_of_the_deployment_can_be_named(run: Run, project: Path) -> None:
    """Test and production have functions of their own."""
    (project / "s.test.yaml").write_text(DEPLOYMENT.replace("gate-data-download", "gate-test-data-download"))
    (form,) = forms(run("register", "data_download", "-t", "s.test.yaml", "--format", "json"))["forms"]
    assert values(form)["function"] == "gate-test-data-download"


def _unknown(_project: Path) -> tuple[str, ...]:
    return ("data_downlaod",)


def _not_compiling(project: Path) -> tuple[str, ...]:
    (project / "functions/data_download/policy/limits.yaml").write_text("rules: []\n")
    return ("data_download",)


def _never_asked(project: Path) -> tuple[str, ...]:
    (project / "functions/data_download/function.yaml").write_text("points: [node-change-created]\n")
    (project / "functions/data_download/policy/limits.yaml").write_text(
        "rules:\n- {name: seen, when: 'true', then: WARN, reason: {en: Seen.}}\n"
    )
    return ("data_download",)


def _broken_deployment(project: Path) -> tuple[str, ...]:
    (project / "s.yaml").write_text(DEPLOYMENT.replace("vars.region", "vars.regoin"))
    return ("data_download",)


def _missing_deployment(_project: Path) -> tuple[str, ...]:
    return ("data_download", "-t", "s.prod.yaml")


@pytest.mark.parametrize(
    ("arrange", "said"),
    [
        (_unknown, "there is no function data_downlaod; did you mean data_download?"),
        (_not_compiling, "run dwgate check"),
        (_never_asked, "waits for no answer"),
        (_broken_deployment, "regoin"),
        (_missing_deployment, "s.prod.yaml"),
    ],
)
def test_what_cannot_be_registered_is_one_line(
    run: Run, project: Path, arrange: Callable[[Path], tuple[str, ...]], said: str
) -> None:
    """On standard error, with what is wrong, and with the exit code of wrong usage."""
    done = run("register", *arrange(project))
    assert (done.stdout, done.returncode) == (b"", 2)
    assert len(done.stderr.decode().splitlines()) == 1
    assert said in done.stderr.decode()

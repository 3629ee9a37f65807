"""What is deployed is what there is: functions, folders, samples, extension points and READMEs are held together."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dwgate.cli.project import Function, Project
from dwgate.deployment import DeployedFunction, read_deployment
from dwgate.deployment.template import read_properties
from dwgate.events import catalogue
from dwgate.runtime import settings

ROOT = Path(__file__).parents[2]
TEMPLATES = ["s.yaml", "s.test.yaml", "s.prod.yaml"]
DEPLOYMENTS = {template: read_deployment(ROOT, {}, template) for template in TEMPLATES}
DEPLOYED = [function for functions in DEPLOYMENTS.values() for function in functions]
FUNCTIONS = Project(ROOT).functions()
READMES = ("README.md", "README.zh.md")
OFFERED_BY_FUNCTION_COMPUTE = 4
LIMIT_OF_THE_ENVIRONMENT = 4096
"""In bytes, of all variables of a function."""


def rows(readme: str, pattern: str) -> list[str]:
    """Give what a README's tables say in the rows of a pattern, in their order."""
    return re.findall(rf"^\| {pattern} \|$", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_function_is_deployed(template: str) -> None:
    """A folder in functions/ is a resource, and each resource is such a folder; there are five."""
    assert sorted(one.name for one in DEPLOYMENTS[template]) == [function.name for function in FUNCTIONS]
    assert len(FUNCTIONS) == OFFERED_BY_FUNCTION_COMPUTE + 1


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_is_whole(function: Function) -> None:
    """A handler, the points that it serves, policies with their tests, samples, and a line in each README."""
    assert (function.folder / "index.py").is_file()
    assert function.points()
    policies = {path.stem for path in (function.folder / "policy").glob("*.yaml")}
    tests = {name for name in policies if name.endswith("_test")}
    assert tests == {f"{name}_test" for name in policies - tests} != set()
    assert function.samples()
    assert all(rows(readme, rf"`{function.name}` \|.*") for readme in READMES)


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("name", ["data_download", "data_upload", "extension_events"])
def test_the_readme_names_the_points_of_a_function(readme: str, name: str) -> None:
    """Those that are published; the asset points have no code."""
    assert rows(readme, rf"`([A-Za-z-]+)` \|.*\| `{name}`") == list(Project(ROOT).function(name).points())


def test_every_extension_point_is_deployed_once() -> None:
    """DataWorks asks at 33 documented points and two more, and each has one function."""
    served = [point for function in DEPLOYMENTS["s.yaml"] for point in Project(ROOT).function(function.name).points()]
    points = [code for code in (*catalogue.events(), *catalogue.unpublished()) if catalogue.is_extension_point(code)]
    assert sorted(served) == sorted(points)


@pytest.mark.parametrize("function", DEPLOYED, ids=lambda function: function.function_name)
def test_a_function_is_deployed_from_its_staged_folder(function: DeployedFunction) -> None:
    """Each has its own code and its own name, and shares the rest."""
    assert function.code == f"./build/{function.name}"
    assert function.function_name.endswith("-" + function.name.replace("_", "-"))
    assert (function.runtime, function.handler, function.initializer) == (
        "python3.12",
        "index.handler",
        "index.initialize",
    )


@pytest.mark.parametrize("function", DEPLOYED, ids=lambda function: function.function_name)
def test_a_function_is_given_settings_that_hold(function: DeployedFunction) -> None:
    """A wrong setting, or one that there is not, would be told at run time only; all fit into the environment."""
    assert settings.read(function.environment).on_error.value == function.environment["DWGATE_ON_ERROR"]
    size = sum(len(f"{name}={value}".encode()) for name, value in function.environment.items())
    assert size < LIMIT_OF_THE_ENVIRONMENT


def test_all_deployments_fit_into_one_account() -> None:
    """No two functions have one name."""
    names = [function.function_name for function in DEPLOYED]
    assert len(set(names)) == len(names) == len(TEMPLATES) * len(FUNCTIONS)


@pytest.mark.parametrize("template", TEMPLATES[1:])
def test_a_variant_differs_in_what_it_says_alone(template: str) -> None:
    """What is tried in test is what runs in production, but for the name and two settings."""

    def without_what_differs(given: str) -> dict[str, dict[str, Any]]:
        properties = read_properties(ROOT, {}, given)
        for props in properties.values():
            del props["functionName"]
            del props["environmentVariables"]["DWGATE_LANGUAGE"]
            del props["environmentVariables"]["DWGATE_ON_ERROR"]
        return properties

    assert without_what_differs(template) == without_what_differs("s.yaml")


def test_production_refuses_what_it_cannot_judge_whatever_the_environment_says() -> None:
    """A variable left over in a shell changes neither what production answers nor which functions are deployed."""
    environment = {"DWGATE_ON_ERROR": "OK", "DEPLOY_PREFIX": "mine"}
    functions = read_deployment(ROOT, environment, "s.prod.yaml")
    assert {function.environment["DWGATE_ON_ERROR"] for function in functions} == {"FAIL"}
    assert all(function.function_name.startswith("dwgate-prod-") for function in functions)


def test_the_rule_of_eventbridge_brings_the_points_that_the_function_serves() -> None:
    """Each type of its pattern is that of a point, and each point has its type."""
    triggers = {function.name: function.triggers for function in DEPLOYMENTS["s.yaml"] if function.triggers}
    ((trigger,),) = triggers.values()
    pattern = json.loads(trigger["triggerConfig"]["eventRuleFilterPattern"])
    points = Project(ROOT).function("extension_events").points()
    assert list(triggers) == ["extension_events"]
    assert pattern == {"source": ["acs.dataworks"], "type": [catalogue.find(point).type for point in points]}


@pytest.mark.parametrize("function", DEPLOYED, ids=lambda function: function.function_name)
def test_a_function_has_no_address(function: DeployedFunction) -> None:
    """Nobody reaches one but by its API, whose calls RAM judges: no trigger is of HTTP, which may be anonymous."""
    assert {trigger["triggerType"] for trigger in function.triggers} <= {"eventbridge"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_is_deployed_that_would_give_a_function_an_address(template: str) -> None:
    """Neither a domain of one's own, nor anything that is called without a signature."""
    described = YAML(typ="safe").load((ROOT / template).read_text())
    components = {resource["component"] for resource in described.get("resources", {}).values()}
    assert components <= {"${env('FC3_COMPONENT', 'fc3')}"}
    said = json.dumps(described).casefold()
    assert [word for word in ("anonymous", "authtype", "domain", '"http"') if word in said] == []


def test_who_may_ask_does_not_hang_on_a_shell() -> None:
    """The lists are written down: an environment that lacks them, or has others, changes nothing."""
    environment = {"DWGATE_TENANTS": "1", "DWGATE_WORKSPACES": "1", "DWGATE_ACCOUNTS": "1"}
    for template in TEMPLATES:
        for function in read_deployment(ROOT, environment, template):
            assert settings.read(function.environment).admission == settings.Settings().admission
            assert ("DWGATE_ACCOUNTS" in function.environment) is bool(function.triggers)
            assert {"DWGATE_TENANTS", "DWGATE_WORKSPACES"} <= set(function.environment)


def test_a_file_of_variables_is_nothing_to_commit() -> None:
    """Serverless Devs reads keys from one."""
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()

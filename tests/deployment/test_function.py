"""The functions of a deployment."""

import json
from pathlib import Path
from typing import Any

import pytest

from dwgate.deployment import DeployedFunction, DeploymentError, read_deployment, read_deployments

LEAST = {
    "functionName": "dwgate-data-download",
    "region": "cn-shanghai",
    "runtime": "python3.12",
    "handler": "index.handler",
    "code": "./build/data_download",
}


def write(root: Path, **changed: Any) -> Path:
    """Write a deployment of one function, which has what every function needs and what is changed of it."""
    props = {name: value for name, value in {**LEAST, **changed}.items() if value is not None}
    document = {"edition": "3.0.0", "resources": {"data_download": {"component": "fc3", "props": props}}}
    (root / "s.yaml").write_text(json.dumps(document))  # JSON is YAML
    return root


def test_a_function_is_read(tmp_path: Path) -> None:
    """Everything that is said of it, with the environment that is handed in."""
    root = write(
        tmp_path,
        functionName="${env('PREFIX')}-data-download",
        timeout=10,
        memorySize=1024,
        instanceConcurrency=5,
        role="dwgate",
        environmentVariables={"DWGATE_LANGUAGE": "zh", "DWGATE_BREAK_GLASS": ""},
        instanceLifecycleConfig={"initializer": {"handler": "index.initialize", "timeout": 20}},
        triggers=[{"triggerName": "dataworks"}],
    )
    assert read_deployment(root, {"PREFIX": "test"}) == (
        DeployedFunction(
            name="data_download",
            function_name="test-data-download",
            region="cn-shanghai",
            runtime="python3.12",
            handler="index.handler",
            timeout=10,
            memory_size=1024,
            instance_concurrency=5,
            code="./build/data_download",
            role="dwgate",
            environment={"DWGATE_LANGUAGE": "zh", "DWGATE_BREAK_GLASS": ""},
            initializer="index.initialize",
            initializer_timeout=20,
            triggers=({"triggerName": "dataworks"},),
            template="s.yaml",
            unset={},
        ),
    )


def test_what_is_not_said_is_what_function_compute_takes(tmp_path: Path) -> None:
    """Three seconds are short: whoever says nothing is to see it."""
    (function,) = read_deployment(write(tmp_path, role=""), {})
    assert (function.timeout, function.memory_size, function.instance_concurrency) == (3, 512, 1)
    assert (function.role, function.initializer, function.initializer_timeout) == (None, None, 3)
    assert (function.environment, function.triggers) == ({}, ())


@pytest.mark.parametrize("name", LEAST)
def test_what_every_function_has_is_required(tmp_path: Path, name: str) -> None:
    """A name, a region, a runtime, a handler and code."""
    with pytest.raises(DeploymentError) as caught:
        read_deployment(write(tmp_path, **{name: None}), {})
    assert str(caught.value) == (f"s.yaml: resources.data_download.props: {name} is missing; every function has one")


@pytest.mark.parametrize(
    ("changed", "place", "wanted"),
    [
        ({"region": 1}, "region", "a text, in quotes if need be"),
        ({"timeout": "10"}, "timeout", "a whole number"),
        ({"timeout": True}, "timeout", "a whole number"),
        ({"memorySize": 512.5}, "memorySize", "a whole number"),
        ({"environmentVariables": ["A"]}, "environmentVariables", "a mapping"),
        ({"environmentVariables": {"A": True}}, "environmentVariables.A", "a text, in quotes if need be"),
        ({"environmentVariables": {"A": 1}}, "environmentVariables.A", "a text, in quotes if need be"),
        ({"instanceLifecycleConfig": "a"}, "instanceLifecycleConfig", "a mapping"),
        ({"instanceLifecycleConfig": {"initializer": "a"}}, "instanceLifecycleConfig.initializer", "a mapping"),
        ({"triggers": {}}, "triggers", "a list"),
        ({"triggers": ["a"]}, "triggers.0", "a mapping"),
    ],
)
def test_a_value_of_another_kind_is_refused(tmp_path: Path, changed: dict[str, Any], place: str, wanted: str) -> None:
    """Function Compute would take a variable that is no text for a mistake; so does dwgate, and says where."""
    with pytest.raises(DeploymentError) as caught:
        read_deployment(write(tmp_path, **changed), {})
    assert str(caught.value) == f"s.yaml: resources.data_download.props.{place}: this must be {wanted}"


def test_a_deployment_of_nothing_is_refused(tmp_path: Path) -> None:
    """To check no function would be to find nothing wrong."""
    (tmp_path / "s.yaml").write_text("edition: 3.0.0")
    with pytest.raises(DeploymentError, match="there is no function; add one"):
        read_deployment(tmp_path, {})


@pytest.mark.parametrize(("given", "code"), [(None, ""), ("", ""), (" ", ""), (" a ", "a"), ("commit-file=a,b",) * 2])
def test_the_code_of_an_extension_is_what_is_more_than_blanks(tmp_path: Path, given: str | None, code: str) -> None:
    """As the setting is read."""
    variables = {} if given is None else {"DWGATE_EXTENSION_CODE": given}
    (function,) = read_deployment(write(tmp_path, environmentVariables=variables), {})
    assert function.extension_code == code


def test_every_template_of_a_project_is_read(tmp_path: Path) -> None:
    """By its name; other files are none."""
    write(tmp_path)
    (tmp_path / "s.prod.yaml").write_text("{edition: 3.0.0, extend: s.yaml}")
    (tmp_path / "settings.yaml").write_text("[]")
    found = read_deployments(tmp_path, {})
    assert list(found) == ["s.prod.yaml", "s.yaml"]
    assert [function.template for functions in found.values() for function in functions] == list(found)
    assert read_deployments(tmp_path / "none", {}) == {}


def test_a_template_that_cannot_be_read_is_told_with_its_name(tmp_path: Path) -> None:
    """Though the others can."""
    write(tmp_path)
    (tmp_path / "s.prod.yaml").write_text("[]")
    with pytest.raises(DeploymentError, match=r"^s\.prod\.yaml: "):
        read_deployments(tmp_path, {})

"""``s verify``, the real one, with a component and a schema of our own: what it lets pass and what it refuses."""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from deployment.serverless_devs import ROOT, ServerlessDevs
from dwgate.deployment.template import read_properties

Change = Callable[[dict[str, Any]], Any]


def rule(props: dict[str, Any]) -> dict[str, Any]:
    """Give the rule of EventBridge of the one trigger."""
    (trigger,) = props["triggers"]
    config: dict[str, Any] = trigger["triggerConfig"]
    return config


# What is done to the properties of extension_events, and how s tells where that is wrong.
FAULTS: dict[str, tuple[Change, str]] = {
    "typo_in_a_property": (
        lambda props: props.update(memorysize=props.pop("memorySize")),
        "props must have required property 'memorySize'",
    ),
    "unknown_property": (lambda props: props.update(retries=3), "props must NOT have additional properties"),
    "unknown_property_below": (
        lambda props: props["instanceLifecycleConfig"]["initializer"].update(retries=3),
        "props/instanceLifecycleConfig/initializer must NOT have additional properties",
    ),
    "no_timeout": (lambda props: props.pop("timeout"), "props must have required property 'timeout'"),
    "text_for_a_number": (lambda props: props.update(timeout="60"), "props/timeout must be integer"),
    "odd_memory": (lambda props: props.update(memorySize=500), "props/memorySize must be multiple of 64"),
    "other_runtime": (lambda props: props.update(runtime="python3.10"), "props/runtime must be equal to constant"),
    "name_with_a_dot": (lambda props: props.update(functionName="dwgate.x"), "props/functionName must match pattern"),
    "code_beside_the_build": (lambda props: props.update(code="./functions/data_download"), "props/code must match"),
    "true_for_a_variable": (
        lambda props: props["environmentVariables"].update(DWGATE_ON_ERROR=True),
        "props/environmentVariables/DWGATE_ON_ERROR must be string",
    ),
    "number_for_a_variable": (
        lambda props: props["environmentVariables"].update(DWGATE_REASON_LENGTH=500),
        "props/environmentVariables/DWGATE_REASON_LENGTH must be string",
    ),
    "variable_of_function_compute": (
        lambda props: props["environmentVariables"].update(FC_REGION="cn-shanghai"),
        "props/environmentVariables must match pattern",
    ),
    "trigger_of_another_type": (
        lambda props: props["triggers"][0].update(triggerType="http"),
        "props/triggers/0/triggerType must be equal to constant",
    ),
    "trigger_without_a_name": (
        lambda props: props["triggers"][0].pop("triggerName"),
        "props/triggers/0 must have required property 'triggerName'",
    ),
    "role_of_a_trigger": (
        lambda props: props["triggers"][0].update(invocationRole="dwgate"),
        "props/triggers/0 must NOT have additional properties",
    ),
    "bus_that_is_no_resource": (
        lambda props: props["triggers"][0].update(sourceArn="dataworks"),
        "props/triggers/0/sourceArn must match pattern",
    ),
    "configuration_of_another_trigger": (
        lambda props: props["triggers"][0].update(triggerConfig={"cronExpression": "@every 1h", "enable": True}),
        "props/triggers/0/triggerConfig must have required property 'eventRuleFilterPattern'",
    ),
    "typo_in_a_trigger": (
        lambda props: rule(props).update(runOption=rule(props).pop("runOptions")),
        "props/triggers/0/triggerConfig must have required property 'runOptions'",
    ),
    "unknown_property_of_a_trigger": (
        lambda props: rule(props).update(retries=3),
        "props/triggers/0/triggerConfig must NOT have additional properties",
    ),
    "pattern_that_is_no_text": (
        lambda props: rule(props).update(eventRuleFilterPattern={"source": ["acs.dataworks"]}),
        "props/triggers/0/triggerConfig/eventRuleFilterPattern must be string",
    ),
    "trigger_in_batches": (
        lambda props: rule(props)["runOptions"].update(mode="event-streaming"),
        "props/triggers/0/triggerConfig/runOptions/mode must be equal to constant",
    ),
    "typo_in_scaling": (
        lambda props: props.update(scalingConfig={"minInstance": 1}),
        "props/scalingConfig must have required property 'minInstances'",
    ),
    "typo_in_the_log": (
        lambda props: props.update(logConfig="atuo"),
        "props/logConfig must match a schema in anyOf",
    ),
}


@pytest.fixture(scope="module")
def refusals(serverless_devs: ServerlessDevs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Verify one file that has a resource for each fault, and give what is said of each."""
    root = tmp_path_factory.mktemp("faults")
    props = read_properties(ROOT, {}, "s.yaml")["extension_events"]
    resources = {}
    for name, (change, _) in FAULTS.items():
        faulty = copy.deepcopy(props)
        change(faulty)
        resources[name] = {"component": "${env('FC3_COMPONENT')}", "props": faulty}
    resources["sound"] = {"component": "${env('FC3_COMPONENT')}", "props": props}
    with (root / "s.yaml").open("w") as file:
        YAML(typ="safe").dump({"edition": "3.0.0", "name": "faults", "resources": resources}, file)
    done = serverless_devs.run("verify", at=root)
    assert done.returncode == 1
    said: dict[str, list[str]] = {name: [] for name in resources}
    for name, problem in re.findall(r"^(\w+)/(props.*)$", done.stdout, re.MULTILINE):
        said[name].append(problem)
    return said


@pytest.mark.parametrize("template", ["s.yaml", "s.test.yaml", "s.prod.yaml"])
def test_the_deployment_passes(serverless_devs: ServerlessDevs, template: str) -> None:
    """Each file of the project, without an account and without a network."""
    done = serverless_devs.run("verify", "-t", template)
    assert (done.returncode, f"[{template}] passed" in done.stdout) == (0, True), done.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused(refusals: dict[str, list[str]], fault: str) -> None:
    """Each alone is enough, and s says where it is."""
    assert [problem for problem in refusals[fault] if problem.startswith(FAULTS[fault][1])], refusals[fault]


def test_what_is_sound_is_not_refused_beside_faults(refusals: dict[str, list[str]]) -> None:
    """The faults are told by what was changed, and by nothing else."""
    assert refusals["sound"] == []


def test_warm_instances_are_had_by_taking_the_marks_away(serverless_devs: ServerlessDevs, tmp_path: Path) -> None:
    """The lines on scalingConfig in s.prod.yaml, which stand there as a comment, are right as they stand."""
    text = (ROOT / "s.prod.yaml").read_text()
    head, mark, comment = text.partition("#\n# template:\n")
    assert mark
    lines = [line.removeprefix("# ") for line in f"# template:\n{comment}".splitlines()]
    (tmp_path / "s.prod.yaml").write_text("\n".join([head, *lines, ""]))
    (tmp_path / "s.yaml").write_text((ROOT / "s.yaml").read_text())
    properties = read_properties(tmp_path, {}, "s.prod.yaml")
    assert [props["scalingConfig"] for props in properties.values()] == [{"minInstances": 1}] * 5
    done = serverless_devs.run("verify", "-t", "s.prod.yaml", at=tmp_path)
    assert done.returncode == 0, done.stdout

"""The policies in docs/ram: of the form that RAM takes, explained, and enough for what s.yaml deploys."""

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dwgate.deployment import DeployedFunction, read_deployment
from dwgate.openapi import operations

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "ram"
GUIDE = (FOLDER / "README.md").read_text()
FILES = sorted(path.name for path in FOLDER.glob("*.json"))
GRANTS = [name for name in FILES if not name.endswith("-trust.json")]
TRUSTS = [name for name in FILES if name.endswith("-trust.json")]

# https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax
ACTION = re.compile(r"[a-z]+:(\*|[A-Z][A-Za-z]+)")
RESOURCE = re.compile(r"\*|acs:[a-z]+:[^:]*:[^:]*:[^:]+")
OPERATORS = {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "Bool", "IpAddress", "NotIpAddress"}

ACCOUNT = "1234567890123456"
TO_FUNCTION_COMPUTE = {"acs:Service": "fc.aliyuncs.com"}


def statements(name: str) -> list[dict[str, Any]]:
    """Read the statements of a policy."""
    policy = json.loads((FOLDER / name).read_text())
    assert set(policy) == {"Version", "Statement"}
    assert policy["Version"] == "1"
    found: list[dict[str, Any]] = policy["Statement"]
    assert found
    return found


def listed(value: str | list[str]) -> list[str]:
    """Give one or several texts as a list."""
    return [value] if isinstance(value, str) else value


def allows(name: str, action: str, resource: str, context: Mapping[str, str] | None = None) -> bool:
    """Whether a policy allows an action on a resource, judged as RAM does by statements that allow."""
    return any(
        any(fnmatchcase(action, pattern) for pattern in listed(one["Action"]))
        and any(fnmatchcase(resource, pattern) for pattern in listed(one["Resource"]))
        and all(
            (context or {}).get(key) in listed(values)
            for keys in one.get("Condition", {}).values()
            for key, values in keys.items()
        )
        for one in statements(name)
    )


def deployed() -> Iterator[DeployedFunction]:
    """Give the functions of every deployment, for test and production too."""
    for template in sorted(ROOT.glob("s*.yaml")):
        yield from read_deployment(ROOT, {}, template.name)


DEPLOYED = list(deployed())


def arn(function: DeployedFunction, trigger: str = "") -> str:
    """Name a function as RAM does, or one of its triggers."""
    suffix = f"/triggers/{trigger}" if trigger else ""
    return f"acs:fc:{function.region}:{ACCOUNT}:functions/{function.function_name}{suffix}"


def identity(function: DeployedFunction) -> str:
    """Name a function in a test."""
    return function.function_name


@pytest.mark.parametrize("name", GRANTS)
def test_a_policy_has_the_form_that_ram_takes(name: str) -> None:
    """Known keys alone, actions and resources that are some, and no statement that allows everything."""
    for one in statements(name):
        assert {"Effect", "Action", "Resource"} <= set(one) <= {"Effect", "Action", "Resource", "Condition"}
        assert one["Effect"] == "Allow"
        assert listed(one["Action"])
        assert [action for action in listed(one["Action"]) if not ACTION.fullmatch(action)] == []
        assert listed(one["Resource"])
        assert [resource for resource in listed(one["Resource"]) if not RESOURCE.fullmatch(resource)] == []
        for operator, keys in one.get("Condition", {}).items():
            assert operator in OPERATORS
            assert all(re.fullmatch(r"[a-z]+:[A-Z][A-Za-z]+", key) and listed(values) for key, values in keys.items())


@pytest.mark.parametrize("name", TRUSTS)
def test_a_trust_policy_has_the_form_that_ram_takes(name: str) -> None:
    """A service may take the role, and nobody else."""
    for one in statements(name):
        assert set(one) == {"Effect", "Action", "Principal"}
        assert (one["Effect"], one["Action"]) == ("Allow", "sts:AssumeRole")
        assert set(one["Principal"]) == {"Service"}
        assert all(re.fullmatch(r"[a-z.-]+\.aliyuncs\.com", service) for service in one["Principal"]["Service"])


def test_every_party_has_its_policy() -> None:
    """The role of the functions with whom it trusts, the deployer, the invoker, who asks about extensions besides."""
    assert FILES == ["deployer.json", "doctor.json", "function-trust.json", "function.json", "invoker.json"]


@pytest.mark.parametrize("name", FILES)
def test_the_guide_explains_every_statement(name: str) -> None:
    """It links the file, and names each action in it."""
    assert f"]({name})" in GUIDE
    actions = [action for one in statements(name) for action in listed(one["Action"])]
    assert [action for action in actions if f"`{action}`" not in GUIDE] == []


@pytest.mark.parametrize("name", GRANTS)
def test_whole_services_are_allowed_where_nothing_less_is_documented(name: str) -> None:
    """That is DataWorks, for the functions and for who asks about their extensions."""
    whole = [action for one in statements(name) for action in listed(one["Action"]) if action.endswith("*")]
    assert whole == (["dataworks:*"] if name in {"function.json", "doctor.json"} else [])


@pytest.mark.parametrize("function", DEPLOYED, ids=identity)
def test_the_deployer_can_deploy_what_is_described(function: DeployedFunction) -> None:
    """The function, its role, its triggers and the rules behind them."""
    for action in ("fc:CreateFunction", "fc:GetFunction", "fc:UpdateFunction"):
        assert allows("deployer.json", action, arn(function))
    assert function.role
    assert allows("deployer.json", "ram:PassRole", f"acs:ram::{ACCOUNT}:role/{function.role}", TO_FUNCTION_COMPUTE)
    for trigger in function.triggers:
        for action in ("fc:CreateTrigger", "fc:GetTrigger", "fc:UpdateTrigger"):
            assert allows("deployer.json", action, arn(function, trigger["triggerName"]))
        assert trigger["triggerType"] == "eventbridge"
        rule = f"acs:eventbridge:{function.region}:{ACCOUNT}:eventbus/default/rule/dataworks"
        assert allows("deployer.json", "eventbridge:CreateRule", rule)


@pytest.mark.parametrize("policy", [("deployer.json", "log:CreateLogStore"), ("function.json", "log:PostLogStoreLogs")])
def test_logs_can_be_set_up_and_written(policy: tuple[str, str]) -> None:
    """In the project that Serverless Devs makes for an automatic configuration, which s.yaml has."""
    template = YAML(typ="safe").load((ROOT / "s.yaml").read_text())["template"]["gate"]
    assert template["logConfig"] == "auto"
    logstore = f"acs:log:cn-shanghai:{ACCOUNT}:project/serverless-cn-shanghai-0a1b2c3d/logstore/default-logs"
    assert allows(*policy, logstore)


@pytest.mark.parametrize("function", DEPLOYED, ids=identity)
def test_the_invoker_can_invoke_and_look_and_do_nothing_else(function: DeployedFunction) -> None:
    """It changes no function."""
    assert allows("invoker.json", "fc:InvokeFunction", arn(function))
    assert allows("invoker.json", "fc:GetFunction", arn(function))
    assert allows("invoker.json", "fc:ListTriggers", arn(function, "dataworks"))
    assert not allows("invoker.json", "fc:UpdateFunction", arn(function))


@pytest.mark.parametrize("function", DEPLOYED, ids=identity)
def test_one_policy_alone_lets_anybody_invoke(function: DeployedFunction) -> None:
    """A message has no signature: whoever may invoke a function may ask it for a verdict in anybody's name."""
    assert [name for name in GRANTS if allows(name, "fc:InvokeFunction", arn(function))] == ["invoker.json"]


def test_nobody_but_function_compute_takes_the_role_of_the_functions() -> None:
    """By which DataWorks would take their word for a result."""
    ((trusted,),) = ((one["Principal"]["Service"] for one in statements(name)) for name in TRUSTS)
    assert trusted == ["fc.aliyuncs.com"]


@pytest.mark.parametrize(
    "operation", [one.name for one in vars(operations).values() if isinstance(one, operations.Operation)]
)
def test_the_role_of_the_functions_allows_every_call(operation: str) -> None:
    """Of those that dwgate makes of DataWorks."""
    assert allows("function.json", f"dataworks:{operation}", "*")


@pytest.mark.parametrize("operation", [operations.GET_EXTENSION, operations.CALLBACK_EXTENSION])
def test_the_doctor_can_ask_about_extensions(operation: operations.Operation) -> None:
    """And try a callback, where it is told to."""
    assert allows("doctor.json", f"dataworks:{operation.name}", "*")


def test_the_guide_says_what_ci_needs() -> None:
    """To deploy, and to see afterwards that it is right."""
    (line,) = (line for line in GUIDE.splitlines() if line.startswith("CI, "))
    assert re.findall(r"\]\((\w+\.json)\)", line) == ["deployer.json", "invoker.json", "doctor.json"]


@pytest.mark.parametrize(
    ("name", "action", "resource", "context"),
    [
        ("deployer.json", "fc:UpdateFunction", f"acs:fc:cn-shanghai:{ACCOUNT}:functions/payroll", {}),
        ("deployer.json", "fc:InvokeFunction", f"acs:fc:cn-shanghai:{ACCOUNT}:functions/dwgate-data-download", {}),
        ("deployer.json", "ram:PassRole", f"acs:ram::{ACCOUNT}:role/admin", TO_FUNCTION_COMPUTE),
        ("deployer.json", "ram:PassRole", f"acs:ram::{ACCOUNT}:role/dwgate", {"acs:Service": "ecs.aliyuncs.com"}),
        ("deployer.json", "ram:CreateServiceLinkedRole", "*", {"ram:ServiceName": "ecs.aliyuncs.com"}),
        ("deployer.json", "dataworks:CallbackExtension", "*", {}),
        ("invoker.json", "fc:InvokeFunction", f"acs:fc:cn-shanghai:{ACCOUNT}:functions/payroll", {}),
        ("invoker.json", "dataworks:GetExtension", "*", {}),
        ("doctor.json", "fc:GetFunction", f"acs:fc:cn-shanghai:{ACCOUNT}:functions/dwgate-data-download", {}),
        ("function.json", "fc:InvokeFunction", f"acs:fc:cn-shanghai:{ACCOUNT}:functions/dwgate-data-download", {}),
    ],
)
def test_nobody_can_do_what_is_not_theirs(name: str, action: str, resource: str, context: dict[str, str]) -> None:
    """Other functions, other roles, a role for another service."""
    assert not allows(name, action, resource, context)

"""Expressions of Serverless Devs: what they are filled in with, and what is refused."""

from typing import Any

import pytest

from dwgate.deployment import DeploymentError
from dwgate.deployment.expressions import Scope

SCOPE = Scope(
    environment={"REGION": "cn-beijing", "EMPTY": "", "NAMED": "${vars.prefix}"},
    variables={
        "prefix": "dwgate",
        "timeout": 10,
        "cpu": 0.5,
        "whole": 2.0,
        "enabled": True,
        "log": {"project": "audit", "stores": ["a", "${vars.prefix}"]},
        "region": "${env('REGION')}",
        "deep": "${env('NAMED')}",
    },
    resources={"data_download": {"props": {"role": "reader"}}},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("${vars.prefix}-data-download", "dwgate-data-download"),
        ("${vars.prefix}${vars.prefix}", "dwgatedwgate"),
        ("${env('REGION')}", "cn-beijing"),
        ('${env("REGION", "cn-shanghai")}', "cn-beijing"),
        ("${env('NONE', 'cn-shanghai')}", "cn-shanghai"),
        ("${env( 'NONE' , \"it's\" )}", "it's"),
        ("${env('NONE', '')}", ""),
        ("${env('EMPTY', 'default')}", "default"),
        ("${ env('REGION') }", "cn-beijing"),
        ("in ${\n env ('NONE', 'cn-shanghai')\t}", "in cn-shanghai"),
        ("${vars.log.project}", "audit"),
        ("${resources.data_download.props.role}", "reader"),
        ("a ${ without an end", "a ${ without an end"),
    ],
)
def test_an_expression_is_filled_in(text: str, value: str) -> None:
    """Variables, the environment with its defaults, and other resources; an empty variable counts as missing."""
    assert SCOPE.resolve(text, "here") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${vars.timeout}", 10),
        ("${vars.cpu}", 0.5),
        ("${vars.enabled}", True),
        ("${vars.log}", {"project": "audit", "stores": ["a", "dwgate"]}),
        ("${vars.timeout}s", "10s"),
        ("${vars.cpu}/${vars.whole}", "0.5/2"),
        ("is ${vars.enabled}", "is true"),
    ],
)
def test_a_value_keeps_its_type_where_it_stands_alone(text: str, value: object) -> None:
    """Within a text it is written as JavaScript writes it."""
    resolved = SCOPE.resolve(text, "here")
    assert (resolved, type(resolved)) == (value, type(value))


def test_an_expression_may_give_another() -> None:
    """One deep, as a variable that is taken from the environment needs."""
    assert SCOPE.resolve("${vars.region}", "here") == "cn-beijing"
    assert SCOPE.resolve("in ${env('NAMED')}", "here") == "in dwgate"


def test_values_are_filled_in_wherever_they_stand() -> None:
    """In mappings and lists of any depth; a null takes its key away, but no place in a list."""
    given = {"a": [{"b": "${vars.prefix}"}, None, 1], "c": None, "d": True}
    assert SCOPE.resolve(given, "here") == {"a": [{"b": "dwgate"}, None, 1], "d": True}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("${vars.prefx}", "here: there is no vars.prefx; did you mean prefix?"),
        ("${vars.log.projct}", "here: there is no vars.log.projct; did you mean project?"),
        ("${vars.prefix.more}", "here: there is no vars.prefix.more; there are: none"),
        ("${resources.data_upload.props.role}", "here: there is no resources.data_upload; "),
        ("${env('NONE')}", "here: the variable NONE of the environment is not set, and there is no default; export it"),
        ("${env('EMPTY')}", "here: the variable EMPTY of the environment is not set, and there is no default"),
        ({"a": ["${vars.none}"]}, "here.a.0: there is no vars.none; "),
        ("${vars.deep}", "here: variables name each other too deep, ${vars.prefix} is left; name it here"),
        ("x${vars.log}", "here: ${vars.log} is neither a text nor a number, and stands within a text"),
        ("<%= 1 %>", "here: dwgate does not read <% … %>; "),
    ],
)
def test_what_cannot_be_filled_in_is_refused(value: Any, message: str) -> None:
    """The error says where, and what there is instead."""
    with pytest.raises(DeploymentError) as caught:
        SCOPE.resolve(value, "here")
    assert str(caught.value).startswith(message)
    assert caught.value.where == message.partition(":")[0]


@pytest.mark.parametrize(
    "expression",
    [
        "file('a.txt')",
        "config('AccountID')",
        "this.props.region",
        "vars",
        "vars.timeout + 1",
        " vars.prefix",
        "vars.prefix ",
        " resources.data_download.props.role",
        "env('A', vars.prefix)",
        "env('A', 1)",
        "",
    ],
)
def test_an_expression_that_is_not_known_is_named(expression: str) -> None:
    """Nothing is passed over: whoever reads the file through dwgate would check what is not deployed."""
    with pytest.raises(DeploymentError) as caught:
        SCOPE.resolve(f"${{{expression}}}", "s.yaml: vars.a")
    assert str(caught.value) == (
        f"s.yaml: vars.a: dwgate cannot read ${{{expression}}}; it knows vars.…, env('…') and resources.….props.…"
    )

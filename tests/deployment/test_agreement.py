"""What dwgate reads is what Serverless Devs deploys: ``s preview`` shows the same, of the project and of odd files."""

from pathlib import Path
from typing import Any

import pytest

from deployment.serverless_devs import ROOT, ServerlessDevs
from dwgate.deployment import DeploymentError, read_deployment
from dwgate.deployment.template import read_properties

TEMPLATES = ["s.yaml", "s.test.yaml", "s.prod.yaml"]

QUIRKS = """\
edition: 3.0.0
name: quirks
vars:
  prefix: "${env('PREFIX', 'dwgate')}"
  next: ${vars.prefix}
  nested: "${env('NESTED')}"
  number: 10
  whole: 1.0
  part: 0.5
  enabled: true
  nothing: null
  mapping: {a: "${vars.prefix}", list: [1, 2]}
template:
  gate:
    list: [1, 2, 3]
    mapping: {a: 1, b: {c: 2, d: 3}}
    text: ${vars.mapping.a}
    none: null
resources:
  first:
    component: ${env('FC3_COMPONENT', 'fc3')}
    extend: {name: gate}
    props:
      list: [4]
      mapping: {b: {c: null}}
      number: ${vars.number}
      enabled: ${vars.enabled}
      copied: ${vars.mapping}
      written: "${vars.number} ${vars.whole} ${vars.part} ${vars.enabled} ${vars.next} ${vars.nested}"
      empty: "${env('EMPTY', 'default')}${env('EMPTY', '')}"
      quoted: "${env( \\"NONE\\" , \\"it's\\")}"
      spaced: " ${vars.prefix}"
      open: "a ${ b"
      mixed: [1, null, "${vars.number}"]
      blanks: "${ env('PREFIX') }-${\tenv ('NONE', 'none')\n}"
      yes: yes
      octal: 0o17
  second:
    component: ${env('FC3_COMPONENT', 'fc3')}
    props:
      text: ${resources.first.props.text}
      own: ${resources.second.props.text}
"""
VARIANT = """\
edition: 3.0.0
extend: base.yaml
vars: {number: 20, mapping: {list: [3]}}
template: {gate: {mapping: {e: 4}}}
resources:
  first: {props: {list: [5, 6], mapping: {b: {d: 7}}}}
"""


def properties_of(shown: dict[str, Any]) -> dict[str, Any]:
    """Give what ``s preview`` shows of each resource's properties."""
    return {name: resource["props"] for name, resource in shown["resources"].items()}


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_deployment_is_read_as_it_is_deployed(serverless_devs: ServerlessDevs, template: str) -> None:
    """Every property of every function, with an environment that sets what can be set."""
    environment = {
        "DEPLOY_REGION": "cn-beijing",
        "DEPLOY_PREFIX": "mine",
        "DWGATE_LANGUAGE": "",
        "DWGATE_BREAK_GLASS": "2026-11-18T12:00+08:00;duty@example.com;the network is down",
        "EXTENSION_CODE_EXTENSION_EVENTS": "commit-file=abc,def",
    }
    shown = serverless_devs.preview(template, environment=environment)
    assert read_properties(ROOT, environment, template) == properties_of(shown)
    assert [function.name for function in read_deployment(ROOT, environment, template)] == list(shown["resources"])


def test_every_variable_has_a_default(serverless_devs: ServerlessDevs) -> None:
    """A preview needs no environment, no account and no keys, and shows none."""
    shown = serverless_devs.preview("s.yaml")
    assert read_properties(ROOT, {}, "s.yaml") == properties_of(shown)
    assert shown["access"] == "default"  # as it stands: Serverless Devs would not fill in a variable here


def test_quirks_are_shared(serverless_devs: ServerlessDevs, tmp_path: Path) -> None:
    """Types, nulls, lists, empty variables, expressions in expressions: alone, and extended."""
    (tmp_path / "base.yaml").write_text(QUIRKS)
    (tmp_path / "variant.yaml").write_text(VARIANT)
    environment = {"NESTED": "${env('PREFIX')}", "PREFIX": "odd", "EMPTY": ""}
    for template in ("base.yaml", "variant.yaml"):
        shown = serverless_devs.preview(template, at=tmp_path, environment=environment)
        assert read_properties(tmp_path, environment, template) == properties_of(shown)


def test_a_variable_that_there_is_not_is_refused_by_both(serverless_devs: ServerlessDevs, tmp_path: Path) -> None:
    """`s preview` fails, as dwgate does."""
    (tmp_path / "s.yaml").write_text((ROOT / "s.yaml").read_text().replace("${vars.role}", "${vars.rule}"))
    with pytest.raises(DeploymentError, match="did you mean role"):
        read_properties(tmp_path, {}, "s.yaml")
    done = serverless_devs.run("preview", at=tmp_path)
    assert done.returncode == 1
    assert "${vars.rule} not found" in done.stdout


@pytest.mark.parametrize(
    "expression", ["${ vars.prefix }", "${vars.prefix }", "${ resources.data_download.props.code }"]
)
def test_blanks_that_the_one_refuses_the_other_does_too(
    serverless_devs: ServerlessDevs, tmp_path: Path, expression: str
) -> None:
    """They are allowed around env('…') alone."""
    text = (ROOT / "s.yaml").read_text()
    (tmp_path / "s.yaml").write_text(text.replace("${vars.prefix}-data-upload", expression))
    with pytest.raises(DeploymentError, match="dwgate cannot read"):
        read_properties(tmp_path, {}, "s.yaml")
    done = serverless_devs.run("preview", at=tmp_path)
    assert (done.returncode, f"{expression} not found" in done.stdout) == (1, True)


@pytest.mark.parametrize("folder", [".", "build/data_upload"])
def test_a_file_of_variables_that_serverless_devs_reads_is_refused(
    serverless_devs: ServerlessDevs, tmp_path: Path, folder: str
) -> None:
    """It would deploy other functions than those that dwgate looks at."""
    (tmp_path / "s.yaml").write_text((ROOT / "s.yaml").read_text())
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / folder / ".env").write_text("DEPLOY_REGION=cn-beijing\nDEPLOY_PREFIX=fromenv\nDWGATE_ON_ERROR=OK\n")
    props = properties_of(serverless_devs.preview("s.yaml", at=tmp_path))["data_download"]
    assert (props["functionName"], props["region"]) == ("fromenv-data-download", "cn-beijing")
    assert props["environmentVariables"]["DWGATE_ON_ERROR"] == "OK"
    with pytest.raises(DeploymentError, match="it sets DEPLOY_PREFIX, DEPLOY_REGION, DWGATE_ON_ERROR, which"):
        read_deployment(tmp_path, {}, "s.yaml")

"""A file of Serverless Devs, and what it extends."""

from pathlib import Path

import pytest

from dwgate.deployment import DeploymentError
from dwgate.deployment.template import read_properties

BASE = """\
edition: 3.0.0
vars: {prefix: dwgate, region: "${env('REGION', 'cn-shanghai')}"}
template:
  gate:
    region: ${vars.region}
    tags: [a, b]
    environmentVariables: {LANGUAGE: en, DWGATE: "on"}
resources:
  first:
    extend: {name: gate}
    props:
      functionName: ${vars.prefix}-first
      environmentVariables: {LANGUAGE: zh}
  second:
    props: {functionName: second, region: "${resources.first.props.region}"}
"""


def write(root: Path, **files: str) -> Path:
    """Write files of a project, by name without the ending."""
    for name, text in files.items():
        (root / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def problem(root: Path, template: str = "s.yaml") -> str:
    """Say what is wrong with a file."""
    with pytest.raises(DeploymentError) as caught:
        read_properties(root, {}, template)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_resource_has_what_its_template_says_but_for_what_it_says_itself(tmp_path: Path) -> None:
    """Mappings are merged, all else is replaced, and a resource without a template stands alone."""
    assert read_properties(write(tmp_path, s=BASE), {"REGION": "cn-beijing"}, "s.yaml") == {
        "first": {
            "region": "cn-beijing",
            "tags": ["a", "b"],
            "environmentVariables": {"LANGUAGE": "zh", "DWGATE": "on"},
            "functionName": "dwgate-first",
        },
        "second": {"functionName": "second", "region": "cn-beijing"},
    }


def test_a_file_changes_what_it_extends(tmp_path: Path) -> None:
    """Variables, templates and resources: what the variant says holds, and the rest stays as it is."""
    variant = """\
    extend: s.yaml
    vars: {prefix: other}
    template: {gate: {tags: [c], scalingConfig: {minInstances: 1}}}
    resources:
      first: {props: {timeout: 5}}
      third: {extend: {name: gate}, props: {functionName: "${vars.prefix}-third"}}
    """
    properties = read_properties(write(tmp_path, s=BASE, variant=variant), {}, "variant.yaml")
    assert list(properties) == ["first", "second", "third"]
    assert properties["first"]["functionName"] == "other-first"
    assert properties["first"]["timeout"] == 5
    assert properties["first"]["environmentVariables"] == {"LANGUAGE": "zh", "DWGATE": "on"}
    assert properties["third"]["functionName"] == "other-third"
    assert [properties[name]["tags"] for name in ("first", "third")] == [["c"], ["c"]]
    assert [properties[name]["scalingConfig"] for name in ("first", "third")] == [{"minInstances": 1}] * 2


def test_a_file_extends_one_beside_it(tmp_path: Path) -> None:
    """The path is told from the file that extends."""
    (tmp_path / "deploy").mkdir()
    write(tmp_path / "deploy", s=BASE, variant="{extend: s.yaml, vars: {prefix: other}}")
    assert read_properties(tmp_path, {}, "deploy/variant.yaml")["first"]["functionName"] == "other-first"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "s.yaml:1:5: this is not YAML: "),
        ("a: 1\na: |\n  2\n  3", "s.yaml:2:1: this is not YAML: "),
        ("- a", "s.yaml: this describes no functions; "),
        ("", "s.yaml: this describes no functions; "),
        ("edition: 2.0.0", "s.yaml: this is not edition 3.0.0 of Serverless Devs; say edition: 3.0.0"),
        ("services: {}", "s.yaml: this is not edition 3.0.0 of Serverless Devs; say edition: 3.0.0"),
        ("{edition: 3.0.0, resources: [a]}", "s.yaml: resources: this must be a mapping; "),
        ("{edition: 3.0.0, vars: a}", "s.yaml: vars: this must be a mapping; "),
        ("{edition: 3.0.0, template: a}", "s.yaml: template: this must be a mapping; "),
        ("{edition: 3.0.0, resources: {a: b}}", "s.yaml: resources.a: this must be a mapping; "),
        ("{edition: 3.0.0, resources: {a: {props: b}}}", "s.yaml: resources.a.props: this must be a mapping; "),
        ("{edition: 3.0.0, resources: {a: {extend: b}}}", "s.yaml: resources.a.extend: this must be a mapping; "),
        (
            "{edition: 3.0.0, template: {gate: {}}, resources: {a: {extend: {name: gat}}}}",
            "s.yaml: resources.a.extend: there is no template gat; did you mean gate?",
        ),
        (
            "{edition: 3.0.0, template: {gate: a}, resources: {a: {extend: {name: gate}}}}",
            "s.yaml: resources.a.extend: this must be a mapping; ",
        ),
        (
            "{edition: 3.0.0, template: {gate: {}}, resources: {a: {extend: {name: gate, ignore: [b]}}}}",
            "s.yaml: resources.a.extend.ignore: dwgate does not read this; ",
        ),
        ("{edition: 3.0.0, vars: {a: '${vars.b}'}}", "s.yaml: vars.a: there is no vars.b; "),
        ("{edition: 3.0.0, template: {a: {b: '${x}'}}}", "s.yaml: template.a.b: dwgate cannot read ${x}; "),
        (
            "{edition: 3.0.0, resources: {a: {props: {b: '${vars.c}'}}}}",
            "s.yaml: resources.a.props.b: there is no vars.c; ",
        ),
    ],
)
def test_a_file_that_is_wrong_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    """The error says in which file, where in it, and what to do."""
    assert problem(write(tmp_path, s=text)).startswith(message)


def test_a_file_that_there_is_not_is_told(tmp_path: Path) -> None:
    """The file that is asked for, and the one that it extends."""
    expected = f"s.yaml: it cannot be read (No such file or directory); name a file that is in {tmp_path}"
    assert problem(tmp_path) == expected
    assert problem(write(tmp_path, variant="extend: s.yaml"), "variant.yaml") == expected


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Bytes that no text holds are not YAML."""
    (tmp_path / "s.yaml").write_bytes(b"edition: \x00\xff")
    assert problem(tmp_path).startswith("s.yaml: this is not YAML, it holds what is no text; ")


def test_a_file_extends_once(tmp_path: Path) -> None:
    """Serverless Devs does not follow the file that is extended any further, and would say nothing."""
    write(tmp_path, s=BASE, middle="extend: s.yaml", top="extend: middle.yaml")
    assert problem(tmp_path, "top.yaml") == (
        "middle.yaml: Serverless Devs extends once: top.yaml cannot extend what extends"
    )

"""Files to their model: what is not written, and what is kept of a file that is not whole."""

from datetime import UTC, datetime

import pytest

from dwgate.policy.compiler import reader
from dwgate.policy.compiler.model import FunctionSource
from dwgate.policy.compiler.yaml_source import YamlSource
from dwgate.policy.decision import BEIJING

SERVED = ("download-resources", "download-resources-execute")
RULE = "{name: large, when: event.fileSize > 1, then: WARN, reason: {en: No.}}"


def read(text: str) -> YamlSource:
    """Read a text as a file is read."""
    source = YamlSource("a.yaml", text)
    source._compose()
    return source


def test_a_function_says_its_points_and_may_say_what_it_is_for() -> None:
    """The points keep their order."""
    source = read("points: [upload-data-to-table, asset-publish]")
    assert reader.read_function(source) == FunctionSource(("upload-data-to-table", "asset-publish"), {})
    source = read("description: Uploads.\npoints: [upload-data-to-table]")
    assert reader.read_function(source) == FunctionSource(("upload-data-to-table",), {"en": "Uploads."})


def test_what_a_function_is_for_may_be_said_in_two_languages() -> None:
    """English comes first, since whoever has no other falls back on it."""
    source = read("description: {en: Uploads., zh: 上传。}\npoints: [upload-data-to-table]")
    function = reader.read_function(source)
    assert function is not None
    assert function.description == {"en": "Uploads.", "zh": "上传。"}


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ("{zh: 上传。}", "a description needs the key en"),
        ("{en: Uploads., fr: X}", "a description has no key fr"),
        ("[Uploads.]", "a description is a mapping with the keys en, zh"),
        ("{en: [Uploads.]}", "this is a text, not a list or a mapping"),
        ("''", "there is no text here"),
    ],
)
def test_a_description_of_another_form_is_found(description: str, message: str) -> None:
    """And the function is then not known."""
    source = read(f"description: {description}\npoints: [upload-data-to-table]")
    assert reader.read_function(source) is None
    assert [finding.message for finding in source.findings] == [message]


@pytest.mark.parametrize(
    ("points", "said", "calls_back"),
    [
        ("[download-resources]", "", False),
        ("[download-resources]", "calls_back: false", False),
        ("[download-resources]", "calls_back: true", True),
        ("[asset-publish, upload-data-to-table]", "", False),
        ("[download-resources, commit-file]", "", True),
        ("[commit-file]", "calls_back: true", True),
        ("[kill-instance]", "", False),
    ],
)
def test_a_function_says_whether_it_calls_back(points: str, said: str, *, calls_back: bool) -> None:
    """Behind EventBridge it must wherever DataWorks waits; what is only reported is called back by nobody."""
    function = reader.read_function(read(f"points: {points}\n{said}\n"))
    assert function
    assert function.calls_back is calls_back


@pytest.mark.parametrize(
    ("points", "said", "message"),
    [
        ("[download-resources]", "maybe", "maybe cannot stand here"),
        (
            "[download-resources, commit-file]",
            "false",
            "EventBridge brings the messages of commit-file, and a callback is the only answer to them",
        ),
    ],
)
def test_a_function_cannot_say_anything_else_of_callbacks(points: str, said: str, message: str) -> None:
    """Neither yes nor no is a finding, and so is a no where nobody reads what is returned."""
    source = read(f"points: {points}\ncalls_back: {said}\n")
    assert reader.read_function(source) is None
    (finding,) = source.findings
    assert (finding.name, finding.line, finding.message) == ("bad-value", 2, message)
    assert finding.hint


@pytest.mark.parametrize(
    "text", ["", "points: []", "points: [x]", "points: [kill-instance, x]", "points: [kill-instance]\nx: 1"]
)
def test_a_function_file_with_a_finding_says_nothing(text: str) -> None:
    """No policy is judged by points of which some were refused."""
    source = read(text)
    assert reader.read_function(source) is None
    assert source.findings


def test_every_point_of_the_catalogue_can_be_served() -> None:
    """Also those whose messages are not published."""
    points = reader.every_point()
    assert len(points) == len(set(points)) == 53
    assert {"kill-instance", "asset-publish"} <= set(points)


def test_what_a_rule_does_not_say_has_a_default() -> None:
    """A rule is enforced, refuses what it cannot judge, and is of all points of the function."""
    policy = reader.read_policy(read(f"rules: [{RULE}]"), SERVED)
    (rule,) = policy.rules
    assert (rule.name.value, rule.when.value, rule.then) == ("large", "event.fileSize > 1", "WARN")
    assert {language: text.value for language, text in rule.reason.items()} == {"en": "No."}
    assert (rule.mode, rule.on_error, rule.description, rule.points) == ("enforce", "FAIL", {}, SERVED)
    assert rule.contact == {}
    assert (policy.parameters, policy.exemptions, policy.is_whole) == ((), (), True)


def test_everything_that_a_file_can_say_is_read() -> None:
    """Points narrow the rules of the file; a date alone is Beijing's."""
    source = read("""\
description: What it is for.
contact: {en: Ask me., zh: 请联系我。}
points: [download-resources-execute]
params: {max: 5}
rules:
- name: large
  description: {en: Why., zh: 原因。}
  when: |
    true
  then: FAIL
  reason: {zh: 不, en: No.}
  mode: shadow
  on_error: OK
exemptions:
- {rules: [large, small], when: true, reason: audit, owner: me, expires: 2026-12-31}
""")
    policy = reader.read_policy(source, SERVED)
    assert source.findings == []
    (rule,), (exemption,), (parameter,) = policy.rules, policy.exemptions, policy.parameters
    assert (rule.points, rule.description, rule.mode, rule.on_error) == (
        ("download-resources-execute",),
        {"en": "Why.", "zh": "原因。"},
        "shadow",
        "OK",
    )
    assert list(rule.reason) == ["zh", "en"]
    assert rule.contact == {"en": "Ask me.", "zh": "请联系我。"}
    assert (rule.when.value, rule.when.line) == ("true\n", 8)
    assert (parameter.name.value, parameter.value) == ("max", 5)
    assert [name.value for name in exemption.rules] == ["large", "small"]
    assert (exemption.when.value, exemption.reason, exemption.owner) == ("true", "audit", "me")
    assert exemption.expires == datetime(2026, 12, 31, tzinfo=BEIJING) == datetime(2026, 12, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("", True),
        (f"rules: [{RULE}]", True),
        (f"rules: [{RULE}]\nparams: {{a: .nan}}", True),
        ("rules: [{name: large, when: '', then: x}]", True),
        ("rules: [", False),
        ("- a", False),
        ("params: {a: 1}", False),
        (f"rules: [{RULE}]\nparam: {{a: 1}}", False),
        (f"rules: [{RULE}]\nparams: [a]", False),
        (f"rules: [{RULE}, x]", False),
        (f"rules: [{RULE}]\nrules: [{RULE}]", False),
        ("rules: {a: 1}", False),
        ("rules: [{when: 'true', then: FAIL, reason: {en: No.}}]", False),
    ],
)
def test_a_file_is_whole_if_no_name_is_lost(text: str, *, is_whole: bool) -> None:
    """Only then can an unknown name be held against another file."""
    assert reader.read_policy(read(text), SERVED).is_whole is is_whole


def test_a_rule_that_is_not_whole_keeps_its_name_and_its_condition() -> None:
    """So that its condition is checked at once, and an exemption of it is not blamed."""
    policy = reader.read_policy(read("rules: [{name: a, when: 'true'}, {name: b}, {when: 'true'}]"), SERVED)
    assert [name.value for name in policy.rule_names] == ["a", "b"]
    assert [(rule.name.value, rule.then, dict(rule.reason)) for rule in policy.rules] == [("a", "", {})]


def test_rules_of_refused_points_have_none() -> None:
    """Their conditions are judged when it is known where."""
    policy = reader.read_policy(read(f"points: [download-resources, x]\nrules: [{RULE}]"), SERVED)
    assert [rule.points for rule in policy.rules] == [()]


def test_a_refused_parameter_keeps_its_name() -> None:
    """What uses it is not blamed."""
    policy = reader.read_policy(read(f"params: {{a: 01, b: 1, c-d: 1}}\nrules: [{RULE}]"), SERVED)
    assert [(parameter.name.value, parameter.value) for parameter in policy.parameters] == [("a", None), ("b", 1)]

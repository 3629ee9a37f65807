"""Values: parameters of every type, reasons that show them, and fields of every form."""

from typing import Any

import pytest

from dwgate.policy.decision import CheckResult
from support import Decide, Judge, Rule, only

FAIL = CheckResult.FAIL

DIGITS = list(range(10))
ENDLESS = f"{DIGITS}.all(a, {DIGITS}.all(b, {DIGITS}.all(c, {DIGITS}.all(d, {DIGITS}.all(e, {DIGITS}.all(f, true))))))"


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("5", "params.x + 1 == 6"),
        ("5.0", "params.x / 2.0 == 2.5"),
        ("true", "params.x"),
        ("text", 'params.x + "s" == "texts"'),
        ("'5'", "int(params.x) == 5"),
        ("[10241024, 2]", "event.fileSize in params.x"),
        ("[]", "params.x.size() == 0 && !(event.fileName in params.x)"),
        ("[1, a, 1.5, true]", 'params.x[1] == "a" && params.x[2] > 1 && params.x[3]'),
        ("{File Name.csv: 3}", "params.x[event.fileName] == 3 && event.fileName in params.x"),
        ("{a: {b: [1]}}", "params.x.a.b[0] == 1 && has(params.x.a) && !has(params.x.c)"),
        ("2026-11-18", "now - params.x == duration('10h')"),
        ("2026-11-18T10:00:00+08:00", "now == params.x"),
        ("-9223372036854775808", "params.x < -9223372036854775807"),
        ("1e300", "params.x * 1e300 > 1.0"),
    ],
)
def test_a_parameter_is_what_it_is_in_yaml(value: str, when: str, decide: Decide) -> None:
    """Of every type, over the JSON in which the function gets it."""
    policy = f"params: {{x: {value}}}\n" + "rules:\n- name: a\n  when: |\n    " + when
    decision = decide(f"{policy}\n  then: FAIL\n  reason: {{en: No.}}\n")
    assert (only(decision).state, only(decision).error) == ("fired", None)


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("plain $5 {x} $${y}", "plain $5 {x} ${y}"),
        ("${event.dataRowSize} 行 > ${100000}。", "123456 行 > 100000。"),
        ("${event.fileName}${event.fileName}", "File Name.csvFile Name.csv"),
        ("${event.fileSize > 1} ${event.fileSize < 1}", "true false"),
        ("${double(event.fileSize) / 2.0} ${0.1}", "5120512.0 0.1"),
        ("${[1, 2]} ${['a', 'b']} ${[true]} ${[]}.", "1, 2 a, b true ."),
        ("${[[1, 2], [3]]}", "1, 2, 3"),
        ('${{"a": true, "b": [1]}}', "a: true, b: 1"),
        ("${now}", "2026-11-18T10:00:00+08:00"),
        ("${[now]}", "2026-11-18T10:00:00+08:00"),
        ("${string(now)} ${now.getHours('+08:00')}", "2026-11-18T02:00:00Z 10"),
        ("${duration('90m')}", "1:30:00"),
        ("${point} ${workspace} ${operator}", "download-resources 91864 1904512876340213"),
        ('${"}" + "${"}', "}${"),
        ("${event.fileSize > 1 ? 'big' : 'small'}", "big"),
        ("${size(event.sqlText)}", "38"),
    ],
)
def test_a_reason_is_filled_in(reason: str, text: str, rule: Rule, decide: Decide) -> None:
    """Values of every type are shown as a reader knows them."""
    decision = decide(rule("event.fileSize > 1", reason={"en": reason, "zh": "不。"}))
    assert decision.reasons[0].text == {"en": text, "zh": "不。"}
    assert only(decision).error is None


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("by ${tenant} for ${event.fileSize}", "by ? for 10241024"),
        ("${1 / (event.fileSize - 10241024)}", "?"),
        (f"it is ${{{ENDLESS}}}", "it is ?"),
    ],
)
def test_a_reason_that_cannot_be_filled_in_leaves_the_verdict(
    reason: str, text: str, rule: Rule, decide: Decide
) -> None:
    """A question mark stands for what is not known, and the decision says what that was."""
    decision = decide(rule("event.fileSize > 1", reason={"en": reason}))
    assert (decision.result, decision.reasons[0].text) == (FAIL, {"en": text})
    error = only(decision).error
    assert error is not None
    assert error.startswith("the reason could not be filled in: ")
    assert decision.as_document()["rules"]["fired"] == ["refused"]


def test_the_first_problem_of_a_reason_is_recorded(rule: Rule, decide: Decide) -> None:
    """One is enough to look into it."""
    written = rule("event.fileSize > 1", reason={"en": "${tenant} ${1 / (event.fileSize - 10241024)}"})
    assert only(decide(written)).error == "the reason could not be filled in: tenant did not come with the message"


@pytest.mark.parametrize(
    ("when", "body", "state", "error"),
    [
        ("event.rows > 1000", {"rows": 1001}, "fired", None),
        ("event.rows > 1000", {"rows": 1000.5}, "fired", None),
        ("event.rows > 1000", {"rows": "1001"}, "error", "CEL could not evaluate it"),
        ("event.rows > 1000", {}, "error", "event.rows did not come with the message"),
        ("event.rows > 1000", {"rows": None}, "error", "event.rows did not come with the message"),
        ("event.rows > 1000", {"rows": 2**64}, "error", "event.rows is a number out of range: it does not fit 64 bits"),
        ("has(event.rows) && event.rows > 1000", {}, "passed", None),
        (
            "has(event.rows) && event.rows > 1000",
            {"rows": 2**64},
            "error",
            "event.rows is a number out of range: it does not fit 64 bits",
        ),
        ('"rows" in present && event.rows > 1000', {"rows": 5000}, "fired", None),
        ("event.asset.owner == 'me'", {"asset": {"owner": "me"}}, "fired", None),
        ("has(event.asset.owner) && event.asset.owner == 'me'", {"asset": {}}, "passed", None),
        ("event.asset.owner == 'me'", {"asset": "me"}, "error", "event.asset.owner did not come with the message"),
        (
            "event.asset.size() > 1",
            {"asset": {"a": 1, "b": 2}},
            "error",
            "event.asset came as an object, of which a rule reads the fields",
        ),
        ("event.tags.exists(t, t.name == 'pii')", {"tags": [{"name": "x"}, {"name": "pii"}]}, "fired", None),
        (
            "event.tags.exists(t, t.name == 'pii')",
            {"tags": [{"nom": "pii"}]},
            "error",
            "an object lacks a key that the rule reads",
        ),
        ("'pii' in event.tags", {"tags": ["pii"]}, "fired", None),
        ("event.deep.er.still[0].x == 1", {"deep": {"er": {"still": [{"x": 1}]}}}, "fired", None),
        ("operator == '7'", {"operator": 7}, "fired", None),
    ],
)
def test_where_no_fields_are_published_any_can_be_read(
    when: str, body: dict[str, Any], state: str, error: str | None, judge: Judge
) -> None:
    """As they come; a type that does not fit, and what did not come, is an error."""
    outcome = judge(when, "asset-publish", **body)
    assert (outcome.state, outcome.error) == (state, error)


@pytest.mark.parametrize(
    ("when", "fields", "state", "error"),
    [
        ("event.setting.timeZone == 'Asia/Shanghai'", {"setting": {"timeZone": "Asia/Shanghai"}}, "fired", None),
        (
            "event.setting.timeZone == 'x'",
            {"setting": {}},
            "error",
            "event.setting.timeZone did not come with the message",
        ),
        ("event.setting.timeZone == 'x'", {}, "error", "event.setting.timeZone did not come with the message"),
        (
            "event.setting.timeZone == 'x'",
            {"setting": {"timeZone": [1]}},
            "error",
            "event.setting.timeZone is documented as text and came as a list",
        ),
        ("has(event.setting.timeZone) && event.setting.timeZone == 'x'", {}, "passed", None),
        ("has(event.setting) && !has(event.setting.timeZone)", {"setting": {}}, "fired", None),
        ("event.tableMapping.exists(t, t.dstTable.startsWith('ods_xb_test_135'))", {}, "fired", None),
        ("event.tableMapping.all(t, t.srcDatasourceName == 'mysql_3357_pub_ip_1')", {}, "fired", None),
        ("event.tableMapping.size() > 3 && event.tableMapping[0].srcTable == 'xb_test_116'", {}, "fired", None),
        ("event.tableMapping.exists(t, t.srcTable == 'x')", {"tableMapping": []}, "passed", None),
        (
            "event.tableMapping.exists(t, t.srcTable == 'x')",
            {"tableMapping": [{}]},
            "error",
            "an object lacks a key that the rule reads",
        ),
        ("event.tableMapping.exists(t, has(t.srcTable) && t.srcTable == 'x')", {"tableMapping": [{}]}, "passed", None),
        (
            "event.tableMapping.exists(t, t.srcTable == 'x')",
            {"tableMapping": 5},
            "error",
            "event.tableMapping is documented as a list and came as a number",
        ),
        ("event.showTableMapping && event.id == 5280 && tenant == '28378954310656'", {}, "fired", None),
    ],
)
def test_objects_and_lists_of_objects_can_be_read(
    when: str, fields: dict[str, Any], state: str, error: str | None, judge: Judge
) -> None:
    """Each field of an object for itself, so that one that did not come spoils only what reads it."""
    outcome = judge(when, "start-diJob", **fields)
    assert (outcome.state, outcome.error) == (state, error)

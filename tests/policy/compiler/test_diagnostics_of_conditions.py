"""Every finding about a condition or a reason: its name, its place, its text, its hint.

A ‸ in a text stands before the character at which the finding is expected.  Each is the only one.
"""

from collections.abc import Callable
from typing import Any

import pytest

from dwgate.facts.functions import every
from dwgate.policy.compiler import Compilation

PARAMS = """\
params:
  max_rows: 100000
  ratio: 0.5
  office: [10.0.0.0/8]
  typo: [10.0.0.0/8, 10.0.0.1/8, 300.0.0.0/8]
  pattern: "("
  moment: noon
  zone: Beijing
  modules: [sqlx_query, SQLX_QUERY]
  places: [download-resources, download-table]
  levels: [1, 2]
  limits: {a: 1}
"""
DOWNLOADS = "download-resources, download-resources-execute"
DOWNLOAD_FIELDS = (
    "its fields: dataRowSize, datasourceId, datasourceName, eventCode, fileName, fileSize, ip, moduleType, "
    "operatorBaseId, operatorUid, queryDwProjectId, queryDwProjectName, sqlText, tenantId"
)
OF_CEL = (
    "all, bool, bytes, contains, double, duration, dyn, endsWith, exists, exists_one, filter, getDate, getDayOfMonth, "
    "getDayOfWeek, getDayOfYear, getFullYear, getHours, getMilliseconds, getMinutes, getMonth, getSeconds, has, int, "
    "map, matches, size, startsWith, string, timestamp, type, uint"
)
OWN = {f"{name.partition('.')[0]}.…" if "." in name else name for name in every()}
FUNCTIONS = f"the functions: {', '.join(sorted([*OF_CEL.split(', '), *OWN]))}"
SCOPE = "a condition reads: event, now, operator, params, point, present, tenant, workspace"
PARAMETERS = (
    "the parameters of the function: levels, limits, max_rows, modules, moment, office, pattern, places, ratio, typo, "
    "zone"
)
GUARD = 'guard it with has(event.ip) && …, or with point == "…" && …, or narrow the points of this file'
NUMBERS = "compare whole numbers with whole numbers, or convert one with double(…)"
IDS = "an id is a text and is quoted, a number is not; a number that is text is converted with int(…)"
MODULES = (
    "DataWorks lists: develop_query, dw_excel, entity_transfer, sqlx_query (for a value that it does not list: "
    'matches("^…$"))'
)


TOO_EARLY = "this is not CEL: it ends too early"
LOGIC = "and is &&, or is ||, not is !"


def policy_of(when: str) -> str:
    """Give a policy of one rule with this condition."""
    return f"{PARAMS}rules:\n- name: refused\n  when: |\n    {when}\n  then: FAIL\n  reason: {{en: No.}}\n"


@pytest.fixture
def assert_condition(assert_finds: Callable[..., None]) -> Callable[..., None]:
    """Assert what is wrong with a condition, over the points of downloads or others."""

    def check(name: str, when: str, message: str, hint: str | None, *points: str) -> None:
        assert_finds(name, policy_of(when), message, hint, *points)

    return check


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param("condition-syntax", "‸'abc", "this is not CEL: token recognition error at: ''abc\\n'", None),
        pytest.param(
            "condition-syntax", "event.fileName == '数据' ‸'x'", "this is not CEL: extraneous input ''x''", None
        ),
        pytest.param("condition-error", "has(‸event)", "has() argument must be a field selection", None),
        pytest.param(
            "condition-error", "[1].exists(‸1, true)", "exists() variable name must be a simple identifier", None
        ),
        pytest.param("condition-error", "‸99999999999999999999 > 1", "invalid int literal", None),
        pytest.param("condition-error", "‸if == 1", "reserved identifier: if", None),
        pytest.param("condition-error", "‸" + "!(" * 40 + "true" + ")" * 40, "this is nested too deeply for CEL", None),
        pytest.param(
            "condition-error",
            "‸" + "+".join(["event.fileSize"] * 60) + " > 1",
            "this is nested too deeply for CEL",
            None,
        ),
        pytest.param(
            "condition-error",
            "‸" + "[1].map(x, " * 20 + "1" + ")" * 20 + ".size() > 0",
            "this is nested too deeply for CEL",
            None,
        ),
        pytest.param("not-a-bool", "‸event.dataRowSize", "a condition is true or false, and this is of type int", None),
        pytest.param("not-a-bool", "‸event", "a condition is true or false, and this is of type object", None),
        pytest.param("not-a-bool", "‸[true]", "a condition is true or false, and this is of type list<bool>", None),
        pytest.param("not-a-bool", "‸now", "a condition is true or false, and this is of type timestamp", None),
    ],
)
def test_what_is_no_condition_is_found(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """What CEL does not read, and what is neither true nor false, is refused at its first character at fault."""
    assert_condition(name, when, message, hint)


@pytest.mark.parametrize(
    ("when", "operator", "hint"),
    [
        ("event.fileName ‸= 'x'", "=", "equality is =="),
        ("event.fileSize‸=1 and true", "=", "equality is =="),
        ("event.fileName ==‸= 'x'", "=", "equality is =="),
        ("event.fileSize ‸=< 1", "=<", "at most is <="),
        ("event.fileSize ‸=> 1", "=>", "at least is >="),
        ("event.fileName ‸<> 'x'", "<>", "inequality is !="),
        ("event.fileName == 'x' ‸and true", "and", LOGIC),
        ("event.fileName == 'x and y' ‸and", "and", LOGIC),
        ("event.fileSize > 1 ‸OR event.fileSize < 0", "OR", LOGIC),
        ("event.fileName ‸not in ['x']", "not", LOGIC),
        ("‸not event.fileSize > 1", "not", LOGIC),
        ("event.fileSize > 1 && ‸Not true", "Not", LOGIC),
        ("event.fileSize > 1 ‸& true", "&", LOGIC),
        ("event.fileSize > 1 ‸| true", "|", LOGIC),
    ],
)
def test_an_operator_of_another_language_is_told_its_name_in_cel(
    when: str, operator: str, hint: str, assert_condition: Callable[..., None]
) -> None:
    """Whoever comes from SQL or Python writes it, and CEL's own words would not help."""
    assert_condition("condition-syntax", when, f"this is not CEL: there is no operator {operator}", hint)


def test_a_negation_that_looks_like_a_call_is_told_its_operator(assert_condition: Callable[..., None]) -> None:
    """CEL takes it for a function."""
    assert_condition("unknown-function", "‸not(event.fileSize > 1)", "there is no function not", LOGIC)


@pytest.mark.parametrize(
    ("when", "hint"),
    [
        ("ip.‸in(event.fileName, ['10.0.0.0/8'])", "write ip.within(…)"),
        ("!ip . ‸in(event.fileName, '10.0.0.0/8')", "write ip.within(…)"),
        ("event.‸in", "it asks whether a list holds a value: value in list"),
    ],
)
def test_in_is_no_name(when: str, hint: str, assert_condition: Callable[..., None]) -> None:
    """The function of networks would be called so, were it not a word of CEL."""
    assert_condition("condition-syntax", when, "this is not CEL: in is a word of CEL, and no name", hint)


@pytest.mark.parametrize(
    ("when", "message", "hint"),
    [
        ("event.dataRowSize ‸>", TOO_EARLY, "something is missing after >"),
        ("event.fileSize > 1 ‸&& ", TOO_EARLY, "something is missing after &&"),
        ("event.fileSize > 1 ‸||", TOO_EARLY, "something is missing after ||"),
        ("event.fileName ‸in", TOO_EARLY, "something is missing after in"),
        ("event.fileSize > 1 && ‸!", TOO_EARLY, "something is missing after !"),
        ("event.fileSize > 1 && // wh‸y", TOO_EARLY, "it goes on with a value"),
        ("(event.fileSize > ‸1", TOO_EARLY, "it goes on with )"),
        ("event.fileSize in [‸1", TOO_EARLY, "it goes on with ] or ,"),
        ("true ? ‸1", TOO_EARLY, "it goes on with :"),
        ("(event.fileSize > 1 &&‸)", "this is not CEL: ) cannot stand here", "something is missing after &&"),
        ("true && ‸|| true", "this is not CEL: || cannot stand here", "something is missing after &&"),
        ("‸&& true", "this is not CEL: extraneous input '&&'", None),
        ("true‸)", "this is not CEL: extraneous input ')'", None),
        ("event‸.", TOO_EARLY, "something is missing after ."),
        ("event.‸[0]", "this is not CEL: no viable alternative at input '.['", None),
        ("event.fileName ‸is 'x'", "this is not CEL: mismatched input 'is'", None),
    ],
)
def test_what_is_missing_from_an_expression_is_named(
    when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """By what stands before it, which is where to go on; where that is not known CEL's own words stand."""
    assert_condition("condition-syntax", when, message, hint)


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param(
            "unknown-field",
            "event.‸dataRowSise > 1",
            f"event has no field dataRowSise at {DOWNLOADS}",
            "did you mean dataRowSize?",
        ),
        pytest.param("unknown-field", "event.‸rows > 1", f"event has no field rows at {DOWNLOADS}", DOWNLOAD_FIELDS),
        pytest.param("unknown-field", "has(event.‸ipp)", f"event has no field ipp at {DOWNLOADS}", "did you mean ip?"),
        pytest.param(
            "unknown-field",
            "event . ‸filename == 'x'",
            f"event has no field filename at {DOWNLOADS}",
            "did you mean fileName?",
        ),
        pytest.param(
            "unknown-field",
            "event.‸fileNam.size() > 1",
            f"event has no field fileNam at {DOWNLOADS}",
            "did you mean fileName?",
        ),
        pytest.param("unknown-field", "‸'ipp' in present", f"no field ipp can come at {DOWNLOADS}", "did you mean ip?"),
        pytest.param(
            "unknown-field",
            "!(‸'OPERATOR' in present)",
            f"no field OPERATOR can come at {DOWNLOADS}",
            "did you mean operator?",
        ),
        pytest.param("unknown-field", "dyn(‸event) == 1", "the event is no value", "read one field, event.<name>"),
        pytest.param(
            "unknown-parameter",
            "event.dataRowSize > params.‸max_row",
            "there is no parameter max_row",
            "did you mean max_rows?",
        ),
        pytest.param(
            "unknown-parameter",
            "event.dataRowSize > params . ‸max_row",
            "there is no parameter max_row",
            "did you mean max_rows?",
        ),
        pytest.param(
            "unknown-parameter",
            "event.dataRowSize > params.‸limit.a.b",
            "there is no parameter limit",
            "did you mean limits?",
        ),
        pytest.param("unknown-parameter", "params.‸quota", "there is no parameter quota", PARAMETERS),
        pytest.param("unknown-name", "‸evnt.dataRowSize > 1", "there is no value evnt", "did you mean event?"),
        pytest.param(
            "unknown-name", "‸evnt . setting . timeZone == 'x'", "there is no value evnt", "did you mean event?"
        ),
        pytest.param("unknown-name", "'ip' in ‸presentt", "there is no value presentt", "did you mean present?"),
        pytest.param("unknown-name", "‸ip == 'x'", "there is no value ip", "did you mean event.ip?"),
        pytest.param(
            "unknown-name",
            "event.dataRowSize > ‸max_rows",
            "there is no value max_rows",
            "did you mean params.max_rows?",
        ),
        pytest.param("unknown-name", "‸x.y.z", "there is no value x", SCOPE),
        pytest.param(
            "unknown-name",
            "‸params['max_rows'] > 1",
            "there is no value params",
            "read one of its values, params.<name>",
        ),
        pytest.param("unknown-name", "[1].exists(x, ‸y > 1)", "there is no value y", SCOPE),
        pytest.param("unknown-name", "‸evnt.exists(x, x == 1)", "there is no value evnt", "did you mean event?"),
        pytest.param("unknown-name", "has(‸evnt.setting.x)", "there is no value evnt", "did you mean event?"),
        pytest.param("unknown-name", "'evnt.x' == ‸evnt.x", "there is no value evnt", "did you mean event?"),
        pytest.param("unknown-name", ".‸evnt == 1", "there is no value evnt", "did you mean event?"),
        pytest.param("unknown-name", "[‸evnt.x].map(x, x.y) == [1]", "there is no value evnt", "did you mean event?"),
        pytest.param(
            "unknown-field", "event.‸foo.exists(x, x.y == 1)", f"event has no field foo at {DOWNLOADS}", DOWNLOAD_FIELDS
        ),
        pytest.param(
            "unknown-field",
            "event.‸foo.bar[0].baz.size() > 1",
            f"event has no field foo at {DOWNLOADS}",
            DOWNLOAD_FIELDS,
        ),
        pytest.param("unknown-parameter", "params.‸quota.exists(x, x > 1)", "there is no parameter quota", PARAMETERS),
        pytest.param("unknown-function", "‸foo (1).size() > 1", "there is no function foo", FUNCTIONS),
        pytest.param("unknown-function", "‸foo(1)", "there is no function foo", FUNCTIONS),
        pytest.param(
            "unknown-function",
            "‸lists.sorted_by_name(1)",
            "there is no function lists.sorted_by_name",
            "lists has lists.flat, lists.repeated",
        ),
        pytest.param(
            "unknown-function", "‸Size(event.fileName) > 1", "there is no function Size", "did you mean size?"
        ),
        pytest.param(
            "unknown-function",
            "event.fileName.‸contians('a')",
            "there is no function contians",
            "did you mean contains?",
        ),
        pytest.param(
            "unknown-function",
            "event.fileName . ‸contians ('a')",
            "there is no function contians",
            "did you mean contains?",
        ),
        pytest.param(
            "unknown-function", "[1].‸exits(x, x > 1 && x < 3)", "there is no function exits", "did you mean exists?"
        ),
        pytest.param(
            "unknown-function",
            "‸ip.witin('10.0.0.1', params.office)",
            "there is no function ip.witin",
            "did you mean ip.within?",
        ),
        pytest.param(
            "unknown-function",
            "‸ipp.within('10.0.0.1', params.office)",
            "there is no function ipp.within",
            "did you mean ip.within?",
        ),
        pytest.param(
            "unknown-function",
            "‸within('10.0.0.1', params.office)",
            "there is no function within",
            "did you mean ip.within?",
        ),
        pytest.param(
            "unknown-function", "‸ldap.groups(event.sqlText) == []", "there is no function ldap.groups", FUNCTIONS
        ),
        pytest.param(
            "bad-name",
            "[1].exists‸(event, event == 1)",
            "event cannot be the name of a loop's variable, since it names something else",
            "choose another, such as x",
        ),
        pytest.param(
            "bad-name",
            "event.fileSize > 1 && ['x'].all‸(point, point == 'x')",
            "point cannot be the name of a loop's variable, since it names something else",
            "choose another, such as x",
        ),
    ],
)
def test_a_name_that_there_is_not_is_found(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """A typo is refused at its first character, with the nearest name that there is, and nothing follows from it."""
    assert_condition(name, when, message, hint)


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param("type-mismatch", "event.dataRowSize ‸> '1'", "> does not take int and string", IDS),
        pytest.param("type-mismatch", "event.dataRowSize ‸> params.ratio", "> does not take int and double", NUMBERS),
        pytest.param("type-mismatch", "operator ‸== 1904512876340213", "== does not take string and int", IDS),
        pytest.param("type-mismatch", "event.fileName ‸== null", "== does not take string and null", None),
        pytest.param("type-mismatch", "now ‸> event.fileName", "> does not take timestamp and string", None),
        pytest.param(
            "type-mismatch", "now - duration('1h') ‸> duration('1h')", "> does not take timestamp and duration", None
        ),
        pytest.param("type-mismatch", "'x' ‸in event.fileName", "in does not take string and string", None),
        pytest.param("type-mismatch", "‸!event.fileName", "! does not take string", None),
        pytest.param("type-mismatch", "event.fileName‸[0] == 'x'", "[] does not take string and int", None),
        pytest.param(
            "type-mismatch", "event.dataRowSize > 1 ‸? 'a' : 1", "?: does not take bool and string and int", None
        ),
        pytest.param("type-mismatch", "event ‸== 1", "== does not take object and int", None),
        pytest.param("type-mismatch", "event.dataRowSize‸.rows > 1", "a value of type int has no fields", None),
        pytest.param("type-mismatch", "event.dataRowSize.contains‸('a')", "contains does not take (int, string)", None),
        pytest.param(
            "type-mismatch",
            "ip.within‸(event.dataRowSize, params.office)",
            "ip.within does not take (int, list(string))",
            None,
        ),
        pytest.param(
            "type-mismatch",
            "ip.within‸({'a': 1}, {'b': [now]})",
            "ip.within does not take (map(string, int), map(string, list(timestamp)))",
            None,
        ),
        pytest.param(
            "type-mismatch",
            "‸ip.within('10.0.0.1')",
            "ip.within takes another number of values",
            "ip.within(string, list<string>)",
        ),
        pytest.param("type-mismatch", "‸size(event.fileName, 1) > 1", "size takes another number of values", None),
        pytest.param("type-mismatch", "[1].‸map(x) == [1]", "map takes another number of values", None),
        pytest.param(
            "condition-error",
            "event‸.fileName.exists(x, x == 'a')",
            "expression of type 'string' cannot be the range of a comprehension (must be list, map, or dynamic)",
            None,
        ),
    ],
)
def test_values_of_other_types_are_found(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """An operator or a function that does not take such values is refused at the operator."""
    assert_condition(name, when, message, hint)


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param(
            "unlisted-value",
            "event.moduleType == ‸'sqlx_qury'",
            "event.moduleType is never sqlx_qury",
            'did you mean sqlx_query? (for a value that it does not list: matches("^…$"))',
        ),
        pytest.param("unlisted-value", "event.moduleType != ‸'table'", "event.moduleType is never table", MODULES),
        pytest.param(
            "unlisted-value",
            "‸'SQLX_QUERY' == event.moduleType",
            "event.moduleType is never SQLX_QUERY",
            "write sqlx_query: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value",
            "event.moduleType in ['dw_excel', ‸'dw-excel']",
            "event.moduleType is never dw-excel",
            "write dw_excel: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value",
            "event.moduleType in ‸params.modules",
            "event.moduleType is never SQLX_QUERY",
            "write sqlx_query: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value", "event.moduleType == ‸params.zone", "event.moduleType is never Beijing", MODULES
        ),
        pytest.param(
            "unknown-point",
            "point == ‸'download-resource'",
            "download-resource is no point of this file",
            "did you mean download-resources?",
        ),
        pytest.param(
            "unknown-point",
            "!(point in ['download-resources', ‸'kill-instance'])",
            "kill-instance is no point of this file",
            f"the points of this file: {DOWNLOADS}",
        ),
        pytest.param(
            "unknown-point",
            "point in ‸params.places",
            "download-table is no point of this file",
            "did you mean download-resources?",
        ),
        pytest.param("bad-argument", "event.fileName.matches(‸'(')", "'(' is not a regular expression (RE2)", None),
        pytest.param(
            "bad-argument", "matches(event.fileName, ‸params.pattern)", "'(' is not a regular expression (RE2)", None
        ),
        pytest.param(
            "bad-argument",
            "ip.within('10.0.0.1', ['10.0.0.0/8', ‸'10.0.0.1/8'])",
            "'10.0.0.1/8' is not a network, such as 10.0.0.0/8",
            None,
        ),
        pytest.param(
            "bad-argument",
            "timestamp(‸'2026-12-31') < now",
            "'2026-12-31' is not a time, such as 2026-12-31T00:00:00+08:00",
            None,
        ),
        pytest.param(
            "bad-argument",
            "timestamp(‸params.moment) < now",
            "'noon' is not a time, such as 2026-12-31T00:00:00+08:00",
            None,
        ),
        pytest.param(
            "bad-argument",
            "event.fileSize > units.bytes(‸'5M')",
            "'5M' is not a size with its unit, such as 5MB, 1.5GB or 512KiB",
            None,
        ),
        pytest.param(
            "bad-argument",
            "glob.matches(event.fileName, ['*.csv', ‸'[' + 'a'])",
            "'[a' is not a pattern whose [ is closed (one that stands for itself is [[])",
            None,
        ),
        pytest.param(
            "bad-argument",
            "size(sql.touches(event.fileName, ['hr.*', ‸'mob[ile'])) > 0",
            "'mob[ile' is not a name, such as salary, hr.salary or dwd_*",
            None,
        ),
        pytest.param(
            "bad-argument",
            "guid.table(‸'rate') == event.fileName",
            "'rate' is not a GUID such as odps.project.table, emr_hive.cluster.schema.table or holo.instance.database",
            None,
        ),
        pytest.param(
            "bad-argument",
            "event.fileName == ‸guid.table('odps.p')",
            "guid.table has no answer for what it is given here",
            None,
        ),
        pytest.param(
            "bad-argument", "now - duration(‸'90 minutes') < now", "'90 minutes' is not a duration, such as 90m", None
        ),
        pytest.param(
            "bad-argument",
            "now.getHours(‸'Asia/Peking') > 3",
            '\'Asia/Peking\' is not a time zone, such as "+08:00" or "Asia/Shanghai"',
            None,
        ),
        pytest.param(
            "bad-argument",
            "now.getDayOfWeek(‸params.zone) > 3",
            '\'Beijing\' is not a time zone, such as "+08:00" or "Asia/Shanghai"',
            None,
        ),
        pytest.param(
            "never-fires", "‸false", f"this is never true at {DOWNLOADS}", "compare it with what can come, or remove it"
        ),
        pytest.param(
            "never-fires",
            "‸point == 'download-resources' && has(event.ip)",
            f"this is never true at {DOWNLOADS}",
            "compare it with what can come, or remove it",
        ),
    ],
)
def test_a_text_that_would_make_a_rule_silent_is_found(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """A text of the right type that no message brings is refused, literal or from a parameter."""
    assert_condition(name, when, message, hint)


def test_every_network_of_a_parameter_is_tried(compiled: Callable[..., Any]) -> None:
    """Each text of a list that cannot be read is a finding of its own, at the parameter's name."""
    found = compiled(policy_of("ip.within('10.0.0.1', params.typo)")).diagnostics
    assert [(finding.name, finding.column, finding.message) for finding in found] == [
        ("bad-argument", 27, f"'{text}' is not a network, such as 10.0.0.0/8") for text in ("10.0.0.1/8", "300.0.0.0/8")
    ]


@pytest.mark.parametrize(
    ("name", "rule", "message", "hint"),
    [
        pytest.param(
            "unknown-field",
            ("event.setting.‸timeZon == 'x'", "start-diJob"),
            "event.setting has no field timeZon at start-diJob",
            "did you mean timeZone?",
        ),
        pytest.param(
            "unknown-field",
            ("event.tableMapping.exists(t, t.‸srcTabl == 'x')", "start-diJob"),
            "event.tableMapping has no field srcTabl at start-diJob",
            "did you mean srcTable?",
        ),
        pytest.param(
            "unknown-field",
            ("event.tableMapping[0].‸srcTabl == 'x'", "start-diJob"),
            "event.tableMapping has no field srcTabl at start-diJob",
            "did you mean srcTable?",
        ),
        pytest.param(
            "unknown-field",
            ("‸'tableMapping.srcTable' in present", "start-diJob"),
            "no field tableMapping.srcTable can come at start-diJob",
            "did you mean tableMapping?",
        ),
        pytest.param(
            "type-mismatch",
            ("dyn(‸event.setting) == 1", "start-diJob"),
            "event.setting is an object",
            "read one of event.setting.lastStartPosition, event.setting.startDateTime, event.setting.timeZone",
        ),
        pytest.param(
            "unlisted-value",
            ("event.writeType == ‸'OVERWRTE'", "upload-data-to-table"),
            "event.writeType is never OVERWRTE",
            'did you mean OVERWRITE? (for a value that it does not list: matches("^…$"))',
        ),
        pytest.param(
            "unlisted-value",
            ("event.targetEngineType == ‸'MAXCOMPUTE'", "upload-data-to-table"),
            "event.targetEngineType is never MAXCOMPUTE",
            "write MaxCompute: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value",
            ("event.priority in [1, ‸2]", "node-change-created"),
            "event.priority is never 2",
            "DataWorks lists: 1, 3, 5, 7, 8",
        ),
        pytest.param(
            "unlisted-value",
            ("event.priority in ‸params.levels", "node-change-created"),
            "event.priority is never 2",
            "DataWorks lists: 1, 3, 5, 7, 8",
        ),
        pytest.param(
            "unlisted-value",
            ("event.rules.exists(r, r.severity == ‸'high')", "batch-create-data-quality-rules"),
            "event.rules.severity is never high",
            "write High: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value",
            ("event.rules[0].severity in ['High', ‸'Severe']", "batch-create-data-quality-rules"),
            "event.rules.severity is never Severe",
            'DataWorks lists: High, Normal (for a value that it does not list: matches("^…$"))',
        ),
        pytest.param(
            "unlisted-value",
            ("event.rules.all(r, [r].exists(x, r.checkingConfig.type == ‸'fixed'))", "batch-create-data-quality-rules"),
            "event.rules.checkingConfig.type is never fixed",
            "write Fixed: that is how DataWorks lists it",
        ),
        pytest.param(
            "conflicting-types",
            ("‸event.tenantId == 1", "node-change-created", "pre-freeze-instance"),
            "event.tenantId is of another type at another point of node-change-created, pre-freeze-instance",
            "narrow the points of this file",
        ),
        pytest.param(
            "unguarded-field",
            ("‸event.publisher == 'x'", "download-resources", "asset-publish"),
            "event.publisher does not exist at download-resources",
            GUARD.replace("event.ip", "event.publisher"),
        ),
        pytest.param(
            "unknown-field",
            ("‸event['fileSize'] == 1", "asset-publish"),
            "the event is no value",
            "read one field, event.<name>",
        ),
        pytest.param(
            "unknown-point",
            ("point == ‸'asset-unpublish'", "asset-publish"),
            "asset-unpublish is no point of this file",
            "did you mean asset-publish?",
        ),
    ],
)
def test_what_other_points_lack_is_found(
    name: str, rule: tuple[str, ...], message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """Objects, the objects in a list, whole numbers, and points whose fields are not published are held to the same."""
    when, *points = rule
    assert_condition(name, when, message, hint, *points)


@pytest.mark.parametrize(
    "when",
    [
        "‸event.ip == 'x'",
        "event.fileSize > 1 && ‸event.ip == 'x'",
        "has(event.ip) || ‸event.ip == 'x'",
        "!has(event.ip) && ‸event.ip == 'x'",
        "has(event.fileName) && ‸event.ip == 'x'",
        "!('ip' in present && event.fileName == 'x') && ‸event.ip == 'x'",
        "has(event.ip) && event.ip == 'x' || ‸event.ip == 'y'",
        "point == 'download-resources' && ‸event.ip == 'x'",
        "point != 'download-resources-execute' && ‸event.ip == 'x'",
        "point in ['download-resources', 'download-resources-execute'] && ‸event.ip == 'x'",
        "point.startsWith('download-resources-') && ‸event.ip == 'x'",
        "has(event.ip) ? event.fileSize > 1 : ‸event.ip == 'x'",
        "point == 'download-resources-execute' ? event.ip == 'x' : ‸event.ip == 'y'",
        "point == 'download-resources' ? ‸event.ip == 'x' : event.ip == 'y'",
        "‸event.ip == 'x' ? true : false",
        "[1].exists(x, ‸event.ip == 'x')",
        "[‸event.ip].exists(x, x == 'x')",
        "[1].filter(x, ‸event.ip == 'x') == [1]",
        "[1].map(x, ‸event.ip) == ['x']",
        "{'a': ‸event.ip}.a == 'x'",
        "has({'a': ‸event.ip}.a)",
        "string(‸event.ip) == 'x'",
        "‸event.ip.size() > 1",
        "ip.within(‸event.ip, params.office)",
    ],
)
def test_a_field_that_a_point_lacks_is_found_where_nothing_guards_it(
    when: str, assert_condition: Callable[..., None]
) -> None:
    """The read without a guard is refused, not the one that has one."""
    assert_condition("unguarded-field", when, "event.ip does not exist at download-resources", GUARD)


@pytest.mark.parametrize(
    ("name", "reason", "message", "hint"),
    [
        pytest.param(
            "unknown-field",
            "文件 ${event.‸fileNam} 太大",
            f"event has no field fileNam at {DOWNLOADS}",
            "did you mean fileName?",
        ),
        pytest.param(
            "unknown-parameter",
            "$${x} ${event.fileSize} > ${params.‸max}",
            "there is no parameter max",
            "the parameters of the function: none",
        ),
        pytest.param("unguarded-field", "from ${‸event.ip}", "event.ip does not exist at download-resources", GUARD),
        pytest.param(
            "unguarded-field",
            "from ${has(event.fileName) ? ‸event.ip : 'x'}",
            "event.ip does not exist at download-resources",
            GUARD,
        ),
        pytest.param(
            "content-in-reason",
            "ran ${‸event.sqlText}",
            "a reason is logged, and this must not be",
            "give its size(…) instead",
        ),
        pytest.param(
            "content-in-reason",
            "ran ${size(event.sqlText)} ${size(event.fileName + ‸event.sqlText)}",
            "a reason is logged, and this must not be",
            "give its size(…) instead",
        ),
        pytest.param(
            "content-in-reason",
            "ran ${‸event.sqlText.contains('x')}",
            "a reason is logged, and this must not be",
            "give its size(…) instead",
        ),
        pytest.param("bad-reason", "no ‸${", "this ${ is not closed", "add the }"),
        pytest.param("condition-syntax", "no ${‸}", "this is not CEL: there is nothing here", "write an expression"),
        pytest.param("condition-syntax", "no ${‸ }", "this is not CEL: there is nothing here", "write an expression"),
        pytest.param("condition-syntax", "no ${event.fileSize ‸>}", TOO_EARLY, "something is missing after >"),
        pytest.param("bad-reason", "no ${event.fileSize} ‸${event.fileSize", "this ${ is not closed", "add the }"),
        pytest.param("bad-reason", "no ‸${'}'", "this ${ is not closed", "add the }"),
        pytest.param(
            "bad-argument", "no ${event.fileName.matches(‸'(')}", "'(' is not a regular expression (RE2)", None
        ),
        pytest.param("unlisted-value", "no ${event.moduleType == ‸'sql'}", "event.moduleType is never sql", MODULES),
    ],
)
def test_what_a_reason_cannot_say_is_found(
    name: str, reason: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """An expression in a reason is held to the same as a condition, and shows no content."""
    rule = "- name: refused\n  when: event.fileSize > 1\n  then: FAIL\n  reason:\n    zh: |\n      "
    assert_finds(name, f"rules:\n{rule}{reason}\n", message, hint)


@pytest.mark.parametrize(
    "when",
    [
        pytest.param("  when: event.fileName == '数据' && event.‸rows > 1 # rows", id="plain"),
        pytest.param("  when:\n    event.fileName == '数据' && event.‸rows > 1", id="plain on the next line"),
        pytest.param(
            "  when: event.fileName == '数据'\n    && event.fileSize > 1\n\n    && event.‸rows > 1",
            id="plain, several lines",
        ),
        pytest.param("  when: 'event.fileName == ''数据''   && event.‸rows > 1'", id="single quotes"),
        pytest.param("  when: 'event.fileName == ''''\n\n\n    && event.‸rows > 1'", id="single quotes, several lines"),
        pytest.param('  when: "event.fileName == \\"数据\\" && event.‸rows > 1"', id="double quotes"),
        pytest.param(
            '  when: "event.fileName == \\"\\u6570\\u636e\\x21\\" && event.‸rows > 1"', id="double quotes, escapes"
        ),
        pytest.param(
            "  when: \"event.fileName == '😀'\\n\\t&&\\u0020event.‸rows > 1\"", id="double quotes, escaped blanks"
        ),
        pytest.param(
            '  when: "event.fileName == \\"\\\\n\\" \\\n    && event.‸rows > 1"', id="double quotes, a line goes on"
        ),
        pytest.param("  when: \"event.fileName == 'n'\n\n    && event.‸rows > 1\"", id="double quotes, several lines"),
        pytest.param("  when: |\n    event.fileName == '数据'\n    && event.‸rows > 1", id="literal"),
        pytest.param(
            "  when: |- # rows\n\n\n    // 数据 event.rows\n    event.fileName == '数据'\n      && event.‸rows > 1",
            id="literal, comments",
        ),
        pytest.param("  when: |2\n      event.fileName == '数据'\n    && event.‸rows > 1", id="literal, indented"),
        pytest.param("  when: >\n    event.fileName == '数据'\n    && event.‸rows > 1", id="folded"),
        pytest.param(
            "  when: >+\n    event.fileName == '数据'\n\n      && event.fileSize > 1\n    && event.‸rows > 1\n",
            id="folded, several lines",
        ),
        pytest.param("  when: &when event.fileName == 'when' && event.‸rows > 1", id="anchor"),
        pytest.param("  when: &when\n    \"event.fileName == 'when' && event.‸rows > 1\"", id="anchor and quotes"),
        pytest.param("  when: &when |\n    event.fileName == 'when' && event.‸rows > 1", id="anchor and literal"),
    ],
)
def test_the_place_is_exact_in_every_style_of_yaml(when: str, assert_finds: Callable[..., None]) -> None:
    """However a condition is written, and whatever stands before it, the caret stands under the name at fault."""
    policy = f"rules:\n- name: refused\n{when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    message = "event has no field rows at download-resources"
    assert_finds("unknown-field", policy, message, DOWNLOAD_FIELDS.replace("ip, ", ""), "download-resources")


IN_ONE = "this comment takes in the line below it, since YAML makes one line of both"
OTHER = "event.fileName == 'a'"


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(f"when: >-\n    event.fileSize > 1 ‸// large\n    || {OTHER}", id="folded"),
        pytest.param(f"when: >\n    event.fileSize > 1 ‸// large\n    // or not\n    || {OTHER}", id="two comments"),
        pytest.param(f"when: event.fileSize > 1 ‸// large\n    || {OTHER}", id="plain"),
        pytest.param(f'when: "event.fileSize > 1 ‸// large\n    || {OTHER}"', id="double quotes"),
        pytest.param(f'when: "event.fileSize > 1 ‸// large \\\n    || {OTHER}"', id="a line that goes on"),
        pytest.param("when: 'event.fileSize > 1 ‸// large\n    || event.fileType > 1'", id="single quotes"),
        pytest.param(f"when: >-\n    ‸// large\n    event.fileSize > 1 || {OTHER}", id="nothing is left"),
        pytest.param(f"when: >-\n    (event.fileSize > 1 ‸// large\n    || {OTHER})", id="a bracket is lost"),
        pytest.param(f"when: >-\n    false ‸// never\n    || {OTHER}", id="what is left is never true"),
    ],
)
def test_a_comment_that_takes_in_the_next_line_is_found(when: str, assert_finds: Callable[..., None]) -> None:
    """What follows would be gone without a word; and of what CEL says of the rest, nothing is said beside it."""
    policy = f"rules:\n- name: refused\n  {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    assert_finds("comment-in-condition", policy, IN_ONE, "write when: |, which keeps the lines")


def test_a_comment_that_takes_in_a_line_of_a_reason_is_found(assert_finds: Callable[..., None]) -> None:
    """Of an exemption as of a rule, and in a reason's expressions."""
    reason = "  reason:\n    en: >-\n      a // b\n      ${event.fileSize > 1 ‸// large\n      || event.fileSize < 0}\n"
    policy = f"rules:\n- name: refused\n  when: event.fileSize > 1\n  then: FAIL\n{reason}"
    assert_finds("comment-in-condition", policy, IN_ONE, "write the reason below |, which keeps the lines")


def test_what_is_wrong_before_a_comment_is_told_beside_it(compiled: Callable[..., Compilation]) -> None:
    """And what CEL stumbles over behind it is not."""
    when = "when: >-\n    event.rows > 1 && (event.fileSize > 1 // large\n    || event.fileSize < 0)"
    text = f"rules:\n- name: refused\n  {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    assert [finding.name for finding in compiled(text).diagnostics] == ["comment-in-condition"]
    text = text.replace("(", "").replace(")", "")
    assert [finding.name for finding in compiled(text).diagnostics] == ["unknown-field", "comment-in-condition"]


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(f"|\n    event.fileSize > 1 // large\n    || {OTHER}", id="literal"),
        pytest.param(f">-\n    event.fileSize > 1 // large\n\n    || {OTHER}", id="folded, with a line between"),
        pytest.param(f">-\n    event.fileSize > 1\n    || {OTHER} // or a", id="folded, on the last line"),
        pytest.param(">-\n    event.fileName != 'http://a'\n    || event.fileName == '//'", id="in a text"),
        pytest.param(f'"event.fileSize > 1 // large\\n\n    || {OTHER}"', id="a break that is written"),
        pytest.param("event.fileSize > 1 // large", id="one line"),
    ],
)
def test_a_comment_that_ends_with_its_line_is_none(when: str, compiled: Callable[..., Compilation]) -> None:
    """It takes in nothing."""
    policy = f"rules:\n- name: refused\n  when: {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    compilation = compiled(policy)
    assert compilation.diagnostics == ()
    assert compilation.document
    assert (OTHER in policy) == ("event.fileName" in compilation.document["rules"][0]["reads"]) or "//'" in policy


def test_two_slashes_in_a_text_without_an_end_are_no_comment(compiled: Callable[..., Compilation]) -> None:
    """The quote is at fault."""
    policy = "rules:\n- name: refused\n  when: >-\n    event.fileName == 'http://a\n    || true\n  then: FAIL\n"
    policy += "  reason: {en: No.}\n"
    assert [finding.name for finding in compiled(policy).diagnostics] == ["condition-syntax"]

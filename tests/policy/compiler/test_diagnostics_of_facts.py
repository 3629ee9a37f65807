"""Every finding about what a condition or a reason asks for: facts, the fields of what they hold, options.

A ‸ in a text stands before the character at which the finding is expected.  Each is the only one.
"""

from collections.abc import Callable

import pytest

FILES = ("commit-file", "deploy-file")
MIXED = ("commit-file", "commit-table", "freeze-node")
GUARD = 'guard it with point == "…" && …, or narrow the points of this file'
SNAPSHOTS = (
    "the facts of snapshots: file.change, file.comment, file.committer, file.content, file.dataSource, file.inputs, "
    "file.name, file.outputs, file.owner, file.schedule, file.type, file.use, table.columns, table.comment, "
    "table.dataSource, table.env, table.lifecycle, table.location, table.name"
)
IDS = "an id is a text and is quoted, a number is not; a number that is text is converted with int(…)"
MATCHES = ' (for a value that it does not list: matches("^…$"))'
MUST_BE_KNOWN = "what is looked for in a snapshot must be known when the policy is compiled"
AS_TEXT = 'write it as text, snapshot.has("table.lifecycle")'


@pytest.fixture
def assert_condition(assert_finds: Callable[..., None]) -> Callable[..., None]:
    """Assert what is wrong with a condition, over the points of files or others."""

    def check(name: str, when: str, message: str, hint: str | None, *points: str) -> None:
        params = "params: {change: CRATE, fact: table.name, names: [1]}\n" if "params." in when else ""
        rule = f"rules:\n- name: refused\n  when: |\n    {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
        assert_finds(name, params + rule, message, hint, *points or FILES)

    return check


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param(
            "unknown-function",
            "‸file.contents() == 'x'",
            "there is no function file.contents",
            "did you mean file.content?",
        ),
        pytest.param(
            "unknown-function",
            "‸fil.content() == 'x'",
            "there is no function fil.content",
            "did you mean file.content?",
        ),
        pytest.param(
            "unknown-function",
            "event.fileType == 10 && ‸file.contnt().matches('x')",
            "there is no function file.contnt",
            "did you mean file.content?",
        ),
        pytest.param(
            "unknown-function", "‸content() == 'x'", "there is no function content", "did you mean file.content?"
        ),
        pytest.param(
            "unknown-function",
            "‸snapshot.hass('file.name')",
            "there is no function snapshot.hass",
            "did you mean snapshot.has?",
        ),
        pytest.param(
            "unknown-function", "‸options('x', 1) > 1", "there is no function options", "did you mean option?"
        ),
        pytest.param(
            "unknown-field",
            "file.schedule().‸cronExpres == 'x'",
            "file.schedule() has no field cronExpres at commit-file, deploy-file",
            "did you mean cronExpress?",
        ),
        pytest.param(
            "unknown-field",
            "has(file.schedule().‸cycletype)",
            "file.schedule() has no field cycletype at commit-file, deploy-file",
            "did you mean cycleType?",
        ),
        pytest.param(
            "unknown-field",
            "file.inputs().exists(i, i.‸inptu == 'x')",
            "file.inputs() has no field inptu at commit-file, deploy-file",
            "did you mean input?",
        ),
        pytest.param(
            "unknown-field",
            "file.outputs()[0].‸table == 'x'",
            "file.outputs() has no field table at commit-file, deploy-file",
            "its fields: output, refTableName",
        ),
        pytest.param(
            "unknown-fact",
            "‸snapshot.has('table.lifecycl')",
            "no snapshot holds table.lifecycl",
            "did you mean table.lifecycle?",
        ),
        pytest.param(
            "unknown-fact",
            "event.fileType == 10 && !‸snapshot.has('content')",
            "no snapshot holds content",
            "did you mean file.content?",
        ),
        pytest.param("unknown-fact", "‸snapshot.has('option')", "no snapshot holds option", SNAPSHOTS),
        pytest.param("unknown-fact", "‸snapshot.has('ip.within')", "no snapshot holds ip.within", SNAPSHOTS),
        pytest.param("unknown-fact", "‸snapshot.has(point)", MUST_BE_KNOWN, AS_TEXT),
        pytest.param("unknown-fact", "‸snapshot.has(params.fact)", MUST_BE_KNOWN, AS_TEXT),
        pytest.param("unknown-fact", "['file.name'].all(x, ‸snapshot.has(x))", MUST_BE_KNOWN, AS_TEXT),
    ],
)
def test_a_fact_that_there_is_not_is_found(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """A typo is refused at its first character, with the nearest name that there is."""
    assert_condition(name, when, message, hint)


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param("type-mismatch", "file.type() ‸== '10'", "== does not take int and string", IDS),
        pytest.param("type-mismatch", "file.content() ‸== null", "== does not take string and null", None),
        pytest.param("type-mismatch", "file.inputs() ‸== null", "== does not take list(object) and null", None),
        pytest.param("type-mismatch", "file.schedule().autoRerunTimes ‸> '3'", "> does not take int and string", IDS),
        pytest.param("type-mismatch", "file.schedule() ‸== 'DAY'", "== does not take object and string", None),
        pytest.param(
            "type-mismatch", "file.inputs().exists(i, i ‸== 'p.a')", "== does not take object and string", None
        ),
        pytest.param(
            "type-mismatch", "file.inputs()‸.input == 'x'", "a value of type list(object) has no fields", None
        ),
        pytest.param("type-mismatch", "'p.a' ‸in file.inputs()", "in does not take string and list(object)", None),
        pytest.param("not-a-bool", "‸file.type()", "a condition is true or false, and this is of type int", None),
        pytest.param(
            "not-a-bool", "‸file.schedule()", "a condition is true or false, and this is of type object", None
        ),
        pytest.param(
            "not-a-bool", "‸file.inputs()", "a condition is true or false, and this is of type list<object>", None
        ),
        pytest.param("not-a-bool", "‸option('x', 1)", "a condition is true or false, and this is of type int", None),
        pytest.param("type-mismatch", "option('x', 1) ‸== 'x'", "== does not take int and string", IDS),
        pytest.param("type-mismatch", "option‸('x', [1]) == [1]", "option does not take (string, list(int))", None),
        pytest.param(
            "type-mismatch", "option‸('x', {'a': 1}) == 1", "option does not take (string, map(string, int))", None
        ),
        pytest.param("type-mismatch", "option‸('x', null) == 1", "option does not take (string, null)", None),
        pytest.param("type-mismatch", "option‸('x', now) == now", "option does not take (string, timestamp)", None),
        pytest.param("type-mismatch", "option‸(1, 1) == 1", "option does not take (int, int)", None),
        pytest.param(
            "type-mismatch", "option‸('x', params.names) == 1", "option does not take (string, list(int))", None
        ),
        pytest.param(
            "type-mismatch", "‸option('x') == 1", "option takes another number of values", "option(string, int)"
        ),
        pytest.param("type-mismatch", "‸option() == 1", "option takes another number of values", "option(string, int)"),
        pytest.param(
            "type-mismatch", "‸option('x', 1, 2) == 1", "option takes another number of values", "option(string, int)"
        ),
        pytest.param(
            "type-mismatch", "‸file.content(1) == 'x'", "file.content takes another number of values", "file.content()"
        ),
        pytest.param(
            "type-mismatch", "‸snapshot.has()", "snapshot.has takes another number of values", "snapshot.has(string)"
        ),
        pytest.param("type-mismatch", "snapshot.has‸(1)", "snapshot.has does not take (int)", None),
    ],
)
def test_a_fact_of_another_type_is_found(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """A fact has the type that DataWorks documents, an option that of its default."""
    assert_condition(name, when, message, hint)


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param(
            "unlisted-value",
            "file.change() == ‸'CRATE'",
            "file.change() is never CRATE",
            f"did you mean CREATE?{MATCHES}",
        ),
        pytest.param(
            "unlisted-value",
            "‸'create' != file.change()",
            "file.change() is never create",
            "write CREATE: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value",
            "file.change() in ['CREATE', ‸'REMOVE']",
            "file.change() is never REMOVE",
            f"DataWorks lists: CREATE, DELETE, UPDATE{MATCHES}",
        ),
        pytest.param(
            "unlisted-value",
            "file.change() == ‸params.change",
            "file.change() is never CRATE",
            f"did you mean CREATE?{MATCHES}",
        ),
        pytest.param(
            "unlisted-value",
            "file.schedule().cycleType == ‸'WEEK'",
            "file.schedule().cycleType is never WEEK",
            f"DataWorks lists: DAY, NOT_DAY{MATCHES}",
        ),
        pytest.param(
            "unlisted-value",
            "file.inputs().exists(i, i.parseType == ‸'auto')",
            "file.inputs().parseType is never auto",
            "write AUTO: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value",
            "file.inputs().all(i, ['x'].exists(x, i.parseType == ‸'auto'))",
            "file.inputs().parseType is never auto",
            "write AUTO: that is how DataWorks lists it",
        ),
        pytest.param(
            "unlisted-value",
            "file.inputs()[0].parseType in ['AUTO', ‸'BY_HAND']",
            "file.inputs().parseType is never BY_HAND",
            f"DataWorks lists: AUTO, MANUAL{MATCHES}",
        ),
        pytest.param("bad-argument", "file.content().matches(‸'(')", "'(' is not a regular expression (RE2)", None),
    ],
)
def test_a_text_that_no_fact_holds_is_found(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """A listed value is spelled as it is listed, in a loop, in an object, behind an index and from a parameter."""
    assert_condition(name, when, message, hint)


@pytest.mark.parametrize(
    ("when", "points", "asked", "lacking"),
    [
        ("‸table.name() == 'x'", FILES, "table.name", "commit-file"),
        ("‸file.content() == 'x'", ("commit-table",), "file.content", "commit-table"),
        ("‸file.content() == 'x'", ("download-resources",), "file.content", "download-resources"),
        ("‸file.name() == 'x'", ("run-file",), "file.name", "run-file"),
        ("‸file.change() == 'CREATE'", ("delete-file", "commit-file"), "file.change", "delete-file"),
        ("‸snapshot.has('file.name')", ("freeze-node",), "snapshot.has", "freeze-node"),
        ("‸snapshot.has('table.name') && table.name() == 'x'", MIXED, "snapshot.has", "freeze-node"),
        ("point == 'commit-table' || ‸table.name() == 'x'", MIXED, "table.name", "commit-file"),
        ("point != 'commit-file' && ‸table.name() == 'x'", MIXED, "table.name", "freeze-node"),
        ("point == 'commit-file' ? ‸table.name() == 'x' : false", MIXED, "table.name", "commit-file"),
        ("[1].exists(x, ‸table.lifecycle() > x)", MIXED, "table.lifecycle", "commit-file"),
        ("‸table.columns().exists(c, c.columnName == 'x')", MIXED, "table.columns", "commit-file"),
        ("size(‸table.columns()) > 1", MIXED, "table.columns", "commit-file"),
        ("point == 'commit-file' && ‸table.columns()[0].columnName == 'x'", MIXED, "table.columns", "commit-file"),
        (
            "point != 'freeze-node' && (snapshot.has('table.name') || ‸table.name() == 'x')",
            MIXED,
            "table.name",
            "commit-file",
        ),
        (
            "snapshot.has('file.content') ? size(file.content()) > 1 : size(‸table.name()) > 1",
            ("commit-file", "commit-table"),
            "table.name",
            "commit-file",
        ),
    ],
)
def test_a_fact_that_a_point_has_not_is_found_where_nothing_guards_it(
    when: str, points: tuple[str, ...], asked: str, lacking: str, assert_condition: Callable[..., None]
) -> None:
    """The asking without a guard is refused, and the point is named."""
    assert_condition("unguarded-fact", when, f"{asked}(…) cannot be asked for at {lacking}", GUARD, *points)


@pytest.mark.parametrize(
    ("when", "points"),
    [
        ("‸snapshot.has('table.name')", FILES),
        ("‸snapshot.has('file.change') && file.change() == 'CREATE'", ("delete-file",)),
        ("‸point == 'commit-file' && snapshot.has('table.name')", MIXED),
    ],
)
def test_a_fact_that_no_snapshot_of_the_points_holds_is_never_there(
    when: str, points: tuple[str, ...], assert_condition: Callable[..., None]
) -> None:
    """A condition that needs it would be silent."""
    hint = "compare it with what can come, or remove it"
    assert_condition("never-fires", when, f"this is never true at {', '.join(points)}", hint, *points)


@pytest.mark.parametrize(
    ("name", "reason", "message", "hint"),
    [
        *(
            pytest.param(
                "content-in-reason", reason, "a reason is logged, and this must not be", "give its size(…) instead"
            )
            for reason in (
                "runs ${‸file.content()}",
                "runs ${size(file.content())} ${‸file.content()}",
                "runs with ${‸file.schedule().paraValue}",
                "runs ${‸{'sqlText': 'x'}['sqlText']}",
                "runs ${‸file.content().matches('x')}",
                "runs ${size(‸file.content() + 'x')}",
                "runs ${size([‸file.content()])}",
                "runs ${[1].map(x, ‸file.content())}",
                "runs ${option('x', ‸file.content())}",
                "runs ${sql.touches('x', [‸file.content()])}",
                "runs ${sql.unlisted([‸file.content()], [])}",
                "runs ${file.name() == 'x' ? ‸file.content() : ''}",
            )
        ),
        pytest.param(
            "unguarded-fact", "of ${‸table.name()}", "table.name(…) cannot be asked for at commit-file", GUARD
        ),
        pytest.param("unknown-fact", "of ${‸snapshot.has('x.y')}", "no snapshot holds x.y", SNAPSHOTS),
        pytest.param(
            "unlisted-value",
            "${file.change() == ‸'NEW'}",
            "file.change() is never NEW",
            f"DataWorks lists: CREATE, DELETE, UPDATE{MATCHES}",
        ),
    ],
)
def test_what_a_reason_cannot_ask_is_found(
    name: str, reason: str, message: str, hint: str, assert_finds: Callable[..., None]
) -> None:
    """It is held to the same as a condition, and shows no content."""
    rule = f"- name: refused\n  when: event.fileType > 1\n  then: FAIL\n  reason:\n    zh: |\n      {reason}\n"
    assert_finds(name, f"rules:\n{rule}", message, hint, *FILES)


def test_an_exemption_is_held_to_the_same(assert_finds: Callable[..., None]) -> None:
    """At the points of its rules."""
    policy = """\
rules:
- {name: refused, when: 'true', then: FAIL, reason: {en: No.}}
exemptions:
- rules: [refused]
  when: ‸table.name() == 'x'
  reason: audit
  owner: me
  expires: 2027-01-01
"""
    assert_finds("unguarded-fact", policy, "table.name(…) cannot be asked for at commit-file", GUARD, *FILES)


OBJECT = "read one of its fields, such as file.schedule().cronExpress"
ABSENT = "what did not come is found with has(…)"
NAME_OF_OPTION = "the first argument of option must be known when the policy is compiled"


@pytest.mark.parametrize(
    ("name", "when", "message", "hint"),
    [
        pytest.param(
            "bad-argument", "option(‸file.content(), 1) > 1", NAME_OF_OPTION, "write it as text, or as a parameter"
        ),
        pytest.param(
            "bad-argument",
            "option(‸event.fileName + 'x', 1) > 1",
            NAME_OF_OPTION,
            "write it as text, or as a parameter",
        ),
        pytest.param("type-mismatch", "file.inputs().exists(one, one == ‸null)", "nothing is null here", ABSENT),
        pytest.param("type-mismatch", "[‸file.schedule()].size() > 0", "file.schedule() is an object", OBJECT),
        pytest.param("type-mismatch", "type(‸file.schedule()) == type(1)", "file.schedule() is an object", OBJECT),
        pytest.param(
            "type-mismatch",
            "has(‸dataworks.event{}.fileName) && event.fileName == 'x'",
            "a condition cannot make an object of DataWorks",
            None,
        ),
        pytest.param("unknown-name", "‸file.content == 'x'", "there is no value file", "did you mean file.content()?"),
    ],
)
def test_what_a_message_would_never_be_is_refused(
    name: str, when: str, message: str, hint: str | None, assert_condition: Callable[..., None]
) -> None:
    """Data as a name would get into the record, and what is compared with nothing is silent."""
    assert_condition(name, when, message, hint)


def test_the_name_of_an_option_may_be_a_parameter(
    document: Callable[..., object], rule: Callable[..., dict[str, object]]
) -> None:
    """It is known when the policy is compiled."""
    assert document(rule("option(params.change, 1) > 1", params={"change": "maxRows"}), *FILES)

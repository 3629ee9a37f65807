"""Parameters of a case, in the place of the policy's."""

from collections.abc import Callable

import pytest

from dwgate.policy_tests import Report
from policy_tests.tested import HEAD

Run = Callable[..., Report]
RunCase = Callable[..., Report]

POLICY = """\
params:
  max_rows: 100000
  names: [a.csv]
  mixed: [1, a]
  none: []
  labels: {a: x}
  until: 2026-12-01
  pattern: ^a
  least: 1
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.max_rows && now < params.until
    then: FAIL
    reason: {en: "${event.dataRowSize} rows of ${params.max_rows}, ${duration(params.pattern + 's') > duration('0s')}."}
  - name: named
    when: event.fileName in params.names || event.fileName in params.mixed || event.fileName in params.none
    then: WARN
    reason: {en: "${params.labels}"}
  - name: like
    when: event.fileName.matches(params.pattern)
    then: WARN
    reason: {en: No.}
exemptions:
  - rules: [named, like]
    when: event.fileName.matches(params.pattern) && event.fileSize >= params.least
    reason: audit
    owner: audit@example.com
    expires: 2027-01-01
"""
SIMPLE = POLICY.replace(", ${duration(params.pattern + 's') > duration('0s')}", "")


@pytest.mark.parametrize(
    "case",
    [
        "params: {max_rows: 4}\nexpect: FAIL\nrules: [too-many-rows]\nreason: {en: 5 rows of 4.}",
        "params: {max_rows: 4, until: 2026-11-18T10:00:00+08:00}\nexpect: OK",
        "params: {max_rows: 4, until: 2026-11-19}\nexpect: FAIL\nrules: [too-many-rows]",
        "params: {names: [b.csv, File Name.csv]}\nexpect: WARN\nrules: [named]\nreason: {en: 'a: x'}",
        "params: {names: [File Name.csv], labels: {b: y}}\nexpect: WARN\nrules: [named]\nreason: {en: 'b: y'}",
        "params: {names: [], labels: {}}\nexpect: OK",
        "params: {mixed: [File Name.csv]}\nexpect: WARN\nrules: [named]",
        "params: {none: [File Name.csv]}\nexpect: WARN\nrules: [named]",
        "params: {pattern: ^File}\nexpect: OK\nexempted: [like]",
        "params: {pattern: ^File, least: 9999}\nexpect: WARN\nrules: [like]",
    ],
)
def test_a_case_gives_parameters_other_values(case: str, run_case: RunCase) -> None:
    """Whatever reads them: a condition, a reason, an exemption; a date is an instant, as in a policy."""
    report = run_case(case, policy=SIMPLE)
    assert [finding.render() for finding in report.diagnostics] == []
    assert [result.differences for result in report.results] == [()]


def test_the_parameters_of_a_case_come_before_those_of_its_file(run: Run) -> None:
    """And those of a row before its case's; what none of them says is the policy's."""
    report = run(
        f"params: {{max_rows: 4, least: 2}}\n{HEAD}"
        """\
  - {name: of the file, expect: FAIL, rules: [too-many-rows]}
  - {name: of the case, params: {max_rows: 5}, expect: OK}
  - name: of the row
    params: {max_rows: 5}
    expect: OK
    table: [{}, {params: {max_rows: 3, least: 3}, expect: FAIL, rules: [too-many-rows]}]
""",
        SIMPLE,
    )
    assert report.diagnostics == ()
    assert report.failures == ()
    assert [result.case.parameters for result in report.results] == [
        {"max_rows": 4, "least": 2},
        {"max_rows": 5, "least": 2},
        {"max_rows": 5, "least": 2},
        {"max_rows": 3, "least": 3},
    ]


@pytest.mark.parametrize(
    ("params", "finding"),
    [
        (
            "{max_row: 4}",
            """\
5:14: unknown-parameter: the policy has no parameter max_row
  5 |     params: {max_row: 4}
    |              ^
    = did you mean max_rows?""",
        ),
        (
            "{max_rows: '4'}",
            """\
5:25: type-mismatch: max_rows is of type int in the policy, and this is of type string
  5 |     params: {max_rows: '4'}
    |                         ^""",
        ),
        (
            "{names: [1]}",
            """\
5:21: type-mismatch: names is of type list<string> in the policy, and this is of type list<int>
  5 |     params: {names: [1]}
    |                     ^""",
        ),
        (
            "{names: {}}",
            """\
5:21: type-mismatch: names is of type list<string> in the policy, and this is of type map<string, dyn>
  5 |     params: {names: {}}
    |                     ^""",
        ),
        (
            "{names: [1, a]}",
            """\
5:21: type-mismatch: names is of type list<string> in the policy, and this is of type list<dyn>
  5 |     params: {names: [1, a]}
    |                     ^""",
        ),
        (
            "{until: '2026-12-01'}",
            """\
5:22: type-mismatch: until is of type timestamp in the policy, and this is of type string
  5 |     params: {until: '2026-12-01'}
    |                      ^""",
        ),
        (
            "{max_rows: }",
            """\
5:23: wrong-type: there is no value here
  5 |     params: {max_rows: }
    |                       ^
    = give one, or remove the line""",
        ),
        (
            "[max_rows]",
            """\
5:13: wrong-type: params is a mapping of names to values
  5 |     params: [max_rows]
    |             ^
    = write params: {max_rows: 10}""",
        ),
        (
            "{max_rows: 4, max_rows: 5}",
            """\
5:27: duplicate-key: max_rows stands on line 5 already
  5 |     params: {max_rows: 4, max_rows: 5}
    |                           ^""",
        ),
    ],
)
def test_parameters_with_something_wrong_are_found(params: str, finding: str, run_case: RunCase) -> None:
    """A value of another type would change what the conditions mean."""
    report = run_case(f"params: {params}\nexpect: OK", policy=SIMPLE)
    assert [one.render().partition("limits_test.yaml:")[2] for one in report.diagnostics] == [finding]
    assert report.results == ()


def test_a_value_with_which_the_policy_does_not_compile_is_found(run_case: RunCase) -> None:
    """Such a policy is never deployed; what the compiler says is told, once for each place, and where it is."""
    report = run_case("params: {pattern: '(', max_rows: 4}\nexpect: OK", policy=SIMPLE)
    assert [one.render().partition("limits_test.yaml:")[2] for one in report.diagnostics] == [
        f"""\
5:14: refused-parameter: with this the policy does not compile: bad-argument: '(' is not a regular expression (RE2)
  5 |     params: {{pattern: '(', max_rows: 4}}
    |              ^
    = it is read in functions/f/policy/limits.yaml:{place}"""
        for place in ("20:34", "25:34")
    ]
    assert report.results == ()


def test_a_value_that_a_reason_cannot_take_is_found(run_case: RunCase) -> None:
    """A reason is compiled too."""
    policy = POLICY.replace("params.pattern + 's'", "params.pattern").replace("pattern: ^a", "pattern: 1s")
    (finding, *_) = run_case("params: {pattern: '9'}\nexpect: OK", policy=policy).diagnostics
    assert finding.message.startswith("with this the policy does not compile: bad-argument: ")
    assert (finding.hint or "").startswith("it is read in functions/f/policy/limits.yaml:14:")


def test_cases_that_share_parameters_share_the_finding(run: Run) -> None:
    """It is told once, at the file's own."""
    report = run(f"params: {{pattern: '('}}\n{HEAD}  - {{name: a, expect: OK}}\n  - {{name: b, expect: OK}}\n", SIMPLE)
    assert [(one.line, one.name) for one in report.diagnostics] == [(1, "refused-parameter")] * 2
    assert (report.results, report.left_out) == ((), 2)


HOURS = """\
params: {zone: Asia/Shanghai, hours: "mon-fri 09:00-18:00"}
rules:
- name: closed
  when: |
    !calendar.within(now, params.hours, params.zone)
  then: FAIL
  reason: {en: "${calendar.date(now, params.zone)}"}
exemptions:
- rules: [closed]
  when: calendar.date(now, params.zone) == "2026-11-18"
  reason: fair
  owner: me
  expires: 2027-01-01
"""


@pytest.mark.parametrize(
    ("params", "lacks", "places"),
    [
        ("{zone: Europe/Paris}", "time zone Europe/Paris", ["5:41", "7:38", "10:28"]),
        ("{hours: 'workdays 09:00-18:00'}", "calendar china", ["5:6"]),
        ("{zone: +09:00, hours: 'thu 09:00-18:00'}", "", []),
    ],
)
def test_a_value_that_asks_for_what_the_policy_is_built_without_is_found(
    params: str, lacks: str, places: list[str], run_case: RunCase
) -> None:
    """A calendar or a time zone is read into the policy for the values that it has."""
    lines = f"params: {params}\nnow: 2026-11-19T10:00:00+08:00\nexpect: OK"
    report = run_case(lines, policy=HOURS)
    assert [finding.message for finding in report.diagnostics] == [
        f"with this the policy does not compile: bad-argument: the policy is built without the {lacks}" for _ in places
    ]
    assert [(finding.hint or "").partition("limits.yaml:")[2] for finding in report.diagnostics] == places

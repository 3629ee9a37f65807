"""The policies that dwgate comes with: when each rule fires, when it does not, and what it tells.

A case is the function's sample ``allowed`` with some fields changed, at a Wednesday morning unless it says otherwise.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dwgate.cli.demo import ORDINARY_TIME
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import canonical, compile_function
from dwgate.policy.decision import CheckResult
from dwgate.policy.loading import load

if TYPE_CHECKING:
    from dwgate.policy.decision import Outcome
    from dwgate.policy.engine import Policy

FUNCTIONS = Path(__file__).parents[2] / "functions"
UNREADABLE = {"not": ["a", "value"]}  # an object is neither a text nor a number


@dataclass(frozen=True)
class Given:
    """A message: the fields that differ from the sample ``allowed``, where None takes one away, and the time."""

    fields: dict[str, Any]
    at: datetime = ORDINARY_TIME
    point: str | None = None
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Give the case as the name of its test shows it."""
        named = [f"{name}={value!r:.40}" for name, value in self.fields.items()]
        return ",".join([*named, *([f"{self.at:%a-%d-%H:%M}"] if self.at != ORDINARY_TIME else [])]) or "as-it-is"


def given(*, at: str | None = None, point: str | None = None, also: tuple[str, ...] = (), **fields: Any) -> Given:
    """Describe a message; ``also`` names the other rules that fire on it, at the time ``at``."""
    return Given(fields, datetime.fromisoformat(at) if at else ORDINARY_TIME, point, also)


def fetched(ip: str) -> Given:
    """Describe the fetching of a file from an address."""
    return given(point="download-resources-execute", ip=ip)


@dataclass(frozen=True)
class Cases:
    """What a rule answers, the messages on which it fires, and those on which it does not."""

    then: str
    fires: list[Given] = field(default_factory=list)
    passes: list[Given] = field(default_factory=list)


DATA_DOWNLOAD = {
    "too-many-rows": Cases(
        "FAIL",
        fires=[given(dataRowSize=100_001), given(dataRowSize="100001")],
        passes=[given(dataRowSize=100_000), given(dataRowSize="100000"), given(dataRowSize=0)],
    ),
    "many-rows": Cases(
        "WARN",
        fires=[given(dataRowSize=50_001), given(dataRowSize=100_000)],
        passes=[given(dataRowSize=50_000), given(dataRowSize=100_001)],
    ),
    "file-too-large": Cases("FAIL", fires=[given(fileSize=524_288_001)], passes=[given(fileSize=524_288_000)]),
    "sensitive-data-source": Cases(
        "FAIL",
        fires=[given(datasourceName=name) for name in ("hr_core", "payroll", "customer_pii")],
        passes=[given(datasourceName="sales_dw"), given(datasourceName="payroll_archive")],
    ),
    "data-source-needs-approval": Cases(
        "WARN",
        fires=[given(datasourceName="finance_dw"), given(datasourceName="risk_dw")],
        passes=[given(datasourceName="sales_dw")],
    ),
    "unlisted-data-source": Cases(
        "FAIL",
        fires=[given(datasourceName="team_scratch"), given(datasourceName="payroll_archive")],
        passes=[given(datasourceName=name) for name in ("odps_first", "sales_dw", "web_logs", "finance_dw", "payroll")],
    ),
    "module-not-allowed": Cases(
        "FAIL",
        fires=[given(moduleType="entity_transfer"), given(moduleType="a_module_of_next_year")],
        passes=[given(moduleType="develop_query"), given(moduleType="dw_excel"), given(moduleType="SQLX_QUERY")],
    ),
    "outside-the-office": Cases(
        "FAIL",
        fires=[
            fetched("203.0.113.77"),
            fetched("9.255.255.255"),
            fetched("11.0.0.0"),
            fetched("198.51.101.0"),
            fetched("2001:db8:11::1"),
        ],
        passes=[
            fetched("10.0.0.0"),
            fetched("10.255.255.255"),
            fetched("198.51.100.255"),
            fetched("::ffff:10.24.7.19"),
            fetched("2001:db8:10::1"),
            given(),
            given(ip="203.0.113.77"),  # the generation of a file has no address
        ],
    ),
    "file-format-not-allowed": Cases(
        "FAIL",
        fires=[
            given(fileName="sales.csv.zip"),
            given(fileName="sales.xlsm"),
            given(fileName="sales"),
            given(fileName="sales-csv"),
        ],
        passes=[given(fileName="销售日报.xlsx"), given(fileName="SALES.CSV"), given(fileName="sales.v2.txt")],
    ),
    "sensitive-file-name": Cases(
        "WARN",
        fires=[
            given(fileName=f"{name}.csv")
            for name in ("员工工资", "身份证号", "客户手机号", "Salary_2026", "PAYROLL", "passport-numbers")
        ],
        passes=[given(fileName="sales.csv")],
    ),
    "in-the-night": Cases(
        "FAIL",
        fires=[
            given(at="2026-11-18T22:00:00+08:00"),
            given(at="2026-11-18T06:59:59+08:00"),
            given(at="2026-11-18T14:00:00+00:00"),  # 22:00 in Beijing
        ],
        passes=[given(at="2026-11-18T21:59:59+08:00"), given(at="2026-11-18T07:00:00+08:00")],
    ),
    "on-a-weekend": Cases(
        "WARN",
        fires=[
            given(at="2026-11-21T10:00:00+08:00"),
            given(at="2026-11-22T21:59:59+08:00"),
            given(at="2026-11-20T16:00:00+00:00", also=("in-the-night",)),  # Saturday in Beijing, Friday in London
        ],
        passes=[given(at="2026-11-20T23:59:59+08:00"), given(at="2026-11-23T00:00:00+08:00")],
    ),
    "all-columns-selected": Cases(
        "WARN",
        fires=[
            given(sqlText="select * from t"),
            given(sqlText="SELECT\n  DISTINCT *\nFROM t"),
            given(sqlText="select a.id, b.* from a join b on a.id = b.id"),
            given(sqlText="select `t`.* from `t`"),
        ],
        passes=[
            given(sqlText="select count(*) from t"),
            given(sqlText="select price * 2 from t"),
            given(sqlText="select id, name from t"),
            given(sqlText=None),
        ],
    ),
    "sql-too-long": Cases(
        "FAIL",
        fires=[given(sqlText="x" * 20_001), given(sqlText="行" * 20_001)],
        passes=[given(sqlText="x" * 20_000), given(sqlText="行" * 20_000), given(sqlText=None)],
    ),
}

DATA_UPLOAD = {
    "upload-too-large": Cases("FAIL", fires=[given(fileSize=104_857_601)], passes=[given(fileSize=104_857_600)]),
    "source-not-allowed": Cases(
        "FAIL",
        fires=[given(uploadSourceType="HTTP"), given(uploadSourceType="A_SOURCE_OF_NEXT_YEAR")],
        passes=[given(uploadSourceType="OSS"), given(uploadSourceType="local"), given(uploadSourceType="DW_EXCEL")],
    ),
    "engine-not-allowed": Cases(
        "FAIL",
        fires=[given(targetEngineType="EMR Hive"), given(targetEngineType="EMR_HIVE")],
        passes=[given(targetEngineType="MAXCOMPUTE"), given(targetEngineType="hologres")],
    ),
    "table-overwritten": Cases(
        "FAIL",
        fires=[given(optTableType="IMPORT", writeType="OVERWRITE")],
        passes=[
            given(optTableType="IMPORT", writeType="APPEND"),
            given(optTableType="CREATE", writeType="OVERWRITE"),
        ],
    ),
    "rows-replaced": Cases(
        "WARN",
        fires=[given(optTableType="IMPORT", writeType="APPEND", conflictMode="REPLACE")],
        passes=[
            given(optTableType="IMPORT", writeType="APPEND", conflictMode="UPDATE"),
            given(optTableType="IMPORT", writeType="APPEND", conflictMode=None),
            given(optTableType="CREATE", conflictMode="REPLACE"),
        ],
    ),
    "table-without-layer": Cases(
        "FAIL",
        fires=[
            given(tableGuid="odps.sales_dw_dev.price_list"),
            given(tableGuid="odps.sales_dw_dev.my_tmp_list"),
            given(tableGuid="odps.tmp_project.price_list"),
            given(tableGuid="odps.holo.price_list"),
            given(tableGuid="emr_hive.c-0a1b2c3d4e5f.default.price_list"),
            given(tableGuid="price_list", also=("table-name-in-odd-characters",)),  # of no documented form
        ],
        passes=[
            given(tableGuid="odps.sales_dw_dev.ods_price_list"),
            given(tableGuid="emr_hive.c-0a1b2c3d4e5f.default.tmp_price_list"),
            given(tableGuid="holo.hgpost-cn-0pp1xyz.sales"),
            given(tableGuid="odps.sales_dw_dev.price_list", optTableType="IMPORT"),
        ],
    ),
    "table-name-in-odd-characters": Cases(
        "WARN",
        fires=[
            given(tableGuid="odps.sales_dw_dev.tmp_价格表"),
            given(tableGuid="odps.sales_dw_dev.tmp_PriceList"),
            given(tableGuid="odps.sales_dw_dev.tmp_price-list"),
            given(tableGuid="odps.holo.tmp_PriceList"),
        ],
        passes=[
            given(tableGuid="odps.sales_dw_dev.tmp_price_list_2026"),
            given(tableGuid="odps.sales_dw_dev.tmp_价格表", optTableType="IMPORT"),
            given(tableGuid="holo.hgpost-cn-0pp1xyz.Sales"),
        ],
    ),
    "production-project": Cases(
        "FAIL",
        fires=[given(tableGuid="odps.finance_dw.tmp_rate"), given(tableGuid="ODPS.Core_DW.tmp_rate")],
        passes=[
            given(tableGuid="odps.finance_dw_dev.tmp_rate"),
            given(tableGuid="odps.my_finance_dw.tmp_rate"),
            given(tableGuid="odps.my_odps.finance_dw.tmp_rate"),  # a schema of that name
            given(tableGuid="odps.sales_dw_dev.tmp_finance_dw"),
        ],
    ),
}

ASSET_PUBLISH = {
    "publisher-not-listed": Cases(
        "FAIL",
        fires=[given(operator="1904512876340700"), given(operator="190451287634021")],
        passes=[given(operator="1904512876340601"), given(operator=1904512876340601)],
    ),
    "sandbox-workspace": Cases(
        "FAIL",
        fires=[given(projectId=90001), given(projectId="90002")],
        passes=[given(projectId=90003), given(projectId="9000")],
    ),
    "in-the-year-end-freeze": Cases(
        "FAIL",
        fires=[
            given(at="2026-12-28T00:00:00+08:00"),
            given(at="2027-01-03T23:59:59+08:00", also=("on-a-weekend",)),
        ],
        passes=[given(at="2026-12-27T23:59:59+08:00"), given(at="2027-01-04T00:00:00+08:00")],
    ),
    "on-a-weekend": Cases(
        "WARN",
        fires=[given(at="2026-11-21T00:00:00+08:00"), given(at="2026-11-22T23:59:59+08:00")],
        passes=[given(at="2026-11-20T23:59:59+08:00"), given(at="2026-11-23T00:00:00+08:00")],
    ),
}

ASSET_UNPUBLISH = {
    "not-a-data-steward": Cases(
        "FAIL",
        fires=[given(operator="1904512876340602"), given(operator=1904512876340602)],
        passes=[given(operator="1904512876340601"), given(operator=1904512876340601)],
    ),
    "protected-workspace": Cases(
        "FAIL",
        fires=[given(projectId=80001), given(projectId="80002")],
        passes=[given(projectId=80003), given(projectId="8000")],
    ),
    "in-the-closing-of-the-month": Cases(
        "FAIL",
        fires=[
            given(at="2026-10-28T10:00:00+08:00"),
            given(at="2026-11-30T10:00:00+08:00"),
            given(at="2026-11-28T00:00:00+08:00", also=("outside-support-hours",)),
            given(at="2026-12-03T17:59:59+08:00"),
        ],
        passes=[given(at="2026-11-27T23:59:59+08:00"), given(at="2026-12-04T00:00:00+08:00")],
    ),
    "outside-support-hours": Cases(
        "WARN",
        fires=[
            given(at="2026-11-18T18:00:00+08:00"),
            given(at="2026-11-18T08:59:59+08:00"),
            given(at="2026-11-21T10:00:00+08:00"),
            given(at="2026-11-22T10:00:00+08:00"),
        ],
        passes=[given(at="2026-11-18T17:59:59+08:00"), given(at="2026-11-18T09:00:00+08:00")],
    ),
}

TABLE = {
    "asset_publish": ASSET_PUBLISH,
    "asset_unpublish": ASSET_UNPUBLISH,
    "data_download": DATA_DOWNLOAD,
    "data_upload": DATA_UPLOAD,
}

# A message that an exemption lifts the rule for, by function and rule.
EXEMPTED = {
    ("asset_publish", "sandbox-workspace"): given(projectId=90002, operator="1904512876340601"),
    ("asset_unpublish", "protected-workspace"): given(projectId=80002, operator="1904512876340601"),
    ("data_download", "too-many-rows"): given(dataRowSize=2_400_000, operatorUid="1904512876340999"),
    ("data_download", "many-rows"): given(dataRowSize=64_000, operatorUid="1904512876340999"),
    ("data_download", "in-the-night"): given(operatorUid="1904512876340501"),
    ("data_download", "on-a-weekend"): given(operatorUid="1904512876340502"),
    ("data_upload", "production-project"): given(
        tableGuid="odps.finance_dw.ods_budget_2027", operatorUid="1904512876340777"
    ),
}

# A message that misses an exemption by one thing, by function and rule.
NOT_EXEMPTED = [
    ("asset_publish", "sandbox-workspace", given(projectId=90001, operator="1904512876340601")),
    ("asset_publish", "sandbox-workspace", given(projectId=90002, operator="1904512876340602")),
    ("asset_unpublish", "protected-workspace", given(projectId=80001, operator="1904512876340601")),
    ("asset_unpublish", "protected-workspace", given(projectId=80002, operator="1904512876340213")),
    ("data_download", "too-many-rows", given(dataRowSize=2_400_000, operatorUid="1904512876340998")),
    ("data_download", "in-the-night", given(at="2026-11-18T23:30:00+08:00", operatorUid="1904512876340503")),
    (
        "data_upload",
        "production-project",
        given(tableGuid="odps.finance_dw.ods_rate", operatorUid="1904512876340777"),
    ),
    (
        "data_upload",
        "production-project",
        given(tableGuid="odps.finance_dw.ods_budget_2027", operatorUid="1904512876340778"),
    ),
]

RULES = [(function, rule) for function, rules in TABLE.items() for rule in rules]
FIRING = [(function, rule, case) for function, rules in TABLE.items() for rule in rules for case in rules[rule].fires]
PASSING = [(function, rule, case) for function, rules in TABLE.items() for rule in rules for case in rules[rule].passes]


@cache
def document(function: str) -> dict[str, Any]:
    """Compile the function's policy."""
    compilation = compile_function(FUNCTIONS / function)
    assert compilation.diagnostics == ()
    assert compilation.document is not None
    return compilation.document


@cache
def policy(function: str) -> Policy:
    """Load the function's policy as the handler does."""
    return load(json.loads(canonical(document(function))))


def written(function: str, rule: str) -> dict[str, Any]:
    """Give a rule of the compiled document."""
    found: dict[str, Any] = next(item for item in document(function)["rules"] if item["name"] == rule)
    return found


def outcomes(function: str, case: Given) -> dict[str, Outcome]:
    """Judge a message, and give what became of each rule."""
    message = json.loads((FUNCTIONS / function / "events" / "allowed.json").read_bytes())
    body = message["messageBody"] | case.fields
    if case.point:
        message["eventType"] = body["eventCode"] = case.point
    message["messageBody"] = {name: value for name, value in body.items() if value is not None}
    (event,) = parse(json.dumps(message).encode(), policy(function).points)
    assert isinstance(event, Event)
    return {outcome.rule: outcome for outcome in policy(function).decide(event, now=case.at).outcomes}


@pytest.mark.parametrize(("function", "rule", "case"), FIRING, ids=str)
def test_a_rule_fires_and_no_other_does(function: str, rule: str, case: Given) -> None:
    """What a rule is there for makes it fire with its own result, and leaves the other rules alone."""
    judged = outcomes(function, case)
    assert judged[rule].state == "fired"
    assert judged[rule].result.value == TABLE[function][rule].then
    assert {name for name, outcome in judged.items() if outcome.state != "passed"} == {rule, *case.also}


@pytest.mark.parametrize(("function", "rule", "case"), PASSING, ids=str)
def test_a_rule_does_not_fire_on_the_near_side_of_its_limit(function: str, rule: str, case: Given) -> None:
    """The limit itself, and what only looks like the fault, passes the rule."""
    assert outcomes(function, case)[rule].state == "passed"


@pytest.mark.parametrize("function", TABLE)
def test_every_rule_has_a_case_that_fires_and_one_that_does_not(function: str) -> None:
    """A rule that somebody adds needs its cases here."""
    rules = {rule["name"] for rule in document(function)["rules"]}
    assert {rule for rule, cases in TABLE[function].items() if cases.fires and cases.passes} == rules


def test_every_function_of_the_project_has_a_table() -> None:
    """A function that somebody adds needs its cases here, unless it serves EventBridge, which has its own."""
    folders = {folder.name for folder in FUNCTIONS.iterdir() if (folder / "policy").is_dir()}
    assert set(TABLE) <= folders
    assert folders - set(TABLE) <= {"extension_events"}


@pytest.mark.parametrize(("function", "rule", "case"), FIRING, ids=str)
def test_a_reason_is_whole_in_both_languages(function: str, rule: str, case: Given) -> None:
    """The refused person reads what was wrong, with every value filled in, in English or in Chinese."""
    outcome = outcomes(function, case)[rule]
    assert outcome.error is None
    assert outcome.reason is not None
    assert set(outcome.reason.text) == {"en", "zh"}
    assert not [text for text in outcome.reason.text.values() if "?" in text or "？" in text or "${" in text]
    assert re.search("[a-z]{3}", outcome.reason.text["en"])
    assert re.search("[\u4e00-\u9fff]{3}", outcome.reason.text["zh"])


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_says_what_it_is_for_and_why_in_both_languages(function: str, rule: str) -> None:
    """The administrator finds a description, and the languages show the same values."""
    item = written(function, rule)
    assert item["description"]
    assert set(item["reason_text"]) == {"en", "zh"}
    shown = {
        language: {re.sub(r"""["']""", "", value) for value in re.findall(r"\$\{(.+?)\}", text)}
        for language, text in item["reason_text"].items()
    }
    assert shown["en"] == shown["zh"]


def spoiled(function: str, rule: str) -> list[Given]:
    """Give the rule's first firing message once for each thing of it that the rule reads, with that thing spoiled."""
    case = TABLE[function][rule].fires[0]
    known: dict[str, tuple[str, Any]] = {"operator": ("operator", None), "workspace": ("projectId", None)}
    things = [
        (name.removeprefix("event."), UNREADABLE) if name.startswith("event.") else known[name]
        for name in written(function, rule)["reads"]
        if name.startswith("event.") or name in known
    ]
    return [replace(case, fields={**case.fields, name: value}) for name, value in things]


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_that_cannot_be_judged_is_answered_by_its_on_error(function: str, rule: str) -> None:
    """A field that cannot be read, or an operator or workspace that is not known, never passes in silence."""
    assert written(function, rule)["on_error"] in {"FAIL", "WARN"}
    for case in spoiled(function, rule):
        outcome = outcomes(function, case)[rule]
        assert (outcome.state, outcome.result.value) == ("error", written(function, rule)["on_error"]), case


def test_an_address_that_did_not_come_is_no_way_around_the_office() -> None:
    """A download whose address is missing is refused, as the description of the rule says."""
    outcome = outcomes("data_download", given(point="download-resources-execute"))["outside-the-office"]
    assert (outcome.state, outcome.result) == ("error", CheckResult.FAIL)


def exemption_of(function: str, rule: str) -> dict[str, Any]:
    """Give the one exemption that lifts a rule."""
    (found,) = [item for item in document(function)["exemptions"] if rule in item["rules"]]
    exemption: dict[str, Any] = found
    return exemption


def test_every_exemption_has_a_case() -> None:
    """An exemption that somebody adds needs its case here."""
    lifted = [
        (function, rule) for function in TABLE for item in document(function)["exemptions"] for rule in item["rules"]
    ]
    assert sorted(lifted) == sorted(EXEMPTED)


@pytest.mark.parametrize(("function", "rule"), EXEMPTED)
def test_an_exemption_lifts_its_rule_until_it_expires(function: str, rule: str) -> None:
    """It holds up to the last microsecond before its expiry, and not at the instant itself."""
    case, expires = EXEMPTED[function, rule], exemption_of(function, rule)["expires"]
    end = datetime.fromisoformat(expires)
    before = outcomes(function, replace(case, at=end - timedelta(microseconds=1)))[rule]
    assert (before.state, before.result) == ("exempted", CheckResult.OK)
    assert before.exemption is not None
    assert before.exemption.expires == expires
    after = outcomes(function, replace(case, at=end))[rule]
    assert (after.state, after.result.value) == ("fired", TABLE[function][rule].then)


@pytest.mark.parametrize(("function", "rule", "case"), NOT_EXEMPTED, ids=str)
def test_an_exemption_lifts_its_rule_for_nobody_else(function: str, rule: str, case: Given) -> None:
    """Another operator, another workspace or another table is still stopped."""
    assert outcomes(function, case)[rule].state == "fired"


def test_the_policies_show_what_a_policy_can_do() -> None:
    """A newcomer finds a shadow rule, a rule that warns where it cannot be judged, and an exemption of 2027."""
    rules = document("data_download")["rules"]
    assert [rule["name"] for rule in rules if rule["mode"] == "shadow"] == ["unlisted-data-source"]
    assert [rule["name"] for rule in rules if rule["on_error"] == "WARN"]
    assert [item for item in document("data_download")["exemptions"] if item["expires"].startswith("2027")]

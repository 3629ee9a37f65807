"""The cases of the functions that DataWorks invokes: downloads, uploads, assets.

A case is the function's sample ``allowed`` with some fields changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from functions.cases.given import Cases, Given, given

FUNCTIONS = Path(__file__).parents[3] / "functions"


def message(function: str, case: Given) -> dict[str, Any]:
    """Write the message of a case as DataWorks hands it to the function."""
    sample: dict[str, Any] = json.loads((FUNCTIONS / function / "events" / "allowed.json").read_bytes())
    if case.point:
        sample["eventType"] = sample["messageBody"]["eventCode"] = case.point
    return sample | {"messageBody": case.changed(sample["messageBody"])}


def fetched(ip: str) -> Given:
    """Describe the fetching of a file from an address."""
    return given(point="download-resources-execute", ip=ip)


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
NOT_EXEMPTED: list[tuple[str, str, Given]] = [
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

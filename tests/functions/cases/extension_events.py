"""The cases of ``extension_events``: what differs from an allowed message of the point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.cases.eventbridge import ADMINISTRATOR, LEAD, ON_CALL, OPERATOR, PAIR, POINTS, RULE, SCRIPT, SHELL
from functions.cases.given import Cases, Given, given

if TYPE_CHECKING:
    from collections.abc import Callable


def of(point: str, *names: str) -> Callable[..., Given]:
    """Give a way to describe messages of a point, by the values of these fields."""
    return lambda *values, **more: given(point=point, **dict(zip(names, values, strict=False)), **more)


def coded(content: str, point: str = "commit-file", **more: Any) -> Given:
    """Describe the commit of a file by its code."""
    facts = {"file.content": content, **more.pop("facts", {})}
    return given(point=point, facts=facts, **more)


def scheduled(cron: str | None, point: str = "commit-file", **more: Any) -> Given:
    """Describe the commit of a node by its cron expression."""
    return given(point=point, facts={"file.schedule": {"cronExpress": cron, "schedulerType": "NORMAL"}}, **more)


def pairs(point: str, **changes: str) -> Given:
    """Describe the start of a job, or of several, of which the last pair of tables is changed."""
    changed = [PAIR, {**PAIR, **changes}]
    if point == "start-diJob":
        return given(point=point, tableMapping=changed)
    return given(point=point, tableMappings=[{"id": 1, "tableMapping": [PAIR]}, {"id": 2, "tableMapping": changed}])


def columns(*held: dict[str, Any]) -> Given:
    """Describe the commit of a table by its columns."""
    return given(point="commit-table", facts={"table.columns": list(held)})


def asked(days: str, unit: str = "day", **more: Any) -> Given:
    """Describe a request for a permission by how long it is to hold."""
    fields: dict[str, Any] = {"order.deadlineDate": days, "order.deadlineType": unit}
    return given(point="approval-change-before-create", **fields, **more)


def permitted(*actions: str, environment: int = 1) -> Given:
    """Describe a request for a permission by what it permits."""
    tables = [{"name": "dim_shop", "action": ["select"]}, {"name": "dws_sale_day", "action": list(actions)}]
    fields: dict[str, Any] = {"order.projectMeta.objectMetaList": tables, "order.projectMeta.envCode": environment}
    return given(point="approval-change-before-create", **fields)


committed = of("commit-file")
deployed = of("deploy-file")
deleted = of("delete-file", "fileOwner", "operator")
table = of("commit-table", "tableName")
frozen, undeployed, unfrozen = (of(f"{what}-node", "nodeIds") for what in ("freeze", "undeploy", "unfreeze"))
backfilled = of("backfill-data", "includeNodeIds")
set_to_success = of("pre-set-instance-success", "operator")
cloned = of("clone-data-quality-evaluation-task", "targets")
workspace_deleted = of("delete-project", "projectId", "operator")
alert_removed = of("delete-data-quality-evaluation-task-notification", "operator")
alerted = of("create-data-quality-evaluation-task-notification", "channel", "receiverValue")
alerted_anew = of("update-data-quality-evaluation-task-notification", "updatedChannel", "updatedReceiverValue")
monitored = of("create-data-quality-evaluation-task")
quality_rules = of("batch-create-data-quality-rules", "rules")
quality_rule = of("update-data-quality-rule")
asked_for = of("approval-change-before-create")

RULES = {
    "max-pt-called": Cases(
        "FAIL",
        fires=[
            coded("select * from t where ds = max_pt('t')"),
            coded("select * from t where ds = MAX_PT\n  ('t')", fileType=SCRIPT),
            coded("select MAX_PT('t')", "deploy-file", changeType="0"),
        ],
        passes=[
            coded("select my_max_pt('t'), max_pt from t"),
            coded("select max_pt('t')", changeType="2"),
            coded("echo 'max_pt('", fileType=SHELL),
        ],
    ),
    "code-too-long": Cases(
        "FAIL",
        fires=[
            coded("x" * 20_001),
            coded("行" * 20_001, "deploy-file"),
            coded("x" * 101, facts={"options": {"maxSqlLength": 100}}),
            coded("x" * 101, facts={"options": {"maxSqlLength": "100"}}),
        ],
        passes=[
            coded("x" * 20_000),
            coded("x" * 30_000, facts={"options": {"maxSqlLength": 30_000}}),
            coded("x" * 20_000, facts={"options": {"maxSqlLength": ""}}),
            coded("x" * 20_001, changeType="2"),
            coded("x" * 20_001, fileType=SHELL),
        ],
    ),
    "data-dropped-by-hand": Cases(
        "WARN",
        fires=[
            coded("DROP  TABLE if exists t", "run-file"),
            coded("truncate table t", "run-file", fileType=SCRIPT),
            coded("alter table t\ndrop if exists partition (ds = '20261117')", "run-file"),
        ],
        passes=[
            coded("select drop_table from t", "run-file"),
            coded("alter table t add columns (dropped bigint)", "run-file"),
            given(point="run-file", fileType=SHELL, facts=None),  # of which nothing is asked
        ],
    ),
    "file-of-another-owner": Cases(
        "FAIL",
        fires=[deleted(LEAD), deleted(ADMINISTRATOR, OPERATOR)],
        passes=[deleted(OPERATOR), deleted(OPERATOR, LEAD), deleted(int(OPERATOR)), deleted(OPERATOR, facts=None)],
    ),
    "scheduled-too-often": Cases(
        "WARN",
        fires=[
            scheduled("00 */5 * * * ?"),
            scheduled("00 */09 00-23 * * ?", "deploy-file"),
            scheduled("0 * * * * ?"),
            scheduled("00 0/9 * * * ?"),
            scheduled("00 0,5,10,20,30,40,50 * * * ?"),
        ],
        passes=[
            scheduled("00 */10 * * * ?"),
            scheduled("00 00 */1 * * ?"),
            scheduled("00 0,10,20,30,40,50 * * * ?"),
            scheduled(None),
            committed(facts={"file.schedule": None}),
            scheduled("00 */5 * * * ?", changeType="2"),
        ],
    ),
    "node-without-input": Cases(
        "FAIL",
        fires=[committed(facts={"file.inputs": []}), deployed(facts={"file.inputs": None})],
        passes=[
            committed(),
            committed(facts={"file.inputs": None, "file.schedule": {"schedulerType": "MANUAL"}}),
            committed(facts={"file.inputs": None, "file.schedule": None}),
            committed(facts={"file.inputs": None}, changeType="2"),
        ],
    ),
    "in-the-deployment-lockdown": Cases(
        "FAIL",
        fires=[
            deployed(at="2026-11-09T09:00:00+08:00"),
            deployed(at="2026-11-09T00:00:00+08:00", also=("outside-deployment-hours",)),
            given(point="deploy-table", at="2026-11-12T17:59:59+08:00"),
        ],
        passes=[
            deployed(at="2026-11-08T23:59:59+08:00"),
            deployed(at="2026-11-13T00:00:00+08:00"),
            deployed(at="2026-11-11T10:00:00+08:00", operator=ON_CALL),
        ],
    ),
    "outside-deployment-hours": Cases(
        "WARN",
        fires=[
            deployed(at="2026-11-18T18:00:00+08:00"),
            deployed(at="2026-11-18T08:59:59+08:00"),
            deployed(at="2026-11-20T16:00:00+08:00"),
            deployed(at="2026-11-21T10:00:00+08:00"),
            given(point="deploy-table", at="2026-11-22T10:00:00+08:00"),
        ],
        passes=[
            deployed(at="2026-11-18T17:59:59+08:00"),
            deployed(at="2026-11-18T01:00:00+00:00"),
            deployed(at="2026-11-20T15:59:59+08:00"),
        ],
    ),
    "table-without-layer": Cases(
        "FAIL",
        fires=[
            table("sale_day"),
            table("odssale"),
            table("my_ods_sale"),
            given(point="deploy-table", tableName="dw_sale"),
        ],
        passes=[table(f"{layer}_sale") for layer in ("ods", "dwd", "dws", "dim", "ads", "tmp", "ODS")],
    ),
    "table-without-lifecycle": Cases(
        "FAIL",
        fires=[
            table(facts={"table.lifecycle": None}),
            given(point="deploy-table", facts={"table.lifecycle": 0}),
            table(facts={"table.lifecycle": -1}),
        ],
        passes=[table(facts={"table.lifecycle": 1}), table("dim_shop", facts={"table.lifecycle": None})],
    ),
    "column-without-comment": Cases(
        "WARN",
        fires=[
            columns({"columnName": "a", "comment": "the shop"}, {"columnName": "b"}),
            columns({"columnName": "a", "comment": ""}),
            columns({"columnName": "a", "comment": " \n"}),
        ],
        passes=[columns({"columnName": "a", "comment": "门店"}), columns()],
    ),
    "tables-not-listed": Cases(
        "FAIL",
        fires=[
            given(point="start-diJob", showTableMapping=False, tableMapping=None),
            given(point="batch-start-diJob", showTableMapping="false", tableMappings=None),
        ],
        passes=[given(point="start-diJob"), given(point="batch-start-diJob")],
    ),
    "sensitive-source": Cases(
        "FAIL",
        fires=[
            pairs("start-diJob", srcDatasourceName="hr_core"),
            pairs("batch-start-diJob", srcDatasourceName="customer_pii"),
        ],
        passes=[
            pairs("start-diJob", srcDatasourceName="payroll_archive"),
            pairs("batch-start-diJob", dstDatasourceName="hr_core"),
        ],
    ),
    "tables-by-pattern": Cases(
        "WARN",
        fires=[
            pairs("start-diJob", srcTable="orders_.*"),
            pairs("start-diJob", srcDatabaseName="shop_[0-9]"),
            pairs("batch-start-diJob", srcTable="orders|customers"),
            pairs("batch-start-diJob", srcTable=r"orders_\d"),
        ],
        passes=[
            pairs("start-diJob", srcTable="shop.orders_2026$"),
            pairs("batch-start-diJob", dstTable="ods_(orders)"),
        ],
    ),
    "core-node-stopped": Cases(
        "FAIL",
        fires=[frozen([1, 700006231001]), undeployed(["700006231003"])],
        passes=[frozen([700006231004]), unfrozen([700006231001])],
    ),
    "too-many-nodes-at-once": Cases(
        "FAIL",
        fires=[unfrozen(list(range(21))), frozen(list(range(21))), undeployed(list(range(21)))],
        passes=[unfrozen(list(range(20))), frozen([])],
    ),
    "too-many-nodes-backfilled": Cases(
        "FAIL", fires=[backfilled(list(range(101)))], passes=[backfilled(list(range(100)))]
    ),
    "too-much-in-parallel": Cases(
        "FAIL",
        fires=[backfilled(isParallel=True, parallelGroup=5)],
        passes=[backfilled(isParallel=True, parallelGroup=4), backfilled(isParallel=False, parallelGroup=5)],
    ),
    "backfill-in-the-night-batch": Cases(
        "FAIL",
        fires=[
            backfilled(list(range(6)), at="2026-11-18T00:00:00+08:00"),
            backfilled(list(range(6)), at="2026-11-17T22:59:59+00:00"),  # 06:59:59 in Beijing
        ],
        passes=[
            backfilled(list(range(6)), at="2026-11-17T23:59:59+08:00"),
            backfilled(list(range(6)), at="2026-11-18T07:00:00+08:00"),
            backfilled(list(range(5)), at="2026-11-18T03:00:00+08:00"),
        ],
    ),
    "success-set-by-hand": Cases(
        "FAIL",
        fires=[set_to_success(OPERATOR), set_to_success(int(OPERATOR))],
        passes=[set_to_success(int(ON_CALL)), given(point="pre-kill-instance", operator=OPERATOR)],
    ),
    "too-many-instances-at-once": Cases(
        "FAIL",
        fires=[given(point=point, taskIds=list(range(51))) for point in POINTS if point.startswith("pre-")],
        passes=[given(point="pre-rerun-instance", taskIds=list(range(50)))],
    ),
    "permission-for-too-long": Cases(
        "FAIL",
        fires=[asked("91"), asked("4", "month"), asked("91", "DAY")],
        passes=[asked("90"), asked("3", "month"), asked("3", "MONTH")],
    ),
    "permission-to-change-production": Cases(
        "FAIL",
        fires=[permitted("Select", "Update"), permitted("drop"), permitted("selecting")],
        passes=[permitted("SELECT", "describe"), permitted("Update", environment=0)],
    ),
    "no-purpose-given": Cases(
        "WARN",
        fires=[asked_for(**{"order.applyReason": "reports"}), asked_for(**{"order.applyReason": "看数据"})],
        passes=[asked_for(**{"order.applyReason": "reports."}), asked_for(**{"order.applyReason": "十一月的销售报表"})],
    ),
    "quality-rules-deleted-in-bulk": Cases(
        "FAIL",
        fires=[given(point="batch-delete-data-quality-rules", ids=list(range(6)))],
        passes=[given(point="batch-delete-data-quality-rules", ids=list(range(5)))],
    ),
    "strong-rule-switched-off": Cases(
        "FAIL",
        fires=[quality_rule(enabled=False), given(point="batch-update-data-quality-rules", enabled="false")],
        passes=[
            quality_rule(enabled=False, severity="Normal"),
            quality_rule(enabled=None),
            given(point="batch-update-data-quality-rules", enabled=None, severity=None),
        ],
    ),
    "quality-rule-without-description": Cases(
        "WARN",
        fires=[quality_rules([RULE, {"name": "nulls"}]), quality_rules([{"name": "nulls", "description": " "}])],
        passes=[quality_rules([RULE]), quality_rule(description=None)],
    ),
    "monitors-deleted-in-bulk": Cases(
        "FAIL",
        fires=[given(point="batch-delete-data-quality-evaluation-tasks", ids=list(range(4)))],
        passes=[given(point="batch-delete-data-quality-evaluation-tasks", ids=list(range(3)))],
    ),
    "monitor-without-alert": Cases(
        "WARN",
        fires=[
            monitored(notifications=None),
            monitored(notifications=[]),
            monitored(notifications={}),
            given(point="update-data-quality-evaluation-task", notifications={"notifications": []}),
        ],
        passes=[monitored(), cloned()],
    ),
    "monitor-cloned-too-widely": Cases("WARN", fires=[cloned([{}] * 21)], passes=[cloned([{}] * 20)]),
    "alert-sent-outside": Cases(
        "FAIL",
        fires=[
            alerted("Custom Webhook", "https://hooks.example.net/abc"),
            alerted("custom-webhook", "https://example.com.example.net/"),
            alerted("Custom Webhook", "https://example.net/https://example.com/"),
            alerted("Custom Webhook", "http://hooks.example.com/abc"),
            alerted_anew("Custom Webhook", "https://example.com@example.net/"),
        ],
        passes=[
            alerted("Custom Webhook", "https://hooks.example.com/abc"),
            alerted("Custom Webhook", "https://example.com:8443"),
            alerted("DingTalk", "https://api.dingding.com/message-boxes/b1/messages"),
            alerted_anew("Custom Webhook", "https://hooks.example.com/abc"),
        ],
    ),
    "alert-removed": Cases("WARN", fires=[alert_removed(OPERATOR)], passes=[alert_removed(ADMINISTRATOR)]),
    "protected-workspace": Cases(
        "FAIL",
        fires=[workspace_deleted(80001), workspace_deleted("80002")],
        passes=[workspace_deleted(80003), workspace_deleted(8000)],
    ),
    "not-an-administrator": Cases(
        "FAIL",
        fires=[workspace_deleted(91864, OPERATOR)],
        passes=[workspace_deleted(91864, ADMINISTRATOR), workspace_deleted(91864, int(ADMINISTRATOR))],
    ),
}

_FESTIVAL = "2026-11-10T10:00:00+08:00"

EXEMPTED = {
    ("extension_events", "in-the-deployment-lockdown"): deployed(projectId=91870, operator=ADMINISTRATOR),
    ("extension_events", "sensitive-source"): given(
        point="start-diJob", projectId=91880, tableMapping=[{**PAIR, "srcDatasourceName": "payroll"}]
    ),
}

NOT_EXEMPTED = [
    ("extension_events", "in-the-deployment-lockdown", deployed(at=_FESTIVAL, projectId=91870)),
    ("extension_events", "in-the-deployment-lockdown", deployed(at=_FESTIVAL, operator=ADMINISTRATOR)),
    ("extension_events", "sensitive-source", pairs("start-diJob", srcDatasourceName="payroll")),
]

"""The messages that EventBridge brings to ``extension_events``: an allowed one of each point, and changes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.facts.given import GivenFacts

if TYPE_CHECKING:
    from functions.cases.given import Given

OPERATOR, LEAD, ON_CALL, ADMINISTRATOR = (f"1904512876340{number}" for number in (700, 213, 501, 601))
SQL, SCRIPT, SHELL = 10, 24, 6

_FILE = {
    "fileName": "dws_sale_day",
    "fileType": SQL,
    "fileOwner": OPERATOR,
    "changeType": "1",
    "fileId": 503217830,
}
_NODES = {"nodeIds": [1, 2]}
_TABLE = {"tableName": "dws_sale_day", "tableType": "ODPS"}
PAIR = {
    "srcDatasourceName": "shop_mysql",
    "srcDatabaseName": "shop",
    "srcTable": "orders",
    "dstDatasourceName": "odps_first",
    "dstTable": "ods_orders",
}
RULE = {"name": "row count", "enabled": True, "severity": "High", "description": "run the node again"}
_MONITOR = {"name": "sales", "notifications": {"notifications": [{"channels": ["Mail"]}]}}

# What an allowed message of each point holds; each has a workspace and an operator besides.
_BODIES: dict[str, dict[str, Any]] = {
    **dict.fromkeys(["delete-file", "commit-file", "deploy-file", "run-file"], _FILE),
    **dict.fromkeys(["commit-table", "deploy-table"], _TABLE),
    "start-diJob": {"extensionBizName": "sync_shop", "showTableMapping": True, "tableMapping": [PAIR]},
    "batch-start-diJob": {
        "extensionBizName": "sync_shop,sync_logs",
        "showTableMapping": True,
        "tableMappings": [{"id": 5280, "tableMapping": [PAIR]}, {"id": 5281, "tableMapping": [PAIR]}],
    },
    **dict.fromkeys(["undeploy-node", "freeze-node", "unfreeze-node"], _NODES),
    "backfill-data": {"name": "P_sales", "includeNodeIds": [1, 2], "isParallel": False, "parallelGroup": 1},
    **{
        f"pre-{what}": {"extensionBizName": "dws_sale_day", "taskIds": [1, 2], "operator": ON_CALL}
        for what in ("freeze-instance", "unfreeze-instance", "rerun-instance", "set-instance-success", "kill-instance")
    },
    "approval-change-before-create": {
        "order": {
            "applyReason": "the sales report of November",
            "deadlineDate": "1",
            "deadlineType": "month",
            "projectMeta": {
                "envCode": 1,
                "projectName": "sales_dw",
                "objectMetaList": [{"name": "dws_sale_day", "action": ["Select", "Describe"]}],
            },
        }
    },
    "batch-create-data-quality-rules": {"rules": [RULE]},
    **dict.fromkeys(["update-data-quality-rule", "batch-update-data-quality-rules"], RULE),
    "batch-delete-data-quality-rules": {"ids": [1]},
    **dict.fromkeys(["create-data-quality-evaluation-task", "update-data-quality-evaluation-task"], _MONITOR),
    "clone-data-quality-evaluation-task": {"id": 1, "targets": [{"tableGuid": "odps.sales_dw.dws_sale_day"}]},
    "batch-delete-data-quality-evaluation-tasks": {"ids": [1]},
    "create-data-quality-evaluation-task-notification": {
        "dataQualityEvaluationTaskId": 1,
        "channel": "SMS",
        "receiverValue": OPERATOR,
    },
    "update-data-quality-evaluation-task-notification": {
        "dataQualityEvaluationTaskId": 1,
        "currentChannel": "SMS",
        "currentReceiverValue": OPERATOR,
        "updatedChannel": "DingTalk",
        "updatedReceiverValue": "https://api.dingding.com/message-boxes/b1/messages",
    },
    "delete-data-quality-evaluation-task-notification": {"operator": ADMINISTRATOR},
    "delete-project": {"operator": ADMINISTRATOR},
}
POINTS = tuple(_BODIES)

# What DataWorks would tell of an allowed file, and of an allowed table.
_FACTS: dict[str, dict[str, Any]] = {
    "file": {
        "file.content": "select shop_id from dwd_sale",
        "file.schedule": {"cronExpress": "00 30 02 * * ?", "schedulerType": "NORMAL"},
        "file.inputs": [{"input": "sales_dw.dwd_sale"}],
    },
    "table": {
        "table.lifecycle": 365,
        "table.columns": [{"columnName": "shop_id", "comment": "the shop"}, {"columnName": "amount", "comment": "RMB"}],
    },
}


def message(_function: str, case: Given) -> dict[str, Any]:
    """Write the message of a case as EventBridge hands it to the function."""
    assert case.point is not None
    body = {"projectId": 91864, "tenantId": 28378954310656, "operator": OPERATOR, **_BODIES[case.point]}
    kind = catalogue.find(case.point).type
    return {"id": "0aa01d12-2a1e-50f1-96f6-ef7e97e33c04", "type": kind, "data": case.changed(body)}


def facts(case: Given) -> GivenFacts:
    """Give what DataWorks would tell of the file or the table of a case; the workspace has set no option."""
    assert case.point is not None
    if case.facts is None:
        return GivenFacts(None, None)
    told = {**_FACTS.get(case.point.rpartition("-")[2], {}), **case.facts}
    options = told.pop("options", {})
    return GivenFacts({name: value for name, value in told.items() if value is not None}, options)

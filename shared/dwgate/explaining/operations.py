"""What the operations of DataWorks are called, for whoever tried one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.events import catalogue

if TYPE_CHECKING:
    from dwgate.policy.decision import Language

_BEFORE = "Before "
_CHINESE = {
    "node-change-created": "新增节点",
    "node-change-updated": "变更节点",
    "node-change-deleted": "删除节点",
    "delete-file": "删除文件",
    "commit-file": "提交文件",
    "deploy-file": "发布文件",
    "run-file": "运行代码",
    "commit-table": "提交表到开发环境",
    "deploy-table": "发布表到生产环境",
    "start-diJob": "启动同步任务",
    "batch-start-diJob": "批量启动同步任务",
    "undeploy-node": "下线节点",
    "freeze-node": "冻结节点",
    "unfreeze-node": "解冻节点",
    "backfill-data": "补数据",
    "instance-status-changes": "实例状态变更",
    "freeze-instance": "冻结实例",
    "unfreeze-instance": "解冻实例",
    "kill-instance": "终止实例",
    "rerun-instance": "重跑实例",
    "set-instance-success": "将实例置为成功",
    "delete-task-instance-dependencies": "去除实例的上游依赖",
    "pre-freeze-instance": "冻结实例",
    "pre-unfreeze-instance": "解冻实例",
    "pre-rerun-instance": "重跑实例",
    "pre-set-instance-success": "将实例置为成功",
    "pre-kill-instance": "终止实例",
    "expired-task-instances-deleted": "删除过期实例",
    "dag-status-changes": "工作流状态变更",
    "workbench-monitor-alert": "发送监控告警",
    "approval-change-created": "发起权限申请",
    "approval-change-finished": "权限申请结束",
    "approval-change-before-create": "发起表权限申请",
    "dqc-check-feedback-event": "质量校验反馈",
    "dqc-check-finished-event": "质量校验完成",
    "batch-create-data-quality-rules": "批量创建质量规则",
    "batch-update-data-quality-rules": "批量修改质量规则",
    "batch-delete-data-quality-rules": "批量删除质量规则",
    "update-data-quality-rule": "修改质量规则",
    "create-data-quality-evaluation-task": "创建质量监控",
    "update-data-quality-evaluation-task": "修改质量监控",
    "clone-data-quality-evaluation-task": "克隆质量监控",
    "batch-delete-data-quality-evaluation-tasks": "批量删除质量监控",
    "create-data-quality-evaluation-task-notification": "创建告警订阅",
    "update-data-quality-evaluation-task-notification": "修改告警订阅",
    "delete-data-quality-evaluation-task-notification": "删除告警订阅",
    "delete-project": "删除工作空间",
    "project-deleted": "工作空间已删除",
    "download-resources": "数据下载，生成文件",
    "download-resources-execute": "数据下载，下载文件",
    "upload-data-to-table": "上传数据到表",
    "asset-publish": "发布资产",
    "asset-unpublish": "下架资产",
}
"""dwgate's own words: the catalogue knows the names of events in English alone."""


def operation(point: str, language: Language) -> str:
    """Name the operation that an event is about: in English as DataWorks names the event, less its "Before".

    A point that there is not, as in a record of another version, goes by its code.
    """
    if point not in _CHINESE:
        return point
    if language == "zh":
        return _CHINESE[point]
    name = catalogue.find(point).name.removeprefix(_BEFORE)
    return name[0].upper() + name[1:]

"""The words of the catalogue, once in each language.

A text with ``{…}`` is filled in by :meth:`str.format`; both languages have the same places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.decision import Language


@dataclass(frozen=True, slots=True)
class Wording:
    """Every text of a page; ``comma`` stands between the members of a list.

    ``modules`` names the modules of DataWorks by their codes in the catalogue of events.
    """

    itself: str
    comma: str
    colon: str

    catalogue: str
    introduction: str
    modules: Mapping[str, str]
    function: str
    module: str
    policy: str
    policies: str
    what_it_stops: str
    strictest: str
    rules: str

    file: str
    tests: str
    no_manual: str

    why: str
    settings: str
    nothing_to_set: str
    parameter: str
    value: str
    meaning: str

    rules_heading: str
    all_at_points: str
    result: str
    at_points: str
    at_every_point: str
    operation: str
    shadow: str
    on_error: str

    exemptions: str
    examples_of_exemptions: str
    lifted: str
    when: str
    reason: str
    owner: str
    until: str

    refused: str
    allowed: str
    answered: str
    answered_ok: str
    in_shadow: str
    try_it: str


_ENGLISH = Wording(
    itself="English",
    comma=", ",
    colon=": ",
    catalogue="The policies",
    introduction=(
        "A policy is one file about one concern: turn it on by leaving it in its function's folder, give its `params` "
        "the values that hold with you, and take away the files that you do not need. "
        "Each page says what a policy stops and why, what is to be set, what its rules are, and shows a message that "
        "it refuses and one that it allows, with what DataWorks is answered."
    ),
    modules={
        "approval-center": "Approval center",
        "asset": "Data assets",
        "data-development": "Data development",
        "data-integration": "Data integration",
        "data-quality": "Data quality",
        "management-console": "Management console",
        "operation-center": "Operation center",
        "upload-and-download": "Upload and download",
    },
    function="function",
    module="module",
    policy="policy",
    policies="policies",
    what_it_stops="what it does",
    strictest="strictest result",
    rules="rules",
    file="policy",
    tests="tests",
    no_manual="The file has no manual.",
    why="Why",
    settings="What to set",
    nothing_to_set="Nothing.",
    parameter="parameter",
    value="value",
    meaning="what it means",
    rules_heading="Rules",
    all_at_points="At {points}.",
    result="**{result}**",
    at_points="**{result}** at {points}.",
    at_every_point="every point of the function",
    operation="{code} ({name})",
    shadow="It is in shadow: judged and recorded, not answered.",
    on_error="Where it cannot be judged, the answer is {result}.",
    exemptions="Exemptions",
    examples_of_exemptions="These are examples: put those of your own in their place.",
    lifted="rules",
    when="when",
    reason="reason",
    owner="owner",
    until="until",
    refused="Refused",
    allowed="Allowed",
    answered="DataWorks is answered **{result}**:",
    answered_ok="DataWorks is answered **OK**.",
    in_shadow="In shadow, {rule} would say **{result}**:",
    try_it="To try it:",
)

_CHINESE = Wording(
    itself="中文",
    comma="、",
    colon="：",
    catalogue="策略目录",
    introduction=(
        "一个策略就是一个文件，只管一件事：文件留在函数的文件夹中即启用，把 `params` 改成适合您的值，"
        "删除不需要的文件。"
        "每页说明策略拦截什么、为什么、需要设置什么、有哪些规则，并给出一条被拒绝和一条被允许的消息，"
        "以及 DataWorks 得到的回答。"
    ),
    modules={
        "approval-center": "审批中心",
        "asset": "数据资产",
        "data-development": "数据开发",
        "data-integration": "数据集成",
        "data-quality": "数据质量",
        "management-console": "管理控制台",
        "operation-center": "运维中心",
        "upload-and-download": "数据上传与下载",
    },
    function="函数",
    module="模块",
    policy="策略",
    policies="策略",
    what_it_stops="作用",
    strictest="最严结果",
    rules="规则",
    file="策略文件",
    tests="测试",
    no_manual="该文件没有说明。",
    why="原因",
    settings="设置",
    nothing_to_set="无。",
    parameter="参数",
    value="值",
    meaning="含义",
    rules_heading="规则",
    all_at_points="扩展点：{points}。",
    result="**{result}**",
    at_points="**{result}**，扩展点：{points}。",
    at_every_point="该函数的所有扩展点",
    operation="{code}（{name}）",
    shadow="影子模式：只判断和记录，不影响回答。",
    on_error="无法判断时回答 {result}。",
    exemptions="豁免",
    examples_of_exemptions="以下为示例，请换成您自己的豁免。",
    lifted="规则",
    when="条件",
    reason="原因",
    owner="负责人",
    until="截止",
    refused="拒绝",
    allowed="允许",
    answered="DataWorks 得到的回答是 **{result}**：",
    answered_ok="DataWorks 得到的回答是 **OK**。",
    in_shadow="影子模式下，{rule} 的结果为 **{result}**：",
    try_it="试一试：",
)

WORDINGS: Mapping[Language, Wording] = {"en": _ENGLISH, "zh": _CHINESE}

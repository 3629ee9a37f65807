"""The words of a letter, once in each language.

A text with ``{…}`` is filled in by :meth:`str.format`; both languages have the same places.
Names of rules, fields and parameters, the results OK, WARN and FAIL, and the texts of a policy stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.decision import Language


@dataclass(frozen=True, slots=True)
class Wording:
    """Every text of a letter; ``colon`` stands between the name of something and what it is."""

    colon: str
    comma: str

    refused: str
    warned: str
    passed: str
    opened: str
    only_reported: str
    judged_report: str
    trial: str

    operation: str
    unreadable_operation: str
    time: str
    beijing: str
    workspace: str
    account: str
    message: str
    reason: str

    unjudged: str
    rule: str
    rule_without_result: str
    description: str
    rule_in_error: str
    rule_is_gone: str

    value: str
    is_value: str
    is_cut: str
    is_content: str
    is_unreadable: str
    is_absent: str
    is_unrecorded: str
    limit: str
    limit_today: str
    is_hidden: str
    facts: str

    exemption: str
    has_expired: str
    has_ended: str
    came_later: str
    was_lifted: str
    was_lifted_somehow: str
    how_to_ask: str
    nobody_named: str

    policy: str
    is_same: str
    has_changed: str
    is_not_known: str
    is_not_recorded: str
    is_not_recorded_today: str

    for_administrator: str
    snippet_place: str
    snippet_reason: str
    snippet_owner: str
    snippet_expires: str
    snippet_account: str


_ENGLISH = Wording(
    colon=": ",
    comma=", ",
    refused="Your operation in DataWorks was refused (FAIL).",
    warned="Your operation in DataWorks was not refused; it was answered with a warning (WARN).",
    passed="Your operation in DataWorks was not refused (OK).",
    opened="Your operation in DataWorks was let through (OK) because the gate was open; the rules say {result}.",
    only_reported="DataWorks only reported this, and asked for no decision.",
    judged_report="DataWorks only reported this, so nothing was stopped; the rules say {result}.",
    trial="This was a trial: nobody waited for its result.",
    operation="Operation",
    unreadable_operation="not known: the message could not be read",
    time="Time",
    beijing="{time}, Beijing time",
    workspace="Workspace",
    account="Account",
    message="Message",
    reason="Reason given",
    unjudged="The rules could not be asked, so the operation was answered without them. That says nothing about the"
    " operation itself: an administrator has to look into it.",
    rule="Rule {name} ({result})",
    rule_without_result="Rule {name}",
    description="What it is for",
    rule_in_error="The rule could not be judged, which is answered with {result}. No exemption helps: an administrator"
    " has to look into it.",
    rule_is_gone="The policy has no such rule any more.",
    value="Value",
    is_value="{field} = {text}",
    is_cut="{field} begins with {text}",
    is_content="{field} has {text} characters; what it says is never recorded",
    is_unreadable="{field} came and could not be read",
    is_absent="{field} did not come",
    is_unrecorded="{field} was not recorded",
    limit="Limit",
    limit_today="Limit today",
    is_hidden="{name}, which is not told",
    facts="Asked of DataWorks at the time, and not recorded",
    exemption="Exemption",
    has_expired="one would have lifted this rule, but it had ended at {expires}{colon}{reason} ({owner})",
    has_ended="today's policy has one for this operation, which ended at {expires}{colon}{reason} ({owner})",
    came_later="one lifts this rule since, until {expires}{colon}{reason} ({owner}). Try the operation again.",
    was_lifted="rule {name} was lifted, until {expires}{colon}{reason} ({owner})",
    was_lifted_somehow="rule {name} was lifted; the record does not tell by which exemption",
    how_to_ask="To ask for an exemption from {rules}{colon}{contact}",
    nobody_named="Ask the administrator of DataWorks, and name the rule and the message.",
    policy="Policy",
    is_same="{digest}, unchanged since",
    has_changed="{digest}. It has changed since: descriptions, limits and exemptions above are those of today's policy,"
    " {today}.",
    is_not_known="{digest}; the project has none to compare it with",
    is_not_recorded="not recorded, so it is not known which one decided",
    is_not_recorded_today="not recorded, so it is not known which one decided: descriptions, limits and exemptions"
    " above are those of today's policy, {today}.",
    for_administrator="For the administrator, an exemption to begin with",
    snippet_place="in {place}",
    snippet_reason="<what it is for>",
    snippet_owner="<who answers for it>",
    snippet_expires="<the day from which it no longer holds>",
    snippet_account="<account>",
)

_CHINESE = Wording(
    colon="：",
    comma="、",
    refused="您在 DataWorks 中的操作被拒绝（FAIL）。",
    warned="您在 DataWorks 中的操作未被拒绝，但收到了警告（WARN）。",
    passed="您在 DataWorks 中的操作未被拒绝（OK）。",
    opened="您在 DataWorks 中的操作因闸门开放而放行（OK）；按规则的结果是 {result}。",
    only_reported="DataWorks 只是通报此事件，不需要决定。",
    judged_report="DataWorks 只是通报此事件，没有阻止任何操作；按规则的结果是 {result}。",
    trial="这是一次试验，没有人等待其结果。",
    operation="操作",
    unreadable_operation="未知，消息无法读取",
    time="时间",
    beijing="{time}（北京时间）",
    workspace="工作空间",
    account="账号",
    message="消息",
    reason="给出的原因",
    unjudged="当时无法询问规则，因此未经规则判断就给出了结果。这不说明操作本身有问题，需要由管理员检查。",
    rule="规则 {name}（{result}）",
    rule_without_result="规则 {name}",
    description="用途",
    rule_in_error="该规则无法判断，按规定返回 {result}。豁免对此不起作用，需要由管理员检查。",
    rule_is_gone="当前策略中已没有这条规则。",
    value="实际值",
    is_value="{field} = {text}",
    is_cut="{field} 的开头是 {text}",
    is_content="{field} 有 {text} 个字符，其内容从不记录",
    is_unreadable="{field} 已收到，但无法读取",
    is_absent="消息中没有 {field}",
    is_unrecorded="{field} 没有记录",
    limit="限制",
    limit_today="当前限制",
    is_hidden="{name}，不公开",
    facts="当时向 DataWorks 查询、未作记录的信息",
    exemption="豁免",
    has_expired="有一项豁免本可免除这条规则，但已于 {expires}到期{colon}{reason}（{owner}）",
    has_ended="当前策略中有一项豁免适用于此操作，但已于 {expires}到期{colon}{reason}（{owner}）",
    came_later="现有一项豁免免除这条规则，有效期至 {expires}{colon}{reason}（{owner}）。请重新操作。",
    was_lifted="规则 {name} 已被免除，有效期至 {expires}{colon}{reason}（{owner}）",
    was_lifted_somehow="规则 {name} 已被免除，记录未说明依据哪一项豁免",
    how_to_ask="如需申请 {rules} 的豁免{colon}{contact}",
    nobody_named="请联系 DataWorks 管理员，并说明规则和消息。",
    policy="策略",
    is_same="{digest}，此后没有变更",
    has_changed="{digest}。此后策略已有变更：以上用途、限制和豁免以当前策略 {today} 为准。",
    is_not_known="{digest}，项目中没有可供对照的策略",
    is_not_recorded="没有记录，因此不知道是按哪一版策略决定的",
    is_not_recorded_today="没有记录，因此不知道是按哪一版策略决定的：以上用途、限制和豁免以当前策略 {today} 为准。",
    for_administrator="供管理员使用的豁免草稿",
    snippet_place="位于 {place}",
    snippet_reason="<用途>",
    snippet_owner="<负责人>",
    snippet_expires="<失效日期>",
    snippet_account="<账号>",
)

WORDINGS: Mapping[Language, Wording] = {"en": _ENGLISH, "zh": _CHINESE}

"""What to do before the form of an extension is filled in, and after.

Sources:
https://www.alibabacloud.com/help/en/dataworks/user-guide/test-application-extensions (testing, review, publishing),
https://www.alibabacloud.com/help/doc-detail/316515.htm (who may register, and where).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dwgate.events.catalogue import EventType
    from dwgate.operating.language import Say


def steps_before(points: Sequence[EventType], region: str | None, say: Say) -> tuple[str, ...]:
    """Say who registers an extension with these points, and where in the console; ``region`` is the function's."""
    where = say(f" in the region {region}", f"（地域 {region}）") if region else ""
    steps = [
        say(
            "Be an Open Platform administrator, a tenant administrator, or have AliyunDataWorksFullAccess."
            " DataWorks must be of the Enterprise Edition.",
            "需要开放平台管理员、租户管理员，或拥有 AliyunDataWorksFullAccess 的账号；DataWorks 须为企业版。",
        ),
        say(
            f"DataWorks console{where} > More > Open Platform > Developer Backend > Extensions > Register Extension.",
            f"DataWorks 控制台{where} > 更多 > 开放平台 > 开发者后台 > 扩展程序 > 注册扩展程序。",
        ),
    ]
    if not all(point.function_compute for point in points):
        steps.insert(
            1,
            say(
                "On the Open Platform, turn on OpenEvent, so that EventBridge gets the messages.",
                "在开放平台开启消息订阅（OpenEvent），消息才会送达 EventBridge。",
            ),
        )
    return tuple(steps)


def steps_after(
    function: str, extensions: Mapping[str, Sequence[str]], points: Sequence[EventType], say: Say, *, has_client: bool
) -> tuple[str, ...]:
    """Say what to do with the extensions, given by name with the codes of their points, the largest first."""
    setting = f"EXTENSION_CODE_{function.upper()}={_codes(extensions, say)}"
    steps = [
        say(
            "Note the code that the list of extensions shows.",
            "记下扩展程序列表中显示的编码。",
        ),
    ]
    if not has_client:
        steps.append(
            say(
                f"For results to be called back, functions/{function}/function.yaml must say calls_back: true: without"
                " it, a function with a code is not built. Without a code too, the result is only returned, and the"
                " next step is left out.",
                f"如需回调结果，functions/{function}/function.yaml 须写明 calls_back: true，"
                "否则设置了编码的函数无法构建。两者都没有时，结果只作为返回值，可跳过下一步。",
            )
        )
    steps.append(
        say(
            f"Set {setting} and deploy again, so that results are called back.",
            f"设置 {setting}，重新部署，结果才会回调。",
        )
    )
    levels = {point.level for point in points}
    if "workspace" in levels:
        steps.append(
            say(
                "Enable the extension in the test workspace, and try it there.",
                "在测试用工作空间启用扩展程序并试用。",
            )
        )
    if "tenant" in levels:
        steps.append(
            say(
                "As its owner, enable the extension of tenant-level points in the administration, and try it yourself.",
                "以负责人身份在管理中心启用租户级扩展点的扩展程序，并亲自试用。",
            )
        )
    steps.append(
        say(
            "Submit it for review, which takes up to three working days, then publish it and enable it.",
            "提交审核（最长三个工作日），通过后发布并启用。",
        )
    )
    return tuple(steps)


def _codes(extensions: Mapping[str, Sequence[str]], say: Say) -> str:
    """Write the setting of the codes: that of the largest extension for all points, those of the others by point."""
    (first, _), *others = extensions.items()
    by_point = [f"{point}={_code_of(name, say)}" for name, points in others for point in points]
    return ",".join([_code_of(first, say), *by_point])


def _code_of(extension: str, say: Say) -> str:
    return say(f"<code of {extension}>", f"<{extension} 的编码>")

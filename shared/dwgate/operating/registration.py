"""What the form asks for in which DataWorks registers an extension, since no API registers one.

An extension is deployed in one way, on Function Compute or behind EventBridge, and has extension points of one level,
the workspace's or the tenant's.  So a function whose points differ in that is registered as several extensions, each
with a code of its own, and gets the codes by point.

The labels are those of DataWorks's documentation.  It shows the form in pictures only, so that the console may word or
order a label otherwise.  Sources:
https://www.alibabacloud.com/help/en/dataworks/user-guide/develop-and-deploy-a-custom-extension (Function Compute),
https://www.alibabacloud.com/help/doc-detail/316516.htm (self-managed service, and the one level of the points),
https://www.alibabacloud.com/help/en/dataworks/user-guide/configure-extension-parameters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.operating.option_form import careful, option_form
from dwgate.operating.registration_steps import steps_after, steps_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dwgate.deployment import DeployedFunction
    from dwgate.events.catalogue import EventType
    from dwgate.operating.language import Say


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: the value to paste or to choose, empty where there is none, and what to know about it."""

    name: str
    label: str
    value: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one extension, its fields in the console's order, and the points that the extension answers."""

    extension: str
    points: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Registration:
    """The forms of a function's extensions, the largest first, and what to do before they are filled in and after."""

    function: str
    before: tuple[str, ...]
    forms: tuple[Form, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Extension:
    """The points of a function that one extension can have."""

    name: str
    points: tuple[EventType, ...]

    @property
    def is_on_function_compute(self) -> bool:
        return self.points[0].function_compute

    @property
    def is_of_workspaces(self) -> bool:
        return self.points[0].level == "workspace"


def registration(
    document: Mapping[str, Any], deployed: DeployedFunction | None, say: Say, *, has_client: bool
) -> Registration:
    """Give the forms for a function that has an extension point, whose compiled policy is ``document``.

    ``deployed`` is what is deployed of it, None where nothing is known of that.  ``has_client`` says whether it is
    shipped with what it needs to call back.
    """
    extensions = _extensions(document, deployed)
    forms = tuple(
        Form(
            extension.name,
            tuple(point.code for point in extension.points),
            tuple(_fields(extension, document, deployed, say)),
        )
        for extension in extensions
    )
    points = [point for extension in extensions for point in extension.points]
    function = document["function"]
    return Registration(
        function,
        before=steps_before(points, deployed.region if deployed else None, say),
        forms=forms,
        after=steps_after(
            function, {form.extension: form.points for form in forms}, points, say, has_client=has_client
        ),
    )


def _extensions(document: Mapping[str, Any], deployed: DeployedFunction | None) -> list[_Extension]:
    """Divide the points by how and for whom an extension can have them, the most points first."""
    name = deployed.function_name if deployed else document["function"]
    groups: dict[tuple[str, str], list[EventType]] = {}
    for point in map(catalogue.find, document["points"]):
        if point.is_extension_point:
            way = "function" if point.function_compute else "eventbridge"
            groups.setdefault((way, point.level), []).append(point)
    ways = {way for way, _ in groups}
    levels = {level for _, level in groups}
    found = [
        _Extension(
            "-".join([name, *([way] if len(ways) > 1 else []), *([level] if len(levels) > 1 else [])]), tuple(points)
        )
        for (way, level), points in groups.items()
    ]
    return sorted(found, key=lambda extension: -len(extension.points))


def _fields(
    extension: _Extension, document: Mapping[str, Any], deployed: DeployedFunction | None, say: Say
) -> Iterator[Field]:
    yield _way(extension, document, deployed, say)
    if extension.is_on_function_compute:
        yield _function(document, deployed, say)
    yield Field("name", say("Extension Name", "扩展程序名称"), extension.name)
    yield _points(extension, say)
    yield _owner(extension, say)
    yield _test_workspace(extension, say)
    optional = say("It may stay empty.", "可以留空。")
    details = say("A page on which people see why they were refused.", "供用户查看被拦截详情的页面。")
    yield Field("details", say("Extension Details URL", "扩展程序详情地址"), "", (optional, details))
    manual = say("A page that explains the rules.", "说明规则的页面。")
    yield Field("documentation", say("Extension Documentation URL", "扩展程序文档地址"), "", (optional, manual))
    yield _parameters(extension, say)
    yield _options(extension, document["options"], say)
    yield _description(document["description"], say)


def _way(extension: _Extension, document: Mapping[str, Any], deployed: DeployedFunction | None, say: Say) -> Field:
    label = say("Deployment Method", "部署方式")
    if extension.is_on_function_compute:
        return Field("deployment", label, say("Function Compute", "函数计算"))
    function = deployed.function_name if deployed else document["function"]
    note = say(
        f"EventBridge brings the messages to the function {function}, which calls the results back.",
        f"消息由 EventBridge 送达函数 {function}，结果由该函数回调。",
    )
    return Field(
        "deployment", label, say("Self-managed service", "自建服务"), (note, *_undeployed(document, deployed, say))
    )


def _function(document: Mapping[str, Any], deployed: DeployedFunction | None, say: Say) -> Field:
    label = say("Function", "函数")
    if deployed is None:
        return Field("function", label, document["function"], _undeployed(document, deployed, say))
    region = say(f"It is in the region {deployed.region}.", f"所在地域：{deployed.region}。")
    return Field("function", label, deployed.function_name, (region,))


def _undeployed(document: Mapping[str, Any], deployed: DeployedFunction | None, say: Say) -> tuple[str, ...]:
    if deployed:
        return ()
    name = document["function"]
    return (
        say(
            f"No description of a deployment, such as s.yaml, has {name}: this is the name of its folder, and the form"
            " wants that of the deployed function.",
            f"没有部署描述（例如 s.yaml）包含 {name}：此处是其文件夹名，表单需要的是已部署函数的名称。",
        ),
    )


def _points(extension: _Extension, say: Say) -> Field:
    unpublished = say("(not published)", "（未公布）")
    width = max(len(point.code) for point in extension.points)
    lines = [f"{point.code:{width}}  {point.type or unpublished}  {point.module}" for point in extension.points]
    notes = [say("Choose these; the event and the service follow.", "请选择以下扩展点，事件与所属服务会自动填入。")]
    if not all(point.is_documented for point in extension.points):
        notes.append(
            say(
                "DataWorks publishes no code for an asset point: choose it by the console's name; this is dwgate's.",
                "DataWorks 未公布资产类扩展点的编码：此处是 dwgate 的名称，请以控制台显示的名称为准。",
            )
        )
    return Field("points", say("Extension Points", "处理的扩展点"), "\n".join(lines), tuple(notes))


def _owner(extension: _Extension, say: Say) -> Field:
    note = say("An account of yours.", "您的账号之一。")
    if not extension.is_of_workspaces:
        note = say(
            "An account of yours: while the extension is tested, it is asked about this account's operations alone.",
            "您的账号之一：测试期间，扩展程序只检查该账号的操作。",
        )
    return Field("owner", say("Owner", "负责人"), "", (note,))


def _test_workspace(extension: _Extension, say: Say) -> Field:
    note = say("A workspace where nobody is disturbed.", "一个不影响他人的工作空间。")
    if extension.is_of_workspaces:
        note = say(
            "A workspace where nobody is disturbed: until it is published, the extension is asked there alone.",
            "一个不影响他人的工作空间：发布之前，扩展程序只在该空间生效。",
        )
    return Field("test_workspace", say("Test Workspace", "测试用工作空间"), "", (note,))


def _parameters(extension: _Extension, say: Say) -> Field:
    point = extension.points[0]
    known = [
        ("extension.project.disabled=<id>,<id>", say("not in these workspaces", "在这些工作空间不生效")),
        (f"extension.project.{point.code}.disabled=<id>", say("not at this point there", "该扩展点在该空间不生效")),
        ("extension.manualPass.enabled=true", say("people can pass what was refused", "允许人工通过被拦截的操作")),
    ]
    if not point.is_documented:
        del known[1]
    notes = [say("None is needed. DataWorks knows, one a line:", "无需填写。DataWorks 支持以下参数，每行一个：")]
    notes += [f"{line}  # {meaning}" for line, meaning in known]
    return Field("parameters", say("Extension Parameter Configuration", "扩展程序参数配置"), "", tuple(notes))


def _options(extension: _Extension, options: Sequence[Mapping[str, Any]], say: Say) -> Field:
    label = say("Option Configuration", "扩展程序选项配置")
    points = {point.code for point in extension.points}
    read = [option for option in options if points.intersection(option["points"])]
    schema = option_form(read, say)
    warnings = careful(read, say)
    if not schema["properties"]:
        none = say(
            "No rule at these points reads an option that a form can ask for.",
            "这些扩展点的规则不读取表单可设置的选项。",
        )
        return Field("options", label, "", (none, *warnings))
    return Field("options", label, json.dumps(schema, ensure_ascii=False, indent=2), warnings)


def _description(description: Mapping[str, str], say: Say) -> Field:
    label = say("Description", "描述")
    text = description.get(say.language.value) or description.get("en", "")
    note = say("function.yaml has no description.", "function.yaml 中没有描述。")
    return Field("description", label, " ".join(text.split()), () if text else (note,))

"""The forms of a function's extensions: what each asks for, and what to do before and after."""

import json
from typing import Any

import pytest

from dwgate.deployment import DeployedFunction
from dwgate.events import catalogue
from dwgate.operating.language import Language, Say
from dwgate.operating.registration import Form, Registration, registration
from dwgate.runtime import settings

EN, ZH = Say(Language.EN), Say(Language.ZH)
NAMES = [
    "deployment",
    "function",
    "name",
    "points",
    "owner",
    "test_workspace",
    "details",
    "documentation",
    "parameters",
    "options",
    "description",
]
OPTION = {"name": "maxRows", "type": "int", "default": 1000, "points": ["commit-file"]}


def document(*points: str, **more: Any) -> dict[str, Any]:
    """Give what a compiled policy says that a form asks for."""
    said = {"function": "gate_of_mine", "points": list(points), "options": [], "description": {"en": "Mine."}}
    return said | more


def deployed(function_name: str = "dwgate-mine") -> DeployedFunction:
    """Give the function as it is deployed."""
    return DeployedFunction(
        name="gate_of_mine",
        function_name=function_name,
        region="cn-beijing",
        runtime="python3.12",
        handler="index.handler",
        timeout=10,
        memory_size=512,
        instance_concurrency=1,
        code="./build/gate_of_mine",
        role=None,
        environment={},
        initializer=None,
        initializer_timeout=3,
        triggers=(),
    )


def register(*points: str, say: Say = EN, **more: Any) -> Registration:
    """Give the forms of a deployed function with these points."""
    return registration(document(*points, **more), deployed(), say, has_client=True)


def values(form: Form) -> dict[str, str]:
    """Give the values of a form by the fields' names."""
    return {field.name: field.value for field in form.fields}


def notes(form: Form, name: str) -> str:
    """Give all that is said about a field."""
    (found,) = (field.notes for field in form.fields if field.name == name)
    return "\n".join(found)


def test_the_fields_come_in_the_order_of_the_console() -> None:
    """A self-managed service names no function."""
    (form,) = register("download-resources").forms
    assert [field.name for field in form.fields] == NAMES
    (form,) = register("commit-file").forms
    assert [field.name for field in form.fields] == [name for name in NAMES if name != "function"]


def test_an_extension_on_function_compute_names_the_deployed_function() -> None:
    """With its region, in which the extension is registered."""
    found = register("download-resources")
    (form,) = found.forms
    assert values(form)["deployment"] == "Function Compute"
    assert values(form)["function"] == values(form)["name"] == "dwgate-mine"
    assert "cn-beijing" in notes(form, "function")
    assert "cn-beijing" in "".join(found.before)


def test_an_extension_behind_eventbridge_is_a_self_managed_service() -> None:
    """Whose messages EventBridge brings, once the tenant has turned that on."""
    found = register("commit-file", say=ZH)
    (form,) = found.forms
    assert values(form)["deployment"] == "自建服务"
    assert "dwgate-mine" in notes(form, "deployment")
    assert "OpenEvent" in "".join(found.before)
    assert "OpenEvent" not in "".join(register("download-resources").before)


@pytest.mark.parametrize("point", ["download-resources", "commit-file"])
def test_of_a_function_that_is_not_deployed_the_folder_is_named_and_said_to_be_that(point: str) -> None:
    """Nobody is to paste it without knowing."""
    found = registration(document(point), None, EN, has_client=True)
    (form,) = found.forms
    assert values(form)["name"] == "gate_of_mine"
    said = notes(form, "function" if point == "download-resources" else "deployment")
    assert "the name of its folder" in said
    assert "region" not in "".join(found.before)


def test_points_are_listed_with_their_code_type_and_module() -> None:
    """One a line, in the function's order."""
    (form,) = register("deploy-file", "freeze-node").forms
    assert [line.split() for line in values(form)["points"].splitlines()] == [
        ["deploy-file", "dataworks:FileChange:DeployFile", "data-development"],
        ["freeze-node", "dataworks:NodeChange:FreezeNode", "operation-center"],
    ]


def test_an_asset_point_is_to_be_chosen_by_the_name_that_the_console_has() -> None:
    """Its code is dwgate's own, so that no parameter can hold it."""
    (form,) = register("asset-publish").forms
    assert "(not published)" in values(form)["points"]
    assert "the console's name" in notes(form, "points")
    assert "asset-publish" not in notes(form, "parameters")
    (form,) = register("download-resources").forms
    assert "the console's name" not in notes(form, "points")
    assert "extension.project.download-resources.disabled" in notes(form, "parameters")


def test_points_of_two_levels_are_two_extensions() -> None:
    """DataWorks lets an extension have one level; the extension with the most points comes first."""
    found = register("delete-project", "commit-file", "freeze-node")
    assert [(form.extension, form.points) for form in found.forms] == [
        ("dwgate-mine-workspace", ("commit-file", "freeze-node")),
        ("dwgate-mine-tenant", ("delete-project",)),
    ]
    assert [values(form)["name"] for form in found.forms] == [form.extension for form in found.forms]


def test_points_of_two_ways_are_two_extensions() -> None:
    """One on Function Compute, one behind EventBridge."""
    found = register("download-resources", "delete-project")
    assert [form.extension for form in found.forms] == ["dwgate-mine-function", "dwgate-mine-eventbridge"]
    found = register("download-resources", "commit-file")
    assert [form.extension for form in found.forms] == [
        "dwgate-mine-function-tenant",
        "dwgate-mine-eventbridge-workspace",
    ]


def test_an_event_that_waits_for_no_answer_is_not_registered() -> None:
    """EventBridge brings it without an extension."""
    (form,) = register("commit-file", "node-change-created").forms
    assert form.points == ("commit-file",)


@pytest.mark.parametrize("say", [EN, ZH])
def test_the_codes_are_set_as_the_setting_is_read(say: Say) -> None:
    """That of the largest extension for all points, those of the others by point."""
    found = register("delete-project", "commit-file", "freeze-node", say=say)
    (step,) = (step for step in found.after if "EXTENSION_CODE_GATE_OF_MINE=" in step)
    setting = step.partition("EXTENSION_CODE_GATE_OF_MINE=")[2]
    for form, code in zip(found.forms, ("ext_1", "ext_2"), strict=True):
        placeholder = say(f"<code of {form.extension}>", f"<{form.extension} 的编码>")
        assert placeholder in setting
        setting = setting.replace(placeholder, code)
    read = settings.read({"DWGATE_EXTENSION_CODE": setting.partition(say(" and ", "，"))[0]})
    assert [read.extension_code(point) for point in ("commit-file", "freeze-node", "delete-project")] == [
        "ext_1",
        "ext_1",
        "ext_2",
    ]


def test_a_function_without_a_client_is_told_how_to_get_one() -> None:
    """Before it is given its code: it is not built with one that it could not use."""
    without = registration(document("download-resources"), deployed(), EN, has_client=False)
    (how,) = (at for at, step in enumerate(without.after) if "function.yaml must say calls_back: true" in step)
    (code,) = (at for at, step in enumerate(without.after) if "EXTENSION_CODE_GATE_OF_MINE=" in step)
    assert how < code
    assert "calls_back" not in "".join(register("download-resources").after)


@pytest.mark.parametrize(
    ("points", "in_a_workspace", "by_its_owner"),
    [
        (["commit-file"], True, False),
        (["download-resources"], False, True),
        (["commit-file", "delete-project"], True, True),
    ],
)
def test_an_extension_is_tried_where_its_level_lets_it(
    points: list[str], *, in_a_workspace: bool, by_its_owner: bool
) -> None:
    """In the test workspace, or by its owner; and published after a review."""
    after = "\n".join(register(*points).after)
    assert ("in the test workspace" in after) is in_a_workspace
    assert ("As its owner" in after) is by_its_owner
    assert "three working days" in after


def test_an_extension_asks_for_the_options_that_are_read_at_its_points() -> None:
    """As JSON to be pasted; the other extension of the function asks for none."""
    found = register("commit-file", "delete-project", options=[OPTION])
    first, second = found.forms
    assert list(json.loads(values(first)["options"])["properties"]) == ["maxRows"]
    assert values(second)["options"] == ""
    assert "reads an option" in notes(second, "options")


def test_an_option_that_a_form_cannot_hold_is_said_beside_it() -> None:
    """Where there is no other option, and where there is."""
    broken = OPTION | {"name": "a.b"}
    (form,) = register("commit-file", options=[broken]).forms
    assert values(form)["options"] == ""
    assert "a.b" in notes(form, "options")
    (form,) = register("commit-file", options=[broken, OPTION]).forms
    assert "a.b" not in values(form)["options"]
    assert "a.b" in notes(form, "options")


@pytest.mark.parametrize(
    ("description", "english", "chinese"),
    [
        ({"en": "Mine,\nand mine.", "zh": "我的。"}, "Mine, and mine.", "我的。"),
        ({"en": "Mine."}, "Mine.", "Mine."),
        ({}, "", ""),
    ],
)
def test_the_description_is_that_of_the_language_or_english(
    description: dict[str, str], english: str, chinese: str
) -> None:
    """On one line; where there is none, that is said."""
    for say, expected in ((EN, english), (ZH, chinese)):
        (form,) = register("commit-file", say=say, description=description).forms
        assert values(form)["description"] == expected
        assert bool(notes(form, "description")) is not bool(expected)


@pytest.mark.parametrize("point", [code for code, event in catalogue.events().items() if event.is_extension_point])
def test_every_extension_point_can_be_registered(point: str) -> None:
    """In both languages, with every label given."""
    english, chinese = (register(point, say=say) for say in (EN, ZH))
    for one, other in zip(english.forms[0].fields, chinese.forms[0].fields, strict=True):
        assert one.name == other.name
        assert one.label.isascii()
        assert not other.label.isascii()

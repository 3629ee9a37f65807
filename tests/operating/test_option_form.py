"""The form of options: one that DataWorks can show, and whose values are those that a rule asks for."""

import json
from typing import Any

import pytest

from dwgate.errors import Problem
from dwgate.facts.given import GivenFacts
from dwgate.operating.language import Language, Say
from dwgate.operating.option_form import careful, option_form
from facts.asked import ask

EN, ZH = Say(Language.EN), Say(Language.ZH)

# What DataWorks documents of a field, and of each component.
FIELD_KEYS = {"type", "title", "x-decorator", "x-decorator-props", "x-component", "x-component-props"}
COMPONENTS = {
    "Input",
    "Input.TextArea",
    "Select",
    "Checkbox.Group",
    "Radio.Group",
    "PreviewText.Input",
}


def option(name: str, kind: str, default: Any) -> dict[str, Any]:
    """Give an option as a compiled policy holds it."""
    return {"name": name, "type": kind, "default": default, "points": ["commit-file"]}


OPTIONS = [
    option("inWords", "bool", default=False),
    option("limit", "int", 1000),
    option("owners", "list<string>", ["a", "b"]),
    option("ratio", "double", 1.5),
    option("word", "string", "x"),
]
ENTERED = {"inWords": "true", "limit": "5", "owners": '["c", "d"]', "ratio": "0.5", "word": "y"}
READ = {"inWords": True, "limit": 5, "owners": ["c", "d"], "ratio": 0.5, "word": "y"}


def shown(option_: dict[str, Any], say: Say = EN) -> dict[str, Any]:
    """Give the field of one option."""
    (field,) = option_form([option_], say)["properties"].values()
    return dict(field)


def saved(values: dict[str, str]) -> GivenFacts:
    """Give the facts of a workspace whose form was filled in like this; DataWorks keeps it as a JSON text."""
    return GivenFacts({}, json.loads(json.dumps(values)))


def written(value: Any) -> str:
    """Write a value as a condition does."""
    return json.dumps(value)


@pytest.mark.parametrize("say", [EN, ZH])
def test_a_form_has_the_shape_that_dataworks_documents(say: Say) -> None:
    """An object of fields that give text, each of a documented component, and no more than that."""
    form = option_form(OPTIONS, say)
    assert form["type"] == "object"
    assert list(form["properties"]) == [one["name"] for one in OPTIONS]
    for field in form["properties"].values():
        assert set(field) == FIELD_KEYS
        assert (field["type"], field["x-decorator"]) == ("string", "FormItem")
        assert field["x-component"] in COMPONENTS
        assert field["title"]


@pytest.mark.parametrize("one", OPTIONS, ids=lambda one: one["type"])
def test_what_is_entered_is_what_a_rule_reads(one: dict[str, Any]) -> None:
    """The value of the option, in the type of its default."""
    name, default = one["name"], one["default"]
    found = ask(f'option("{name}", {written(default)})', saved(ENTERED))
    assert (found, type(found)) == (READ[name], type(READ[name]))


@pytest.mark.parametrize("one", OPTIONS, ids=lambda one: one["type"])
def test_what_the_form_shows_where_nothing_is_entered_can_be_entered(one: dict[str, Any]) -> None:
    """A placeholder and each choice are such values; one that is empty is the default."""
    field, name, default = shown(one), one["name"], one["default"]
    props = field["x-component-props"]
    choices = [choice["value"] for choice in props.get("dataSource", [])] or [props["placeholder"]]
    found = [ask(f'option("{name}", {written(default)})', saved({name: choice})) for choice in choices]
    assert not [value for value in found if isinstance(value, Problem)]
    assert default in found


@pytest.mark.parametrize("one", OPTIONS, ids=lambda one: one["type"])
def test_a_form_that_is_left_empty_keeps_to_the_policy(one: dict[str, Any]) -> None:
    """No field has a value of its own, which would stay when the policy changes."""
    assert "default" not in shown(one)
    assert ask(f'option("{one["name"]}", {written(one["default"])})', saved({one["name"]: ""})) == one["default"]


@pytest.mark.parametrize(
    ("kind", "default", "english", "chinese", "placeholder"),
    [
        ("int", 1000, "Max sql length (whole number)", "Max sql length（整数）", "1000"),
        ("double", 1.5, "Max sql length (number)", "Max sql length（数值）", "1.5"),
        ("string", "x", "Max sql length (text)", "Max sql length（文本）", "x"),
        ("any", None, "Max sql length (value)", "Max sql length（值）", ""),
        (
            "list<string>",
            ["行"],
            "Max sql length (list of texts, as JSON)",
            "Max sql length（JSON 格式的文本列表）",
            '["行"]',
        ),
    ],
)
def test_a_field_says_what_is_to_be_entered(
    kind: str, default: Any, english: str, chinese: str, placeholder: str
) -> None:
    """By its title, and by the default that it shows."""
    field = shown(option("maxSqlLength", kind, default))
    assert field["title"] == english
    assert field["x-component-props"] == {"placeholder": placeholder}
    assert placeholder in field["x-decorator-props"]["tooltip"]
    assert shown(option("maxSqlLength", kind, default), ZH)["title"] == chinese


def test_a_choice_can_be_taken_back() -> None:
    """Yes, no, and that nothing is set."""
    source = shown(option("strict", "bool", default=True))["x-component-props"]["dataSource"]
    assert [choice["value"] for choice in source] == ["true", "false", ""]
    assert source[-1]["label"] == "not set (true)"
    unknown = shown(option("strict", "bool", None), ZH)["x-component-props"]["dataSource"]
    assert unknown[-1]["label"] == "不设置"


def test_an_option_with_two_defaults_shows_both() -> None:
    """Rules may differ in what they take where nothing is set; it is one field all the same."""
    read = [option("limit", "int", 1000), option("limit", "int", 2000)]
    (field,) = option_form(read, EN)["properties"].values()
    assert field["x-component-props"] == {"placeholder": "1000, 2000"}
    assert careful(read, EN) == ()


def test_an_option_of_two_types_is_one_field_with_a_warning() -> None:
    """Since a value that is both is rare."""
    read = [option("limit", "bool", default=True), option("limit", "int", 1000)]
    (field,) = option_form(read, EN)["properties"].values()
    assert field["x-component"] == "Input"
    assert field["title"] == "Limit (true or false, whole number)"
    (warning,) = careful(read, EN)
    assert "true or false, whole number" in warning


@pytest.mark.parametrize("name", ["a.b", "最大", "a b", ""])
def test_an_option_that_no_field_can_be_called_like_is_left_out_with_a_warning(name: str) -> None:
    """Formily reads a dot as a path, and the value would be saved elsewhere."""
    read = [option(name, "int", 1), option("b", "int", 1)]
    assert list(option_form(read, EN)["properties"]) == ["b"]
    (warning,) = careful(read, ZH)
    assert f"选项 {name} " in warning


def test_nothing_is_to_be_said_of_options_that_a_form_can_hold() -> None:
    """All of the usual ones."""
    assert careful(OPTIONS, EN) == ()

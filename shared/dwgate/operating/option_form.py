"""The form in which the administrator of a workspace sets the options that a policy reads.

DataWorks shows a form that is described by a JSON schema of Formily (https://formilyjs.org), and keeps what was filled
in as a JSON object of the fields' values.  The components are those that DataWorks documents; all but those with
several choices give text, so that a number and a list arrive as the text that ``option()`` converts.

No field has a default of its own: a workspace that leaves it empty keeps to the policy, also when the policy changes.

Source: Configure extension options,
https://www.alibabacloud.com/help/en/dataworks/user-guide/define-options-for-an-extension.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dwgate.operating.language import Say

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_BOOL, _LIST = "bool", "list<string>"
_KINDS = {
    "int": ("whole number", "整数"),
    "double": ("number", "数值"),
    _BOOL: ("true or false", "是或否"),
    "string": ("text", "文本"),
    _LIST: ("list of texts, as JSON", "JSON 格式的文本列表"),
    "any": ("value", "值"),
}


def option_form(options: Sequence[Mapping[str, Any]], say: Say) -> dict[str, Any]:
    """Give the schema of a form with one field for each option that a form can hold.

    ``options`` are those of a compiled policy: ``{"name", "type", "default", …}``, sorted.  A name may come several
    times, with other types or defaults.
    """
    return {
        "type": "object",
        "properties": {name: _field(name, reads, say) for name, reads in _by_name(options) if _NAME.fullmatch(name)},
    }


def careful(options: Sequence[Mapping[str, Any]], say: Say) -> tuple[str, ...]:
    """Say what a form cannot do for these options."""
    found = []
    for name, reads in _by_name(options):
        if not _NAME.fullmatch(name):
            found.append(
                say(
                    f"The option {name} cannot be a field: a name has letters, digits, - and _. Rename it.",
                    f"选项 {name} 无法作为表单字段：名称只能含字母、数字、- 和 _。请改名。",
                )
            )
        types = _types(reads)
        if len(types) > 1:
            kinds = say.listing(_kind(one, say) for one in types)
            found.append(
                say(
                    f"The option {name} is read as several types ({kinds}): few values are all of these.",
                    f"选项 {name} 被读作多种类型（{kinds}）：很少有值能同时满足。",
                )
            )
    return tuple(found)


def _by_name(options: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    return [(name, list(reads)) for name, reads in groupby(options, key=lambda option: str(option["name"]))]


def _field(name: str, reads: Sequence[Mapping[str, Any]], say: Say) -> dict[str, Any]:
    types = _types(reads)
    default = _default(reads, say)
    kinds = say.listing(_kind(one, say) for one in types)
    return {
        "type": "string",
        "title": say(f"{_title(name)} ({kinds})", f"{_title(name)}（{kinds}）"),
        "x-decorator": "FormItem",
        "x-decorator-props": {"tooltip": _tooltip(types, default, say)},
        **(_choice(default, say) if types == [_BOOL] else _input(types, default)),
    }


def _input(types: Sequence[str], default: str) -> dict[str, Any]:
    component = "Input.TextArea" if types == [_LIST] else "Input"
    return {"x-component": component, "x-component-props": {"placeholder": default}}


def _choice(default: str, say: Say) -> dict[str, Any]:
    """Offer no choice as a choice, since of these one that was made cannot be taken back."""
    unset = say("not set", "不设置") + (f" ({default})" if default else "")
    source = [
        {"label": say("yes", "是"), "value": "true"},
        {"label": say("no", "否"), "value": "false"},
        {"label": unset, "value": ""},
    ]
    return {"x-component": "Radio.Group", "x-component-props": {"dataSource": source}}


def _tooltip(types: Sequence[str], default: str, say: Say) -> str:
    example = say('A JSON list, such as ["a", "b"]. ', 'JSON 列表，例如 ["a", "b"]。') if _LIST in types else ""
    if not default:
        return example + say("Where it is empty, the policy decides.", "留空时由策略决定。")
    return example + say(f"Where it is empty: {default}", f"留空时为：{default}")


def _types(reads: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(str(read["type"]) for read in reads))


def _default(reads: Sequence[Mapping[str, Any]], say: Say) -> str:
    """Show the defaults, of which rules may have several; none where they are computed."""
    known = [read["default"] for read in reads if read["default"] is not None]
    shown = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in known)
    return say.listing(dict.fromkeys(text for text in shown if text))


def _kind(one: str, say: Say) -> str:
    return say(*_KINDS[one])


def _title(name: str) -> str:
    """Write ``maxSqlLength`` as ``Max sql length``."""
    words = re.sub(r"[_-]+|(?<=[a-z0-9])(?=[A-Z])", " ", name).strip()
    return words[:1].upper() + words[1:].lower()

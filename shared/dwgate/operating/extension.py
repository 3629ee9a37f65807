"""An extension as DataWorks describes it, and its built-in parameters with what each does.

Source: https://www.alibabacloud.com/help/en/dataworks/user-guide/configure-extension-parameters
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

TESTING, ONLINE, DISABLED, PENDING, APPROVED, REJECTED = 0, 1, 3, 4, 5, 6

_POINT = "[A-Za-z][A-Za-z-]*"
_BUILT_IN = (
    (r"extension\.project\.disabled(\.append)?", "nobody is asked in the workspaces {value}"),
    (
        rf"extension\.project\.(?P<point>{_POINT})\.disabled(\.append)?",
        "nobody is asked about {point} in the workspaces {value}",
    ),
    (
        rf"extension\.fileType\.(?P<type>[^.]+)\.(?P<point>{_POINT})\.enabled",
        "for files of the type {type}, whether anybody is asked about {point}: {value}",
    ),
    (r"extension\.manualPass\.enabled", "whether a person may pass a check by hand: {value}"),
)


@dataclass(frozen=True, slots=True)
class Extension:
    """What ``GetExtension`` gives; ``workspace`` is that of its tests, if any.

    ``points`` are event codes, None where DataWorks did not say them, or not all in a way that can be read.
    ``parameters`` are None where they cannot be read; DataWorks may leave out that there are none.
    """

    name: str
    status: int | None
    points: tuple[str, ...] | None
    parameters: Mapping[str, str] | None
    workspace: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a built-in parameter does; ``opens`` says that by it something is let through unasked."""

    text: str
    opens: bool


def read_extension(body: Mapping[str, Any]) -> Extension:
    """Read the answer of ``GetExtension``; what is missing or of another type counts as not said."""
    found = body.get("Extension")
    extension = found if isinstance(found, dict) else {}
    status, workspace = extension.get("Status"), extension.get("ProjectTesting")
    return Extension(
        name=str(extension.get("ExtensionName") or ""),
        status=status if isinstance(status, int) else None,
        points=_points(extension.get("BindEventList")),
        parameters=_parameters(extension.get("ParameterSetting")),
        workspace=str(workspace) if workspace else None,
    )


def effect_of(name: str, value: str) -> Effect | None:
    """Say what a built-in parameter does with this value; None for a parameter of somebody's own."""
    for pattern, text in _BUILT_IN:
        if found := re.fullmatch(pattern, name):
            named = {group: matched for group, matched in found.groupdict().items() if matched}
            is_switch = name.endswith(".enabled")
            is_on = value.strip().lower() == "true"
            opens = (is_on if "manualPass" in name else not is_on) if is_switch else bool(value.strip())
            return Effect(text.format(value=value, **named), opens)
    return None


def _points(events: Any) -> tuple[str, ...] | None:
    if not isinstance(events, list):
        return None
    codes = [event.get("EventCode") for event in events if isinstance(event, dict)]
    found = tuple(_spelled(code) for code in codes if isinstance(code, str) and code)
    return found if len(found) == len(events) else None


def _spelled(code: str) -> str:
    """Give an event's code as the catalogue spells it."""
    return catalogue.codes_by_spelling().get(code.casefold(), code)


def _parameters(setting: Any) -> dict[str, str] | None:
    """Read lines of ``key=value``, of which the last counts where two have one key."""
    if not isinstance(setting, str | None):
        return None
    pairs = (line.partition("=") for line in (setting or "").splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}

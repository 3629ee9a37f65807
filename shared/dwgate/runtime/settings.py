"""The settings: what the environment of a function says about how it answers.

Every setting has a default, so that a function works without any.  What DataWorks does not publish, such as the key
under which it expects a reason, is a setting with the best guess as its default.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.errors import SettingError
from dwgate.events.event import DOCUMENTED_SPELLINGS, Spellings
from dwgate.policy.decision import LANGUAGES, CheckResult

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_RECORD_FIELDS = (
    "moduleType",
    "dataRowSize",
    "fileSize",
    "datasourceId",
    "datasourceName",
    "uploadSourceType",
    "optTableType",
    "targetEngineType",
    "writeType",
    "conflictMode",
    "tableGuid",
)
"""The fields that a record shows: sizes, kinds and names of data, nothing of its content and nothing about a person."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting as the README's table shows it."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DWGATE_ON_ERROR", "FAIL", "the answer where no policy can be asked: `FAIL`, `WARN` or `OK`"),
    Variable("DWGATE_LANGUAGE", "en", "the language of reasons: `en`, `zh` or `both`"),
    Variable("DWGATE_REASON_KEYS", "errorMessage", "the keys of the reason in the answer, with commas"),
    Variable("DWGATE_REASON_LENGTH", "1000", "the length in characters at which a reason is cut"),
    Variable("DWGATE_RECORD_FIELDS", ",".join(DEFAULT_RECORD_FIELDS), "the event fields that a record shows"),
    Variable("DWGATE_DEADLINE_MARGIN_MS", "500", "the part of the function's timeout that is kept for answering"),
    Variable("DWGATE_OPERATOR_FIELDS", "", "further fields that may name the operator, the first to be trusted first"),
    Variable("DWGATE_WORKSPACE_FIELDS", "", "further fields that may name the workspace"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a function answers and records; lengths in characters, the margin in seconds."""

    on_error: CheckResult = CheckResult.FAIL
    languages: tuple[str, ...] = ("en",)
    reason_keys: tuple[str, ...] = ("errorMessage",)
    reason_length: int = 1000
    record_fields: tuple[str, ...] = DEFAULT_RECORD_FIELDS
    deadline_margin: float = 0.5
    spellings: Spellings = DOCUMENTED_SPELLINGS


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings; SettingError for a value that cannot be one, and for a setting that there is not."""
    known = {variable.name for variable in VARIABLES}
    unknown = sorted(name for name in environment if name.startswith("DWGATE_") and name not in known)
    if unknown:
        raise SettingError(unknown[0], f"there is no such setting; the settings are {', '.join(sorted(known))}")
    values = {variable.name: environment.get(variable.name, "").strip() or variable.default for variable in VARIABLES}
    operator, workspace = _names(values["DWGATE_OPERATOR_FIELDS"]), _names(values["DWGATE_WORKSPACE_FIELDS"])
    return Settings(
        on_error=on_error(environment),
        languages=_languages(values["DWGATE_LANGUAGE"]),
        reason_keys=_reason_keys(values["DWGATE_REASON_KEYS"]),
        reason_length=_whole_number("DWGATE_REASON_LENGTH", values["DWGATE_REASON_LENGTH"], least=20),
        record_fields=_names(values["DWGATE_RECORD_FIELDS"]),
        deadline_margin=_whole_number("DWGATE_DEADLINE_MARGIN_MS", values["DWGATE_DEADLINE_MARGIN_MS"], least=0) / 1000,
        spellings=Spellings(
            workspace=(*workspace, *DOCUMENTED_SPELLINGS.workspace),
            operator=(*operator, *DOCUMENTED_SPELLINGS.operator),
        ),
    )


def current() -> tuple[Settings, str | None]:
    """Read the settings of this process, and say what is wrong with them; the defaults stand in for those."""
    try:
        return read(os.environ), None
    except SettingError as error:
        problem = str(error)
    try:
        return Settings(on_error=on_error(os.environ)), problem
    except SettingError:
        return Settings(), problem


def on_error(environment: Mapping[str, str]) -> CheckResult:
    """Read only the answer where no policy can be asked, which must be known when another setting is wrong."""
    value = environment.get("DWGATE_ON_ERROR", "").strip() or CheckResult.FAIL.value
    try:
        return CheckResult(value)
    except ValueError:
        raise SettingError("DWGATE_ON_ERROR", f"{value!r} is none of FAIL, WARN, OK") from None


def _languages(value: str) -> tuple[str, ...]:
    if value == "both":
        return LANGUAGES
    if value not in LANGUAGES:
        raise SettingError("DWGATE_LANGUAGE", f"{value!r} is none of en, zh, both")
    return (value,)


def _reason_keys(value: str) -> tuple[str, ...]:
    keys = _names(value)
    if not keys or "checkResult" in keys:
        raise SettingError("DWGATE_REASON_KEYS", f"{value!r} names no key that a reason could have")
    return keys


def _whole_number(name: str, value: str, *, least: int) -> int:
    if not re.fullmatch("[0-9]{1,9}", value) or int(value) < least:
        raise SettingError(name, f"{value!r} is no whole number of {least} or more")
    return int(value)


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())

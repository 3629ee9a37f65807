"""The settings: what the environment of a function says about how it answers.

Every setting has a default, so that a function works without any.  What DataWorks does not publish, such as the key
under which it expects a reason, is a setting with the best guess as its default.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from dwgate.errors import SettingError
from dwgate.events import catalogue
from dwgate.events.event import DOCUMENTED_SPELLINGS, Spellings
from dwgate.openapi.endpoint import Endpoint, Timeouts, named
from dwgate.policy.decision import LANGUAGES, CheckResult
from dwgate.runtime.break_glass import BreakGlass

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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
    "fileType",
    "changeType",
    "tableName",
    "isParallel",
    "parallelGroup",
    "severity",
    "enabled",
    "channel",
    "updatedChannel",
    "showTableMapping",
    "order.deadlineType",
    "order.deadlineDate",
    "order.projectMeta.envCode",
)
"""The fields that a record shows: sizes, kinds and names of data, nothing of its content and nothing about a person.

They are those that the rules of ``functions/`` read, as far as this allows, so that a change of a rule can be replayed.
"""


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
    Variable(
        "DWGATE_ANSWER",
        "auto",
        "how a result reaches DataWorks: `return`, `callback`, `both`, or `auto`: returned, and called back too where"
        " an extension code is set",
    ),
    Variable(
        "DWGATE_EXTENSION_CODE",
        "",
        "the code of the extension, from DataWorks's console; where points have their own,"
        " `commit-file=…,freeze-node=…`, with one code alone for all other points",
    ),
    Variable("DWGATE_WORKBENCH_WARN", "OK", "what a WARN is called back as to the operation center: `OK` or `FAIL`"),
    Variable(
        "DWGATE_ENDPOINT",
        "public",
        "where DataWorks's OpenAPI is: `public` or `vpc`, of the function's region, or a host",
    ),
    Variable("DWGATE_CONNECT_TIMEOUT_MS", "1000", "how long one attempt at a call may take to connect"),
    Variable("DWGATE_READ_TIMEOUT_MS", "3000", "how long one attempt at a call may wait for the answer"),
    Variable("DWGATE_OPTIONS_SECONDS", "60", "how long an instance keeps the options of a workspace"),
    Variable(
        "DWGATE_BREAK_GLASS",
        "",
        "in an emergency, `<until>;<who>;<why>`: every answer is OK until that time, which has a zone and is at most 24"
        " hours ahead, such as `2026-11-18T12:00:00+08:00`",
    ),
)

AnswerMode = Literal["auto", "return", "callback", "both"]
_ANSWER_MODES: tuple[AnswerMode, ...] = ("auto", "return", "callback", "both")
_SHOWN_OF_A_CODE = 8
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_LONGEST_WHO, _LONGEST_WHY = 128, 500


@dataclass(frozen=True, slots=True)
class Settings:
    """How a function answers and records; lengths in characters, the margin and the keeping of options in seconds.

    ``extension_codes`` are by point, with that of all other points under the empty name.
    """

    on_error: CheckResult = CheckResult.FAIL
    languages: tuple[str, ...] = ("en",)
    reason_keys: tuple[str, ...] = ("errorMessage",)
    reason_length: int = 1000
    record_fields: tuple[str, ...] = DEFAULT_RECORD_FIELDS
    deadline_margin: float = 0.5
    spellings: Spellings = DOCUMENTED_SPELLINGS
    answer: AnswerMode = "auto"
    extension_codes: Mapping[str, str] = field(default_factory=dict)
    workbench_warn: CheckResult = CheckResult.OK
    endpoint: Endpoint | Literal["public", "vpc"] = "public"
    timeouts: Timeouts = field(default_factory=Timeouts)
    options_kept: float = 60.0
    break_glass: BreakGlass | None = None

    def extension_code(self, point: str | None) -> str | None:
        """Give the code under which the results of a point are called back, or None where there is none."""
        return self.extension_codes.get(point or "") or self.extension_codes.get("")


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings; SettingError for a value that cannot be one, and for a setting that there is not."""
    known = {variable.name for variable in VARIABLES}
    unknown = sorted(name for name in environment if name.startswith("DWGATE_") and name not in known)
    if unknown:
        raise SettingError(unknown[0], f"there is no such setting; {_meant(unknown[0], known)}")
    values = {variable.name: environment.get(variable.name, "").strip() or variable.default for variable in VARIABLES}
    codes = _extension_codes(values["DWGATE_EXTENSION_CODE"])
    operator, workspace = _names(values["DWGATE_OPERATOR_FIELDS"]), _names(values["DWGATE_WORKSPACE_FIELDS"])
    return Settings(
        on_error=_on_error(values["DWGATE_ON_ERROR"]),
        languages=_languages(values["DWGATE_LANGUAGE"]),
        reason_keys=_reason_keys(values["DWGATE_REASON_KEYS"]),
        reason_length=_whole_number("DWGATE_REASON_LENGTH", values["DWGATE_REASON_LENGTH"], least=20),
        record_fields=_names(values["DWGATE_RECORD_FIELDS"]),
        deadline_margin=_whole_number("DWGATE_DEADLINE_MARGIN_MS", values["DWGATE_DEADLINE_MARGIN_MS"], least=0) / 1000,
        spellings=Spellings(
            workspace=(*workspace, *DOCUMENTED_SPELLINGS.workspace),
            operator=(*operator, *DOCUMENTED_SPELLINGS.operator),
        ),
        answer=_answer(values["DWGATE_ANSWER"], codes),
        extension_codes=codes,
        workbench_warn=_workbench_warn(values["DWGATE_WORKBENCH_WARN"]),
        endpoint=_endpoint(values["DWGATE_ENDPOINT"]),
        timeouts=Timeouts(
            connect=_whole_number("DWGATE_CONNECT_TIMEOUT_MS", values["DWGATE_CONNECT_TIMEOUT_MS"], least=1) / 1000,
            read=_whole_number("DWGATE_READ_TIMEOUT_MS", values["DWGATE_READ_TIMEOUT_MS"], least=1) / 1000,
        ),
        options_kept=_whole_number("DWGATE_OPTIONS_SECONDS", values["DWGATE_OPTIONS_SECONDS"], least=0),
        break_glass=_break_glass(values["DWGATE_BREAK_GLASS"]),
    )


def _meant(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a typo pays for it

    close = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else f"the settings are {', '.join(sorted(known))}"


def current() -> tuple[Settings, str | None]:
    """Read the settings of this process, and say what is wrong with them; a wrong one has its default instead."""
    environment = {name: value for name, value in os.environ.items() if name.startswith("DWGATE_")}
    problem = None
    while True:
        try:
            return read(environment), problem
        except SettingError as error:
            problem = problem or str(error)
            del environment[error.name]


def _on_error(value: str) -> CheckResult:
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


def shortened_code(code: str) -> str:
    """Give enough of an extension's code to know it by; what was pasted in its place may be for nobody's eyes."""
    return code if len(code) <= _SHOWN_OF_A_CODE else f"{code[:_SHOWN_OF_A_CODE]}…"


def _extension_codes(value: str) -> dict[str, str]:
    codes: dict[str, str] = {}
    for item in _names(value):
        point, _, code = (part.strip() for part in item.rpartition("="))
        if not _CODE.fullmatch(code):
            shown = item.removesuffix(code) + shortened_code(code)
            raise SettingError("DWGATE_EXTENSION_CODE", f"{shown!r} is neither a code nor <point>=<code>")
        if point and not catalogue.is_extension_point(point):
            raise SettingError(
                "DWGATE_EXTENSION_CODE", f"{point!r} is no extension point: dwgate events list gives them"
            )
        if codes.setdefault(point, code) != code:
            raise SettingError("DWGATE_EXTENSION_CODE", f"there are two codes for {point or 'all other points'}")
    return codes


def _answer(value: str, codes: Mapping[str, str]) -> AnswerMode:
    mode = next((mode for mode in _ANSWER_MODES if mode == value), None)
    if mode is None:
        raise SettingError("DWGATE_ANSWER", f"{value!r} is none of {', '.join(_ANSWER_MODES)}")
    if mode in {"callback", "both"} and not codes:
        raise SettingError("DWGATE_ANSWER", f"{mode} needs the code of the extension in DWGATE_EXTENSION_CODE")
    return mode


def _workbench_warn(value: str) -> CheckResult:
    if value not in {"OK", "FAIL"}:
        raise SettingError("DWGATE_WORKBENCH_WARN", f"{value!r} is none of OK, FAIL")
    return CheckResult(value)


def _endpoint(value: str) -> Endpoint | Literal["public", "vpc"]:
    if value == "public":
        return "public"
    if value == "vpc":
        return "vpc"
    found = named(value)
    if found is None:
        raise SettingError("DWGATE_ENDPOINT", f"{value!r} is neither public nor vpc nor a host")
    if found.is_in_clear:
        raise SettingError("DWGATE_ENDPOINT", f"{value!r} would send results in clear: http is for this machine alone")
    return found


def _break_glass(value: str) -> BreakGlass | None:
    if not value:
        return None
    until, _, rest = value.partition(";")
    who, _, why = (part.strip() for part in rest.partition(";"))
    if not (who and why):
        raise SettingError("DWGATE_BREAK_GLASS", "it is <until>;<who>;<why>, and none of them may be empty")
    for name, text, most in (("who", who, _LONGEST_WHO), ("why", why, _LONGEST_WHY)):
        if len(text) > most:
            raise SettingError("DWGATE_BREAK_GLASS", f"<{name}> has {len(text)} characters; it may have {most}")
    return BreakGlass(_instant("DWGATE_BREAK_GLASS", until.strip()), who, why)


def _instant(name: str, value: str) -> datetime:
    """Read a date and time in ISO 8601; without a zone, or a time of the day, it would be no instant."""
    with contextlib.suppress(ValueError):
        instant = datetime.fromisoformat(value)
        if instant.tzinfo:
            return instant
    raise SettingError(name, f"{value!r} is no date and time with a zone; write it as 2026-11-18T12:00:00+08:00")


def _whole_number(name: str, value: str, *, least: int) -> int:
    if not re.fullmatch("[0-9]{1,9}", value) or int(value) < least:
        raise SettingError(name, f"{value!r} is no whole number of {least} or more")
    return int(value)


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())

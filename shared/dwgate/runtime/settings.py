"""The settings: what the environment of a function says about how it answers.

Every setting has a default, so that a function works without any.  What DataWorks does not publish, such as the key
under which it expects a reason, is a setting with the best guess as its default.
"""

from __future__ import annotations

import os
from datetime import datetime

from dwgate.errors import SettingError
from dwgate.events import catalogue
from dwgate.events.event import DOCUMENTED_SPELLINGS, Spellings
from dwgate.light import MappingProxyType, Pattern, are_digits, suppressed
from dwgate.openapi.endpoint import Endpoint, Timeouts, named
from dwgate.policy.decision import LANGUAGES, CheckResult
from dwgate.runtime.admission import Admission
from dwgate.runtime.variables import DEFAULT_RECORD_FIELDS, VARIABLES
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any, Literal

    from dwgate.errors import MessageError
    from dwgate.events.event import Event
    from dwgate.runtime.break_glass import BreakGlass

    AnswerMode = Literal["auto", "return", "callback", "both"]

_ANSWER_MODES: tuple[AnswerMode, ...] = ("auto", "return", "callback", "both")
_SHOWN_OF_A_CODE = 8
_MOST_DIGITS = 9
_CODE = Pattern(r"[A-Za-z0-9_.-]{1,128}")
_POINT = Pattern(r"[A-Za-z-]{1,64}")
_ID = Pattern(r"[1-9][0-9]{0,19}")
_LONGEST_WHO, _LONGEST_WHY = 128, 500
_LAST_READ: list[tuple[dict[Any, Any], tuple[Settings, str | None]]] = []
"""The environment as it last was, and the settings that it gave: one entry at most."""


class Settings(Value):
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
    admission: Admission = Admission()
    answer: AnswerMode = "auto"
    extension_codes: Mapping[str, str] = MappingProxyType({})
    workbench_warn: CheckResult = CheckResult.OK
    endpoint: Endpoint | Literal["public", "vpc"] = "public"
    timeouts: Timeouts = Timeouts()
    options_kept: float = 60.0
    break_glass: BreakGlass | None = None

    def extension_code(self, point: str | None) -> str | None:
        """Give the code under which the results of a point are called back, or None where there is none."""
        return self.extension_codes.get(point or "") or self.extension_codes.get("")

    def answer_to_error(self, message: Event | MessageError | None) -> CheckResult:
        """Give what is answered where a message cannot be judged; None is one that nothing is known of."""
        return self.on_error if self.admission.refusal(message) is None else CheckResult.FAIL


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings; SettingError for a value that cannot be one, and for a setting that there is not."""
    known = {variable.name for variable in VARIABLES}
    unknown = sorted(name for name in environment if name.startswith("DWGATE_") and name not in known)
    if unknown:
        raise SettingError(unknown[0], f"there is no such setting; {_meant(unknown[0], known)}")
    values = {variable.name: environment.get(variable.name, "").strip() or variable.default for variable in VARIABLES}
    codes = _extension_codes(values["DWGATE_EXTENSION_CODE"])
    operator, workspace = (_told(name, values[name]) for name in ("DWGATE_OPERATOR_FIELDS", "DWGATE_WORKSPACE_FIELDS"))
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
        admission=Admission(
            tenants=_ids("DWGATE_TENANTS", values["DWGATE_TENANTS"]),
            workspaces=_ids("DWGATE_WORKSPACES", values["DWGATE_WORKSPACES"]),
            accounts=_ids("DWGATE_ACCOUNTS", values["DWGATE_ACCOUNTS"]),
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
    """Read the settings of this process, and say what is wrong with them; a wrong one has its default instead.

    They are read again once the environment is another one, which on Function Compute is when it renews the keys.
    """
    # To take variables from os.environ decodes all of them anew, 30 µs for 40; what they are decoded from compares in
    # 0.3 µs.  Where Python keeps no such thing, the variables themselves are compared.
    variables = getattr(os.environ, "_data", os.environ)
    for before, settings in _LAST_READ:
        if before == variables:
            return settings
    before = dict(variables)
    settings = _read_without_problems({name: it for name, it in os.environ.items() if name.startswith("DWGATE_")})
    _LAST_READ[:] = [(before, settings)]
    return settings


def _read_without_problems(environment: dict[str, str]) -> tuple[Settings, str | None]:
    """Read the settings without those that are wrong, and say what is wrong with the first of them."""
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
        raise SettingError("DWGATE_ON_ERROR", f"{_shown(value)} is none of FAIL, WARN, OK") from None


def _languages(value: str) -> tuple[str, ...]:
    if value == "both":
        return LANGUAGES
    if value not in LANGUAGES:
        raise SettingError("DWGATE_LANGUAGE", f"{_shown(value)} is none of en, zh, both")
    return (value,)


def _reason_keys(value: str) -> tuple[str, ...]:
    keys = _names(value)
    if not keys or "checkResult" in keys:
        raise SettingError("DWGATE_REASON_KEYS", f"{_shown(value)} names no key that a reason could have")
    return keys


def shortened_code(code: str) -> str:
    """Give enough of an extension's code to know it by; what was pasted in its place may be for nobody's eyes."""
    return code if len(code) <= _SHOWN_OF_A_CODE else f"{code[:_SHOWN_OF_A_CODE]}…"


def _shown(value: str) -> str:
    """Quote enough of a wrong value to know it by: it is logged and answered, and may be a key in the wrong place."""
    return repr(shortened_code(value))


def _point(name: str) -> str:
    """Give the name of a point, and the beginning of what looks like none."""
    return name if _POINT().fullmatch(name) else shortened_code(name)


def _extension_codes(value: str) -> dict[str, str]:
    codes: dict[str, str] = {}
    for item in _names(value):
        point, _, code = (part.strip() for part in item.rpartition("="))
        if not _CODE().fullmatch(code):
            told = f"{_point(point)}=" * ("=" in item) + shortened_code(code)
            raise SettingError("DWGATE_EXTENSION_CODE", f"{told!r} is neither a code nor <point>=<code>")
        if point and not catalogue.is_extension_point(point):
            raise SettingError(
                "DWGATE_EXTENSION_CODE", f"{_point(point)!r} is no extension point: dwgate events list gives them"
            )
        if codes.setdefault(point, code) != code:
            raise SettingError("DWGATE_EXTENSION_CODE", f"there are two codes for {point or 'all other points'}")
    return codes


def _ids(name: str, value: str) -> frozenset[str]:
    """Read a list of ids; commas around nothing would be a list of nobody that lets everybody in."""
    ids = _names(value) or ((value,) if value else ())
    for position, one in enumerate(ids, start=1):
        if not _ID().fullmatch(one):
            shown = f"{_shown(one)}, number {position} of the list,"
            raise SettingError(name, f"{shown} is no id; it is a whole number, as records show it, from 1 on")
    return frozenset(ids)


def _answer(value: str, codes: Mapping[str, str]) -> AnswerMode:
    mode = next((mode for mode in _ANSWER_MODES if mode == value), None)
    if mode is None:
        raise SettingError("DWGATE_ANSWER", f"{_shown(value)} is none of {', '.join(_ANSWER_MODES)}")
    if mode in {"callback", "both"} and not codes:
        raise SettingError("DWGATE_ANSWER", f"{mode} needs the code of the extension in DWGATE_EXTENSION_CODE")
    return mode


def _workbench_warn(value: str) -> CheckResult:
    if value not in {"OK", "FAIL"}:
        raise SettingError("DWGATE_WORKBENCH_WARN", f"{_shown(value)} is none of OK, FAIL")
    return CheckResult(value)


def _endpoint(value: str) -> Endpoint | Literal["public", "vpc"]:
    if value == "public":
        return "public"
    if value == "vpc":
        return "vpc"
    found = named(value)
    if found is None:
        raise SettingError("DWGATE_ENDPOINT", f"{_shown(value)} is neither public nor vpc nor a host")
    if found.is_in_clear:
        problem = f"{_shown(value)} would send results in clear: http is for this machine alone"
        raise SettingError("DWGATE_ENDPOINT", problem)
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
    from dwgate.runtime.break_glass import BreakGlass  # noqa: PLC0415 - only an emergency pays for it

    return BreakGlass(_instant("DWGATE_BREAK_GLASS", until.strip()), who, why)


def _instant(name: str, value: str) -> datetime:
    """Read a date and time in ISO 8601; without a zone, or a time of the day, it would be no instant."""
    with suppressed(ValueError):
        instant = datetime.fromisoformat(value)
        if instant.tzinfo:
            return instant
    problem = f"{_shown(value)} is no date and time with a zone; write it as 2026-11-18T12:00:00+08:00"
    raise SettingError(name, problem)


def _whole_number(name: str, value: str, *, least: int) -> int:
    if not are_digits(value, _MOST_DIGITS) or int(value) < least:
        raise SettingError(name, f"{_shown(value)} is no whole number of {least} or more")
    return int(value)


def _told(name: str, value: str) -> tuple[str, ...]:
    """Read the names of fields that every record shows."""
    fields = _names(value)
    content = next((field for field in fields if catalogue.holds_content(field)), None)
    if content is not None:
        raise SettingError(name, f"{_shown(content)} holds content, and what names somebody is recorded")
    return fields


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())

"""The environment of a function says how it answers; what it says wrong is an error that names the variable."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from dwgate.errors import SettingError
from dwgate.events import catalogue
from dwgate.events.catalogue import Field
from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.openapi.endpoint import Endpoint, Timeouts
from dwgate.policy.decision import CheckResult
from dwgate.runtime import settings as runtime_settings
from dwgate.runtime.admission import Admission
from dwgate.runtime.break_glass import BreakGlass
from dwgate.runtime.settings import Settings, read
from dwgate.runtime.variables import DEFAULT_RECORD_FIELDS, VARIABLES

NOON = datetime(2026, 11, 18, 12, tzinfo=timezone(timedelta(hours=8)))


def test_a_function_needs_no_setting() -> None:
    """Without any variable, all settings have their default."""
    assert read({}) == Settings()
    assert Settings().on_error is CheckResult.FAIL
    assert Settings().languages == ("en",)
    assert Settings().reason_keys == ("errorMessage",)


def test_the_defaults_that_are_shown_are_the_defaults() -> None:
    """Setting every variable to its default, as the table shows it, changes nothing; nor does setting it to nothing."""
    assert read({variable.name: variable.default for variable in VARIABLES}) == Settings()
    assert read({variable.name: " " for variable in VARIABLES}) == Settings()


def test_a_record_shows_nothing_of_content_by_default() -> None:
    """The fields of a record are documented sizes and kinds; none is SQL text, a file name or a person."""
    documented = {path for code in catalogue.events() for path in paths(catalogue.fields_of(code))}
    about_people = {path for path in documented if re.search("(?i)operator|owner|user|receiver|applic|ip$", path)}
    assert set(DEFAULT_RECORD_FIELDS) <= documented - about_people - {"fileName"}
    assert not any(catalogue.holds_content(name) for name in DEFAULT_RECORD_FIELDS)


def paths(fields: tuple[Field, ...], prefix: str = "") -> Iterator[str]:
    """The path of each field, and of those of objects."""
    for field in fields:
        yield prefix + field.name
        yield from paths(field.fields if field.type == "Object" else (), f"{prefix}{field.name}.")


@pytest.mark.parametrize(
    ("name", "value", "setting", "read_as"),
    [
        ("DWGATE_ON_ERROR", "WARN", "on_error", CheckResult.WARN),
        ("DWGATE_ON_ERROR", " OK ", "on_error", CheckResult.OK),
        ("DWGATE_LANGUAGE", "zh", "languages", ("zh",)),
        ("DWGATE_LANGUAGE", "both", "languages", ("en", "zh")),
        ("DWGATE_REASON_KEYS", "message, errorMessage,", "reason_keys", ("message", "errorMessage")),
        ("DWGATE_REASON_LENGTH", "20", "reason_length", 20),
        ("DWGATE_RECORD_FIELDS", "fileSize,sqlText", "record_fields", ("fileSize", "sqlText")),
        ("DWGATE_DEADLINE_MARGIN_MS", "0", "deadline_margin", 0.0),
        ("DWGATE_DEADLINE_MARGIN_MS", "1250", "deadline_margin", 1.25),
        ("DWGATE_TENANTS", "28378954310656", "admission", Admission(tenants=frozenset({"28378954310656"}))),
        ("DWGATE_WORKSPACES", " 7 , 91864,,7, ", "admission", Admission(workspaces=frozenset({"7", "91864"}))),
        ("DWGATE_ACCOUNTS", "1" * 20, "admission", Admission(accounts=frozenset({"1" * 20}))),
        ("DWGATE_ACCOUNTS", " ", "admission", Admission()),
        ("DWGATE_ANSWER", "return", "answer", "return"),
        ("DWGATE_ANSWER", " auto ", "answer", "auto"),
        ("DWGATE_EXTENSION_CODE", "guard", "extension_codes", {"": "guard"}),
        ("DWGATE_EXTENSION_CODE", " a_b-c.D9 ,", "extension_codes", {"": "a_b-c.D9"}),
        ("DWGATE_EXTENSION_CODE", "a,a", "extension_codes", {"": "a"}),
        (
            "DWGATE_EXTENSION_CODE",
            "commit-file=a, freeze-node = b,c, asset-publish=d",
            "extension_codes",
            {"commit-file": "a", "freeze-node": "b", "": "c", "asset-publish": "d"},
        ),
        ("DWGATE_WORKBENCH_WARN", "FAIL", "workbench_warn", CheckResult.FAIL),
        ("DWGATE_WORKBENCH_WARN", "OK", "workbench_warn", CheckResult.OK),
        ("DWGATE_ENDPOINT", "vpc", "endpoint", "vpc"),
        ("DWGATE_ENDPOINT", "gateway.example.com", "endpoint", Endpoint("gateway.example.com")),
        ("DWGATE_ENDPOINT", "https://gateway.example.com:8443/", "endpoint", Endpoint("gateway.example.com:8443")),
        ("DWGATE_ENDPOINT", "http://127.0.0.1:8080", "endpoint", Endpoint("127.0.0.1:8080", "http")),
        ("DWGATE_ENDPOINT", "localhost", "endpoint", Endpoint("localhost")),
        ("DWGATE_ENDPOINT", "localhost:8080", "endpoint", Endpoint("localhost:8080")),
        ("DWGATE_CONNECT_TIMEOUT_MS", "1", "timeouts", Timeouts(connect=0.001, read=3.0)),
        ("DWGATE_READ_TIMEOUT_MS", "1500", "timeouts", Timeouts(connect=1.0, read=1.5)),
        ("DWGATE_OPTIONS_SECONDS", "0", "options_kept", 0),
        ("DWGATE_OPTIONS_SECONDS", "3600", "options_kept", 3600),
        ("DWGATE_BREAK_GLASS", " ", "break_glass", None),
        ("DWGATE_BREAK_GLASS", "2026-11-18T12:00:00+08:00;zhang;why", "break_glass", BreakGlass(NOON, "zhang", "why")),
        (
            "DWGATE_BREAK_GLASS",
            " 2026-11-18T04:00Z ; zhang san ;; the store is down; see INC-7; ",
            "break_glass",
            BreakGlass(NOON.astimezone(UTC), "zhang san", "; the store is down; see INC-7;"),
        ),
        (
            "DWGATE_BREAK_GLASS",
            f"20261118T120000+0800;{'张' * 128};{'因' * 500}",
            "break_glass",
            BreakGlass(NOON, "张" * 128, "因" * 500),
        ),
    ],
)
def test_a_setting_is_read(name: str, value: str, setting: str, read_as: Any) -> None:
    """Each variable sets one thing and leaves the others at their default."""
    found = read({name: value})
    assert getattr(found, setting) == read_as
    assert found != Settings() or read_as == getattr(Settings(), setting)


def test_further_spellings_come_before_the_documented_ones() -> None:
    """Fields that the settings name for the operator and the workspace are trusted first."""
    spellings = read({"DWGATE_OPERATOR_FIELDS": "who,user", "DWGATE_WORKSPACE_FIELDS": "space"}).spellings
    assert spellings.operator == ("who", "user", *DOCUMENTED_SPELLINGS.operator)
    assert spellings.workspace == ("space", *DOCUMENTED_SPELLINGS.workspace)
    assert spellings.tenant == DOCUMENTED_SPELLINGS.tenant


WRONG = [
    ("DWGATE_ON_ERROR", "maybe", "'maybe' is none of FAIL, WARN, OK"),
    ("DWGATE_ON_ERROR", "fail", "'fail' is none of FAIL, WARN, OK"),
    ("DWGATE_LANGUAGE", "fr", "'fr' is none of en, zh, both"),
    ("DWGATE_LANGUAGE", "EN", "'EN' is none of en, zh, both"),
    ("DWGATE_REASON_KEYS", ",", "',' names no key that a reason could have"),
    ("DWGATE_REASON_KEYS", "a,checkResult", "'a,checkR…' names no key that a reason could have"),
    ("DWGATE_REASON_LENGTH", "-1", "'-1' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "19", "'19' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "1e3", "'1e3' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "１００", "'１００' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "9" * 5000, "' is no whole number of 20 or more"),
    ("DWGATE_DEADLINE_MARGIN_MS", "0.5", "'0.5' is no whole number of 0 or more"),
    ("DWGATE_TENANTS", "abc", "'abc', number 1 of the list, is no id; it is a whole number, as records show it"),
    ("DWGATE_TENANTS", "*", "'*', number 1 of the list, is no id"),
    ("DWGATE_TENANTS", ",", "',', number 1 of the list, is no id"),
    ("DWGATE_TENANTS", " , ,", "', ,', number 1 of the list, is no id"),
    ("DWGATE_TENANTS", "7,1.5,8", "'1.5', number 2 of the list, is no id"),
    ("DWGATE_TENANTS", "7，8", "'7，8', number 1 of the list, is no id"),
    ("DWGATE_TENANTS", "7 8", "'7 8', number 1 of the list, is no id"),
    ("DWGATE_TENANTS", "[7]", "'[7]', number 1 of the list, is no id"),
    ("DWGATE_WORKSPACES", "0", "'0', number 1 of the list, is no id"),
    ("DWGATE_WORKSPACES", "-7", "'-7', number 1 of the list, is no id"),
    ("DWGATE_WORKSPACES", "007", "'007', number 1 of the list, is no id"),
    ("DWGATE_WORKSPACES", "７", "'７', number 1 of the list, is no id"),
    ("DWGATE_ACCOUNTS", "1" * 21, "'11111111…', number 1 of the list, is no id"),
    ("DWGATE_ACCOUNTS", "7,LTAI-a-secret", "'LTAI-a-s…', number 2 of the list, is no id"),
    ("DWGATE_TENANT", "7", "there is no such setting; did you mean DWGATE_TENANTS?"),
    ("DWGATE_OPERATOR_FIELDS", "owner,sqlText", "'sqlText' holds content"),
    ("DWGATE_WORKSPACE_FIELDS", "node.paraValue", "'node.par…' holds content"),
    ("DWGATE_ANSWER", "Both", "'Both' is none of auto, return, callback, both"),
    ("DWGATE_ANSWER", "callback", "callback needs the code of the extension in DWGATE_EXTENSION_CODE"),
    ("DWGATE_ANSWER", "both", "both needs the code of the extension in DWGATE_EXTENSION_CODE"),
    ("DWGATE_EXTENSION_CODE", "a b", "'a b' is neither a code nor <point>=<code>"),
    ("DWGATE_EXTENSION_CODE", "编码", "'编码' is neither a code nor <point>=<code>"),
    ("DWGATE_EXTENSION_CODE", "a" * 129, "'aaaaaaaa…' is neither a code nor <point>=<code>"),
    ("DWGATE_EXTENSION_CODE", "commit-file=not a code", "'commit-file=not a co…' is neither a code nor <point>=<code>"),
    ("DWGATE_EXTENSION_CODE", "commit-file=", "'commit-file=' is neither a code nor <point>=<code>"),
    ("DWGATE_EXTENSION_CODE", "=", "'=' is neither a code nor <point>=<code>"),
    ("DWGATE_EXTENSION_CODE", "commit-files=a", "'commit-files' is no extension point"),
    ("DWGATE_EXTENSION_CODE", "node-change-created=a", "'node-change-created' is no extension point"),
    ("DWGATE_EXTENSION_CODE", "commit-file=a=b", "'commit-f…' is no extension point"),
    ("DWGATE_EXTENSION_CODE", "a,b", "there are two codes for all other points"),
    ("DWGATE_EXTENSION_CODE", "commit-file=a,b,commit-file=c", "there are two codes for commit-file"),
    ("DWGATE_WORKBENCH_WARN", "WARN", "'WARN' is none of OK, FAIL"),
    ("DWGATE_WORKBENCH_WARN", "fail", "'fail' is none of OK, FAIL"),
    ("DWGATE_ENDPOINT", "ftp://example.com", "'ftp://ex…' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "example.com/api", "'example.…' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "user@example.com", "'user@exa…' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "publc", "'publc' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "Public", "'Public' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "1.2.3.4:99999", "'1.2.3.4:…' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "example.com:0", "'example.…' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "a..b", "'a..b' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "htp://127.0.0.1:8765", "'htp://12…' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "http://example.com", "would send results in clear: http is for this machine alone"),
    ("DWGATE_ENDPOINT", "-x", "'-x' is neither public nor vpc nor a host"),
    ("DWGATE_ENDPOINT", "example.com:port", "'example.…' is neither public nor vpc nor a host"),
    ("DWGATE_CONNECT_TIMEOUT_MS", "0", "'0' is no whole number of 1 or more"),
    ("DWGATE_READ_TIMEOUT_MS", "1s", "'1s' is no whole number of 1 or more"),
    ("DWGATE_OPTIONS_SECONDS", "-1", "'-1' is no whole number of 0 or more"),
    ("DWGATE_BREAK_GLASS", "yes", "it is <until>;<who>;<why>, and none of them may be empty"),
    ("DWGATE_BREAK_GLASS", "2026-11-18T12:00Z", "it is <until>;<who>;<why>, and none of them may be empty"),
    ("DWGATE_BREAK_GLASS", "2026-11-18T12:00Z;zhang", "it is <until>;<who>;<why>, and none of them may be empty"),
    ("DWGATE_BREAK_GLASS", "2026-11-18T12:00Z;zhang; ", "it is <until>;<who>;<why>, and none of them may be empty"),
    ("DWGATE_BREAK_GLASS", "2026-11-18T12:00Z; ;why", "it is <until>;<who>;<why>, and none of them may be empty"),
    ("DWGATE_BREAK_GLASS", ";zhang;why", "'' is no date and time with a zone"),
    ("DWGATE_BREAK_GLASS", "soon;zhang;why", "'soon' is no date and time with a zone"),
    ("DWGATE_BREAK_GLASS", "2026-11-18;zhang;why", "; write it as 2026-11-18T12:00:00+08:00"),
    ("DWGATE_BREAK_GLASS", "2026-11-18T12:00:00;zhang;why", "; write it as 2026-11-18T12:00:00+08:00"),
    ("DWGATE_BREAK_GLASS", "2026-11-31T12:00Z;zhang;why", "'2026-11-…' is no date and time with a zone"),
    ("DWGATE_BREAK_GLASS", f"2026-11-18T12:00Z;{'z' * 129};why", "<who> has 129 characters; it may have 128"),
    ("DWGATE_BREAK_GLASS", f"2026-11-18T12:00Z;zhang;{'y' * 501}", "<why> has 501 characters; it may have 500"),
    ("DWGATE_LANGAUGE", "zh", "there is no such setting; did you mean DWGATE_LANGUAGE?"),
    ("DWGATE_", "", "there is no such setting"),
    ("DWGATE_ZZZZZZZZZZZZZZZZZZZZZZZZ", "", "there is no such setting; the settings are DWGATE_ACCOUNTS, "),
]


@pytest.mark.parametrize(("name", "value", "problem"), WRONG, ids=[f"{name}={value:.20}" for name, value, _ in WRONG])
def test_a_wrong_setting_is_an_error(name: str, value: str, problem: str) -> None:
    """A value that cannot be one, and a setting that there is not, are refused by name."""
    with pytest.raises(SettingError, match=re.escape(problem)) as error:
        read({name: value})
    assert error.value.name == name
    assert str(error.value).startswith(f"{name}: ")


def test_other_variables_are_not_settings() -> None:
    """What does not begin as a setting does is somebody else's."""
    assert read({"FC_REGION": "cn-shanghai", "dwgate_language": "fr"}) == Settings()


def test_the_settings_of_the_process_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is that of the process, at the time of the call."""
    assert runtime_settings.current() == (Settings(), None)
    monkeypatch.setenv("DWGATE_LANGUAGE", "zh")
    assert runtime_settings.current() == (read(os.environ), None)
    assert runtime_settings.current()[0].languages == ("zh",)


def test_a_wrong_setting_leaves_the_others_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to what cannot be judged is known, and how to report it; the wrong one has its default."""
    monkeypatch.setenv("DWGATE_ON_ERROR", "WARN")
    monkeypatch.setenv("DWGATE_REASON_KEYS", "message")
    monkeypatch.setenv("DWGATE_LANGUAGE", "fr")
    assert runtime_settings.current() == (
        Settings(on_error=CheckResult.WARN, reason_keys=("message",)),
        "DWGATE_LANGUAGE: 'fr' is none of en, zh, both",
    )


def test_a_wrong_answer_to_errors_is_the_strictest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where that answer itself is wrong, it is FAIL."""
    monkeypatch.setenv("DWGATE_ON_ERROR", "maybe")
    assert runtime_settings.current() == (Settings(), "DWGATE_ON_ERROR: 'maybe' is none of FAIL, WARN, OK")


@pytest.mark.parametrize(
    ("setting", "codes"),
    [
        ("", {"commit-file": None, "freeze-node": None, "asset-publish": None}),
        ("a", {"commit-file": "a", "freeze-node": "a", "asset-publish": "a"}),
        ("commit-file=a,asset-publish=b", {"commit-file": "a", "freeze-node": None, "asset-publish": "b"}),
        ("commit-file=a,b", {"commit-file": "a", "freeze-node": "b", "asset-publish": "b"}),
    ],
)
def test_a_point_has_its_own_code_or_that_of_all_others(setting: str, codes: dict[str, str | None]) -> None:
    """Or none, where only others have one; a message whose point is not known has that of all others."""
    settings = read({"DWGATE_EXTENSION_CODE": setting})
    assert {point: settings.extension_code(point) for point in codes} == codes
    assert settings.extension_code(None) == settings.extension_code("no-such-point")


def test_two_settings_that_are_wrong_are_both_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one is told: a wrong code leaves the answer without one, which by itself is a consequence."""
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", "commit-files=a")
    monkeypatch.setenv("DWGATE_ANSWER", "callback")
    assert runtime_settings.current() == (
        Settings(),
        "DWGATE_EXTENSION_CODE: 'commit-files' is no extension point: dwgate events list gives them",
    )


def test_an_answer_without_its_code_keeps_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """How to answer is then the default, and what is wrong is told."""
    monkeypatch.setenv("DWGATE_ANSWER", "callback")
    monkeypatch.setenv("DWGATE_WORKBENCH_WARN", "FAIL")
    assert runtime_settings.current() == (
        Settings(workbench_warn=CheckResult.FAIL),
        "DWGATE_ANSWER: callback needs the code of the extension in DWGATE_EXTENSION_CODE",
    )

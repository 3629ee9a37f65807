"""The environment of a function says how it answers; what it says wrong is an error that names the variable."""

import os
import re
from typing import Any

import pytest

from dwgate.errors import SettingError
from dwgate.events import catalogue
from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.policy.decision import CheckResult
from dwgate.runtime import settings as runtime_settings
from dwgate.runtime.settings import DEFAULT_RECORD_FIELDS, VARIABLES, Settings, read


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
    direct = ("download-resources", "download-resources-execute", "upload-data-to-table")
    documented = {field.name for point in direct for field in catalogue.fields_of(point)}
    assert set(DEFAULT_RECORD_FIELDS) <= documented
    assert not {"sqlText", "fileName", "operatorUid", "operatorBaseId"} & set(DEFAULT_RECORD_FIELDS)


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
    ("DWGATE_REASON_KEYS", "a,checkResult", "'a,checkResult' names no key that a reason could have"),
    ("DWGATE_REASON_LENGTH", "-1", "'-1' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "19", "'19' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "1e3", "'1e3' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "１００", "'１００' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "9" * 5000, "' is no whole number of 20 or more"),
    ("DWGATE_DEADLINE_MARGIN_MS", "0.5", "'0.5' is no whole number of 0 or more"),
    ("DWGATE_LANGAUGE", "zh", "there is no such setting; the settings are DWGATE_ANSWER, "),
    ("DWGATE_", "", "there is no such setting"),
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

"""Errors carry their data and say it themselves."""

import pytest

from dwgate.errors import DwgateError, MessageError, PolicyError, SettingError


@pytest.mark.parametrize("kind", [MessageError, PolicyError, SettingError])
def test_whatever_dwgate_raises_on_purpose_is_one_kind(kind: type[DwgateError]) -> None:
    """A caller may catch them all."""
    assert issubclass(kind, DwgateError)
    assert not issubclass(kind, ValueError | OSError)


def test_a_message_error_keeps_what_could_be_read() -> None:
    """Beside the problem stand the message id and the point, where they are known."""
    error = MessageError("data is a JSON number, not an object", message_id="e-1", point="commit-file")
    assert (error.problem, error.message_id, error.point) == (str(error), "e-1", "commit-file")
    assert (MessageError("x").message_id, MessageError("x").point) == (None, None)


def test_a_policy_error_has_every_problem_at_once() -> None:
    """One line for each thing that is wrong."""
    error = PolicyError(["one", "another"])
    assert error.problems == ("one", "another")
    assert str(error) == "one\nanother"


def test_a_setting_error_names_the_variable_first() -> None:
    """The variable is what has to be changed."""
    error = SettingError("DWGATE_LANGUAGE", "'fr' is none of en, zh, both")
    assert (error.name, error.problem) == ("DWGATE_LANGUAGE", "'fr' is none of en, zh, both")
    assert str(error) == "DWGATE_LANGUAGE: 'fr' is none of en, zh, both"

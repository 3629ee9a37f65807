"""What a template takes from the environment and this shell does not set: a default is no reason to deploy."""

from collections.abc import Callable

import pytest

from dwgate.operating.findings import Level
from operating.world import DOWNLOADS, DOWNLOADS_CODE, FILES, Doctor, World, told, wrong

PROBLEM, WARNING = Level.PROBLEM, Level.WARNING

Change = Callable[[World], object]


def taken_from(variable: str, default: str, *, value: str, instead_of: str) -> Change:
    """Let the template take a value from the environment, and deploy it with one that this shell lacks."""

    def change(world: World) -> None:
        key, space, _ = instead_of.rpartition(" ")
        world.edit("s.yaml", instead_of, f"{key}{space}\"${{env('{variable}', '{default}')}}\"")
        world.deploy(**{variable: value})

    return change


CODE = taken_from("DOWNLOADS", "", value=DOWNLOADS_CODE, instead_of=DOWNLOADS_CODE)

LACKING: dict[str, tuple[Change, str, str]] = {
    "the code of an extension": (
        CODE,
        "environment",
        "DWGATE_EXTENSION_CODE is download…, and not set by the template: this shell does not set DOWNLOADS",
    ),
    "a setting with a default": (
        taken_from("SPOKEN", "en", value="zh", instead_of="DWGATE_LANGUAGE: en"),
        "environment",
        "DWGATE_LANGUAGE is zh, and en by the template: this shell does not set SPOKEN, from which the template takes",
    ),
    "the role": (
        taken_from("ROLE", "mine", value="dwgate", instead_of="role: dwgate"),
        "configuration",
        "the role is dwgate, and mine by the template: this shell does not set ROLE, from which the template takes it",
    ),
}


@pytest.mark.parametrize("case", LACKING.values(), ids=LACKING)
def test_what_this_shell_lacks_is_not_to_be_deployed(
    world: World, doctor: Doctor, case: tuple[Change, str, str]
) -> None:
    """Or production would lose it: it is a warning to export it first, and no advice to deploy."""
    change, name, what = case
    change(world)
    report = doctor()
    assert wrong(report) == [(name, WARNING)]
    assert what in told(report, name)
    assert told(report, name).endswith(" / export what it was deployed with before you deploy")
    assert "canary" not in str(report)


def test_a_variable_that_is_set_here_counts(world: World, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the template says what is to be deployed."""
    CODE(world)
    monkeypatch.setenv("DOWNLOADS", "other-code")
    report = doctor()
    assert wrong(report) == [("environment", PROBLEM)]
    assert "and other-co… by the template / deploy it: s data_download deploy" in told(report, "environment")


def test_advice_to_deploy_says_what_comes_first(world: World, doctor: Doctor) -> None:
    """Of the function that this shell lacks something of; of another it is as ever."""
    CODE(world)
    for name in (DOWNLOADS, FILES):
        world.describe(name, timeout=3)
    advice = [one.advice for one in doctor().findings if one.name == "configuration"]
    hold = "or write into the template what is to hold"
    first = "first export what this shell does not set, as it is told of this function"
    assert advice == [
        f"{first}; deploy it: s data_download deploy; {hold}",
        f"deploy it: s files deploy; {hold}",
    ]


def test_a_function_that_is_not_found_may_have_another_name(world: World, doctor: Doctor) -> None:
    """Where its name is taken from a variable that this shell does not set."""
    world.edit("s.yaml", "functionName: dwgate-files", "functionName: \"${env('PREFIX', 'mine')}-files\"")
    assert told(doctor(), "function").endswith(
        " / deploy it: dwgate build, s files deploy; if it is there by another name or region, export PREFIX, which"
        " this shell does not set"
    )

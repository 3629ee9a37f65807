"""The triggers of a function: those of the template bring what the function serves, and those that are deployed too."""

import json
from typing import Any

import pytest

from dwgate.operating.findings import Level
from operating.function_compute import Reply, refusal
from operating.world import DOWNLOADS, FILES, Doctor, World, told, wrong

OK, PROBLEM, WARNING = Level.OK, Level.PROBLEM, Level.WARNING
COMMIT, DEPLOY = "dataworks:FileChange:CommitFile", "dataworks:FileChange:DeployFile"
PATTERN = f'{{"source": ["acs.dataworks"], "type": ["{COMMIT}"]}}'


def pattern(**changed: Any) -> str:
    """Write a pattern in which something is other than it should be; None takes a key away."""
    given = {**json.loads(PATTERN), **changed}
    return json.dumps({key: value for key, value in given.items() if value is not None})


@pytest.mark.parametrize(
    ("change", "level", "what"),
    [
        (("triggerEnable: true", "triggerEnable: false"), PROBLEM, "no trigger that is enabled brings it commit-file"),
        (("eventbridge", "timer"), PROBLEM, "no trigger that is enabled brings it commit-file"),
        ((PATTERN, "{"), PROBLEM, "the pattern of its trigger dataworks is no JSON object"),
        ((PATTERN, "[]"), PROBLEM, "the pattern of its trigger dataworks is no JSON object"),
        ((PATTERN, pattern(type=[DEPLOY])), PROBLEM, "its trigger does not bring commit-file: nobody is asked there"),
        ((PATTERN, pattern(type=[DEPLOY])), PROBLEM, f"its trigger brings {DEPLOY}, which it does not serve"),
        ((PATTERN, pattern(type=[COMMIT, "odd"])), PROBLEM, "its trigger brings odd, which it does not serve"),
        ((PATTERN, pattern(source=["acs.oss"])), PROBLEM, "its trigger does not bring commit-file"),
        ((PATTERN, pattern(source=[{"prefix": "acs."}])), WARNING, "it is not known whether they are right"),
        ((PATTERN, pattern(type=[{"prefix": "dataworks:"}])), WARNING, "it is not known whether they are right"),
        ((PATTERN, pattern(type=None)), WARNING, "it is not known whether they are right"),
        ((PATTERN, pattern(data={"tenantId": ["1"]})), WARNING, "it is not known whether they are right"),
    ],
)
def test_a_trigger_brings_what_the_function_serves(
    world: World, doctor: Doctor, change: tuple[str, str], level: Level, what: str
) -> None:
    """Neither less nor more, and that is seen without keys; what cannot be told is said."""
    world.edit("s.yaml", *change)
    report = doctor(keys=None)
    assert wrong(report) == [("trigger", level)]
    assert what in told(report, "trigger")


def test_a_trigger_that_is_not_said_to_be_off_is_on(world: World, doctor: Doctor) -> None:
    """As is Function Compute's default; and a pattern may leave out the source."""
    world.edit("s.yaml", "            triggerEnable: true\n", "")
    world.edit("s.yaml", PATTERN, pattern(source=None))
    assert wrong(doctor(keys=None)) == []


def test_a_trigger_without_a_configuration_brings_nothing(world: World, doctor: Doctor) -> None:
    """It has no pattern."""
    text = (world.root / "s.yaml").read_text()
    (world.root / "s.yaml").write_text(text.partition("          triggerConfig:")[0])
    assert "the pattern of its trigger dataworks is no JSON object" in told(doctor(keys=None), "trigger")


def test_a_function_that_dataworks_invokes_needs_no_trigger(world: World, doctor: Doctor) -> None:
    """And with one it is brought what it does not serve."""
    assert [one.where for one in doctor(keys=None).findings if one.name == "trigger"] == [f"files ({FILES})"]
    text = (world.root / "s.yaml").read_text()
    triggers = text[text.index("      triggers:") :]
    world.edit("s.yaml", "  files:\n", f"{triggers}  files:\n")
    report = doctor(keys=None)
    assert wrong(report) == [("trigger", PROBLEM)]
    assert f"data_download ({DOWNLOADS}): its trigger brings {COMMIT}" in told(report, "trigger")


def test_triggers_that_are_deployed_are_named(doctor: Doctor) -> None:
    """Those of each function, or that there are none."""
    assert [(one.level, one.what) for one in doctor().findings if one.name == "deployed-trigger"] == [
        (OK, "its triggers are as the template says: none"),
        (OK, "its triggers are as the template says: dataworks"),
    ]


@pytest.mark.parametrize(
    ("config", "what"),
    [
        ({"triggerEnable": False}, "the trigger dataworks is switched off, and on by the template"),
        ({"eventRuleFilterPattern": pattern(type=[DEPLOY])}, "the trigger dataworks has another pattern"),
        ({"eventRuleFilterPattern": pattern(data={"tenantId": ["1"]})}, "the trigger dataworks has another pattern"),
        ({"eventRuleFilterPattern": "{"}, "the trigger dataworks has another pattern"),
        ({"eventRuleFilterPattern": None}, "the trigger dataworks has another pattern"),
    ],
)
def test_a_trigger_that_is_not_deployed_as_it_is_described_is_a_problem(
    world: World, doctor: Doctor, config: dict[str, Any], what: str
) -> None:
    """Whoever changed it in the console."""
    world.trigger(FILES, **config)
    report = doctor()
    assert wrong(report) == [("deployed-trigger", PROBLEM)]
    assert what in told(report, "deployed-trigger")
    assert "deploy it: s files deploy" in told(report, "deployed-trigger")


def test_the_order_within_a_pattern_says_nothing(world: World, doctor: Doctor) -> None:
    """EventBridge takes any of the values."""
    world.edit("functions/files/function.yaml", "commit-file", "commit-file, deploy-file")
    world.edit("s.yaml", PATTERN, pattern(type=[COMMIT, DEPLOY]))
    world.deploy()
    world.trigger(FILES, eventRuleFilterPattern=pattern(type=[DEPLOY, COMMIT]))
    assert "deployed-trigger" not in dict(wrong(doctor()))


@pytest.mark.parametrize("deployed", [[], [{"triggerName": "dataworks", "triggerType": "timer"}]])
def test_a_trigger_that_is_not_there_is_a_problem(world: World, doctor: Doctor, deployed: list[dict[str, Any]]) -> None:
    """And so is one of another type by its name."""
    world.function_compute.functions[FILES].triggers[:] = deployed
    report = doctor()
    assert wrong(report) == [("deployed-trigger", PROBLEM)]
    assert "there is no trigger dataworks of the type eventbridge" in told(report, "deployed-trigger")


@pytest.mark.parametrize("config", [None, "", "{", "[]"])
def test_a_configuration_that_cannot_be_read_is_none(world: World, doctor: Doctor, config: str | None) -> None:
    """It is not what the template says."""
    world.function_compute.functions[FILES].triggers[0]["triggerConfig"] = config
    assert wrong(doctor()) == [("deployed-trigger", PROBLEM)]


def test_a_trigger_of_somebody_elses_is_to_be_known(world: World, doctor: Doctor) -> None:
    """It invokes the function too; all pages of the list are read."""
    for name in (DOWNLOADS, FILES):
        world.function_compute.functions[name].triggers.append({"triggerName": "open", "triggerType": "http"})
    report = doctor()
    assert wrong(report) == [("deployed-trigger", WARNING)]
    assert told(report, "deployed-trigger").count("the template does not have: open, of the type http") == 2


def test_triggers_that_these_keys_may_not_list_are_to_be_known(world: World, doctor: Doctor) -> None:
    """Nothing is wrong with them for that."""
    world.function_compute.refuses["ListTriggers"] = refusal(403, "AccessDenied")
    report = doctor()
    assert wrong(report) == [("deployed-trigger", WARNING)]
    assert "its triggers could not be looked at" in told(report, "deployed-trigger")
    assert "fc:ListTriggers" in told(report, "deployed-trigger")
    assert "docs/ram/invoker.json" in told(report, "deployed-trigger")


def test_triggers_that_are_not_told_are_a_problem(world: World, doctor: Doctor) -> None:
    """For whatever reason but a permission."""
    world.function_compute.refuses["ListTriggers"] = Reply(502, b"<html>")
    assert wrong(doctor()) == [("deployed-trigger", PROBLEM)]

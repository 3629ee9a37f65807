"""What is deployed is what there is: s.yaml names the functions of the project and no others."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dwgate.cli.project import Project
from dwgate.events import catalogue
from dwgate.runtime.settings import VARIABLES

ROOT = Path(__file__).parents[2]
DEPLOYMENT = YAML(typ="safe").load((ROOT / "s.yaml").read_text())


def test_every_function_is_deployed() -> None:
    """A folder in functions/ that has a handler is a resource, and each resource is such a folder."""
    assert sorted(DEPLOYMENT["resources"]) == [function.name for function in Project(ROOT).functions()]


@pytest.mark.parametrize("name", DEPLOYMENT["resources"])
def test_a_function_is_deployed_from_its_staged_folder(name: str) -> None:
    """Each has its own code and its own name, and shares the rest."""
    resource = DEPLOYMENT["resources"][name]
    assert resource["extend"] == {"name": "gate"}
    assert resource["props"]["code"] == f"./build/{name}"
    assert resource["props"]["functionName"] == "${vars.prefix}-" + name.replace("_", "-")


def test_the_rule_of_eventbridge_brings_the_points_that_the_function_serves() -> None:
    """Each type of its pattern is that of a point, and each point has its type."""
    (trigger,) = DEPLOYMENT["resources"]["extension_events"]["props"]["triggers"]
    pattern = json.loads(trigger["triggerConfig"]["eventRuleFilterPattern"])
    points = Project(ROOT).function("extension_events").points()
    assert pattern == {"source": ["acs.dataworks"], "type": [catalogue.find(point).type for point in points]}


def test_a_function_is_given_only_settings_that_there_are() -> None:
    """An unknown DWGATE_ variable would be refused at run time, so that every message would be."""
    shared = DEPLOYMENT["template"]["gate"]["environmentVariables"]
    own = [resource["props"]["environmentVariables"] for resource in DEPLOYMENT["resources"].values()]
    assert {name for given in (shared, *own) for name in given} <= {variable.name for variable in VARIABLES}

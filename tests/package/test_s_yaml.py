"""What is deployed is what there is: s.yaml names the functions of the project and no others."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dwgate.cli.project import Project
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


def test_a_function_is_given_only_settings_that_there_are() -> None:
    """An unknown DWGATE_ variable would be refused at run time, so that every message would be."""
    given = DEPLOYMENT["template"]["gate"]["environmentVariables"]
    assert set(given) <= {variable.name for variable in VARIABLES}

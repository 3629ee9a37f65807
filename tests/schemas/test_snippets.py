"""The names in conditions are snippets: each is a name that the compiler knows, where it is offered."""

import json
import re
from pathlib import Path

import pytest

from dwgate.events import catalogue
from dwgate.facts import functions
from dwgate.facts.snapshot import FACTS
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.yaml_source import Text
from dwgate.schemas.snippets import snippets
from schemas.reading import source_of

SERVED = {
    "data_download": ("download-resources", "download-resources-execute"),
    "extension_events": ("commit-file", "start-diJob"),
    "asset_publish": ("asset-publish",),
}
FOLDER = Path(__file__).parents[2] / "docs" / "schemas"


def test_a_field_is_offered_where_it_can_be_read() -> None:
    """In the policies of the functions that serve its points, and not in their tests."""
    made = snippets(SERVED)
    assert made["event.dataRowSize"] == {
        "scope": "yaml",
        "prefix": "event.dataRowSize",
        "body": "event.dataRowSize",
        "description": "number of rows (whole number) at download-resources, download-resources-execute",
        "include": ["**/functions/data_download/policy/*.yaml"],
        "exclude": ["**/*_test.yaml"],
    }
    assert made["event.ip"]["description"].endswith(" at download-resources-execute")
    assert "event.tableGuid" not in made
    assert made["operator"]["include"] == [f"**/functions/{name}/policy/*.yaml" for name in sorted(SERVED)]


def test_a_field_of_an_object_goes_by_its_path() -> None:
    """Into a list no path leads: its items are named by whoever goes through it."""
    made = snippets({"f": ("start-diJob", "batch-start-diJob")})
    assert "event.setting.timeZone" in made
    assert "event.tableMapping" in made
    assert not [name for name in made if name.startswith("event.tableMapping.")]


def test_a_fact_is_offered_where_it_can_be_asked_for() -> None:
    """With its arguments to be filled in; what needs no point is offered everywhere."""
    made = snippets(SERVED)
    assert made["file.content()"]["include"] == ["**/functions/extension_events/policy/*.yaml"]
    assert made["option()"]["body"] == 'option("${1:name}", ${2:params.default})'
    assert len(made["option()"]["include"]) == 3
    assert "table.columns()" not in made
    every = snippets({"f": tuple(catalogue.events())})
    assert {f"{fact.name}()" for fact in FACTS} <= set(every)
    assert {f"{name}()" for name in functions.every()} <= set(every)


@pytest.mark.parametrize("function", SERVED)
def test_what_is_offered_compiles(function: str) -> None:
    """Whatever a snippet writes is a term of a condition at a point of the function, once its blanks are filled in."""
    made = snippets(SERVED)
    offered = [name for name, one in made.items() if f"**/functions/{function}/policy/*.yaml" in one["include"]]
    assert len(offered) > 8
    for name in offered:
        term = filled_in(made[name]["body"])
        assert "" in {problem_of(f"({term}) == ({term})", point) for point in SERVED[function]}, name


def filled_in(body: str) -> str:
    """A snippet with what it offers first in its blanks, and an address that every point has."""
    return re.sub(r"\$\{\d+[:|]([^},|]*)[^}]*\}", r"\1", body).replace("event.ip,", "operator,")


def problem_of(condition: str, point: str) -> str:
    """What the compiler says of a condition, nothing where it compiles."""
    source = source_of("a: 1")
    assert source.root is not None
    Conditions((point,), {"networks": ["10.0.0.0/8"], "default": 1}).condition(
        Text(condition, source, source.root), source.findings
    )
    return "\n".join(finding.message for finding in source.findings)


def test_the_file_is_one_of_vs_code() -> None:
    """JSON of named snippets, each with a prefix, a body and a description."""
    made = json.loads((FOLDER / "dwgate.code-snippets").read_text(encoding="utf-8"))
    assert len(made) > 150
    for name, snippet in made.items():
        assert set(snippet) == {"scope", "prefix", "body", "description", "include", "exclude"}, name
        assert snippet["prefix"]
        assert "$" not in re.sub(r"\$\{\d+[:|][^}$]*\}", "", snippet["body"])

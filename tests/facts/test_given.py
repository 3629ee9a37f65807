"""Facts that somebody wrote down: what was not written down cannot be had."""

from typing import Any

import pytest

from dwgate.errors import FactError
from dwgate.facts.given import GivenFacts


@pytest.mark.parametrize(
    ("facts", "name", "value"),
    [
        ({"file.content": "select 1"}, "file.content", "select 1"),
        ({"file.type": "10"}, "file.type", 10),
        ({"file.change": "create"}, "file.change", "CREATE"),
        (
            {"file.schedule": {"CycleType": "day", "cronExpress": "x"}},
            "file.schedule",
            {"cycleType": "DAY", "cronExpress": "x"},
        ),
        ({"table.columns": [{"columnName": "a"}]}, "table.columns", [{"columnName": "a"}]),
    ],
)
def test_what_is_given_has_the_type_of_the_fact(facts: dict[str, Any], name: str, value: Any) -> None:
    """As what DataWorks gives: the names of an object's fields may begin with a capital or not."""
    assert GivenFacts(facts, None).snapshot().value(name) == value


@pytest.mark.parametrize(
    ("facts", "name", "problem"),
    [
        (None, "file.name", "the facts given hold no snapshot"),
        ({}, "file.name", "the snapshot holds no file.name"),
        ({"file.content": "x"}, "file.name", "the snapshot holds no file.name"),
        ({"file.name": ["s3cret"]}, "file.name", "file.name is documented as text and came as a list"),
    ],
)
def test_what_is_not_given_cannot_be_had(facts: dict[str, Any], name: str, problem: str) -> None:
    """Nor can what is of another type."""
    with pytest.raises(FactError) as raised:
        GivenFacts(facts, {}).snapshot().value(name)
    assert raised.value.problem == problem


def test_options_that_are_not_given_are_not_none() -> None:
    """That there are no options is said as {}."""
    assert GivenFacts({}, {}).options() == {}
    assert GivenFacts({}, {"a": 1}).options() == {"a": 1}
    with pytest.raises(FactError, match="the facts given hold no options"):
        GivenFacts({"file.name": "a"}, None).options()


def test_a_message_has_the_facts_of_its_point_and_no_others() -> None:
    """So that a rule does on the desk what it does where DataWorks tells."""
    given = GivenFacts({"file.name": "a.sql", "file.content": "x", "table.name": "t"}, {"a": 1})
    assert given.at("commit-file").snapshot().values == {"file.name": "a.sql", "file.content": "x"}
    assert given.at("run-file").snapshot().values == {"file.content": "x"}
    assert given.at("deploy-table").options() == {"a": 1}
    with pytest.raises(FactError, match="hold no snapshot"):
        given.at("freeze-node").snapshot()
    assert GivenFacts({}, None).at("commit-file").snapshot().values == {}
    assert GivenFacts(None, {}).at("commit-file").options() == {}

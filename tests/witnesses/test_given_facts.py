"""Facts that a search changes: they are of their kind, and no longer those of the file that they came from."""

from dataclasses import replace

import pytest

from dwgate.facts.given import GivenFacts
from dwgate.witnesses import Desk
from dwgate.witnesses.variables import OfLength, Variable


@pytest.mark.parametrize(
    ("variable", "value", "facts"),
    [
        (Variable("fact", "file.content"), "x", {"file": {"content": "x"}}),
        (Variable("fact", "file.content"), OfLength(2), {"file": {"content": "xx"}}),
        (Variable("fact", "file.inputs"), OfLength(2), {"file": {"inputs": [{}, {}]}}),
        (Variable("option", "maxRows"), 7, {"options": {"maxRows": 7}}),
    ],
)
def test_changed_facts_stand_in_no_file(variable: Variable, value: object, facts: dict[str, object]) -> None:
    """A case of them writes them down."""
    (candidate,) = Desk.of(None, ["commit-file"]).candidates
    asked = replace(candidate, origin=replace(candidate.origin, facts="../events/one.facts.yaml"))
    changed = asked.with_value(variable, value)
    assert changed
    assert changed.origin.facts is None
    assert isinstance(changed.facts, GivenFacts)
    assert changed.facts.as_document() == facts

"""What the analysis says of fields of no known type, and of two conditions beside each other, judged by the engine."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.conftest import AT, Analyse
from analysis.test_soundness import event_of
from dwgate.analysis.states import both
from dwgate.analysis.subject import Subject
from dwgate.policy.compiler import compile_function

if TYPE_CHECKING:
    from dwgate.analysis.outcomes import Outcomes

OPEN, DOCUMENTED = "asset-publish", "download-resources"
STATES = {"fired": "true", "passed": "false", "error": "error"}
PARAMETERS = {"mixed": {"a": "x", "n": 1}, "numbers": {"n": 1}, "list": [1, "x"]}

ATOMS = {
    OPEN: (
        *(f"event.b {sign} {other}" for sign in ("<", ">=", "==", "!=") for other in ("5", '"x"', "event.c")),
        'event.b in [1, "x"]',
        "event.b in event.c",
        "size(event.b) > 1",
        "!event.b",
        "event.b",
        *(f'event.b.{name}("x")' for name in ("startsWith", "endsWith", "contains", "matches")),
        'event.b + "x" == "xx"',
        "event.b + [1] == [1]",
        "event.b < now",
        "event.b.getHours() >= 0",
        "event.b.getDate() >= 0",
        "event.b.c > 0",
        "event.b[0] > 0",
        "has(event.b)",
        "[1, 2].exists(x, x > event.b)",
        "params.list.exists(x, event.b == x)",
    ),
    DOCUMENTED: (
        *(f"event.dataRowSize {sign} 5" for sign in ("<", ">=", "==", "!=")),
        "event.dataRowSize + event.fileSize > 5",
        'event.dataRowSize > params.mixed["a"]',
        "event.dataRowSize > params.numbers.n",
        'params.mixed["a"] > 5',
        "params.list.exists(x, event.dataRowSize > x)",
        "[5].exists(x, [1, 2].exists(x, event.dataRowSize == x))",
        "dyn(event.dataRowSize) > event.fileName",
        '[event.dataRowSize, "x"][1] > 5',
        'event.fileName in {"x": 1}',
        'event.fileName.matches("^x")',
        "size(params.list) > event.dataRowSize",
        "has(params.numbers.n)",
    ),
}
VALUES = {
    OPEN: [{"b": b, "c": c} for b, c in product([5, 0, 2.5, "x", "", True, None, [1], [], {"c": 1}], [1, "x", [1], {}])]
    + [{}, {"c": 1}, {"b": 1}],
    DOCUMENTED: [
        {name: value for name, value in (("dataRowSize", rows), ("fileSize", 3), ("fileName", file)) if value != ""}
        for rows, file in product([0, 1, 2, 5, 6, 2**63 - 1, "x", ""], ["x", "y", 5, ""])
    ],
}


def conditions(point: str) -> st.SearchStrategy[str]:
    """Make conditions of a few parts, which often contradict each other."""
    return st.recursive(
        st.sampled_from(ATOMS[point]),
        lambda inner: st.one_of(
            st.builds("({} && {})".format, inner, inner),
            st.builds("({} || {})".format, inner, inner),
            st.builds("!({})".format, inner),
        ),
        max_leaves=3,
    )


def subject_of(whens: list[str], point: str) -> Subject:
    """Compile rules of these conditions."""
    rules = [
        {"name": f"r{number}", "when": when, "then": "FAIL", "reason": {"en": "no"}}
        for number, when in enumerate([*whens, "size(params.mixed) + size(params.numbers) + size(params.list) > 99"])
    ]
    with TemporaryDirectory() as name:
        (Path(name) / "policy").mkdir()
        (Path(name) / "function.yaml").write_text(f"points: [{point}]\n")
        (Path(name) / "policy" / "rules.yaml").write_text(json.dumps({"params": PARAMETERS, "rules": rules}))
        compilation = compile_function(Path(name))
    subject = Subject.of(compilation)
    assert subject is not None, compilation.diagnostics
    return subject


def became(subject: Subject, point: str) -> Iterator[dict[str, str]]:
    """Give what each rule comes to, by the engine, for one message after the other."""
    for body in VALUES[point]:
        decision = subject.policy.decide(event_of(body, point), now=datetime(2026, 7, 1, tzinfo=UTC))
        yield {one.rule: STATES[one.state] for one in decision.outcomes}


@pytest.mark.parametrize(("point", "condition"), [(point, atom) for point, atoms in ATOMS.items() for atom in atoms])
def test_no_message_makes_of_a_part_what_it_is_said_not_to_be(point: str, condition: str) -> None:
    """True, false, or an error, of each function that is judged where types are known."""
    subject = subject_of([condition], point)
    claimed = subject.rules[0].when.at(point)
    for states in became(subject, point):
        assert getattr(claimed, states["r0"])


@pytest.mark.parametrize("point", ATOMS)
@settings(max_examples=40)
@given(data=st.data())
def test_no_message_is_in_two_states_that_are_said_to_exclude_each_other(point: str, data: st.DataObject) -> None:
    """Whatever two conditions come to together, there is a state for it."""
    subject = subject_of(data.draw(st.lists(conditions(point), min_size=2, max_size=3)), point)
    claimed: dict[str, Outcomes] = {rule.name: rule.when.at(point) for rule in subject.rules}
    for states in became(subject, point):
        for one, other in product(states, states):
            assert both(getattr(claimed[one], states[one]), getattr(claimed[other], states[other]))


def rules(*whens: str) -> str:
    """Write rules of these conditions."""
    return "rules:\n" + "".join(
        f"  - name: r{number}\n    when: |\n      {when}\n    then: FAIL\n    reason: {{en: no}}\n"
        for number, when in enumerate(whens)
    )


def test_a_rule_whose_error_another_does_not_have_is_not_pointless(analysed: Analyse) -> None:
    """A text is over no number, so that the rule cannot be judged, and asks for FAIL."""
    assert analysed(rules("event.b > 5", 'event.b != "x"'), OPEN) == []


def test_an_exemption_that_may_be_in_error_where_its_rule_fires_is_not_too_wide(analysed: Analyse) -> None:
    """It lifts nothing of a text."""
    exemption = (
        "exemptions:\n  - rules: [r0]\n    when: event.b > 5\n    reason: audit\n    owner: me@example.com\n"
        "    expires: 2027-01-01\n"
    )
    assert analysed(rules('event.b in ["x", 8]') + exemption, OPEN) == []


def test_a_field_that_one_point_documents_may_be_anything_at_an_open_one(analysed: Analyse) -> None:
    """So an error stays one there."""
    subject = "event.dataRowSize > 5", 'event.dataRowSize != "x"'
    assert analysed(rules(*subject), DOCUMENTED, OPEN, at=AT) == []


def test_a_loop_that_takes_the_name_of_an_outer_one_is_its_own(found: Callable[..., list[str]]) -> None:
    """The inner one gives the name to other values."""
    assert found("[5].exists(x, [1, 2].exists(x, event.dataRowSize == x)) && event.dataRowSize == 1") == []
    assert found("[5].exists(x, [1, 2].exists(y, event.dataRowSize == x)) && event.dataRowSize == 1") == ["never-fires"]


def test_the_values_that_are_tried_are_of_every_kind() -> None:
    """Each outcome of each rule at the open point is seen of some message."""
    subject = subject_of(["event.b > 1"], OPEN)
    seen: set[Any] = {states["r0"] for states in became(subject, OPEN)}
    assert seen == {"true", "false", "error"}

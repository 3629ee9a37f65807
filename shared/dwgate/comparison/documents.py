"""A comparison as JSON types, and the witnesses as test cases of the new side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.comparison import telling
from dwgate.comparison.model import Direction
from dwgate.policy.compiler.function import file_of_tests
from dwgate.witnesses import as_case

if TYPE_CHECKING:
    from dwgate.comparison.model import ChangedRule, Comparison, Verdict, Witness
    from dwgate.comparison.side import Side


def as_document(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison of a function as JSON types."""
    return {
        "function": comparison.function,
        "old_digest": _digest(comparison.old),
        "new_digest": _digest(comparison.new),
        "answers": [direction.value for direction in comparison.answers],
        "differences": [difference._asdict() for difference in comparison.differences],
        "params": [
            {"name": one.name, "old": one.old, "new": one.new, "rules": list(one.rules)}
            for one in comparison.parameters
        ],
        "rules": [_rule(changed, comparison.new) for changed in comparison.rules],
    }


def case_of(witness: Witness, new: Side | None) -> dict[str, Any] | None:
    """Write a witness as a case that the new side passes; None where no test of it can hold the message."""
    if new is None or witness.new.decision is None or not new.has_message(witness.candidate):
        return None
    return as_case(witness.candidate, witness.new.decision)


def cases_by_file(comparison: Comparison) -> dict[str, list[dict[str, Any]]]:
    """Give the cases of all witnesses by the file of tests that each belongs into, below the function's folder."""
    found: dict[str, list[dict[str, Any]]] = {}
    for changed in comparison.rules:
        cases = found.setdefault(file_of_tests(changed.rule["source"].rpartition(":")[0]), [])
        for witness in changed.effect.witnesses.values() if changed.effect else ():
            case = case_of(witness, comparison.new)
            if case and case not in cases:
                cases.append(_named_apart(case, cases))
    return {file: cases for file, cases in found.items() if cases}


def _named_apart(case: dict[str, Any], others: list[dict[str, Any]]) -> dict[str, Any]:
    """Number a case whose name another has."""
    name, names = case["name"], {other["name"] for other in others}
    numbered = (f"{name} ({number})" for number in range(2, len(others) + 3))
    return case if name not in names else {**case, "name": next(one for one in numbered if one not in names)}


def _rule(changed: ChangedRule, new: Side | None) -> dict[str, Any]:
    effect = changed.effect
    return {
        "rule": changed.rule["name"],
        "was": changed.old["name"] if changed.old else None,
        "source": changed.rule["source"],
        "change": changed.change.value,
        "meaning": changed.meaning,
        "unknown": [direction.value for direction in Direction if changed.may_go(direction)],
        "in_shadow": changed.is_in_shadow,
        "differences": [difference._asdict() for difference in changed.differences],
        "tried": effect.tried if effect else 0,
        "witnesses": [_witness(one, direction, new) for direction, one in effect.witnesses.items()] if effect else [],
    }


def _witness(witness: Witness, direction: Direction, new: Side | None) -> dict[str, Any]:
    return {
        "direction": direction.value,
        "reaches": witness.level.name.lower(),
        "message": {line.heading: line.text for line in telling.message(witness.candidate)},
        "old": _verdict(witness.old),
        "new": _verdict(witness.new),
        "case": case_of(witness, new),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    outcome, decision = verdict.outcome, verdict.decision
    return {
        "state": outcome.state if outcome else None,
        "result": outcome.result.value if outcome else None,
        "shadow": outcome.shadow if outcome else None,
        "answer": decision.result.value if decision else None,
        "lack": verdict.lack,
    }


def _digest(side: Side | None) -> str | None:
    return side.document["digest"] if side else None

"""The missing case: a message on which a policy and its mutant decide differently, as a case of a test."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from dwgate.witnesses import as_case, as_yaml, find, interests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from dwgate.mutation.mutant import Mutant
    from dwgate.policy.decision import Decision, Reason
    from dwgate.policy.engine import Policy
    from dwgate.witnesses import Candidate, Desk

_BUDGET, _BUDGET_OF_REASONS = 3000, 500


@dataclass(frozen=True, slots=True)
class MissingCase:
    """A case that would notice a mutant, as YAML to be pasted under ``cases:``.

    ``is_told`` says that it was given for an earlier mutant already.
    """

    name: str
    yaml: str
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Finder:
    """A search for the cases that a policy's tests lack.

    One that was ``found`` is tried first for the next mutant, and then what is a little beside it.  ``names`` are those
    of cases that there are, since a file has each once.
    """

    policy: Policy
    document: Mapping[str, Any]
    desk: Desk
    names: set[str]
    found: list[tuple[MissingCase, Candidate]] = field(default_factory=list)

    def case_for(self, mutant: Mutant) -> MissingCase | None:
        """Give the case that would notice a mutant; None where none was found, so that it may change nothing."""
        mutated = mutant.change.of(self.policy)

        def differ(candidate: Candidate) -> bool:
            return _outcomes(candidate.decide(self.policy)) != _outcomes(candidate.decide(mutated))

        def differ_in_reasons(candidate: Candidate) -> bool:
            return _reason_lost(candidate.decide(self.policy), candidate.decide(mutated)) is not None

        for case, candidate in self.found:
            if differ(candidate):
                return replace(case, is_told=True)
        witness = self._search(mutant, differ, _BUDGET) or self._search(mutant, differ_in_reasons, _BUDGET_OF_REASONS)
        if witness is None:
            return None
        missing = self._case(witness, witness.decide(self.policy), witness.decide(mutated))
        self.found.append((missing, witness))
        return missing

    def _case(self, witness: Candidate, right: Decision, wrong: Decision) -> MissingCase:
        """Write the case, with a reason where nothing else tells the two decisions apart."""
        case = as_case(witness, right)
        reason = _reason_lost(right, wrong) if _outcomes(right) == _outcomes(wrong) else None
        if reason is not None:
            case["reason"] = dict(reason.text)
        numbered = (f"{case['name']} ({number})" for number in count(2))
        case["name"] = next(name for name in chain([case["name"]], numbered) if name not in self.names)
        self.names.add(case["name"])
        return MissingCase(case["name"], as_yaml(case))

    def _search(self, mutant: Mutant, goal: Callable[[Candidate], bool], budget: int) -> Candidate | None:
        rules = [rule for rule in self.document["rules"] if rule["name"] in mutant.rules]
        points = {point for rule in rules for point in rule["points"]}
        compared = interests.merged(interests.of_rule(rule, self.document) for rule in rules)
        found = (candidate for _, candidate in self.found if candidate.event.point in points)
        bases = sorted(self.desk.at(points), key=lambda base: self._others(base, mutant))
        return find([*bases, *found], compared, goal, budget)

    def _others(self, candidate: Candidate, mutant: Mutant) -> int:
        """Count the other rules that have something to say of a message: a case is about one thing."""
        outcomes = candidate.decide(self.policy).outcomes
        return sum(one.state != "passed" and one.rule not in mutant.rules for one in outcomes)


def _outcomes(decision: Decision) -> tuple[object, frozenset[tuple[str, str, bool, bool]]]:
    """Give what a case says of a decision by its result and its rules."""
    told = ((one.rule, one.state, one.shadow, one.error is not None) for one in decision.outcomes)
    return decision.result, frozenset(outcome for outcome in told if outcome[1] != "passed")


def _reason_lost(right: Decision, wrong: Decision) -> Reason | None:
    """Give the first reason of a decision that another does not give."""
    return next((reason for reason in right.reasons if reason.text not in [one.text for one in wrong.reasons]), None)

"""The missing case: a message on which a policy and its mutant decide differently, as a case of a test.

What is shown was read as it would be read where it is to be pasted: it passes there, and fails with the mutation.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from dwgate.mutation.messages import Messages
from dwgate.mutation.target import Target
from dwgate.policy.compiler.function import file_of_tests
from dwgate.policy_tests.runner import run_case
from dwgate.witnesses import Desk, interests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dwgate.mutation.messages import Budget, Message
    from dwgate.mutation.mutant import Mutant
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.decision import Decision, Reason
    from dwgate.policy.engine import Policy
    from dwgate.policy_tests import Case
    from dwgate.policy_tests.under_test import FunctionUnderTest
    from dwgate.witnesses import Candidate

_MOST_KEPT = 4
_MOST_TOLD = 20
_MOST_REFUSED = 20
_MOST_COVERED = 3


@dataclass(frozen=True, slots=True)
class MissingCase:
    """A case that would notice a mutant, also as YAML to be pasted under ``cases:`` of the tests beside the policy.

    ``is_told`` says that it was given for an earlier mutant already.
    """

    case: Case
    yaml: str
    is_told: bool = False

    @property
    def name(self) -> str:
        """What the case is called."""
        return self.case.name


class Search(NamedTuple):
    """What a search for a case came to, and how many messages were tried.

    ``is_cut`` says that the budget of the run ended it.
    """

    missing: MissingCase | None
    tried: int
    is_cut: bool = False


@dataclass(slots=True)
class Finder:
    """A search for the cases that the tests of a policy lack.

    One that was ``found`` is tried first for the next mutant of its rules.  ``names`` are those of cases that there
    are, since a file has each once.
    """

    policy: Policy
    document: Mapping[str, Any]
    desk: Desk
    tested: FunctionUnderTest
    names: set[str]
    budget: Budget
    found: list[tuple[MissingCase, Candidate, Mutant]] = field(default_factory=list)
    _targets: dict[str, Target] = field(default_factory=dict)
    _messages: dict[frozenset[str], Messages] = field(default_factory=dict)

    @classmethod
    def of(cls, compilation: Compilation, tested: FunctionUnderTest, cases: Sequence[Case], budget: Budget) -> Finder:
        """Take a policy that compiles, and all cases of its tests, also those that are not run."""
        run = [case for case in cases if case.skip is None]
        desk = Desk.of(tested.folder, tested.points, run, tested.spellings)
        names = {case.name for case in cases}
        return cls(compilation.policy(), compilation.document or {}, desk, tested, names, budget)

    def search(self, mutant: Mutant) -> Search:
        """Look for the case that would notice a mutant; where there is none, the change may change nothing."""
        mutated = mutant.change.of(self.policy)
        near = [missing for missing, _, other in self.found if not other.rules.isdisjoint(mutant.rules)]
        for missing in near[-_MOST_TOLD:]:
            if not run_case(missing.case, mutated).has_passed:
                return Search(replace(missing, is_told=True), 0)
        messages = self._messages_of(mutant.rules)
        trial = _Trial(self, mutant, mutated, mutant.change.of(messages.alone))
        for message in chain(messages.in_turn(), self._uncovered(trial, messages)):
            if self.budget.is_spent or trial.is_over:
                break
            self.budget.spent += 1
            trial.take(message)
        if trial.best is None:
            return Search(None, trial.tried, is_cut=self.budget.is_spent)
        missing, message = trial.best
        messages.note(message)
        self.found.append((missing, message.candidate, mutant))
        self.names.add(missing.name)
        return Search(missing, trial.tried)

    def target_of(self, mutant: Mutant) -> Target:
        """Give the tests beside the file that a mutant changes."""
        file = file_of_tests(mutant.file)
        if file not in self._targets:
            path = self.tested.folder / file.removeprefix(f"{self.tested.name}/")
            self._targets[file] = Target.of(path, self.tested, self.policy.parameters)
        return self._targets[file]

    def _messages_of(self, rules: frozenset[str]) -> Messages:
        """Give the messages for some rules; those of the last few are kept, since mutants come file by file."""
        if rules not in self._messages:
            entries = [rule for rule in self.document["rules"] if rule["name"] in rules]
            points = {point for rule in entries for point in rule["points"]}
            compared = interests.merged(interests.of_rule(rule, self.document) for rule in entries)
            found = (candidate for _, candidate, _ in self.found if candidate.event.point in points)
            bases = sorted(self.desk.at(points), key=lambda base: self._others(base, rules))
            for old in list(self._messages)[: 1 - _MOST_KEPT]:
                del self._messages[old]
            self._messages[rules] = Messages.of(self.policy, rules, [*bases, *found], compared)
        return self._messages[rules]

    def _uncovered(self, trial: _Trial, messages: Messages) -> Iterator[Message]:
        """Give messages beside those that other rules answer all the same, by what these compare with."""
        entries = {rule["name"]: rule for rule in self.document["rules"]}
        for message in trial.covered:
            others = [one for one in message.candidate.decide(self.policy).outcomes if one.state != "passed"]
            names = [one.rule for one in others if one.rule not in trial.mutant.rules]
            compared = interests.merged(interests.of_rule(entries[name], self.document) for name in names)
            yield from messages.beside(message, compared)

    def _others(self, candidate: Candidate, rules: frozenset[str]) -> int:
        """Count the other rules that have something to say of a message: a case is about one thing."""
        outcomes = candidate.decide(self.policy).outcomes
        return sum(one.state != "passed" and one.rule not in rules for one in outcomes)


@dataclass(slots=True)
class _Trial:
    """A mutant, and the ``best`` case so far: one that tells it by its result or its rules, or else by a reason.

    ``alone`` are the rules of the mutant, with the mutation.  ``covered`` has a few messages of which these say
    something else then, and that other rules answer all the same.
    """

    finder: Finder
    mutant: Mutant
    mutated: Policy
    alone: Policy
    tried: int = 0
    best: tuple[MissingCase, Message] | None = None
    is_over: bool = False
    covered: list[Message] = field(default_factory=list)
    _refused: int = 0

    def take(self, message: Message) -> None:
        """Try a message, by the rules of the mutant first, which is soon judged."""
        self.tried += 1
        if not message.differs(self.alone):
            return
        right, wrong = message.candidate.decide(self.finder.policy), message.candidate.decide(self.mutated)
        is_told_by_rules = _outcomes(right) != _outcomes(wrong)
        reason = None if is_told_by_rules else _reason_lost(right, wrong)
        if not is_told_by_rules and len(self.covered) < _MOST_COVERED:
            self.covered.append(message)
        if not is_told_by_rules and (reason is None or self.best):
            return
        missing = self._written(message.candidate, right, reason)
        if missing is None:
            self._refused += 1
        else:
            self.best = missing, message
        self.is_over = (missing is not None and is_told_by_rules) or self._refused == _MOST_REFUSED

    def _written(self, witness: Candidate, right: Decision, reason: Reason | None) -> MissingCase | None:
        """Write the case, with a reason where nothing else tells; None where it would not hold in its file."""
        target = self.finder.target_of(self.mutant)
        case = target.written(witness, right)
        if case is None:
            return None
        if reason is not None:
            case["reason"] = dict(reason.text)
        numbered = (f"{case['name']} ({number})" for number in count(2))
        case["name"] = next(name for name in chain([case["name"]], numbered) if name not in self.finder.names)
        read = target.read(case)
        if read is None or not run_case(read, self.finder.policy).has_passed or run_case(read, self.mutated).has_passed:
            return None
        return MissingCase(read, target.as_yaml(case))


def _outcomes(decision: Decision) -> tuple[object, frozenset[tuple[str, str, bool, bool]]]:
    """Give what a case says of a decision by its result and its rules."""
    told = ((one.rule, one.state, one.shadow, one.error is not None) for one in decision.outcomes)
    return decision.result, frozenset(outcome for outcome in told if outcome[1] != "passed")


def _reason_lost(right: Decision, wrong: Decision) -> Reason | None:
    """Give the first reason of a decision that another does not give."""
    return next((reason for reason in right.reasons if reason.text not in [one.text for one in wrong.reasons]), None)

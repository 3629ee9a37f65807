"""The outcomes that no case sees, each at its place in the policy, with what to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.policy_tests.untested import tests_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.yaml_source import Text
    from dwgate.policy_tests.covered import ClauseCoverage, Coverage, ExemptionCoverage

_LONGEST = 80
_IS = {True: "is true", False: "is false"}


def gaps(coverage: Coverage) -> Iterator[Diagnostic]:
    """Give the clauses and exemptions for which a case is missing.

    That a rule itself fires or passes in none is a finding of the tests already.
    """
    for rule in coverage.rules:
        for clause in rule.clauses:
            if clause.unseen:
                yield _of_clause(clause, rule.source.when, ())
    for exemption in coverage.exemptions:
        yield from _of_exemption(exemption)


def _of_exemption(exemption: ExemptionCoverage) -> Iterator[Diagnostic]:
    source = exemption.source
    at, fires = source.rules[0], f"{' or '.join(name.value for name in source.rules)} fires"
    if not exemption.used:
        hint = f"add a case to {tests_of(at)} in which {fires} and this lifts it"
        yield at.diagnostic("uncovered-exemption", "this exemption lifts a rule in no case", hint=hint)
    if not exemption.expired:
        hint = f"add a case to {tests_of(at)} that it would lift, with now: {source.expires.isoformat()}"
        yield at.diagnostic("uncovered-exemption", "no case shows that this exemption expires", hint=hint)
    for clause in exemption.clauses:
        if clause.unseen:
            yield _of_clause(clause, source.when, (fires,))


def _of_clause(covered: ClauseCoverage, when: Text, before: tuple[str, ...]) -> Diagnostic:
    """Say what a clause came to in no case, and what must be so for it to be reached."""
    clause = covered.clause
    missing = " or ".join("true" if truth else "false" for truth in covered.unseen)
    is_reached = covered.true or covered.false or covered.unjudged
    message = f"no case makes this {missing}" if is_reached else "no case reaches this"
    wanted = ", and one in which it ".join(_IS[truth] for truth in covered.unseen)
    premises = [*before, *(f"{_short(premise.text)} {_IS[premise.is_true]}" for premise in clause.premises)]
    where = f", where {' and '.join(premises)}" if premises else ""
    hint = f"add a case to {tests_of(when)} in which it {wanted}{where}"
    return when.diagnostic("uncovered-clause", f"{message}: {_short(clause.text)}", offset=clause.offset, hint=hint)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

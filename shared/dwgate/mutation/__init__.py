"""Mutation: whether a policy's tests notice that the policy is changed.

A rule that is tested is a rule whose change makes a case fail.  So each small change that could be a slip is made, one
at a time, and the cases are run: a mutant that no case notices has *survived*, and says which case is missing.  It goes
through these modules in this order::

    sites       the policy as written and as compiled: where it can be changed
    tokens      a condition as tokens; edits: the changes of its text; shifts: what is a little beside a value
    conditions  the edits that compile; rules, parameters, exemptions: the changes of those; mutants: all of them
    kinds       the kinds of changes; mutant: a change with its place
    changes     a change of the compiled policy, which makes another one without compiling the rest
    trial       the cases against each mutant
    messages    what the mutants that survived are tried with; target: the file into which a case is pasted
    missing     the case that would notice one that survived
    mutation    what became of all of them
"""

from dwgate.mutation.kinds import Kind
from dwgate.mutation.messages import Budget
from dwgate.mutation.missing import Finder, MissingCase, Search
from dwgate.mutation.mutant import Mutant
from dwgate.mutation.mutants import mutants_of
from dwgate.mutation.mutation import Mutation, Tried
from dwgate.mutation.trial import Score, Verdict, verdict_on

__all__ = [
    "Budget",
    "Finder",
    "Kind",
    "MissingCase",
    "Mutant",
    "Mutation",
    "Score",
    "Search",
    "Tried",
    "Verdict",
    "mutants_of",
    "verdict_on",
]

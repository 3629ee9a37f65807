"""Mutants of a condition: each edit of its text that compiles to something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.mutation.edits import Edit, edits
from dwgate.mutation.mutant import Mutant, Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dwgate.mutation.changes import Change
    from dwgate.policy.compiler.conditions import Conditions
    from dwgate.policy.compiler.yaml_source import Text


def of_condition(
    when: Text, conditions: Conditions, change: Callable[[str], Change], rules: frozenset[str], *also: Edit
) -> Iterator[Mutant]:
    """Give the mutants of a condition of these rules; ``change`` puts another program in its place.

    Beside the edits that every condition has there can be others.  What the compiler refuses could not be deployed, so
    no test has to notice it.
    """
    for edit in (*edits(when.value, conditions.tree(when.value)), *also):
        program = conditions.program(edit.of(when.value))
        if program is not None:
            yield Mutant(Spot(edit.kind, when, edit.was, edit.became, edit.span.start), change(program), rules)

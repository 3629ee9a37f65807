"""A condition taken apart into its clauses: the largest parts that are themselves no ``&&``, ``||``, ``!`` or ``?:``.

A clause is what a condition asks of a message, ``event.dataRowSize > params.max_rows``; a loop is one clause.  How the
clauses are joined says which of them decide.  CEL judges from left to right and stops where the outcome is known, so a
clause is *reached* only where what stands before it leaves the outcome open.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.policy.compiler.analysis import FALSE, TRUE, PointAnalysis
from dwgate.policy.compiler.cel_text import Written
from dwgate.policy.compiler.cel_tokens import Span
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.lowering import lower
from dwgate.policy.compiler.syntax import AND, CHOICE, NOT, OR, Node, SyntaxTree, call
from dwgate.policy.compiler.types import shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Truth = bool | None
"""What a clause or a condition comes to; None where it cannot be judged."""


class Premise(NamedTuple):
    """A part of a condition, as written, and what it comes to where a clause behind it is reached."""

    text: str
    is_true: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: as written but for its blanks, where it begins in the condition, and compiled as a rule's ``when``.

    ``can_be`` is what it can come to where it is reached at the points of the condition: a literal ``true`` is never
    false.
    """

    text: str
    offset: int
    program: str
    can_be: frozenset[bool]
    premises: tuple[Premise, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Clauses, each by its number, and groups of them that an operator of CEL joins."""

    operator: str
    parts: tuple[Structure, ...]


Structure = int | Joined


class Judged(NamedTuple):
    """What a condition comes to, and the numbers of the clauses that were reached."""

    truth: Truth
    reached: frozenset[int]


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A condition's clauses in the order in which they are written, and how they are joined.

    ``can_be`` is what the whole can come to at the points of the condition.
    """

    clauses: tuple[Clause, ...]
    structure: Structure
    can_be: frozenset[bool]

    def judge(self, truths: Sequence[Truth]) -> Judged:
        """Join what each clause comes to by itself, as CEL does: beside what decides, an error is none."""
        return _judge(self.structure, truths)


def _judge(part: Structure, truths: Sequence[Truth]) -> Judged:
    if isinstance(part, int):
        return Judged(truths[part], frozenset({part}))
    first = _judge(part.parts[0], truths)
    if part.operator == NOT:
        return Judged(None if first.truth is None else not first.truth, first.reached)
    if part.operator == CHOICE:
        if first.truth is None:
            return first
        chosen = _judge(part.parts[1 if first.truth else 2], truths)
        return Judged(chosen.truth, first.reached | chosen.reached)
    decisive = part.operator == OR
    if first.truth is decisive:
        return first
    second = _judge(part.parts[1], truths)
    is_unjudged = first.truth is None and second.truth is not decisive
    return Judged(None if is_unjudged else second.truth, first.reached | second.reached)


class Clauses:
    """Takes conditions over some points and the parameters of a function apart."""

    def __init__(self, points: tuple[str, ...], parameters: Mapping[str, Any]) -> None:
        """Take what the conditions may read."""
        shape = shape_of(points)
        self._conditions = Conditions(points, parameters)
        self._analyses = tuple(PointAnalysis(point, shape, parameters) for point in points)

    def of(self, condition: str) -> TakenApart:
        """Take a condition apart that compiles."""
        tree = self._conditions.tree(condition)
        parts = _Parts(tree, Written(condition))
        way = _Way(self._analyses, ())
        can_be = way.possible(tree.root)
        structure = parts.structure(tree.root, parts.written.whole, way)
        lower(tree)
        whole = tree.serialize()
        return TakenApart(tuple(parts.clause(found, whole) for found in parts.found), structure, can_be)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a part of a condition is reached: at which points, and behind what."""

    analyses: tuple[PointAnalysis, ...]
    premises: tuple[Premise, ...]

    def possible(self, node: Node) -> frozenset[bool]:
        """Give what a part that is reached in this way can come to."""
        found = frozenset[str]().union(*(analysis.possible(node) for analysis in self.analyses))
        return frozenset(value for outcome, value in ((TRUE, True), (FALSE, False)) if outcome in found)

    def behind(self, node: Node, text: str, *, is_true: bool) -> _Way:
        """Go on behind a part, where that can come to this."""
        wanted = TRUE if is_true else FALSE
        open_at = tuple(analysis for analysis in self.analyses if wanted in analysis.possible(node))
        return _Way(open_at, (*self.premises, Premise(text, is_true)))


class _Found(NamedTuple):
    node: Node
    span: Span
    way: _Way
    can_be: frozenset[bool]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of one condition, of which ``found`` gets the clauses from left to right."""

    tree: SyntaxTree
    written: Written
    found: list[_Found] = field(default_factory=list)

    def structure(self, node: Node, span: Span, way: _Way) -> Structure:
        """Take a part apart that stands in this span."""
        operator, operands = call(node) or ("", ())
        if operator not in {AND, OR, NOT, CHOICE}:
            self.found.append(_Found(node, span, way, way.possible(node)))
            return len(self.found) - 1
        spans = self._spans(node, operator, span)
        ways = self._ways(operator, operands[0], self._text(spans[0]), way)
        parts = (self.structure(*part) for part in zip(operands, spans, ways, strict=True))
        return Joined(operator, tuple(parts))

    def clause(self, found: _Found, whole: bytes) -> Clause:
        """Make the clause of a part, once the tree, of which ``whole`` is the serialised form, is lowered."""
        alone = SyntaxTree(whole)
        alone.root.CopyFrom(found.node)
        span = self.written.bare(found.span)
        program = b64encode(alone.serialize()).decode()
        return Clause(self.written.text(span), span.start, program, found.can_be, found.way.premises)

    def _spans(self, node: Node, operator: str, span: Span) -> tuple[Span, ...]:
        """Give where the operands of a part stand: between its brackets, its operator and its ends."""
        at = self.tree.position(node)
        around = self.written.around(at)
        start, end = max(span.start, around.start), min(span.end, around.end)
        if operator == NOT:
            return (Span(at + len("!"), end),)
        if operator == CHOICE:
            colon = self.written.colon_after(at)
            return Span(start, at), Span(at + len("?"), colon), Span(colon + len(":"), end)
        return Span(start, at), Span(at + len("&&"), end)

    def _text(self, span: Span) -> str:
        return self.written.text(self.written.bare(span))

    @staticmethod
    def _ways(operator: str, first: Node, text: str, way: _Way) -> tuple[_Way, ...]:
        """Give how each operand is reached: all but the first where the first leaves the outcome open."""
        if operator == NOT:
            return (way,)
        if_true, if_false = (way.behind(first, text, is_true=is_true) for is_true in (True, False))
        return (way, if_true, if_false) if operator == CHOICE else (way, if_false if operator == OR else if_true)

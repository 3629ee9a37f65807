"""One CEL expression of a policy: compiled, checked at each of its points, lowered."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.protobuf.message import DecodeError

from dwgate.policy.compiler import cel_messages
from dwgate.policy.compiler.analysis import MISSING, TRUE, PointAnalysis, Possible
from dwgate.policy.compiler.calendars.uses import Use, unknown_zones, uses_in
from dwgate.policy.compiler.cel_messages import Finding
from dwgate.policy.compiler.cel_tokens import comments
from dwgate.policy.compiler.checks import TextChecks, shadowed_name
from dwgate.policy.compiler.content import content_read
from dwgate.policy.compiler.cost import MOST_STEPS, Cost, cost_of
from dwgate.policy.compiler.lowering import functions_called, lower
from dwgate.policy.compiler.options import Option, options_read
from dwgate.policy.compiler.syntax import Node, SyntaxTree, call, selected_path
from dwgate.policy.compiler.types import environment, shape_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.yaml_source import Text


_UNSPEAKABLE = 10**15
"""A number of steps of which nobody needs to know more."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled expression.

    ``program`` is the lowered expression as the engine loads it, in base64.  ``reads`` names the variables that it
    reads, ``calls`` the functions, ``options`` the options of workspaces, ``uses`` the calendars and time zones.
    ``possible`` says what it can come to at each point, and ``steps`` how many it takes at the most.
    """

    program: str
    reads: frozenset[str]
    calls: frozenset[str]
    options: frozenset[Option]
    uses: tuple[Use, ...]
    possible: Mapping[str, Possible]
    steps: int

    def points_where(self, outcome: str) -> tuple[str, ...]:
        """Give the points at which the expression can come to this."""
        return tuple(point for point, possible in self.possible.items() if outcome in possible)


class Conditions:
    """The compiler of expressions over the fields of some points and the parameters of a function."""

    def __init__(self, points: tuple[str, ...], parameters: Mapping[str, Any]) -> None:
        """Declare to CEL what the expressions may read."""
        self._shape = shape_of(points)
        self._parameters = parameters
        self._environment = environment(self._shape, parameters)

    def condition(self, text: Text, findings: list[Diagnostic]) -> Compiled | None:
        """Compile a whole text as a condition, which must be able to come true at one of the points."""
        compiled = self._compile(text, text.value, 0, findings, points=self._shape.points, wants_bool=True)
        if compiled and not compiled.points_where(TRUE):
            message = f"this is never true at {', '.join(self._shape.points)}"
            findings.append(text.diagnostic("never-fires", message, hint="compare it with what can come, or remove it"))
            return None
        return compiled

    def tree(self, expression: str) -> SyntaxTree:
        """Give the tree of an expression that compiles, as it is written: with positions, and before it is lowered."""
        return SyntaxTree(self._environment.compile(expression).serialize())

    def program(self, expression: str) -> str | None:
        """Compile an expression that stands in no file, as ``Compiled.program``; None where it is refused."""
        found: list[Finding] = []
        compiled = self._checked(expression, found, self._shape.points, wants_bool=True)
        return compiled.program if compiled and not found else None

    def placeholder(
        self, text: Text, expression: str, offset: int, findings: list[Diagnostic], points: Collection[str]
    ) -> Compiled | None:
        """Compile an expression inside a reason; ``points`` are those at which the reason can be given."""
        return self._compile(text, expression, offset, findings, points=points, wants_bool=False)

    def _compile(  # noqa: PLR0913 - one expression, where it stands, and what is asked of it
        self,
        text: Text,
        expression: str,
        offset: int,
        findings: list[Diagnostic],
        *,
        points: Collection[str],
        wants_bool: bool,
    ) -> Compiled | None:
        found: list[Finding] = []
        compiled = self._checked(expression, found, points, wants_bool=wants_bool)
        if comment := _folded_comment(text, expression, offset, wants_bool=wants_bool):
            # What comes behind it CEL has not read, or takes for the end.
            found = [*(one for one in found if one.offset < comment.offset), comment]
        findings += [
            text.diagnostic(finding.name, finding.message, offset=offset + finding.offset, hint=finding.hint)
            for finding in found
        ]
        return None if found else compiled

    def _checked(
        self, expression: str, found: list[Finding], points: Collection[str], *, wants_bool: bool
    ) -> Compiled | None:
        try:
            program = self._environment.compile(expression)
            tree = SyntaxTree(program.serialize())
        except RuntimeError as error:
            found += cel_messages.explain(str(error), expression, self._shape, self._parameters)
            return None
        except DecodeError:
            found.append(cel_messages.TOO_DEEP)
            return None
        returned = program.return_type().name()
        if wants_bool and returned not in {"BOOL", "DYN"}:
            kind = cel_messages.type_name(returned.lower())
            found.append(Finding(0, "not-a-bool", f"a condition is true or false, and this is of type {kind}"))
            return None
        if shadowed := shadowed_name(tree):
            found.append(shadowed)
            return None
        cost = cost_of(tree, self._shape, self._parameters, is_shown=not wants_bool)
        if too_dear := _too_dear(tree, cost):
            found.append(too_dear)
            return None
        found += TextChecks(tree, self._shape, self._parameters).findings()
        uses = uses_in(tree, self._parameters)
        found += unknown_zones(uses)
        if not wants_bool and (node := content_read(tree)):
            hint = "give its size(…) instead"
            found.append(
                Finding(tree.start(node), "content-in-reason", "a reason is logged, and this must not be", hint)
            )
        possible = {point: self._at(point, tree, found) for point in points}
        calls, options = functions_called(tree), options_read(tree, self._parameters)
        reads = lower(tree)
        return Compiled(b64encode(tree.serialize()).decode(), reads, calls, options, uses, possible, cost.steps)

    def _at(self, point: str, tree: SyntaxTree, found: list[Finding]) -> Possible:
        """Analyse the expression at one point, and report a field that the point lacks and nothing guards."""
        analysis = PointAnalysis(point, self._shape, self._parameters)
        possible = analysis.possible(tree.root)
        if MISSING in possible:
            node = analysis.missing_read(tree.root)
            finding = _unguarded(node, tree.start(node), point)
            found += [] if any(one.offset == finding.offset for one in found) else [finding]
        return possible


def _too_dear(tree: SyntaxTree, cost: Cost) -> Finding | None:
    """Refuse what could take for ever, before anything else is made of it."""
    if cost.steps <= MOST_STEPS:
        return None
    steps = f"{cost.steps:,}" if cost.steps < _UNSPEAKABLE else f"more than {_UNSPEAKABLE:,}"
    message = f"this can take {steps} steps, and at most {MOST_STEPS:,} are taken"
    return Finding(tree.start(cost.dearest), "too-many-steps", message, "loop over less, or ask several rules")


def _folded_comment(text: Text, expression: str, offset: int, *, wants_bool: bool) -> Finding | None:
    """Find the first comment that takes in the next line: YAML has made one line of both, and CEL reads to its end."""
    folded = (span for span in comments(expression) if text.is_folded(offset + span.start, offset + span.end))
    comment = next(folded, None)
    if comment is None:
        return None
    message = "this comment takes in the line below it, since YAML makes one line of both"
    block = "when: |" if wants_bool else "the reason below |"
    return Finding(comment.start, "comment-in-condition", message, f"write {block}, which keeps the lines")


def _unguarded(node: Node, offset: int, point: str) -> Finding:
    path = selected_path(node, "event")
    if path is None:
        function, _ = call(node) or ("", ())
        message = f"{function}(…) cannot be asked for at {point}"
        return Finding(
            offset, "unguarded-fact", message, 'guard it with point == "…" && …, or narrow the points of this file'
        )
    message = f"event.{path} does not exist at {point}"
    hint = f'guard it with has(event.{path}) && …, or with point == "…" && …, or narrow the points of this file'
    return Finding(offset, "unguarded-field", message, hint)

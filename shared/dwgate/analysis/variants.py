"""Variants of a policy: one of its rules asks something else, so that the engine can say what a part comes to."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.lowering import lower
from dwgate.policy.compiler.syntax import Node, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dwgate.analysis.subject import Condition, Rule, Subject
    from dwgate.policy.engine import Policy


def asking(subject: Subject, rule: Rule, program: str) -> Policy:
    """Give a policy of this rule alone, without exemptions, with another condition."""
    policy = bare_policy(subject, rule)
    when = policy.environment.deserialize(b64decode(program))
    return replace(policy, rules=tuple(replace(one, when=when) for one in policy.rules))


def with_parameter(subject: Subject, rule: Rule, name: str, value: Any) -> Policy:
    """Give a policy of this rule alone, without exemptions, with another value of a parameter."""
    policy = bare_policy(subject, rule)
    return policy.with_parameters({name: value})


def bare_policy(subject: Subject, rule: Rule) -> Policy:
    """Give a policy of this rule alone, without exemptions."""
    return without_exemptions(subject.only([rule.name]))


def without_exemptions(policy: Policy) -> Policy:
    """Give a policy whose rules nothing lifts."""
    return replace(policy, rules=tuple(replace(rule, exemptions=()) for rule in policy.rules))


def program_of(condition: Condition, parts: Sequence[Node]) -> str:
    """Compile parts of a condition, all of which must be true, as the engine loads them."""
    ids = {part.id for part in parts}
    tree = condition.again()
    found = [type(tree.root).FromString(node.SerializeToString()) for node in walk(tree.root) if node.id in ids]
    tree.root.CopyFrom(_joined(found))
    lower(tree)
    return b64encode(tree.serialize()).decode()


def equality_of(condition: Condition, part: Node, value: int) -> str:
    """Compile the question whether a part of a condition is a number, as the engine loads it."""
    tree = condition.again()
    found = next(node for node in walk(tree.root) if node.id == part.id)
    equality = type(tree.root)(id=_NEW_ID)
    equality.call_expr.function = "_==_"
    equality.call_expr.args.add().CopyFrom(found)
    equality.call_expr.args.add(id=_NEW_ID + 1).const_expr.int64_value = value
    tree.root.CopyFrom(equality)
    lower(tree)
    return b64encode(tree.serialize()).decode()


def asked(document: Mapping[str, Any], program: str) -> dict[str, Any]:
    """Give a compiled rule with another condition, of which the values are of interest too."""
    return {**document, "when": program}


def _joined(parts: Sequence[Node]) -> Node:
    joined = parts[0]
    for number, part in enumerate(parts[1:]):
        call = type(joined)(id=_NEW_ID + number)
        call.call_expr.function = "_&&_"
        call.call_expr.args.extend([joined, part])
        joined = call
    return joined


_NEW_ID = 3_000_000
"""Above those that CEL and the lowering count out."""

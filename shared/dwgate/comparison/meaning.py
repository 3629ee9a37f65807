"""What of a compiled rule can change a verdict: rules with the same of it judge every message alike.

That is its condition with the values of the parameters in their places, its result, its mode, what it answers where it
cannot be judged, its points, and the exemptions that lift it.  What a parameter is called is no part of it.
"""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.policy.compiler.syntax import SyntaxTree, identifier, parameters_read, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMETER = "params."


class Lift(NamedTuple):
    """What of an exemption can change a verdict."""

    condition: bytes
    expires: datetime


class Meaning(NamedTuple):
    """What of a rule can change a verdict; equal ones judge alike."""

    condition: bytes
    then: str
    mode: str
    on_error: str
    points: frozenset[str]
    lifts: frozenset[Lift]


def of_rule(rule: Mapping[str, Any], document: Mapping[str, Any], at: datetime) -> Meaning:
    """Give the meaning that a rule of a compiled policy has from a time on: what expired before lifts nothing."""
    lifts = (_of_exemption(exemption, document) for exemption in lifting(rule, document))
    return Meaning(
        condition=of_program(rule["when"], document),
        then=rule["then"],
        mode=rule["mode"],
        on_error=rule["on_error"],
        points=frozenset(rule["points"]),
        lifts=frozenset(lift for lift in lifts if lift.expires > at),
    )


def lifting(rule: Mapping[str, Any], document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the compiled exemptions that name a rule."""
    return [exemption for exemption in document["exemptions"] if rule["name"] in exemption["rules"]]


def of_program(program: str, document: Mapping[str, Any]) -> bytes:
    """Give a compiled condition with the values of its parameters in the place of their names."""
    root = SyntaxTree(b64decode(program)).root
    for node in walk(root):
        node.id = 0  # which is where it stands, and not what it does
        name = identifier(node)
        if name is not None and name.startswith(_PARAMETER):
            node.ident_expr.name = _value(name.removeprefix(_PARAMETER), document)
    written: bytes = root.SerializeToString(deterministic=True)
    return written


def parameters_in(program: str) -> list[str]:
    """Name the parameters that a compiled expression reads."""
    return sorted(parameters_read(SyntaxTree(b64decode(program)).root))


def _value(name: str, document: Mapping[str, Any]) -> str:
    """Write a parameter's value as no name can be; a time is not the text that it is written as."""
    kind = "time" if name in document["timestamps"] else "value"
    return f"{kind} {json.dumps(document['params'][name], sort_keys=True)}"


def _of_exemption(exemption: Mapping[str, Any], document: Mapping[str, Any]) -> Lift:
    return Lift(of_program(exemption["when"], document), datetime.fromisoformat(exemption["expires"]))

"""What of a compiled rule can change a verdict: rules with the same of it judge every message alike.

That is its condition with the values of the parameters in their places and with what the build has read for it, its
result, its mode, what it answers where it cannot be judged, its points, and the exemptions that lift it.  What a
parameter is called is no part of it.
"""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.policy.compiler.calendars.uses import uses_in
from dwgate.policy.compiler.lowering import functions_called
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
    """Give a compiled condition with the values of its parameters in the place of their names, and its reference."""
    root = SyntaxTree(b64decode(program)).root
    for node in walk(root):
        node.id = 0  # which is where it stands, and not what it does
        name = identifier(node)
        if name is not None and name.startswith(_PARAMETER):
            node.ident_expr.name = _value(name.removeprefix(_PARAMETER), document)
    written: bytes = root.SerializeToString(deterministic=True)
    reference = reference_of(program, document)
    return written + json.dumps(reference, sort_keys=True).encode() if reference else written


def reference_of(program: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the build has read into a policy for the functions that an expression calls, by what it is called."""
    tree, named = SyntaxTree(b64decode(program)), _references(document)
    names = dict.fromkeys(f"{use.kind} {use.name}" for use in sorted(uses_in(tree, document["params"])))
    if any(function.startswith("sql.") for function in functions_called(tree)):
        names["sql"] = None
    return {name: named[name] for name in names if name in named}


def is_read_otherwise(program: str, document: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the functions that an expression calls answer from something else in another policy."""
    named = _references(other)
    return any(named.get(name) != value for name, value in reference_of(program, document).items())


def _references(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give all that the build has read into a policy: each calendar and zone by itself, the rest as it stands there."""
    reference = document.get("reference", {})
    calendars = {f"calendar {name}": calendar for name, calendar in reference.get("calendars", {}).items()}
    zones = {f"zone {name}": zone for name, zone in reference.get("zones", {}).items()}
    return {**reference, **calendars, **zones}


def parameters_in(program: str) -> list[str]:
    """Name the parameters that a compiled expression reads."""
    return sorted(parameters_read(SyntaxTree(b64decode(program)).root))


def _value(name: str, document: Mapping[str, Any]) -> str:
    """Write a parameter's value as no name can be; a time is not the text that it is written as."""
    kind = "time" if name in document["timestamps"] else "value"
    return f"{kind} {json.dumps(document['params'][name], sort_keys=True)}"


def _of_exemption(exemption: Mapping[str, Any], document: Mapping[str, Any]) -> Lift:
    return Lift(of_program(exemption["when"], document), datetime.fromisoformat(exemption["expires"]))

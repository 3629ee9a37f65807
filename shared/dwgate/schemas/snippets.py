"""Snippets of VS Code for the names in conditions: a schema completes a whole scalar, and they stand inside one.

Each is offered in the policy files of the functions at whose points it can be read, by patterns of ``include`` that a
VS Code before 1.109 passes over.

Source: https://code.visualstudio.com/docs/editing/userdefinedsnippets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue as events
from dwgate.facts import functions
from dwgate.policy.compiler.types import SCOPE
from dwgate.schemas.catalogue import in_conditions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.facts.function import Function

_MEANINGS = {
    "point": "the event code of the message",
    "tenant": "the tenant, as text",
    "workspace": "the workspace, as text",
    "operator": "who did it, as text",
    "present": "the names of the fields that came",
    "now": "the time of the decision",
}
_ARGUMENTS = {
    "calendar.date": 'now, "${1:Asia/Shanghai}"',
    "calendar.within": 'now, "${1:mon-fri 09:00-18:00}", "${2:Asia/Shanghai}"',
    "glob.matches": '${1:point}, "${2:*.csv}"',
    "ip.within": "${1:event.ip}, ${2:params.networks}",
    "option": '"${1:name}", ${2:params.default}',
    "snapshot.has": '"${1:table.lifecycle}"',
    "sql.created_without": '${1:point}, "${2:lifecycle}"',
    "units.bytes": '"${1:5MB}"',
    **{
        f"guid.{part}": '"${1:holo.instance.database.schema.table}"'
        for part in ("database", "engine", "project", "schema", "table")
    },
}
_OF_A_TYPE = {
    "string": "point",
    "list<string>": "present",
    "list<list<string>>": "[present]",
    "int": "1",
    "timestamp": "now",
}
"""What of this type can be read at every point, and is offered to be written over."""


def snippets(served: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, Any]]:
    """Give the snippets by name; ``served`` are the points of each function."""
    found = [*_fields(served), *_functions(served), *_names(served)]
    return dict(sorted(found))


def _fields(served: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    points = {point for serving in served.values() for point in serving}
    for path, described in in_conditions(points).items():
        at = {point for one in described for point in one.points}
        told = "; ".join(map(str, described)).replace("`", "")
        yield _snippet(f"event.{path}", f"event.{path}", told, _serving(served, at))


def _functions(served: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    everywhere = frozenset(point for points in served.values() for point in points)
    for name, (function, *_) in functions.every().items():
        serving = _serving(served, everywhere if function.points is None else function.points)
        if serving:
            called = f"{name}({_ARGUMENTS.get(name) or _arguments_of(function)}){_field_of(function)}"
            yield _snippet(f"{name}()", called, function.meaning, serving, prefix=name)


def _arguments_of(function: Function) -> str:
    return ", ".join(f"${{{number}:{_OF_A_TYPE[kind]}}}" for number, kind in enumerate(function.parameters, start=1))


def _field_of(function: Function) -> str:
    """Offer the fields of an object, which is read by them alone."""
    fields = [field.name for field in function.field.fields] if function.field else []
    return f".${{1|{','.join(fields)}|}}" if function.result == "object" else ""


def _names(served: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in SCOPE:
        yield _snippet(name, name, _MEANINGS.get(name, ""), sorted(served))
    for code in sorted({point for points in served.values() for point in points}):
        told = f"{events.find(code).name[:1].lower()}{events.find(code).name[1:]}"
        yield _snippet(f'point == "{code}"', f'point == "{code}"', told, _serving(served, {code}))


def _serving(served: Mapping[str, tuple[str, ...]], points: Iterable[str]) -> list[str]:
    """Give the functions that serve one of these points."""
    wanted = set(points)
    return [function for function, at in sorted(served.items()) if wanted.intersection(at)]


def _snippet(
    name: str, body: str, description: str, functions: list[str], prefix: str = ""
) -> tuple[str, dict[str, Any]]:
    return name, {
        "scope": "yaml",
        "prefix": prefix or name,
        "body": body,
        "description": description,
        "include": [f"**/functions/{function}/policy/*.yaml" for function in functions],
        "exclude": ["**/*_test.yaml"],
    }

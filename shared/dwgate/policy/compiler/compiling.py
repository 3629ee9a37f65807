"""A whole function: its folder to its policy.json, or to everything that is wrong with its policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.facts import functions
from dwgate.policy.compiler import reader
from dwgate.policy.compiler.calendars.calendars import Calendars
from dwgate.policy.compiler.compilation import Compilation
from dwgate.policy.compiler.entries import Entries
from dwgate.policy.compiler.function import Folder
from dwgate.policy.compiler.model import Sources
from dwgate.policy.compiler.names import (
    parameters_of,
    points_of_rules,
    too_many,
    unused_parameters,
    without_consequences,
)
from dwgate.policy.compiler.together import together
from dwgate.policy.loading import FORMAT, digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.model import FunctionSource, PolicySource


def compile_function(folder: Path, name: str | None = None) -> Compilation:
    """Compile the policy of the function in this folder; findings name the files below ``name``.

    Everything is compiled, so that everything that is wrong is found at once.
    """
    files = Folder(folder, folder.name if name is None else name)
    findings = files.findings
    function = files.function()
    policies = files.policies(function.points if function else reader.every_point())
    if many := list(too_many(policies)):
        return _refused(folder, [*findings, *many])
    entries = Entries(parameters_of(policies, findings), Calendars.of(policies, findings), findings)
    points_of = points_of_rules(policies, findings)
    if function is None:  # without its points it is not known what a condition can read
        return _refused(folder, findings)
    sources = _sources(function, policies)
    rules = [entries.rule(rule, _place(rule.name.source.name, rule.name.line, files.name)) for rule in sources.rules]
    exemptions = [entries.exemption(exemption, points_of) for exemption in sources.exemptions]
    calls_out = function.calls_back or functions.ask_facts(entries.used.functions)
    # What could use a parameter or a calendar is known once all of it compiles.
    found = without_consequences(policies, findings) or [
        *unused_parameters(policies, entries.used.reads),
        *entries.calendars.unused(entries.used.uses),
    ]
    if found:
        return _refused(folder, found, calls_out=calls_out)
    document = _document(folder.name, function, entries, rules=rules, exemptions=exemptions)
    sources = replace(sources, reference=document.get("reference", {}))
    return Compilation(folder.name, document, (), calls_out, sources)


def _refused(folder: Path, findings: Iterable[Diagnostic], *, calls_out: bool = False) -> Compilation:
    return Compilation(folder.name, None, tuple(sorted(set(findings))), calls_out)


def _sources(function: FunctionSource, policies: Iterable[PolicySource]) -> Sources:
    return Sources(
        function,
        rules=tuple(rule for policy in policies for rule in policy.rules),
        parameters=tuple(parameter for policy in policies for parameter in policy.parameters),
        exemptions=tuple(exemption for policy in policies for exemption in policy.exemptions),
    )


def _place(file: str, line: int, name: str) -> str:
    """Give a place in a file of the function, named from its folder."""
    return f"{file.removeprefix(f'{name}/')}:{line}"


def _document(
    name: str,
    function: FunctionSource,
    entries: Entries,
    *,
    rules: list[dict[str, Any]],
    exemptions: list[dict[str, Any]],
) -> dict[str, Any]:
    parameters, used = entries.parameters, entries.used
    reference = {**entries.calendars.reference(used.uses), **_dialects(function, used.functions)}
    document = {
        "format": FORMAT,
        "function": name,
        "description": dict(sorted(function.description.items())),
        "points": list(function.points),
        "params": {name: _as_json(value) for name, value in parameters.items()},
        "timestamps": sorted(name for name, value in parameters.items() if isinstance(value, datetime)),
        "functions": used.functions,
        "options": [option.as_document(points) for option, points in sorted(used.options.items())],
        "rules": rules,
        "together": together(rules, entries.steps),
        "exemptions": exemptions,
        **({"reference": reference} if reference else {}),
    }
    return {**document, "digest": digest(document)}


def _dialects(function: FunctionSource, called: Iterable[str]) -> dict[str, Any]:
    """Give the dialects of SQL that the function's file names, where a rule asks about SQL."""
    asks = any(name.startswith("sql.") for name in called)
    return {"sql": dict(function.sql)} if asks and function.sql else {}


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

"""``dwgate check``: every policy compiled and analysed, everything that is wrong shown."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from dwgate.analysis import analyse
from dwgate.cli.checking.github import as_github
from dwgate.cli.checking.sarif import as_sarif
from dwgate.cli.checking.summary import summary
from dwgate.cli.project import FUNCTIONS_FOLDER, UsageError
from dwgate.cli.terminal import counted, json_text, write
from dwgate.policy.explanation import short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from dwgate.cli.project import Function
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.diagnostics import Diagnostic


class Format(Enum):
    """How the findings are written: for a person, for a program, for a code host, for the log of a GitHub workflow."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(functions: Sequence[Function], output: Format, at: datetime) -> bool:
    """Compile and analyse the functions' policies and write the findings to standard output; whether there are none.

    ``at`` is the time by which exemptions have expired or not.
    """
    if not functions:
        raise UsageError("there is no function to check: a function is a folder of functions/")
    compiled = {function: function.compile() for function in functions}
    findings = [finding for one in compiled.items() for finding in _findings(*one, at)]
    _write(list(compiled.values()), findings, output)
    return not findings


def refuse(compiled: Mapping[Function, Compilation]) -> None:
    """Show why policies do not compile, and nothing else: what an analysis finds keeps nobody from deploying."""
    findings = [finding for compilation in compiled.values() for finding in compilation.diagnostics]
    _write(list(compiled.values()), findings, Format.TEXT)


def _findings(function: Function, compilation: Compilation, at: datetime) -> Sequence[Diagnostic]:
    """Give the findings of the compiler, or those of the analysis where it has none."""
    name = f"{FUNCTIONS_FOLDER}/{function.name}"
    return compilation.diagnostics or analyse(function.folder, compilation, name, at)


def _write(compilations: Sequence[Compilation], findings: Sequence[Diagnostic], output: Format) -> None:
    writers = {Format.TEXT: _text, Format.JSON: _json, Format.SARIF: _sarif, Format.GITHUB: _github}
    write(writers[output](compilations, findings) + "\n")


def _sarif(_compilations: Sequence[Compilation], findings: Sequence[Diagnostic]) -> str:
    return as_sarif(findings)


def _github(compilations: Sequence[Compilation], findings: Sequence[Diagnostic]) -> str:
    """Write the commands, and for whoever reads the log what there would be as text."""
    return f"{as_github(findings)}\n{summary(findings)}" if findings else _text(compilations, findings)


def _json(compilations: Sequence[Compilation], findings: Sequence[Diagnostic]) -> str:
    functions = [
        {
            "function": compilation.function,
            "digest": compilation.document["digest"] if compilation.document else None,
            "rules": [rule["name"] for rule in compilation.document["rules"]] if compilation.document else None,
        }
        for compilation in compilations
    ]
    document = {"findings": [finding.as_document() for finding in findings], "functions": functions}
    return json_text(document)


def _text(compilations: Sequence[Compilation], findings: Sequence[Diagnostic]) -> str:
    if findings:
        return "\n\n".join([*(finding.render() for finding in findings), summary(findings)])
    lines = [
        f"{compilation.function}: {counted(len(document['rules']), 'rule')}, {short(document['digest'])}"
        for compilation in compilations
        if (document := compilation.document)
    ]
    return "\n".join([*lines, f"no findings in {counted(len(compilations), 'function')}"])

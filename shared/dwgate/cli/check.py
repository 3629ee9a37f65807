"""``dwgate check``: every policy compiled, everything that is wrong shown."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from dwgate.cli.arguments import Format
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import counted
from dwgate.operating.decisions import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.cli.project import Function
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.diagnostics import Diagnostic


def check(functions: Sequence[Function], output: Format) -> bool:
    """Compile the functions' policies and write the findings to standard output; whether there are none."""
    if not functions:
        raise UsageError("there is no function to check: a function is a folder of functions/")
    compilations = [function.compile() for function in functions]
    findings = [finding for compilation in compilations for finding in compilation.diagnostics]
    text = _json(compilations, findings) if output is Format.JSON else _text(compilations, findings)
    sys.stdout.write(text + "\n")
    return not findings


def summary(findings: Sequence[Diagnostic]) -> str:
    """Say how many findings there are, in how many files."""
    files = len({finding.file for finding in findings})
    return f"{counted(len(findings), 'finding')} in {counted(files, 'file')}"


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
    return json.dumps(document, ensure_ascii=False, indent=2)


def _text(compilations: Sequence[Compilation], findings: Sequence[Diagnostic]) -> str:
    if findings:
        return "\n\n".join([*(finding.render() for finding in findings), summary(findings)])
    lines = [
        f"{compilation.function}: {counted(len(document['rules']), 'rule')}, {short(document['digest'])}"
        for compilation in compilations
        if (document := compilation.document)
    ]
    return "\n".join([*lines, f"no findings in {counted(len(compilations), 'function')}"])

"""Findings as workflow commands, which GitHub shows at the lines that they are about.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.cli.checking.sarif import message_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.policy.compiler.diagnostics import Diagnostic

_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_DATA, ":": "%3A", ",": "%2C"}


def as_github(findings: Sequence[Diagnostic]) -> str:
    """Write each finding as one line, ``::error file=…,line=…,col=…,title=…::message``."""
    return "\n".join(_command(finding) for finding in findings)


def _command(finding: Diagnostic) -> str:
    properties = {"file": finding.file, "line": finding.line, "col": finding.column, "title": finding.name}
    told = ",".join(f"{name}={_escaped(str(value), _IN_PROPERTIES)}" for name, value in properties.items())
    return f"::error {told}::{_escaped(message_of(finding), _IN_DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)

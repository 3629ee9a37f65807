"""Findings as SARIF 2.1.0, the form in which code hosts take the findings of tools.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dwgate.cli.checking.catalogue import MEANINGS, PAGE
from dwgate.cli.terminal import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.policy.compiler.diagnostics import Diagnostic

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "PROJECT"


def as_sarif(findings: Sequence[Diagnostic]) -> str:
    """Write findings as one run; their files are relative to the folder of the project."""
    names = sorted({finding.name for finding in findings})
    run = {
        "tool": {"driver": {"name": "dwgate", "version": version("dwgate"), "rules": [_rule(name) for name in names]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder of the project."}}},
        "results": [_result(finding, names.index(finding.name)) for finding in findings],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str) -> dict[str, Any]:
    """Describe a kind of finding; a page has no address before the project has one, so ``help`` names the file."""
    place = f"{PAGE}#{name}"
    return {
        "id": name,
        "shortDescription": {"text": f"{MEANINGS[name][0].upper()}{MEANINGS[name][1:]}.".replace("`", "")},
        "help": {"text": f"See {place}.", "markdown": f"See [{place}]({place})."},
        "defaultConfiguration": {"level": "error"},
    }


def _result(finding: Diagnostic, rule: int) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    location = {"artifactLocation": {"uri": quote(finding.file), "uriBaseId": _ROOT}, "region": region}
    return {
        "ruleId": finding.name,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": message_of(finding)},
        "locations": [{"physicalLocation": location}],
    }


def message_of(finding: Diagnostic) -> str:
    """Say all of a finding but its place: the message, what to do, and the message of DataWorks that shows it."""
    lines = [finding.message]
    if finding.hint:
        lines.append(finding.hint)
    if finding.example:
        lines += [f"For example, {finding.example.says}:", finding.example.text.rstrip()]
    return "\n".join(lines)

"""``dwgate explain RULE``: what a rule stops, where, with which parameters and exemptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.cli.check import summary
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, result_style
from dwgate.events import catalogue
from dwgate.policy.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from dwgate.cli.project import Project


def explain(project: Project, wanted: str) -> bool:
    """Show every rule of this name, ``function/rule`` for one function's; whether the policies compile."""
    compilations = [function.compile() for function in project.functions()]
    findings = [finding for compilation in compilations for finding in compilation.diagnostics]
    documents = [compilation.document for compilation in compilations if compilation.document]
    rules = [(document, rule) for document in documents for rule in document["rules"]]
    matching = [
        (document, rule)
        for document, rule in rules
        if wanted in {rule["name"], f"{document['function']}/{rule['name']}"}
    ]
    if not matching:
        hint = did_you_mean(wanted, {rule["name"] for _, rule in rules}, listing="the rules are")
        broken = f" ({summary(findings)}: run dwgate check)" if findings else ""
        raise UsageError(f"there is no rule {wanted}; {hint}{broken}")
    out = console()
    for number, (document, rule) in enumerate(matching):
        if number:
            out.print()
        _show(out, document, rule)
    return not findings


def _show(out: Console, document: Mapping[str, Any], rule: Mapping[str, Any]) -> None:
    style = result_style(rule["then"])
    shadow = " (in shadow: judged and recorded, not answered)" if rule["mode"] == "shadow" else ""
    out.print(Text.assemble((rule["name"], "name"), "  ", (rule["then"], style), shadow))
    if rule["description"]:
        out.print(Text(" ".join(rule["description"].split())))
    _row(out, "function", document["function"])
    _row(out, "written in", f"functions/{document['function']}/{rule['source']}")
    for point in rule["points"]:
        _row(out, "stops at", f"{point}: {catalogue.find(point).name}")
    _row(out, "when", " ".join(rule["condition"].split()))
    for name in rule["reads"]:
        if name.startswith("params."):
            _row(out, "with", f"{name} = {document['params'][name.removeprefix('params.')]}")
    for language, text in rule["reason_text"].items():
        _row(out, f"reason, {language}", text)
    _row(out, "if it cannot be judged", rule["on_error"])
    exemptions = [item for item in document["exemptions"] if rule["name"] in item["rules"]]
    for item in exemptions:
        text = f"until {item['expires']}, when {item['condition']}: {item['reason']} ({item['owner']})"
        _row(out, "lifted", text)
    if not exemptions:
        _row(out, "lifted", "by no exemption")


def _row(out: Console, heading: str, text: str) -> None:
    out.print(Text.assemble((f"  {heading:<24}", "quiet"), text))

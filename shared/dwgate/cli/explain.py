"""``dwgate explain RULE``: what a rule stops, where, with which parameters and exemptions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.cli.checking.summary import summary
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, new_page, result_style, show_trimmed
from dwgate.events import catalogue
from dwgate.policy.compiler.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    for text in rule["description"].values():
        show_trimmed(out, Text(" ".join(text.split())))
    page = new_page()
    for heading, text in _rows(document, rule):
        page.add_row(Text(heading, "quiet"), Text(text))
    show_trimmed(out, page)


def _rows(document: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "function", document["function"]
    yield "written in", f"functions/{document['function']}/{rule['source']}"
    for point in rule["fires_at"]:
        yield "stops at", f"{point}: {catalogue.find(point).name}"
    yield "when", " ".join(rule["condition"].split())
    for name in rule["reads"]:
        if name.startswith("params."):
            value = document["params"][name.removeprefix("params.")]
            yield "with", f"{name} = {json.dumps(value, ensure_ascii=False)}"
    for language, text in rule["reason_text"].items():
        yield f"reason, {language}", " ".join(text.split())
    yield "if it cannot be judged", rule["on_error"]
    exemptions = [item for item in document["exemptions"] if rule["name"] in item["rules"]]
    for item in exemptions:
        yield "lifted", f"until {item['expires']}, when {item['condition']}: {item['reason']} ({item['owner']})"
    if not exemptions:
        yield "lifted", "by no exemption"
    for language, text in rule["contact"].items():
        yield f"to ask for one, {language}", " ".join(text.split())

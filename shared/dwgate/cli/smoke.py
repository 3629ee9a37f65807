"""``dwgate smoke``: the samples sent to the deployed functions, and their answers held against the checkout's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.arguments import Format
from dwgate.cli.operating import checked_out, deployed
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, counted, json_text, new_table, result_style, show_table, write
from dwgate.openapi.endpoint import named
from dwgate.operating.checked_out import Pair
from dwgate.operating.cloud import ANY_KEYS, FunctionCompute, keys_of
from dwgate.operating.findings import Level
from dwgate.operating.smoke import smoke as smoke_functions
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.runtime.connection import KEY_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from dwgate.cli.project import Project
    from dwgate.openapi.endpoint import Credentials, Endpoint
    from dwgate.operating.comparison import Comparison
    from dwgate.operating.findings import Finding
    from dwgate.operating.smoke import Smoked
    from dwgate.operating.trial import Verdict


def smoke(project: Project, names: Sequence[str], template: str, endpoint: str, output: Format) -> bool:
    """Ask the deployed functions of these names, or all; whether they decide as the checkout does."""
    at = _endpoint(endpoint) if endpoint else None
    credentials = _keys(at, os.environ)
    pairs = _pairs(project, names, template)

    def cloud_of(pair: Pair) -> FunctionCompute:
        return FunctionCompute(credentials, region=pair.there.region, endpoint=at)

    found = smoke_functions(pairs, cloud_of)
    if output is Format.JSON:
        document = {"functions": [one.as_document() for one in found]}
        write(f"{json_text(document)}\n")
    else:
        _show(console(), found)
    return all(one.is_clean for one in found)


def _endpoint(text: str) -> Endpoint:
    found = named(text)
    if found is None:
        raise UsageError(f"--endpoint: {text} is no host; write host, host:port or http://127.0.0.1:9000")
    if found.is_in_clear:
        raise UsageError(f"--endpoint: {text} would send keys and messages in clear: http is for this machine alone")
    return found


def _keys(endpoint: Endpoint | None, environment: Mapping[str, str]) -> Credentials:
    keys = keys_of(environment)
    if keys:
        return keys
    if endpoint and endpoint.is_of_this_machine:
        return ANY_KEYS
    raise UsageError(f"there are no keys to call Function Compute with: set {KEY_VARIABLES[0]} and {KEY_VARIABLES[1]}")


def _pairs(project: Project, names: Sequence[str], template: str) -> list[Pair]:
    there = {function.name: function for function in deployed(project, template)}
    for name in names:
        if name not in there:
            raise UsageError(f"{template} deploys no {name}; {did_you_mean(name, there, listing='it deploys')}")
    return [Pair(checked_out(project.function(name)), there[name]) for name in names or there]


def _show(out: Console, found: Sequence[Smoked]) -> None:
    """Show what is to be known before the table is read, the table, and what is wrong."""
    answering = [one for one in found if one.comparisons]
    findings = [finding for one in found for finding in one.findings]
    _show_findings(out, [one for one in findings if one.level is Level.WARNING], "warn")
    if answering:
        show_table(out, _table(answering))
    _show_findings(out, [one for one in findings if one.level is Level.PROBLEM], "fail")
    samples = [comparison for one in answering for comparison in one.comparisons]
    differ = sum(bool(comparison.differences) for comparison in samples)
    out.print(f"\n{counted(len(samples), 'sample')} answered, {differ} of them otherwise than here")


def _show_findings(out: Console, findings: Sequence[Finding], style: str) -> None:
    for one in findings:
        out.print(Text.assemble((f"{one.level.value}: ", style), f"{one.where}: {one.what}"), soft_wrap=True)
        out.print(Text(f"  {one.advice}"), soft_wrap=True)


def _table(found: Sequence[Smoked]) -> Table:
    table = new_table()
    for heading in ("function", "sample", "deployed", "checkout"):
        table.add_column(heading, no_wrap=True)
    table.add_column("difference", ratio=1)
    for one in found:
        for number, comparison in enumerate(one.comparisons):
            table.add_row(Text("" if number else one.function, "name"), *_row(comparison))
        table.add_row()
    return table


def _row(comparison: Comparison) -> tuple[Text, ...]:
    told = Text("; ".join(comparison.differences), "fail")
    for note in comparison.notes:
        told.append(f"{' ' if told else ''}({note})", "quiet")
    return Text(comparison.sample), _result(comparison.deployed), _result(comparison.checkout), told


def _result(verdict: Verdict) -> Text:
    return Text(verdict.result or "-", result_style(verdict.result) if verdict.result else "fail")

"""``dwgate demo``: every sample message of every function through its handler, in one table."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.build.local import running
from dwgate.cli.checking.summary import summary
from dwgate.cli.facts_file import read_facts
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import command, console, new_table, result_style, show_table
from dwgate.facts.asking import NoFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from dwgate.build.local import LocalFunction
    from dwgate.cli.project import Function, Project, Sample
    from dwgate.policy.compiler.diagnostics import Diagnostic

ORDINARY_TIME = datetime.fromisoformat("2026-11-18T10:00:00+08:00")
"""A Wednesday morning: the time at which a sample is tried that does not ask for another."""


def demo(project: Project, at: datetime | None) -> bool:
    """Run the samples and show the table; whether every policy compiles."""
    functions = project.functions()
    if not functions:
        raise UsageError(f"there is no function in {project.root}")
    time = at or ORDINARY_TIME
    out = console()
    heading = f"Every sample message through its function's handler, at {time.isoformat(timespec='minutes')}."
    out.print(f"{heading}\n", soft_wrap=True)
    table = new_table()
    for column in ("function", "sample", "result"):
        table.add_column(column, no_wrap=True)
    table.add_column("reason", ratio=1)
    findings = [finding for function in functions for finding in _add_rows(table, function, time)]
    show_table(out, table)
    out.print("To see what every rule made of a message, and what a rule is for:\n", soft_wrap=True)
    out.print(f"  {command()} invoke FUNCTION -e functions/FUNCTION/events/SAMPLE.json --explain", soft_wrap=True)
    out.print(f"  {command()} explain RULE", soft_wrap=True)
    if findings:
        out.print(f"\n{summary(findings)}; run dwgate check", style="fail", soft_wrap=True)
    return not findings


def _add_rows(table: Table, function: Function, time: datetime) -> tuple[Diagnostic, ...]:
    compilation = function.compile()
    if compilation.document is None:
        table.add_row(
            Text(function.name, "name"), "", Text("-", "fail"), "the policy does not compile: run dwgate check"
        )
        return compilation.diagnostics
    with running(function.folder, compilation) as local:
        for number, sample in enumerate(function.samples()):
            table.add_row(Text("" if number else function.name, "name"), *_row(local, sample, time))
    table.add_section()
    table.add_row()
    return ()


def _row(local: LocalFunction, sample: Sample, time: datetime) -> tuple[Text, Text, Text]:
    facts = read_facts(sample.facts) if sample.facts else NoFacts()
    invocation = local.invoke(sample.path.read_bytes(), at=sample.at or time, facts=facts)
    response = json.loads(invocation.body)
    result = response["checkResult"]
    reason = Text(next((text for key, text in response.items() if key != "checkResult"), ""))
    for note in (note for line in invocation.log for note in _notes(json.loads(line))):
        reason.append(f"{' ' if reason else ''}({note})", "quiet")
    name = sample.name + (f"\n(at {sample.at:%a %Y-%m-%d %H:%M})" if sample.at else "")
    return Text(name), Text(result, result_style(result)), reason


def _notes(record: dict[str, Any]) -> Iterator[str]:
    """Say what the answer does not: which rules were lifted or judged in shadow, and that there is nothing to judge."""
    rules = record["rules"]
    if record["kind"] == "event":
        yield "DataWorks only reports this; it is recorded and left alone"
    for lifted in rules["exempted"]:
        yield f"{lifted['rule']} is lifted until {_day(lifted['expires'])}: {lifted['reason']}"
    for shadow in rules["shadow"]:
        yield f"in shadow, {shadow['rule']} would say {shadow['result']}"


def _day(expires: str) -> str:
    """Write the end of an exemption without what a reader need not know: that a day begins at midnight."""
    day, _, time = expires.partition("T")
    return day if time.startswith("00:00:00") else f"{day} {time[:5]}"

"""``dwgate doctor``: what is wrong with the deployment, and what to do about it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.arguments import Format
from dwgate.cli.operating import checked_out, deployed
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, counted, json_text, show_hanging, write
from dwgate.deployment import DeploymentError
from dwgate.operating.cloud import FunctionCompute, keys_of
from dwgate.operating.dataworks import DataWorks
from dwgate.operating.doctor import Checkout, Clouds, examine
from dwgate.operating.findings import Level
from dwgate.runtime.connection import KEY_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dwgate.cli.project import Project
    from dwgate.openapi.endpoint import Credentials
    from dwgate.operating.doctor import Report
    from dwgate.operating.findings import Finding


@dataclass(frozen=True, slots=True)
class Shown:
    """How the findings are written; a program gets all of them, a person those that are ok only ``with_ok``."""

    output: Format
    with_ok: bool


def doctor(project: Project, template: str, shown: Shown, *, probes_callback: bool) -> bool:
    """Examine the project and, with keys, what is deployed of it; whether there is no problem."""
    keys = keys_of(os.environ)
    if probes_callback and keys is None:
        raise UsageError(f"--probe-callback needs keys: set {KEY_VARIABLES[0]} and {KEY_VARIABLES[1]}")
    clouds = _clouds(keys) if keys else None
    report = examine(_checkout(project, template), clouds, now=datetime.now(UTC), probes_callback=probes_callback)
    if shown.output is Format.JSON:
        write(f"{json_text(report.as_document())}\n")
    else:
        _show(console(), report, with_ok=shown.with_ok)
    return report.is_clean


def _checkout(project: Project, template: str) -> Checkout:
    functions = [checked_out(function) for function in project.functions()]
    try:
        return Checkout(project.root, template, functions, deployed(project, template))
    except DeploymentError as error:
        return Checkout(project.root, template, functions, error)


def _clouds(keys: Credentials) -> Clouds:
    """Give what makes a client for a region, one for all functions in it."""
    return Clouds(
        function_compute=cache(lambda region: FunctionCompute(keys, region=region)),
        dataworks=cache(lambda region: DataWorks(keys, region)),
    )


def _show(out: Console, report: Report, *, with_ok: bool) -> None:
    """Show what is wrong, the worst first; what is ok is counted, and shown by group where that is asked for."""
    problems, warnings, fine = (report.of(level) for level in (Level.PROBLEM, Level.WARNING, Level.OK))
    _show_findings(out, Text("problems", "fail"), problems)
    _show_findings(out, Text("warnings", "warn"), warnings)
    for group in report.groups if with_ok else ():
        ok = [finding for finding in group.findings if finding.level is Level.OK]
        _show_findings(out, Text(f"ok: {group.title}", "ok"), ok)
    if report.left_out:
        show_hanging(out, "left out for want of keys: ", ", ".join(report.left_out))
        out.print(f"  set {KEY_VARIABLES[0]} and {KEY_VARIABLES[1]}\n", soft_wrap=True)
    numbers = f"{counted(len(problems), 'problem')}, {counted(len(warnings), 'warning')}, ok: {len(fine)}"
    out.print(numbers if with_ok else f"{numbers} (--all shows them)")


def _show_findings(out: Console, heading: Text, findings: Sequence[Finding]) -> None:
    """Show findings below a heading, and what to do below each; nothing where there are none."""
    if not findings:
        return
    out.print(heading)
    for finding in findings:
        show_hanging(out, "  ", f"{finding.name}: {finding.where}: {finding.what}")
        if finding.advice:
            show_hanging(out, "      ", finding.advice)
    out.print()

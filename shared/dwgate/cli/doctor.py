"""``dwgate doctor``: what is wrong with the deployment, and what to do about it."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.arguments import Format
from dwgate.cli.operating import checked_out, deployed
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console
from dwgate.deployment import DeploymentError
from dwgate.operating.cloud import FunctionCompute, keys_of
from dwgate.operating.dataworks import DataWorks
from dwgate.operating.doctor import Checkout, Clouds, examine
from dwgate.operating.findings import Level
from dwgate.runtime.connection import KEY_VARIABLES

if TYPE_CHECKING:
    from rich.console import Console

    from dwgate.cli.project import Project
    from dwgate.openapi.endpoint import Credentials
    from dwgate.operating.doctor import Report
    from dwgate.operating.findings import Finding

_STYLES = {Level.OK: "ok", Level.WARNING: "warn", Level.PROBLEM: "fail"}


def doctor(project: Project, template: str, output: Format, *, probes_callback: bool) -> bool:
    """Examine the project and, with keys, what is deployed of it; whether there is no problem."""
    keys = keys_of(os.environ)
    if probes_callback and keys is None:
        raise UsageError(f"--probe-callback needs keys: set {KEY_VARIABLES[0]} and {KEY_VARIABLES[1]}")
    clouds = _clouds(keys) if keys else None
    report = examine(_checkout(project, template), clouds, now=datetime.now(UTC), probes_callback=probes_callback)
    if output is Format.JSON:
        sys.stdout.write(json.dumps(report.as_document(), ensure_ascii=False, indent=2) + "\n")
    else:
        _show(console(), report)
    return report.is_clean


def _checkout(project: Project, template: str) -> Checkout:
    functions = [checked_out(function) for function in project.functions()]
    try:
        return Checkout(project.root, template, functions, deployed(project, template))
    except DeploymentError as error:
        return Checkout(project.root, template, functions, str(error))


def _clouds(keys: Credentials) -> Clouds:
    """Give what makes a client for a region, one for all functions in it."""
    return Clouds(
        function_compute=cache(lambda region: FunctionCompute(keys, region=region)),
        dataworks=cache(lambda region: DataWorks(keys, region)),
    )


def _show(out: Console, report: Report) -> None:
    for group in report.groups:
        out.print(Text(group.title, "name"))
        for finding in group.findings:
            _show_finding(out, finding)
        out.print()
    if report.left_out:
        out.print(f"left out for want of keys: {', '.join(report.left_out)}", soft_wrap=True)
        out.print(f"  set {KEY_VARIABLES[0]} and {KEY_VARIABLES[1]}\n", soft_wrap=True)
    numbers = {level: sum(finding.level is level for finding in report.findings) for level in Level}
    out.print(
        f"{numbers[Level.PROBLEM]} problems, {numbers[Level.WARNING]} warnings, {numbers[Level.OK]} checks are ok"
    )


def _show_finding(out: Console, finding: Finding) -> None:
    told = f"{finding.name}: {finding.where}: {finding.what}"
    out.print(Text.assemble("  ", (f"{finding.level.value:<8}", _STYLES[finding.level]), told), soft_wrap=True)
    if finding.advice:
        out.print(Text(f"          {finding.advice}"), soft_wrap=True)

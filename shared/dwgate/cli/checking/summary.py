"""Findings in a line: how many there are, whichever command shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.cli.terminal import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.policy.compiler.diagnostics import Diagnostic


def summary(findings: Sequence[Diagnostic]) -> str:
    """Say how many findings there are, in how many files."""
    files = len({finding.file for finding in findings})
    return f"{counted(len(findings), 'finding')} in {counted(files, 'file')}"

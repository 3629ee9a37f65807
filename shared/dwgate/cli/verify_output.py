"""What a verification found, for a person and for a program."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from dwgate.cli.terminal import counted, json_text, new_table, show_hanging, show_table
from dwgate.policy.decision import BEIJING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rich.console import Console

    from dwgate.records import Reading
    from dwgate.records.chain import Chain
    from dwgate.records.verification import Verification

_MOST_ROWS = 20
_SHOWN_OF_A_HASH = 12
"""As much as a person compares; the heads that are noted are whole."""


def show(out: Console, verification: Verification, reading: Reading) -> None:
    """Write the instances, the findings by their place, and how many there are."""
    _show_instances(out, verification.chains)
    findings = verification.findings
    for finding in findings:
        place = f"{finding.place}: " if finding.place else ""
        show_hanging(out, "", f"{place}{finding.fault}: {finding.message}")
    for fault, more in findings.left_out().items():
        out.print(f"{fault}: and {more} more")
    if findings:
        out.print()
    out.print(_read(verification, reading), soft_wrap=not out.is_terminal)
    told = ", ".join(f"{count} {fault}" for fault, count in findings.counts.items() if count)
    out.print(f"{counted(len(findings), 'finding')}: {told}" if findings else "no findings")


def _show_instances(out: Console, chains: Mapping[str, Chain]) -> None:
    """Tabulate the instances as they were read first."""
    table = new_table()
    for heading in ("instance", "records", "first in Beijing", "last", "head"):
        table.add_column(heading, no_wrap=True, justify="right" if heading == "records" else "left")
    for name, chain in islice(chains.items(), _MOST_ROWS):
        head = chain.head.hash[:_SHOWN_OF_A_HASH] if chain.head else "-"
        table.add_row(name, str(chain.records), _time(chain.first), _time(chain.last), head)
    if chains:
        show_table(out, table)
        more = len(chains) - _MOST_ROWS
        if more > 0:
            out.print(f"… and {counted(more, 'instance')} more, which --format json tells")
        out.print()


def _read(verification: Verification, reading: Reading) -> str:
    of = f"{counted(reading.records, 'record')} of {counted(len(verification.chains), 'instance')}"
    newest = ", the newest first" if verification.order.is_newest_first else ""
    others = f"; {counted(reading.others, 'line')} without a record" if reading.others else ""
    return f"{of}{newest}{others}"


def _time(time: datetime | None) -> str:
    return f"{time.astimezone(BEIJING):%Y-%m-%d %H:%M}" if time else "-"


def as_json(verification: Verification, reading: Reading) -> str:
    """Write a document with all that is known, which ends with a line end."""
    findings = verification.findings
    document = {
        "records": reading.records,
        "lines_without_a_record": reading.others,
        "newest_first": verification.order.is_newest_first,
        "instances": [_instance(name, chain) for name, chain in verification.chains.items()],
        "counts": dict(findings.counts),
        "findings": [
            {
                "fault": finding.fault,
                "file": finding.file or None,
                "line": finding.line or None,
                "instance": finding.instance,
                "seq": finding.seq,
                "message": finding.message,
            }
            for finding in findings
        ],
    }
    return json_text(document) + "\n"


def _instance(name: str, chain: Chain) -> dict[str, Any]:
    head = chain.head
    return {
        "instance": name,
        "function": chain.function,
        "records": chain.records,
        "first": chain.first.isoformat() if chain.first else None,
        "last": chain.last.isoformat() if chain.last else None,
        "head": {"seq": head.seq, "hash": head.hash} if head else None,
    }

"""Logs of several instances for tests, and what a verification finds in one."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dwgate.record import Log, line_of
from dwgate.records import Reading
from dwgate.records.findings import Finding
from dwgate.records.links import EXACT
from dwgate.records.verification import Verification

NAMES = tuple(f"{number:016x}" for number in range(1, 9))
RECORD: dict[str, Any] = {
    "kind": "decision",
    "decision_id": "d-1",
    "message_id": "m-1",
    "point": "download-resources",
    "result": "FAIL",
    "reasons": [{"result": "FAIL", "en": "No.", "zh": "否。"}],
    "rules": {"fired": ["too-many-rows"], "errors": [], "shadow": [], "exempted": []},
    "problem": None,
    "policy_digest": "sha256:0",
    "event": {"dataRowSize": 5},
    "function": "data_download",
    "duration_ms": 12.0,
}


def sealed(order: Iterable[int], documents: Sequence[dict[str, Any]] = ()) -> list[str]:
    """The lines of instances, named by their numbers from 0 in the order in which they log."""
    logs = [Log(name) for name in NAMES]
    given = iter(documents)
    return [
        logs[number].sealed(line_of(next(given, {**RECORD, "decision_id": f"d-{at}"})))
        for at, number in enumerate(order)
    ]


def verified(folder: Path, lines: Iterable[str], **options: Any) -> Verification:
    """A verification that has read these lines."""
    path = folder / "log.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    verification = Verification(**options)
    verification.run(Reading([str(path)], EXACT))
    return verification


def found(folder: Path, lines: Iterable[str], **options: Any) -> list[tuple[str, int, int | None]]:
    """The faults of these lines, each with its line and the number of its record."""
    return [_brief(finding) for finding in verified(folder, lines, **options).findings]


def _brief(finding: Finding) -> tuple[str, int, int | None]:
    return finding.fault, finding.line, finding.seq

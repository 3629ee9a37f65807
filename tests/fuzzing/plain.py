"""Cases in their numbers: each is drawn from a seed and its own number, so that a run can be repeated in any parts."""

import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fuzzing.answered import invoke
from fuzzing.cases import Case
from fuzzing.gates import nobody_called, targets

MOST_BROKEN = 20

shared_targets = cache(targets)
"""The gates, made once in a process."""


@dataclass(slots=True)
class Tally:
    """What came of cases; ``broken`` are those that break a promise, as bytes, each with what is wrong."""

    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[bytes, str]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add what came of other cases."""
        self.cases += other.cases
        self.outcomes += other.outcomes
        self.broken += other.broken

    def lines(self, seed: int, folder: Path) -> Iterator[str]:
        """Tell it, and save the cases that break a promise below a folder."""
        messages = sum(self.outcomes.values())
        yield f"{self.cases} cases of seed {seed}, {messages} messages: {len(self.broken)} cases broke a promise"
        yield ", ".join(f"{times} {outcome}" for outcome, times in sorted(self.outcomes.items()))
        for written, problem in self.broken:
            path = Case.of_bytes(shared_targets(), written).save(shared_targets(), folder)
            yield f"\n{problem}\n{again(path)}"


def run(seed: int, numbers: range) -> Tally:
    """Run the cases of these numbers; the run ends early where too much is broken."""
    tally = Tally()
    with nobody_called():
        for number in numbers:
            case = Case.drawn(shared_targets(), seed, number)
            tally.cases += 1
            problem = attempt(case, tally.outcomes)
            if problem:
                tally.broken.append((case.as_bytes(shared_targets()), problem))
            if len(tally.broken) >= MOST_BROKEN:
                break
    return tally


def attempt(case: Case, outcomes: Counter[str]) -> str | None:
    """Run one case, count what became of its messages, and give what is wrong; None where all is as promised."""
    try:
        outcomes.update(_outcome(record) for record in invoke(case.target.gate, case.payload, looks=case.looks))
    except Exception as error:  # noqa: BLE001 - that nothing is thrown is what is tried
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} (in {last.name}, {last.filename}:{last.lineno}: {last.line})"
    return None


def again(path: Path) -> str:
    """Say how to run a case that was saved."""
    return f"  to run it again: make fuzz AGAIN={path}"


def say(text: str) -> None:
    """Write a line to standard output."""
    print(text, flush=True)  # noqa: T201 - it is a command


def _outcome(record: dict[str, Any]) -> str:
    if record["problem"]:
        return "refused unread"
    return "reported" if record["kind"] == "event" else f"judged {record['result']}"

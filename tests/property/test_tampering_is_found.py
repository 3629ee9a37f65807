"""Whatever is done to a line of a log, ``dwgate verify`` finds it, and of a log that nobody touched it says nothing.

The logs are made by chance, the same each time: several instances, whose lines stand between each other's, with values
of every kind.  What can be done to a line in few ways is done in all of them, to every line.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from dwgate.records.lines import found_in
from dwgate.records.links import EXACT
from records.sealed import RECORD, sealed, verified

LOGS = 30
CHANGES = 60
"""How many characters are changed in each log."""
PUT = ['"', "\\", "{", "}", "[", "]", ",", ":", "0", "1", "9", "a", "e", "f", ".", "-", " ", "\n", "", "é"]


@dataclass(frozen=True)
class Log:
    """The lines of a log, and the instance of each."""

    order: list[int]
    lines: list[str]

    def is_last(self, at: int) -> bool:
        """Whether an instance logged nothing after this."""
        return self.order[at] not in self.order[at + 1 :]


def value(chance: random.Random, depth: int = 2) -> Any:
    """Any JSON."""
    kind = chance.randrange(8 if depth else 6)
    if kind == 6:
        return [value(chance, depth - 1) for _ in range(chance.randrange(3))]
    if kind == 7:
        return {text(chance): value(chance, depth - 1) for _ in range(chance.randrange(3))}
    numbers = chance.randrange(-5, 10**6), chance.choice([0.5, 12.0, -0.0, 1e300, 1e-7, 1e16]), 10**30
    return (None, chance.random() < 0.5, *numbers, text(chance))[kind]


def text(chance: random.Random) -> str:
    """A short text with whatever characters."""
    return "".join(chance.choice("ab \\\"'{}\n\t\u2028é否\U0001f600\x00") for _ in range(chance.randrange(6)))


def made(seed: int) -> Log:
    """A log of three to twelve lines of up to four instances."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets: the logs are to be the same each time
    order = [chance.randrange(chance.randrange(1, 5)) for _ in range(chance.randrange(3, 13))]
    events = ({text(chance): value(chance) for _ in range(3)} for _ in order)
    return Log(order, sealed(order, [{**RECORD, "event": event, "operator": text(chance)} for event in events]))


EVERY = [made(seed) for seed in range(LOGS)]


@pytest.fixture
def is_found(tmp_path: Path) -> Callable[[Sequence[str]], bool]:
    """Say whether anything is found in lines."""
    return lambda lines: len(verified(tmp_path, lines).findings) > 0


IsFound = Callable[[Sequence[str]], bool]


def as_floats(document: Any) -> Any:
    """A document with its whole numbers written with a point, those that a float can hold."""
    if isinstance(document, dict):
        return {name: as_floats(item) for name, item in document.items()}
    if isinstance(document, list):
        return [as_floats(item) for item in document]
    return float(document) if type(document) is int and abs(document) < 2**53 else document


EXPORTS: dict[str, Callable[[Any], str]] = {
    "as it was": json.dumps,
    "sorted": lambda document: json.dumps(document, sort_keys=True),
    "without blanks, in UTF-8": lambda document: json.dumps(document, separators=(",", ":"), ensure_ascii=False),
    "in a log": lambda document: json.dumps({"__time__": 1763431200, "message": f"{json.dumps(document)}\n"}),
    "opened in a log": lambda document: json.dumps({"__time__": 1763431200, "message": document}),
    "whole numbers with a point": lambda document: json.dumps({**as_floats(document), "chain": document["chain"]}),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_log_that_nobody_touched_is_clean(name: str, is_found: IsFound) -> None:
    """However it was written again on its way."""
    assert not any(is_found([EXPORTS[name](json.loads(line)) for line in log.lines]) for log in EVERY)


def test_a_line_that_was_taken_out_is_found(is_found: IsFound) -> None:
    """Unless it was the last of its instance, which needs a noted head."""
    cases = [(log, at) for log in EVERY for at in range(len(log.lines))]
    assert len(cases) > 200
    for log, at in cases:
        assert is_found([*log.lines[:at], *log.lines[at + 1 :]]) == (not log.is_last(at)), (log.lines, at)


def swaps(log: Log) -> Iterator[list[str]]:
    """The log with two lines of one instance swapped, in every way."""
    for one, other in combinations(range(len(log.lines)), 2):
        if log.order[one] == log.order[other]:
            swapped = list(log.lines)
            swapped[one], swapped[other] = log.lines[other], log.lines[one]
            yield swapped


def is_turned(lines: Sequence[str]) -> bool:
    """Whether all of a log stands with the newest first."""
    chains = [json.loads(line)["chain"] for line in lines]
    return all(
        one["instance"] != other["instance"] or one["seq"] > other["seq"] for one, other in combinations(chains, 2)
    )


def test_two_lines_that_were_swapped_are_found(is_found: IsFound) -> None:
    """Unless all of the log stands the other way round then, which is an order too."""
    cases = [lines for log in EVERY for lines in swaps(log)]
    assert len(cases) > 300
    for lines in cases:
        assert is_found(lines) == (not is_turned(lines)), lines


def test_a_line_that_stands_twice_is_found(is_found: IsFound) -> None:
    """Wherever the second one was put."""
    cases = [
        [*log.lines[:at], line, *log.lines[at:]]
        for log in EVERY[:8]
        for line in log.lines
        for at in range(len(log.lines) + 1)
    ]
    assert len(cases) > 300
    for lines in cases:
        assert is_found(lines), lines


def meaning(lines: str) -> list[str]:
    """What the records of lines say, as JSON that is the same for the same."""
    documents = [document for line in lines.split("\n") for document, _ in found_in(line, EXACT)]
    return [json.dumps(document, sort_keys=True) for document in documents if isinstance(document, dict)]


def changes() -> Iterator[tuple[Log, int, str]]:
    """Logs, a line of each, and what it is with one character changed so that it means something else."""
    chance = random.Random(2026)  # noqa: S311 - as above
    for log in EVERY:
        for _ in range(CHANGES):
            at = chance.randrange(len(log.lines))
            place = chance.randrange(len(log.lines[at]))
            changed = f"{log.lines[at][:place]}{chance.choice(PUT)}{log.lines[at][place + 1 :]}"
            if meaning(changed) != meaning(log.lines[at]):
                yield log, at, changed


def test_a_character_that_was_changed_is_found(is_found: IsFound) -> None:
    """Where it leaves no record at all, that one is as good as taken out."""
    cases = list(changes())
    assert len(cases) > 1000
    for log, at, changed in cases:
        is_gone = not any(found_in(part, EXACT) for part in changed.split("\n"))
        tampered = [*log.lines[:at], changed, *log.lines[at + 1 :]]
        assert is_found(tampered) == (not is_gone or not log.is_last(at)), (at, changed)

"""A case of the fuzzer: which gate gets what, and when its time runs out; as bytes, and as a file."""

import hashlib
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from fuzzing import mutations
from fuzzing.gates import Target

LOOKS = (*(None,) * 11, 0, 1, 2, 5, 20)
"""How often the clock can be read until the time of an invocation has run out; mostly it does not."""


@dataclass(frozen=True, slots=True)
class Case:
    """What one gate is handed; ``looks`` is how often the clock can be read until the time has run out."""

    target: Target
    payload: bytes
    looks: int | None

    @classmethod
    def drawn(cls, targets: tuple[Target, ...], seed: int, number: int) -> Self:
        """Draw the case of this number: each function has an equal part of the cases, whatever its samples."""
        generator = random.Random(f"{seed}:{number}")  # noqa: S311 - the same case is to be drawn again
        target = generator.choice(generator.choice(_by_function(targets)))
        return cls(target, mutations.case(generator, target.seeds), generator.choice(LOOKS))

    @classmethod
    def of_bytes(cls, targets: tuple[Target, ...], written: bytes) -> Self:
        """Read a case: a byte for the gate, one for the time, and the payload."""
        head = written[:2].ljust(2, b"\0")
        return cls(targets[head[0] % len(targets)], written[2:], LOOKS[head[1] % len(LOOKS)])

    def as_bytes(self, targets: tuple[Target, ...]) -> bytes:
        """Write the case as of_bytes reads it."""
        return bytes([targets.index(self.target), LOOKS.index(self.looks)]) + self.payload

    def save(self, targets: tuple[Target, ...], folder: Path) -> Path:
        """Write the case to a file of its own."""
        written = self.as_bytes(targets)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / hashlib.sha256(written).hexdigest()[:16]
        path.write_bytes(written)
        return path


@cache
def _by_function(targets: tuple[Target, ...]) -> list[list[Target]]:
    """Give the gates of each function, in the order of their names."""
    functions = sorted({target.function for target in targets})
    return [[target for target in targets if target.function == function] for function in functions]

"""Cases that coverage guides: atheris keeps what reaches new code, and what it keeps is changed on, as messages.

Each process runs its part of the cases, and they share what they keep.
"""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dwgate"]):
    from fuzzing import mutations, plain
    from fuzzing.cases import Case
    from fuzzing.gates import nobody_called

LONGEST = 8 * 1024
HANGS_AFTER = 120
"""Seconds, after which a case is taken for one that never ends."""


def run(cases: int, seed: int, processes: int, folder: Path) -> int:
    """Run so many cases in all; the exit code is 1 where one of them broke a promise."""
    targets = plain.shared_targets()
    for target in targets:
        for payload in target.seeds:
            Case(target, payload, None).save(targets, folder / "kept")
    (folder / "broken").mkdir(exist_ok=True)
    before = set((folder / "broken").iterdir())
    started = [
        subprocess.Popen([sys.executable, "-m", "fuzzing.guided", str(cases // processes), str(seed + number), folder])
        for number in range(processes)
    ]
    codes = [process.wait() for process in started]
    broken = sorted(set((folder / "broken").iterdir()) - before)
    plain.say(f"{cases} cases guided by coverage, of seed {seed}: {len(broken)} cases broke a promise")
    for path in broken:
        plain.say(plain.again(path))
    return 1 if broken or any(codes) else 0


def main(cases: str, seed: str, folder: Path) -> None:
    """Run the part of one process; atheris ends it."""
    options = [f"-runs={cases}", f"-seed={seed}", f"-max_len={LONGEST}", f"-timeout={HANGS_AFTER}"]
    options += ["-rss_limit_mb=4096", "-reload=60", "-print_final_stats=1", f"-artifact_prefix={folder}/broken/"]
    plain.shared_targets()
    atheris.Setup([sys.argv[0], *options, f"{folder}/kept"], _one, custom_mutator=_mutated)
    with nobody_called():
        atheris.Fuzz()


def _one(written: bytes) -> None:
    problem = plain.attempt(Case.of_bytes(plain.shared_targets(), written), Counter())
    if problem:  # atheris saves the case and ends
        raise AssertionError(problem)


def _mutated(written: bytes, longest: int, seed: int) -> bytes:
    generator = random.Random(seed)  # noqa: S311 - the same case is to be made again
    head, payload = written[:2].ljust(2, b"\0"), written[2:]
    if generator.random() < 0.1:
        head = generator.randbytes(2)
    if generator.random() < 0.2:
        return head + bytes(atheris.Mutate(payload, longest - 2))
    return head + mutations.mutated(generator, payload)[: longest - 2]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))

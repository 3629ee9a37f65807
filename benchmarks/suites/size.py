"""Memory and size: what is resident once the first message is answered, and what is uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measuring.suite import Goal, Suite
from suites import cold_start

if TYPE_CHECKING:
    from measuring.suite import Quantities

RESIDENT, MOST, ZIPPED = "resident bytes", "most resident bytes", "zipped bytes"
_STARTS = 5


def _sizes(*, is_quick: bool) -> Quantities:
    from measuring import staged  # noqa: PLC0415 - what only whoever measures has

    programs = {name: make() for name, make in cold_start.programs().items()}
    rounds = [
        {name: program.start().memory for name, program in programs.items()} for _ in range(2 if is_quick else _STARTS)
    ]
    return {
        RESIDENT: {name: [one[name].resident for one in rounds] for name in programs},
        MOST: {name: [one[name].most for one in rounds] for name in programs},
        ZIPPED: {name: [size] for name, size in staged.zipped().items()},
    }


SUITE = Suite(
    name="size",
    title="Memory after the first answer, and the size of packages",
    goals=(
        Goal(cold_start.PLAIN, 1, to=cold_start.SDK, quantity=RESIDENT),
        Goal("data_upload", 1, to="sdk", quantity=ZIPPED),
    ),
    starts_packages=True,
    around=cold_start.beside,
    more=_sizes,
)

"""Cold start: a fresh process, from its start to the first byte of its first answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measuring.suite import ROOT, Goal, Side, Suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from measuring.fresh import Program
    from measuring.suite import Quantities

INTERPRETER, CONSTANT = "Python alone", "a constant"
PLAIN, READING_SQL, CALLING_BACK = "dwgate", "dwgate, rules that read SQL", "dwgate, callback"
SDK, SDK_CALLING_BACK = "SDK", "SDK, callback"
POWERTOOLS = "Powertools"
INTERPRETER_WITHOUT_SITE, PLAIN_WITHOUT_SITE = "Python alone, no site", "dwgate, no site"
PLAIN_FROM_DISK, SDK_FROM_DISK = "dwgate, from disk", "SDK, from disk"
PHASES, IMPORTS, MODULES = "phase seconds", "import seconds", "slowest modules seconds"
_PHASES = ("Python starts", "index.py is imported, the policy loaded", "the first message is answered")
_STARTS = 15
_IMPORTING = 9
_SHOWN = 12


def programs() -> dict[str, Callable[[], Program]]:
    """Give what makes the program of each side; a function that calls back needs a DataWorks beside this process."""
    from measuring import dataworks, fresh, staged  # noqa: PLC0415 - what only whoever measures has

    # Its message hangs on the time of the day: any answer is one.
    download = ROOT / "functions" / "data_download" / "events" / "allowed.json"
    any_result = frozenset({"OK", "WARN", "FAIL"})
    return {
        INTERPRETER: fresh.nothing,
        CONSTANT: lambda: fresh.package("constant"),
        PLAIN: lambda: fresh.package("data_upload"),
        READING_SQL: lambda: fresh.package("data_download", message=download, results=any_result),
        CALLING_BACK: lambda: fresh.package(staged.CALLING_BACK, dataworks.settings()),
        POWERTOOLS: lambda: fresh.package("powertools"),
        SDK: lambda: fresh.package("sdk"),
        SDK_CALLING_BACK: lambda: fresh.package("sdk_calling_back", dataworks.settings()),
    }


def _started_otherwise() -> dict[str, Callable[[], Program]]:
    """Give some of them once more, started in another way."""
    from measuring import fresh  # noqa: PLC0415 - as above

    return {
        INTERPRETER_WITHOUT_SITE: lambda: fresh.without_site(programs()[INTERPRETER]()),
        PLAIN_WITHOUT_SITE: lambda: fresh.without_site(programs()[PLAIN]()),
        PLAIN_FROM_DISK: lambda: fresh.from_disk(programs()[PLAIN]()),
        SDK_FROM_DISK: lambda: fresh.from_disk(programs()[SDK]()),
    }


def _side(name: str, against: str | None = None) -> Side:
    return Side(name, lambda: (programs() | _started_otherwise())[name]().timed, against)


def beside() -> AbstractContextManager[None]:
    """Have a DataWorks stand by, for those that call back."""
    from measuring import dataworks  # noqa: PLC0415 - as above

    return dataworks.beside()


def _parts(*, is_quick: bool) -> Quantities:
    """Tell where the time of dwgate goes, without callback: by its phases, and by what it imports.

    An import takes longer while it is watched, so the parts do not add up to the whole.
    """
    from measuring import imports  # noqa: PLC0415 - as above

    program = programs()[PLAIN]()
    starts = [program.start().phases for _ in range(5 if is_quick else _STARTS)]
    of_python = imports.modules(programs()[INTERPRETER]().importing())
    told = [program.importing() for _ in range(3 if is_quick else _IMPORTING)]
    grouped = [imports.groups(one, of_python=of_python) for one in told]
    return {
        PHASES: {name: [start[at] for start in starts] for at, name in enumerate(_PHASES)},
        IMPORTS: {group: [one[group] for one in grouped] for group in imports.GROUPS},
        MODULES: imports.slowest([imports.modules(one) for one in told], _SHOWN),
    }


SUITE = Suite(
    name="cold_start",
    title="Cold start: from the start of a process to the first byte of its answer",
    sides=(
        _side(INTERPRETER),
        *(
            _side(name, INTERPRETER)
            for name in (CONSTANT, PLAIN, READING_SQL, CALLING_BACK, POWERTOOLS, SDK, SDK_CALLING_BACK)
        ),
        _side(INTERPRETER_WITHOUT_SITE),
        _side(PLAIN_WITHOUT_SITE, INTERPRETER_WITHOUT_SITE),
        _side(PLAIN_FROM_DISK),
        _side(SDK_FROM_DISK, PLAIN_FROM_DISK),
    ),
    goals=(
        Goal(PLAIN, 3, to=INTERPRETER),
        Goal(PLAIN, 1 / 10, to=SDK),
        Goal(CALLING_BACK, 1 / 2, to=SDK_CALLING_BACK),
    ),
    rounds=9,
    values=5,
    loops=1,
    starts_packages=True,
    around=beside,
    more=_parts,
)

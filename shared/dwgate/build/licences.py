"""The page on licences: what is shipped to Function Compute beside one's policies, and what its licences ask for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cyclonedx.model.license import LicenseExpression

from dwgate.build.library import LICENCE
from dwgate.build.lock import CEL, OPENAPI, SQL
from dwgate.build.sbom import wheels_of
from dwgate.manuals.markdown import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cyclonedx.model.component import Component

    from dwgate.build.distributions import Unpacked

_SHIPPED_WITH = {
    CEL: "every function",
    OPENAPI: "a function that calls DataWorks",
    SQL: "a function whose rules read SQL",
}

_ASKS = {
    "Apache-2.0": "a copy of the licence, and what stands in a `NOTICE`; changed files say so, and none is changed",
    "BSD-3-Clause": "the copyright, the conditions and the disclaimer, with binaries too",
    "MIT": "the copyright and the licence, with each copy",
    "MPL-2.0": "the source of the files that are under it; they are shipped as their source",
}
"""What a licence asks of whoever hands a package on, by its identifier of SPDX."""

_NOT_TOLD = "not told"

_HEAD = f"""\
# Licences

What a package holds beside your policies and dwgate, and under which licence, as the metadata of the locked wheels say.
`scripts/write-licences` writes this page; `build/<function>.cdx.json` says the same of each package, with hashes.
It lists what is there, and is no legal advice.

dwgate is under Apache-2.0, and its licence is in each package: `dwgate/{LICENCE}`.
A package that you deploy in your own account is handed to nobody; who hands one on owes what the licences ask for.
"""


def page(wheels: Mapping[str, Path]) -> str:
    """Write the page of the sets of wheels, each by the folder that it is unpacked in."""
    by_set = {name: wheels_of(name, folder) for name, folder in wheels.items()}
    shipped = [both for of_set in by_set.values() for both in of_set]
    told = {licence for _, wheel in shipped for one in (wheel, *wheel.components) for licence in _identifiers(one)}
    return "\n".join([_HEAD, *_wheels(by_set), *_bundled(shipped), *_what_is_asked(told)]) + "\n"


def _wheels(by_set: Mapping[str, Sequence[tuple[Unpacked, Component]]]) -> Iterator[str]:
    yield "## Wheels\n"
    headings = ["wheel", "version", "licence", "texts in its `*.dist-info`", "shipped with"]
    yield from table(
        headings,
        [
            [one.name, one.version, _licence(wheel), _texts(one), _SHIPPED_WITH[name]]
            for name, of_set in by_set.items()
            for one, wheel in of_set
        ],
    )
    without = [one for of_set in by_set.values() for one, _ in of_set if not one.texts]
    if without:
        licences = " and ".join(sorted({one.licence for one in without}))
        yield f"\nWheels without a text are under {licences}, whose text is `dwgate/{LICENCE}`: {len(without)} of them."


def _bundled(shipped: Sequence[tuple[Unpacked, Component]]) -> Iterator[str]:
    """Say what is inside of wheels, in one row for each wheel and licence."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one, wheel in shipped:
        for part in wheel.components:
            rows.setdefault((one.name, _licence(part)), []).append(" ".join(filter(None, (part.name, part.version))))
    yield "\n## Bundled in wheels\n"
    yield "As the wheels' own bills of materials say, and where they have none, as their binaries show.\n"
    yield from table(["in", "licence", "what"], [[*where, ", ".join(what)] for where, what in sorted(rows.items())])
    yield "\nNo wheel brings the texts of their licences."
    yield "Whoever hands a package on adds them, from the projects of those names."


def _what_is_asked(licences: set[str]) -> Iterator[str]:
    yield "\n## What they ask for\n"
    yield "Of whoever hands a package on.\n"
    yield from table(["licence", "asks for"], [[licence, _ASKS[licence]] for licence in sorted(licences)])


def _texts(one: Unpacked) -> str:
    return ", ".join(text.partition("/")[2].removeprefix("licenses/") for text in one.texts) or "none"


def _licence(component: Component) -> str:
    for told in component.licenses:
        return told.value if isinstance(told, LicenseExpression) else str(told.id or told.name)
    return _NOT_TOLD


def _identifiers(component: Component) -> set[str]:
    """Give the licences of an expression of SPDX, without the exceptions of one."""
    expression = re.sub(r" WITH \S+", "", _licence(component)).replace(_NOT_TOLD, "")
    return set(re.findall(r"[\w.+-]+", expression)) - {"AND", "OR"}

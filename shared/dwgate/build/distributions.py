"""What unpacked wheels say of themselves: their licences, what they require, and what is bundled in them.

Told from the metadata of each wheel, below its ``*.dist-info``, which is shipped with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dwgate.build import bytecode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_SYSTEM, _, _MACHINE = bytecode.PLATFORM.partition("-")

RUNTIME = {
    "implementation_name": "cpython",
    "implementation_version": f"{bytecode.RUNTIME}.0",
    "os_name": "posix",
    "platform_machine": _MACHINE,
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": _SYSTEM,
    "platform_version": "",
    "python_full_version": f"{bytecode.RUNTIME}.0",
    "python_version": bytecode.RUNTIME,
    "sys_platform": _SYSTEM.lower(),
}
"""What the conditions of requirements are held against: Function Compute's Python, whichever this one is."""

_SPDX = {"Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0"}
"""Licences as older metadata name them, and their identifiers of SPDX."""

_TEXTS = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A wheel that is unpacked.

    ``licence`` is an expression of SPDX, or else as its metadata name it.
    ``requires`` is what the runtime needs for it, by normalized names.
    ``texts`` are the licences and notices that it brings, and ``bills`` its own bills of materials (PEP 770), by their
    paths below the folder that it is in.
    """

    name: str
    version: str
    licence: str
    requires: tuple[Requirement, ...]
    texts: tuple[str, ...]
    bills: tuple[str, ...]


def unpacked_in(folder: Path) -> list[Unpacked]:
    """Read what is unpacked side by side in a folder, by name."""
    found = [_read(info, folder) for info in folder.glob("*.dist-info")]
    return sorted(found, key=lambda one: one.name)


def required_of_library(extras: Collection[str]) -> list[str]:
    """Give the names of what dwgate itself requires, with some of its extras."""
    return [one.name for one in _requirements(distribution("dwgate"), ("", *extras))]


def _read(info: Path, folder: Path) -> Unpacked:
    found = Distribution.at(info)
    metadata = found.metadata
    named = next((metadata[field] for field in ("License-Expression", "License") if field in metadata), "unknown")
    inside = sorted(path.relative_to(info).as_posix() for path in info.rglob("*") if path.is_file())
    place = info.relative_to(folder).as_posix()
    return Unpacked(
        name=canonicalize_name(found.name),
        version=found.version,
        licence=_SPDX.get(named, named),
        requires=tuple(_requirements(found, ("",))),
        texts=tuple(f"{place}/{path}" for path in inside if path.startswith(("licenses/", *_TEXTS))),
        bills=tuple(f"{place}/{path}" for path in inside if path.startswith("sboms/")),
    )


def _requirements(of: Distribution, extras: Collection[str]) -> Iterator[Requirement]:
    """Give the requirements whose condition holds at the runtime, with one of the extras; "" is that of none."""
    for one in map(Requirement, of.requires or ()):
        if not one.marker or any(one.marker.evaluate({**RUNTIME, "extra": extra}) for extra in extras):
            one.name = canonicalize_name(one.name)
            yield one

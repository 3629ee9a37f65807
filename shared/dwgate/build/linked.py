"""Libraries that are linked into the binaries of wheels, and that no metadata of those wheels name.

Each is known by a sign in the binary, which says nothing of its version.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Linked:
    """A library in a binary: its licence as an identifier of SPDX, and the bytes by which it is known there."""

    name: str
    licence: str
    sign: bytes


LINKED: Mapping[str, tuple[Linked, ...]] = MappingProxyType(
    {
        "cel-expr-python": (
            Linked("abseil-cpp", "Apache-2.0", b"external/abseil-cpp+/"),
            Linked("antlr4", "BSD-3-Clause", b"antlr4"),
            Linked("cel-cpp", "Apache-2.0", b"external/cel-cpp+/"),
            Linked("protobuf", "BSD-3-Clause", b"external/protobuf+/"),
            Linked("pybind11", "BSD-3-Clause", b"pybind11"),
            Linked("re2", "BSD-3-Clause", b"external/re2+/"),
        ),
    }
)
"""By the name of the wheel."""

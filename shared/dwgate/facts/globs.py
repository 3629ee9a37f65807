"""Globs: patterns of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dwgate.facts.function import Function

FUNCTIONS: tuple[Function, ...] = ()

"""The manual of a policy in one language, and where in the file its parts stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """What a parameter means; ``offset`` is where in the file that is said."""

    name: str
    meaning: str
    offset: int


@dataclass(frozen=True, slots=True)
class Example:
    """A message that shows the policy, by its path from the function's folder, and what is to be seen in it."""

    path: str
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Manual:
    """A manual in one language; ``settings`` are in the order in which they are written, at ``offset`` in the file."""

    title: str
    what: str
    why: str
    settings: tuple[Setting, ...]
    offset: int
    refused: Example
    allowed: Example

"""Canaries: texts and numbers, no two the same, planted in what comes in and looked for in what goes out."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import unquote

MARK = "zqxjkv"
FIRST_NUMBER = 731_905_000_000
_CANARY = re.compile(rf"{MARK}[0-9a-f]{{4}}|7319050[0-9]{{5}}")
_SHORTEST = len(MARK) + 4
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_IN_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}")
_IN_HEX = re.compile(r"(?:[0-9a-f]{2}){10,}")

Named = str
"""Where a canary was planted: ``body.fileName``, ``name in body``, ``environment DWGATE_LANGUAGE``."""


@dataclass(frozen=True)
class Nest:
    """The canaries that were laid, each with the place that it was planted in; ``laid`` counts those of all nests."""

    laid: ClassVar[int] = 0
    places: dict[str, Named] = field(default_factory=dict)

    def text(self, place: Named) -> str:
        """Lay a canary that is a text, short enough that any 20 characters of several in a row hold a whole one."""
        return self._lay(f"{MARK}{len(self.places):04x}", place)

    def texts(self, place: Named, count: int = 4) -> str:
        """Lay several, with blanks, so that a part of the text is found as well."""
        return " ".join(self.text(place) for _ in range(count))

    def number(self, place: Named) -> int:
        """Lay a canary that is a number."""
        return int(self._lay(str(FIRST_NUMBER + len(self.places)), place))

    def _lay(self, canary: str, place: Named) -> str:
        self.places[canary] = place
        Nest.laid += 1
        return canary


def canaries_in(text: str) -> set[str]:
    """Find the canaries in a text, however they are written in it."""
    if len(text) < _SHORTEST:
        return set()
    return {canary for reading in _readings(text) for canary in _CANARY.findall(reading)}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every text in JSON, and every number and name as text, each by its path; ``~`` is before a name."""
    if isinstance(value, dict):
        for name, item in value.items():
            inner = f"{path}.{name}" if path else name
            yield f"~{path}", name
            yield from leaves(item, f"{path}.*" if canaries_in(name) else inner)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, str(value)


def _readings(text: str) -> Iterator[str]:
    """Read a text in each way in which something could hide in it."""
    yield text
    yield text.casefold()
    yield unquote(text)
    yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    for run in _IN_BASE64.findall(text):
        for start in range(4):
            yield from _decoded(run[start:])
    for run in _IN_HEX.findall(text.casefold()):
        yield bytes.fromhex(run).decode("latin-1")
    try:
        yield from (leaf for _, leaf in leaves(json.loads(text)) if leaf != text)
    except ValueError:
        return


def _decoded(run: str) -> Iterator[str]:
    padded = run.replace("-", "+").replace("_", "/") + "=" * (-len(run) % 4)
    try:
        yield base64.b64decode(padded).decode("latin-1")
    except binascii.Error:
        return

"""Telling which records are of a message that has been read already, in memory that does not grow."""

from __future__ import annotations

from array import array
from hashlib import blake2b

_PLACES = 2**22


class Once:
    """A table of 32 MiB of what has been seen lately.

    Each name has one place in it, which a later one may take.  So one that is seen again among a million others is
    known in four of five cases, and one among ten thousand in all but two of a thousand: what is delivered again is
    delivered soon.  Two names are never taken for one, but by a chance of 2^-64.
    """

    def __init__(self) -> None:
        """Have seen nothing."""
        self._places = array("Q", [0]) * _PLACES

    def is_first(self, name: str) -> bool:
        """Say whether the name was not seen before, and keep it."""
        key = int.from_bytes(blake2b(name.encode(errors="replace"), digest_size=8).digest(), "little") or 1
        place = key % _PLACES
        if self._places[place] == key:
            return False
        self._places[place] = key
        return True

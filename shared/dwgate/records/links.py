"""The links of records: what each says of its place in the chain of its instance, as :mod:`dwgate.record` seals it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate import record

if TYPE_CHECKING:
    from collections.abc import Mapping

_INSTANCE = re.compile(r"[0-9a-f]{16}")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAMES = {"instance", "previous", "seq", "hash"}
_MOST = 2**53
"""Up to here every reader of JSON can count."""
_TWICE = "a name stands twice"


@dataclass(frozen=True, slots=True)
class Link:
    """What a record says of itself: the record with the number ``seq``, from 0, of an instance.

    ``previous`` is the hash of the record before, None for the first.  ``is_intact`` is whether ``hash`` is that of
    what the record says.  ``file`` and ``line`` are where it stands.
    """

    instance: str
    seq: int
    previous: str | None
    hash: str
    is_intact: bool
    file: str
    line: int

    @classmethod
    def of(cls, document: Mapping[str, Any], file: str, line: int) -> Link | None:
        """Take the link of a record; None where it has none, or one that dwgate does not write."""
        chain = document.get("chain")
        if not isinstance(chain, dict) or chain.keys() != _NAMES:
            return None
        instance, seq, previous, own = (chain[name] for name in ("instance", "seq", "previous", "hash"))
        is_first = seq == 0
        if not (_is(instance, _INSTANCE) and type(seq) is int and 0 <= seq < _MOST and _is(own, _HASH)):
            return None
        if not (previous is None if is_first else _is(previous, _HASH)):
            return None
        return cls(instance, seq, previous, own, _digest(document) == own, file, line)

    def follows(self, other: Link) -> bool:
        """Whether it was written right after the other, of the same instance."""
        return self.seq == other.seq + 1 and self.previous == other.hash

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file}:{self.line}"


def _digest(document: Mapping[str, Any]) -> str | None:
    """Give the hash of a record; None for one that nests deeper than can be written, which dwgate never does."""
    try:
        return record.digest(document)
    except RecursionError:
        return None


def _is(value: Any, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; one in which a name stands twice has all its values under a name that no record has.

    Readers differ in which of the two they take, so it must not pass for what was sealed; and a record may be in any.
    """
    document = dict(pairs)
    return document if len(document) == len(pairs) else {**document, _TWICE: [value for _, value in pairs]}


EXACT = json.JSONDecoder(object_pairs_hook=_each_name_once, parse_float=record.number)
"""Reads records so that their hash can be told."""

"""Facts that are given as data, in place of DataWorks: for a trial on a desk and for a policy's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.errors import FactError, Problem
from dwgate.facts.snapshot import FACTS, Snapshot, converted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.facts.protocols import Asked


class GivenFacts:
    """The facts that somebody wrote down; what was not written down cannot be had."""

    def __init__(self, facts: Mapping[str, Any] | None, options: Mapping[str, Any] | None) -> None:
        """Take the facts of a snapshot by name, ``file.content``, and the options; None where nothing is known."""
        self._facts = facts
        self._snapshot = None if facts is None else converted(facts)
        self._options = options

    def at(self, point: str) -> GivenFacts:
        """Give the facts that a snapshot of this point can hold: no message has others."""
        if self._facts is None:
            return self
        known = {item.name for item in FACTS if point in item.points}
        held = {name: value for name, value in self._facts.items() if name in known}
        return GivenFacts(held if held or not self._facts else None, self._options)

    def with_fact(self, name: str, value: Any) -> GivenFacts:
        """Give these facts with one more of a snapshot, or with another value of one."""
        return GivenFacts({**(self._facts or {}), name: value}, self._options)

    def without_fact(self, name: str) -> GivenFacts:
        """Give these facts without one of a snapshot."""
        return GivenFacts({key: value for key, value in (self._facts or {}).items() if key != name}, self._options)

    def with_option(self, name: str, value: Any) -> GivenFacts:
        """Give these facts with one more option, or with another value of one."""
        return GivenFacts(self._facts, {**(self._options or {}), name: value})

    def as_document(self) -> dict[str, Any]:
        """Give the facts as a policy test writes them: by section, ``{"file": {"content": …}, "options": {…}}``.

        A snapshot that holds nothing is ``{"file": {}}``: something can be looked for in it.
        """
        document: dict[str, Any] = {} if self._facts is None or self._facts else {"file": {}}
        for name, value in (self._facts or {}).items():
            section, _, key = name.partition(".")
            document.setdefault(section, {})[key] = value
        return document if self._options is None else {**document, "options": dict(self._options)}

    def snapshot(self) -> Snapshot:
        """Give the snapshot; FactError where nothing of one was given."""
        if self._snapshot is None:
            raise FactError(Problem("the facts given hold no snapshot", "给出的事实中没有快照"))
        return self._snapshot

    def was_asked(self, what: Asked) -> bool:  # noqa: ARG002 - it is the same for both
        """Say that it was: what is written down costs nothing."""
        return True

    def options(self) -> Mapping[str, Any]:
        """Give the options; FactError where none were given, not even that there are none."""
        if self._options is None:
            raise FactError(Problem("the facts given hold no options", "给出的事实中没有选项"))
        return self._options

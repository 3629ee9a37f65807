"""Which rule of the one side is which of the other: by name, and one that has another name by what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.comparison.meaning import of_program, of_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from datetime import datetime

    from dwgate.comparison.side import Side


class Pair(NamedTuple):
    """A rule on both sides; None on the one that does not have it."""

    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


def pairs(old: Side | None, new: Side | None, at: datetime) -> list[Pair]:
    """Give the rules of both sides, those of the new one in its order, then those that it does not have any more."""
    before, after = old.rules if old else {}, new.rules if new else {}
    renamed = _renamed(old, new, at) if old and new else {}
    found = [Pair(before.get(name) or before.get(renamed.get(name, "")), rule) for name, rule in after.items()]
    gone = [name for name in before if name not in after and name not in renamed.values()]
    return [*found, *(Pair(before[name], None) for name in gone)]


def _renamed(old: Side, new: Side, at: datetime) -> dict[str, str]:
    """Give the old name of each rule that has another: one that means the same, else one of the same condition."""
    gone = {name: rule for name, rule in old.rules.items() if name not in new.rules}
    come = {name: rule for name, rule in new.rules.items() if name not in old.rules}
    found: dict[str, str] = {}
    keys: tuple[Callable[[Mapping[str, Any], Side], Hashable], ...] = (
        lambda rule, side: of_rule(rule, side.document, at),
        lambda rule, side: (of_program(rule["when"], side.document), rule["then"]),
        lambda rule, _: (rule["when"], rule["then"]),
    )
    for key in keys:
        left = {key(rule, old): name for name, rule in reversed(gone.items()) if name not in found.values()}
        for name, rule in come.items():
            if name not in found and (was := left.pop(key(rule, new), None)):
                found[name] = was
    return found

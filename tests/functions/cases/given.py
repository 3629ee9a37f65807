"""How a case of a policy is written down: a message by what is special about it, and what a rule answers to such."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.cli.demo import ORDINARY_TIME

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Given:
    """A message: the fields that differ from an allowed one, where None takes one away, and the time.

    A field of an object goes by its path, ``order.deadlineDate``.  ``facts`` differ as fields do; None is that none can
    be had.
    """

    fields: dict[str, Any]
    at: datetime = ORDINARY_TIME
    point: str | None = None
    also: tuple[str, ...] = ()
    facts: dict[str, Any] | None = field(default_factory=dict)

    def __str__(self) -> str:
        """Give the case as the name of its test shows it."""
        things = {**self.fields, **(self.facts or {})}
        named = [f"{name}={value!r:.40}" for name, value in things.items()]
        time = [f"{self.at:%a-%d-%H:%M}"] if self.at != ORDINARY_TIME else []
        return ",".join([*([self.point] if self.point else []), *named, *time]) or "as-it-is"

    def changed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Give the body of an allowed message with the fields of this one."""
        result = copy.deepcopy(dict(body))
        for path, value in self.fields.items():
            *owners, name = path.split(".")
            held = result
            for owner in owners:
                held = held[owner]
            if value is None:
                held.pop(name, None)
            else:
                held[name] = value
        return result


def given(
    *,
    at: str | None = None,
    point: str | None = None,
    also: tuple[str, ...] = (),
    facts: dict[str, Any] | None = {},  # noqa: B006 - it is only read
    **fields: Any,
) -> Given:
    """Describe a message; ``also`` names the other rules that fire on it, at the time ``at``."""
    return Given(fields, datetime.fromisoformat(at) if at else ORDINARY_TIME, point, also, facts)


@dataclass(frozen=True)
class Cases:
    """What a rule answers, the messages on which it fires, and those on which it does not."""

    then: str
    fires: list[Given] = field(default_factory=list)
    passes: list[Given] = field(default_factory=list)

"""What facts are, for a type checker: nothing here is loaded when a message is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.facts.snapshot import Snapshot

Asked = Literal["snapshot", "options"]


class Facts(Protocol):
    """What can be had for one message; each method raises FactError where it cannot."""

    def snapshot(self) -> Snapshot:
        """Give what the message is about as it was when it was sent: a file or a table."""

    def options(self) -> Mapping[str, Any]:
        """Give the options that the workspace's administrator has set, as JSON values by name."""

    def was_asked(self, what: Asked) -> bool:
        """Whether that was asked for, so that to ask again costs nothing."""


class FactsByPoint(Protocol):
    """What the desk has in place of DataWorks, for messages of any point."""

    def at(self, point: str) -> Facts:
        """Give what can be had for a message of this point."""

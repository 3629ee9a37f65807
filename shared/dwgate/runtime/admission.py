"""Who may ask: the tenants, workspaces and accounts that the settings list.

A list that is not set lets everybody ask.  Where one is set, a message must tell that it is of somebody on it: what
cannot be told is refused as a stranger is, so that nobody gets in by leaving a field out, or by sending what cannot be
read.  A refusal is FAIL, whatever ``DWGATE_ON_ERROR`` says, and comes before any rule and any fact.

A message has no signature.  Whoever may invoke the function can write any id into one, so that the lists keep apart
those whom DataWorks and EventBridge speak for, and do not stand in the place of RAM.
"""

from __future__ import annotations

from dwgate.errors import MessageError, Problem, in_chinese
from dwgate.events.event import Event
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERYBODY: frozenset[str] = frozenset()


class Admission(Value):
    """The ids of those who may ask, as a record shows them; everybody where there is none.

    ``accounts`` are those that EventBridge names beside a message.  A Function Compute request names none, and the
    account of its context is the function's own, whoever invokes it.
    """

    tenants: frozenset[str] = _EVERYBODY
    workspaces: frozenset[str] = _EVERYBODY
    accounts: frozenset[str] = _EVERYBODY

    def refusal(self, message: Event | MessageError | None) -> Problem | None:
        """Say why a message is refused, without quoting it; None for one that may ask.

        What could not be read tells nothing, and neither does None, which is a message that nothing is known of.
        """
        if not (self.tenants or self.workspaces or self.accounts):
            return None
        event = message if isinstance(message, Event) else None
        workspace = event.workspace if event else None
        problems = [*self._of_parties(event), *_of_one("workspace", "工作空间", workspace, self.workspaces)]
        if not problems:
            return None
        english, chinese = "; ".join(problems), "；".join(map(in_chinese, problems))
        if isinstance(message, MessageError):
            return Problem(f"{message.problem}; {english}", f"{in_chinese(message.problem)}；{chinese}")
        return Problem(english, chinese)

    def is_foreign(self, message: Event | MessageError) -> bool:
        """Whether a message is not known to be of a tenant and an account of ours, so that no result is reported."""
        return any(self._of_parties(message if isinstance(message, Event) else None))

    def _of_parties(self, event: Event | None) -> Iterator[Problem]:
        yield from _of_one("tenant", "租户", event.tenant if event else None, self.tenants)
        yield from _of_one("account", "账号", event.account if event else None, self.accounts)


def _of_one(what: str, chinese: str, told: str | None, listed: frozenset[str]) -> Iterator[Problem]:
    """Give what is wrong with one of those that a message is of, as far as it told."""
    if not listed or told in listed:
        return
    setting = f"DWGATE_{what.upper()}S"
    if told is None:
        yield Problem(
            f"its {what} cannot be told, and only those of {setting} may ask",
            f"无法得知其{chinese}，只有 {setting} 中的{chinese}可以提交",
        )
    else:
        yield Problem(f"its {what} is none of those that may ask ({setting})", f"其{chinese}不可提交（{setting}）")

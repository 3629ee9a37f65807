"""Break-glass: for an hour of need every answer is OK, and every record says so.

It is one setting, ``DWGATE_BREAK_GLASS=<until>;<who>;<why>``, and so takes no deployment of a policy.  Messages are
judged as ever, so that the records say what would have been refused; only what is answered is not what was decided.

When it was set nobody knows, so that the longest time is counted from each message on: an end further away is refused
at once, where somebody looks on, rather than begun days later, when nobody does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dwgate.errors import Problem
from dwgate.policy.decision import BEIJING, BreakGlassUse, CheckResult, Decision, Reason
from dwgate.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


LONGEST = timedelta(hours=24)


class BreakGlass(Value):
    """The setting: ``until`` has a time zone and is the first instant at which the gate is no longer open."""

    until: datetime
    who: str
    why: str

    def at(self, now: datetime) -> Glass:
        """Say what it is to a message at that time."""
        if now >= self.until:
            return Glass(self, "expired")
        return Glass(self, "open" if self.until - now <= LONGEST else "refused")


class Glass(Value):
    """The setting at the time of one message."""

    setting: BreakGlass
    state: Literal["open", "expired", "refused"]

    @property
    def problem(self) -> Problem | None:
        """Why nothing can be judged under such a setting, where that is so."""
        if self.state != "refused":
            return None
        until = self.setting.until.isoformat()
        return Problem(
            f"DWGATE_BREAK_GLASS: {until} is more than 24 hours from now; name an earlier time, or take it away",
            f"DWGATE_BREAK_GLASS：{until} 距现在超过 24 小时；请改为更早的时间，或删除该设置",
        )

    def over(self, decision: Decision) -> Decision:
        """Give what is answered in the place of a decision, whatever made it."""
        match self.state:
            case "open":
                use = self._use(instead_of=decision.result)
                return replace(decision, result=CheckResult.OK, reasons=(self._reason(),), break_glass=use)
            case "expired":
                return replace(decision, break_glass=self._use(instead_of=None))
        return decision

    def _use(self, *, instead_of: CheckResult | None) -> BreakGlassUse:
        return BreakGlassUse(self.setting.until.isoformat(), self.setting.who, self.setting.why, instead_of)

    def _reason(self) -> Reason:
        who, why = self.setting.who, self.setting.why
        until = self.setting.until.astimezone(BEIJING).isoformat(timespec="seconds")
        return Reason(
            CheckResult.OK,
            {
                "en": f"The gate is open until {until}: nothing is refused. Opened by {who}: {why}",
                "zh": f"闸门开放至 {until}，在此之前一律放行。开启人：{who}。原因：{why}",
            },
        )

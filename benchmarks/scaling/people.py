"""The people of the tenant: how many there are, what they do on a day, and when.

No customer's numbers were at hand.  These are meant to be high rather than low; whoever has better ones puts them here.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaling.stated import stated


@dataclass(frozen=True, slots=True)
class People:
    """The demand; rates are of one workday, and of whoever is active on it."""

    users: float = stated(100_000, "users", "the tenant that is asked about")
    workspaces: float = stated(1_000, "workspaces", "the tenant that is asked about")
    active: float = stated(0.3, "of users", "three of ten look at data on a workday")
    developers: float = stated(0.08, "of users", "eight to a workspace, who write what is scheduled")
    active_developers: float = stated(0.7, "of developers", "the others are away, or at something else")
    downloads: float = stated(0.3, "per active user", "a file every third day; DataWorks asks twice about each")
    uploads: float = stated(0.05, "per active user", "a table is uploaded once a month")
    assets: float = stated(0.5, "per workspace", "assets are published every second day; a fifth is withdrawn again")
    runs: float = stated(12, "per active developer", "code is run again and again while it is written")
    commits: float = stated(3, "per active developer", "a commit every two or three hours")
    deployments: float = stated(1.5, "per active developer", "half of what is committed is deployed")
    tables: float = stated(0.4, "per active developer", "tables committed and deployed")
    operations: float = stated(1, "per active developer", "backfills, reruns, freezes, deletions, synchronizations")
    governance: float = stated(1, "per workspace", "data quality rules, requests for permissions")
    weekend: float = stated(0.08, "of a workday", "somebody is always at work")
    month_end: float = stated(2, "times a workday", "the last two workdays of a month, when it is closed")
    bulk_nodes: float = stated(5_000, "nodes", "a release that a script publishes at once, each node a message")
    bulk_seconds: float = stated(60, "s", "how long DataWorks takes to hand them out; not published")
    bulk_hour: float = stated(20, "o'clock", "releases are in the evening, once a week")
    rerun_instances: float = stated(300, "instances", "what has failed at night is run again at 8:30, on each workday")
    rerun_seconds: float = stated(30, "s", "how long the operator's list takes")

    @property
    def active_users(self) -> float:
        """Whoever looks at data on a workday."""
        return self.users * self.active

    @property
    def coders(self) -> float:
        """Whoever develops on a workday."""
        return self.users * self.developers * self.active_developers


HOURS = (2, 1, 1, 1, 1, 2, 5, 15, 50, 100, 110, 95, 40, 60, 95, 100, 100, 80, 45, 30, 25, 20, 13, 6)
"""How a workday's messages lie over its hours in Beijing: office hours with a break at noon, and a thin night."""

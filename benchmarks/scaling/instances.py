"""Instances of Function Compute: one request at a time in each, kept warm for a while, limited in number.

A request is given to the instance that was used last; where none is free, a new one is started for it.  The limits are
taken to be of instances that are at work, as the vendor's older page says; the newer ones say no more than "run".
https://help.aliyun.com/document_detail/185038.html
"""

from __future__ import annotations

from collections import defaultdict
from math import inf
from typing import TYPE_CHECKING

from scaling.cloud import Setting

if TYPE_CHECKING:
    from random import Random

    from scaling.cloud import Cloud, Deployment


class Instance:
    """One instance; ``options`` are those that it keeps of workspaces, each with when it asked for them."""

    __slots__ = ("expires", "is_kept", "is_new", "options")

    def __init__(self, *, is_kept: bool) -> None:
        """Start it; a kept one is ready before anybody asks."""
        self.is_kept = is_kept
        self.is_new = not is_kept
        self.expires = inf
        self.options: dict[int, float] = {}


class Pool:
    """The instances of one function."""

    def __init__(self, setting: Setting) -> None:
        """Keep what is to be kept."""
        self.setting = setting
        self.kept = [Instance(is_kept=True) for _ in range(setting.least)]
        self.idle: list[Instance] = []
        self.living = setting.least
        self.busy = 0

    def free(self, now: float) -> Instance | None:
        """Take a warm instance: one that is kept, or the one that was used last."""
        if self.kept:
            return self.kept.pop()
        while self.idle:
            instance = self.idle.pop()
            if instance.expires > now:
                return instance
            self.living -= 1
        return None

    def expire(self, now: float) -> None:
        """Let go what has been idle for too long."""
        before = len(self.idle)
        self.idle = [one for one in self.idle if one.expires > now]
        self.living -= before - len(self.idle)

    def give_back(self, instance: Instance, expires: float) -> None:
        """Let an instance wait for the next request."""
        self.busy -= 1
        instance.is_new = False
        if instance.is_kept:
            self.kept.append(instance)
        else:
            instance.expires = expires
            self.idle.append(instance)


class Region:
    """All instances of the account in one region."""

    def __init__(self, cloud: Cloud, deployment: Deployment, chance: Random) -> None:
        """Begin with the kept instances alone."""
        self._cloud = cloud
        self._chance = chance
        self._pools: defaultdict[str, Pool] = defaultdict(lambda: Pool(Setting()))
        self._pools.update((name, Pool(setting)) for name, setting in deployment.functions)
        self._started: defaultdict[int, int] = defaultdict(int)
        self._busy = 0
        self.most_living = 0

    def take(self, function: str, now: float) -> Instance | None:
        """Give an instance for a request, warm or new, or None where the request is throttled (status 429)."""
        pool = self._pools[function]
        most = pool.setting.most
        if self._busy >= self._cloud.instances or (most is not None and pool.busy >= most):
            return None
        instance = pool.free(now) or self._start(pool, now)
        if instance is not None:
            pool.busy += 1
            self._busy += 1
        return instance

    def give_back(self, function: str, instance: Instance, now: float) -> None:
        """Take an instance back, which is kept for some minutes."""
        self._busy -= 1
        idle = self._chance.uniform(self._cloud.idle_shortest, self._cloud.idle_longest)
        self._pools[function].give_back(instance, now + idle)

    def _start(self, pool: Pool, now: float) -> Instance | None:
        if self._started[int(now)] >= self._cloud.delivered:
            return None
        self._started[int(now)] += 1
        pool.living += 1
        for one in self._pools.values():
            one.expire(now)
        self.most_living = max(self.most_living, sum(one.living for one in self._pools.values()))
        return Instance(is_kept=False)

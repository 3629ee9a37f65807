"""The instances of one function: a request has one for itself, and there are no more of them than allowed."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dwgate.serving.code import Code
    from dwgate.serving.instance import Instance


class Exhausted(Exception):  # noqa: N818 - it is the answer to a request, not a failure of the program
    """Every instance that there may be is at work, or the server ends."""


@dataclass(slots=True, eq=False)
class Lease:
    """An instance for the time of one request.

    It is kept for the next one unless ``is_spent``, which is set where it cannot be used any more.
    """

    instance: Instance
    code: Code
    is_new: bool = True
    is_spent: bool = False


class Pool:
    """Lends instances, starts them where none is idle, and keeps them: they are closed when their code has changed."""

    def __init__(self, start: Callable[[Code], Instance], limit: int) -> None:
        """Take what starts an instance of a code, and how many there may be at a time."""
        self._start = start
        self._limit = limit
        self._idle: list[Lease] = []
        self._busy: set[Lease] = set()
        self._is_closed = False
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def lend(self, code: Code, *, waits: bool) -> Iterator[Lease]:
        """Lend an instance of this code; where there is none and no further one may be, wait, or raise Exhausted."""
        lease = self._take(code, waits=waits)
        try:
            yield lease
        except BaseException:
            lease.is_spent = True
            raise
        finally:
            self._give_back(lease)

    def close(self) -> None:
        """End all instances, and wait until those who have one have noticed; there are none from then on."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            for lease in self._busy:
                lease.instance.kill()
            for lease in self._idle:
                lease.instance.close()
            self._idle.clear()
            self._changed.wait_for(lambda: not self._busy)

    def _take(self, code: Code, *, waits: bool) -> Lease:
        with self._changed:
            if waits:
                self._changed.wait_for(lambda: self._is_closed or len(self._busy) < self._limit)
            if self._is_closed or len(self._busy) >= self._limit:
                raise Exhausted
            for lease in self._idle:
                if lease.code != code:
                    lease.instance.close()
            self._idle = [lease for lease in self._idle if lease.code == code]
            lease = self._idle.pop() if self._idle else Lease(self._start(code), code)
            self._busy.add(lease)
        return lease

    def _give_back(self, lease: Lease) -> None:
        with self._changed:
            if not lease.is_spent and not self._is_closed:
                lease.is_new = False
                self._busy.remove(lease)
                self._idle.append(lease)
                self._changed.notify_all()
                return
        lease.instance.close()  # before it is forgotten: who closes the pool waits for it
        with self._changed:
            self._busy.remove(lease)
            self._changed.notify_all()

"""Work done by many threads at a time, which take turns as often as the interpreter lets them."""

import sys
import threading
from collections.abc import Callable

MANY = 64
"""The threads of a test of concurrency: Function Compute lets an instance have up to 200 requests at a time."""


def in_threads(number: int, work: Callable[[int], object]) -> None:
    """Do the work in so many threads that start together, each with its number, and raise what one of them raises."""
    start, failed = threading.Barrier(number), []

    def run(position: int) -> None:
        try:
            start.wait(60)
            work(position)
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(position,)) for position in range(number)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    if failed:
        raise failed[0]

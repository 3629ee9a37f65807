"""Limits for what a test waits for, so that one which would wait for ever fails instead."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

PATIENCE = 120
"""Seconds after which a test gives up what is sure to come on any machine."""

LONGEST = 300
"""Seconds that a test may take."""


@pytest.fixture(autouse=True)
def limited() -> Iterator[None]:
    """End a test that takes too long, and again and again what it still waits for on its way out."""

    def give_up(*_: object) -> None:
        raise TimeoutError(f"the test takes longer than {LONGEST} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, LONGEST, 5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """End a process with the block, and before that if it takes too long: whoever reads its output reads the end."""
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        yield process
    finally:
        timer.cancel()
        process.kill()


def started(action: Callable[[], object]) -> threading.Thread:
    """Do something in a thread that no test's end waits for."""
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    return thread


def join(*threads: threading.Thread) -> None:
    """Wait until threads have ended, and fail where one does not."""
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def wait_until(is_so: Callable[[], object]) -> None:
    """Wait for something that is sure to come; a test fails where it does not."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)

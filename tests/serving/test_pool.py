"""What an instance and a pool of them promise to whoever uses them."""

import os
import sys
from pathlib import Path

import pytest

from dwgate.serving.code import Code
from dwgate.serving.instance import Instance, InstanceExitedError
from dwgate.serving.pool import Exhausted, Pool


@pytest.fixture
def code(tmp_path: Path) -> Code:
    """A folder without any code, which is enough to start a process."""
    return Code(tmp_path, (sys.executable, "-I", "-S"), (), calls_out=False)


@pytest.fixture
def pool() -> Pool:
    """Two instances at a time."""
    return Pool(start, 2)


def start(code: Code) -> Instance:
    """Start an instance."""
    return Instance(code.command, code.folder, dict(os.environ))


def test_an_instance_is_used_again(pool: Pool, code: Code) -> None:
    """It is new once."""
    with pool.lend(code, waits=False) as first:
        assert first.is_new
    with pool.lend(code, waits=False) as second:
        assert (second.instance, second.is_new) == (first.instance, False)
    pool.close()


def test_an_instance_is_not_used_again_after_an_accident(pool: Pool, code: Code) -> None:
    """Whoever had it may have left it in the middle of something."""
    with pytest.raises(ZeroDivisionError), pool.lend(code, waits=False) as lease:
        raise ZeroDivisionError
    with pool.lend(code, waits=False) as other:
        assert other.instance is not lease.instance
    pool.close()


def test_there_is_no_instance_after_the_end(pool: Pool, code: Code) -> None:
    """Not even for one who would wait."""
    pool.close()
    for waits in (False, True):
        with pytest.raises(Exhausted), pool.lend(code, waits=waits):
            pytest.fail("an instance was lent")


def test_an_instance_that_has_ended_can_be_asked_for_nothing(code: Code) -> None:
    """It has used no memory that could be measured, and to end it again does nothing."""
    instance = start(code)
    lines: list[str] = []
    instance.kill()
    with pytest.raises(InstanceExitedError):
        instance.call({"op": "load"}, b"x" * 10_000_000, seconds=60, tell=lines.append)
    instance.close()
    instance.kill()
    assert (instance.peak_memory(), lines) == (0.0, [])


def test_an_interpreter_that_there_is_not_leaves_nothing_behind(code: Code) -> None:
    """Neither a pipe nor a socket: an open one would be a warning, which is an error here."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(FileNotFoundError):
        Instance(("/nothing/python",), code.folder, {})
    assert len(list(Path("/proc/self/fd").iterdir())) == before

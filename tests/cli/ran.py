"""What the tests of the commands say of one that was run."""

from collections.abc import Callable
from typing import Protocol


class Done(Protocol):
    """What a command left behind."""

    stdout: bytes
    stderr: bytes
    returncode: int


Run = Callable[..., Done]

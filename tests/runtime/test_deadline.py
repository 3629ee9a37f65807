"""The deadline leaves time to answer."""

import time

import pytest

from dwgate.runtime.deadline import Deadline


class Clock:
    """A clock that goes forward when it is told to."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("seconds", "margin", "left"),
    [
        (10, 0.5, 9.5),
        (3, 0, 3),
        (3, 1.5, 1.5),
        (3, 2, 1.5),
        (3, 100, 1.5),
        (0.2, 0.5, 0.1),
    ],
)
def test_the_margin_is_kept_but_never_more_than_half(seconds: float, margin: float, left: float) -> None:
    """The deadline is the timeout less the margin; a margin that is too large takes half of the time."""
    assert Deadline.after(seconds, margin=margin, clock=Clock(100.0)).at == pytest.approx(100 + left)


def test_a_deadline_passes_when_its_instant_comes() -> None:
    """It has not passed before, and has from then on."""
    clock = Clock(100.0)
    deadline = Deadline.after(10, margin=0.5, clock=clock)
    passed = []
    for clock.now in (100.0, 109.4, 109.5, 200.0):
        passed.append(deadline.has_passed())
    assert passed == [False, False, True, True]


def test_a_deadline_is_on_a_clock_that_only_goes_forward() -> None:
    """Setting the time of the machine moves no deadline."""
    assert Deadline(at=0).clock is time.monotonic
    assert not Deadline.after(3600, margin=0).has_passed()
    assert Deadline(at=time.monotonic()).has_passed()

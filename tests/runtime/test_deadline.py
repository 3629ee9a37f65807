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


@pytest.mark.parametrize(("now", "left"), [(100.0, 9.5), (109.0, 0.5), (109.5, 0.0), (200.0, -90.5)])
def test_what_is_left_runs_out(now: float, left: float) -> None:
    """And is less than none once the instant has passed."""
    clock = Clock(100.0)
    deadline = Deadline.after(10, margin=0.5, clock=clock)
    clock.now = now
    assert deadline.left() == pytest.approx(left)


@pytest.mark.parametrize(
    ("now", "part", "left"),
    [(100.0, 1.0, 10.0), (100.0, 0.5, 5.0), (104.0, 0.5, 3.0), (104.0, 0.0, 0.0), (110.0, 0.5, 0.0)],
)
def test_a_part_is_of_what_is_left(now: float, part: float, left: float) -> None:
    """Counted from now, on the same clock, and never past the whole."""
    clock = Clock(now)
    whole = Deadline(110.0, clock)
    some = whole.after_part(part)
    assert some.left() == pytest.approx(left)
    assert some.at <= whole.at
    assert some.clock is clock


def test_a_part_of_a_deadline_that_has_passed_has_passed() -> None:
    """It gives no time back."""
    assert Deadline(110.0, Clock(120.0)).after_part(0.5).at == 110.0
    assert Deadline(110.0, Clock(120.0)).after_part(0.5).has_passed()


def test_equal_shares_end_with_the_whole() -> None:
    """Of three that take their time, each has as much as the others, and what one leaves goes to the next."""
    clock = Clock(0.0)
    whole, shares = Deadline(9.0, clock), []
    for position, takes in enumerate((3.0, 1.0, 5.0)):
        shares.append(whole.after_part(1 / (3 - position)).left())
        clock.now += takes
    assert shares == pytest.approx([3.0, 3.0, 5.0])
    assert whole.has_passed()

"""How much is covered, in numbers."""

import pytest

from dwgate.policy_tests.covered import Share


@pytest.mark.parametrize(
    ("share", "percent"),
    [(Share(0, 0), 100), (Share(0, 3), 0), (Share(2, 3), 66.6), (Share(999, 1000), 99.9), (Share(9999, 10000), 99.9)],
)
def test_a_share_is_never_rounded_up(share: Share, percent: float) -> None:
    """One hundred percent is all; where there is nothing to see, nothing is missing."""
    assert share.percent == percent


@pytest.mark.parametrize(
    ("share", "threshold", "reaches"),
    [
        (Share(2, 3), 66.6, True),
        (Share(2, 3), 66.7, False),
        (Share(9999, 10000), 99.99, True),
        (Share(9999, 10000), 100, False),
        (Share(0, 0), 100, True),
        (Share(0, 3), 0, True),
        (Share(161, 1000), 16.1, True),
    ],
)
def test_a_threshold_is_reached_by_the_outcomes_and_not_by_what_is_shown(
    share: Share, threshold: float, *, reaches: bool
) -> None:
    """To the last of them."""
    assert share.reaches(threshold) is reaches


def test_shares_add_up() -> None:
    """By their outcomes, not by their percents."""
    assert Share.of([Share(1, 2), Share(8, 8), Share(0, 0)]) == Share(9, 10)

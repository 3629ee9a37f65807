"""Domains: what is in one, what is in two, and that one which is taken for empty is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwgate.analysis.domains import ANY, NOTHING, NUMBER, TEXT, TIME, TRUTH, WHOLE, Domain, none_of, on_side, one_of

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
VALUES = st.one_of(st.booleans(), st.integers(-4, 4), st.sampled_from([-1.5, 0.0, 0.5, 2.0]), st.sampled_from("abc"))
ORDERS = st.sampled_from(["<", "<=", ">", ">="])


def side(order: str, limit: object) -> Domain:
    """Give the values on one side of a limit."""
    domain = on_side(order, limit)  # type: ignore[arg-type]  # strategies give texts
    assert domain is not None
    return domain


@st.composite
def made(draw: st.DrawFn) -> Domain:
    """Make a domain of a few parts."""
    start = draw(st.sampled_from([ANY, WHOLE, NUMBER, TEXT, TRUTH]))
    parts = [side(draw(ORDERS), draw(st.integers(-4, 4))) for _ in range(draw(st.integers(0, 2)))]
    parts += [none_of(draw(st.lists(VALUES, max_size=3))) or ANY]
    parts += [one_of(draw(st.lists(VALUES, max_size=4))) or ANY] if draw(st.booleans()) else []
    for part in parts:
        start = start.also(part)
    return start


@given(made(), made(), VALUES)
def test_a_value_in_both_is_in_what_they_have_in_common(one: Domain, other: Domain, value: object) -> None:
    """And no other is: what two comparisons leave is what each of them leaves."""
    assert one.also(other).has(value) == (one.has(value) and other.has(value))


@given(made(), VALUES)
def test_what_is_empty_has_no_value(domain: Domain, value: object) -> None:
    """A rule would be said to never fire that does."""
    assert not (domain.is_empty and domain.has(value))


@given(made())
def test_some_of_the_values_are_values(domain: Domain) -> None:
    """An example is made of one."""
    some = list(domain.some())
    assert all(domain.has(value) for value in some)
    assert some == [] or not domain.is_empty


@pytest.mark.parametrize(
    "domain",
    [
        side(">", 5).also(side("<", 5)),
        side(">", 5).also(side("<=", 5)),
        WHOLE.also(side(">", 5)).also(side("<", 6)),
        WHOLE.also(side(">=", 5)).also(side("<=", 5)).also(none_of([5]) or ANY),
        side(">=", 0.5).also(side("<=", 0.5)).also(none_of([0.5]) or ANY),
        WHOLE.also(side(">", 2**63 - 1)),
        TEXT.also(side(">", 5)),
        TIME.also(side(">", NOON)).also(side("<", NOON)),
        TRUTH.also(none_of([True, False]) or ANY),
        WHOLE.also(one_of([0.5]) or ANY),
        NOTHING,
    ],
)
def test_what_cannot_be_is_empty(domain: Domain) -> None:
    """Bounds that leave nothing between them, whole numbers apart, and values of another kind."""
    assert domain.is_empty


@pytest.mark.parametrize(
    "domain",
    [
        side(">", 5).also(side("<", 6)),
        side(">=", 5).also(side("<=", 5)),
        TEXT.also(side(">", "a")).also(side("<", "b")),
        TIME.also(side(">", NOON)).also(side("<", NOON + timedelta(seconds=1))),
        ANY.also(none_of([1, "a", True]) or ANY),
    ],
)
def test_what_can_be_is_not_empty(domain: Domain) -> None:
    """Between two fractions and between two times there is another."""
    assert not domain.is_empty


def test_true_is_not_one() -> None:
    """To Python it is, and to CEL it is not."""
    assert not side(">=", 0).has(value=True)
    assert (one_of([1]) or ANY).also(one_of([True]) or ANY).is_empty


@pytest.mark.parametrize("value", [[1], {"a": 1}, b"x", float("inf"), None])
def test_what_is_no_single_value_says_nothing(value: object) -> None:
    """A list, an object, and what JSON cannot hold."""
    assert one_of([value]) is None
    assert none_of([value]) is None
    assert on_side("<", value) is None
    assert on_side("<", limit=True) is None
    assert not ANY.has(value)


def test_a_plain_value_is_tried_before_an_extreme_one() -> None:
    """An example with 999 rows is easier to read than one with minus nine trillions of them."""
    assert next(WHOLE.also(side("<", 1000)).some()) == 999
    assert next(WHOLE.some()) == 1
    assert next(TEXT.some()) == "x"
    assert next(TIME.also(side(">", NOON)).some()) == NOON + timedelta(seconds=1)
    assert list(TIME.some()) == []
    assert list(TRUTH.some()) == [False, True]

"""Of a value, a condition can tell no more than where it lies among those that it is compared with."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.decision import BEIJING
from dwgate.replay.classes import Marks, marks
from replayed import NOW, POINT

PARAMETERS: dict[str, Any] = {
    "limit": 100,
    "flag": True,
    "until": NOW,
    "names": ["a"],
    "flags": [True],
    "zone": "+08:00",
}


def marks_of(condition: str) -> dict[str, Marks]:
    """The marks of a condition as it is written."""
    program = Conditions((POINT,), PARAMETERS).program(condition)
    assert program, condition
    return marks(program, PARAMETERS)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("event.dataRowSize > params.limit || 5 == event.dataRowSize", ((5, 100), (), ())),
        ('event.fileName == "a" || event.fileName in ["b", "c"]', ((), (), ("a", "b", "c"))),
        ("event.fileName in params.names", ((), (), ("a",))),
        ("now < params.until", ((), (NOW,), ())),
        ('now.getHours("+08:00") > 7 && now.getDayOfWeek(params.zone) == 0', ((), (), ())),
        ("now.getHours() > 7", ((), (), ())),
        ('calendar.is_workday(now) && now < params.until && calendar.date(now, "UTC") > "2026"', ((), (NOW,), ())),
        ('now > timestamp("2026-01-01T00:00:00Z")', ((), (datetime(2026, 1, 1, tzinfo=UTC),), ())),
        ('event.fileSize > units.bytes("5MB") / 2', ((2_500_000,), (), ())),
    ],
)
def test_what_a_name_is_only_compared_with(condition: str, found: tuple[tuple[Any, ...], ...]) -> None:
    """Numbers and times in order, on either side of the operator."""
    (only,) = marks_of(condition).values()
    assert (only.numbers, only.times, tuple(sorted(only.texts))) == found


@pytest.mark.parametrize(
    "condition",
    [
        "event.dataRowSize % 2 == 0",
        "event.dataRowSize > 5 && event.dataRowSize % 2 == 0",
        "event.dataRowSize > event.fileSize",
        'event.fileName < "b"',
        'event.fileName in [event.moduleType, "b"]',
        'event.fileName.startsWith("a")',
        "size(event.fileName) > 5",
        'now.getHours("+05:30") > 7',
        'now.getHours("Asia/Shanghai") > 7',
        'now.getMinutes("+08:00") > 30',
        '"ip" in present',
        'event.fileName in ["a"] && event.fileName.contains("b")',
    ],
)
def test_any_other_use_tells_each_value_from_every_other(condition: str) -> None:
    """Then nothing is taken for something else."""
    assert marks_of(condition) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"), [(5, 99, True), (99, 100, False), (100, 101, False), (101, 10**9, True)]
)
def test_numbers_are_of_one_class_between_two_marks(one: int, other: int, *, same: bool) -> None:
    """A mark is a class of its own."""
    limit = Marks((100,), (), frozenset())
    assert (limit.class_of((int, one)) == limit.class_of((int, other))) is same
    assert limit.class_of((int, one)) == limit.class_of((float, float(one)))


@pytest.mark.parametrize(("minutes", "same"), [(0, True), (59, True), (60, False), (-1, False)])
def test_times_are_of_one_class_within_an_hour(minutes: int, *, same: bool) -> None:
    """And on the same side of every mark."""
    hours = Marks((), (), frozenset())
    later = NOW + timedelta(minutes=minutes)
    assert (hours.class_of((datetime, NOW)) == hours.class_of((datetime, later))) is same
    marked = Marks((), (NOW + timedelta(minutes=30),), frozenset())
    assert (marked.class_of((datetime, NOW)) == marked.class_of((datetime, later))) is (minutes == 0)
    assert datetime(2026, 11, 18, 10, tzinfo=BEIJING) == NOW


@pytest.mark.parametrize(("seconds", "same"), [(0, True), (59, True), (60, False), (-1, False)])
def test_where_hours_of_days_are_asked_times_are_of_one_class_within_a_minute(seconds: int, *, same: bool) -> None:
    """Whatever else is asked of the time."""
    condition = 'calendar.within(now, "mon-fri 09:30-18:00", "Asia/Kolkata") || now.getHours("+08:00") > 7'
    minutes = marks_of(condition)["now"]
    later = NOW + timedelta(seconds=seconds)
    assert (minutes.class_of((datetime, NOW)) == minutes.class_of((datetime, later))) is same


def test_texts_are_of_one_class_where_no_mark_is_equal() -> None:
    """What is absent, lost, or of another type is told from all of them."""
    names = Marks((), (), frozenset({"a"}))
    assert names.class_of("b") == names.class_of("c") != names.class_of("a")
    others = [None, ("lost", "cut"), (bool, True), (list, "['b']"), "b", "a"]
    assert len({names.class_of(key) for key in others}) == len(others)

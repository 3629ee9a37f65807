"""A call is tried again where that can help, waits by chance or as it is told to, and ends within its deadline."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from dwgate.errors import CallError, CallRefused, CallUnavailable, Problem
from dwgate.openapi.client import FIRST_BACKOFF, LONGEST_BACKOFF, MOST_ATTEMPTS, Client, Reply, within
from dwgate.openapi.endpoint import Timeouts
from dwgate.openapi.operations import CALLBACK_EXTENSION, Operation
from dwgate.runtime.deadline import Deadline

PROBLEM = Problem("it did not work", "没有成功")
PARAMETERS = {"MessageId": "m-1"}
YES = {"RequestId": "r-9", "Success": "true"}
BOUNDS = [0.2, 0.4, 0.8, 1.6, 2.0]
"""Between six attempts, the longest that each wait may be."""


def down(retry_after: float = 0.0) -> CallUnavailable:
    """An attempt that got no answer."""
    return CallUnavailable(PROBLEM, code="Throttling.User", request_id="r-1", retry_after=retry_after)


class World:
    """Attempts that go as they are told to, on a clock that goes forward when somebody waits."""

    def __init__(self, *outcomes: CallError | dict[str, Any], takes: float = 0.0, chance: float = 1.0) -> None:
        self.now = 0.0
        self.outcomes = list(outcomes)
        self.takes = takes
        self.chance = chance
        self.attempts: list[Timeouts] = []
        self.bounds: list[tuple[float, float]] = []
        self.waits: list[float] = []

    def send(self, operation: Operation, parameters: Mapping[str, str], timeouts: Timeouts) -> dict[str, Any]:
        assert (operation, parameters) == (CALLBACK_EXTENSION, PARAMETERS)
        self.attempts.append(timeouts)
        self.now += self.takes
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, dict):
            return outcome
        raise outcome

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def uniform(self, low: float, high: float) -> float:
        self.bounds.append((low, high))
        return low + (high - low) * self.chance

    def call(self, seconds: float = 60.0, timeouts: Timeouts = Timeouts()) -> Reply:  # noqa: B008 - it is frozen
        client = Client(self.send, timeouts, sleep=self.sleep, uniform=self.uniform)
        return client.call(CALLBACK_EXTENSION, PARAMETERS, Deadline(self.now + seconds, lambda: self.now))

    def error(self, seconds: float = 60.0) -> CallError:
        """Call in vain."""
        with pytest.raises(CallError) as raised:
            self.call(seconds)
        return raised.value


def test_a_yes_is_a_reply() -> None:
    """With its body, DataWorks's id of the request, and the one attempt that it took."""
    assert World(YES).call() == Reply(YES, "r-9", 1)


@pytest.mark.parametrize("body", [{}, {"RequestId": None}, {"RequestId": 5}])
def test_a_request_id_is_text_or_missing(body: dict[str, Any]) -> None:
    """Whatever else stands there is none."""
    assert World(body).call().request_id is None


@pytest.mark.parametrize("failures", range(MOST_ATTEMPTS))
def test_what_did_not_work_is_tried_again(failures: int) -> None:
    """Up to five times after the first."""
    world = World(*(down() for _ in range(failures)), YES)
    assert world.call() == Reply(YES, "r-9", failures + 1)
    assert world.waits == pytest.approx(BOUNDS[:failures])


def test_it_is_not_tried_for_ever() -> None:
    """The last error is the one that is told, with the number of attempts."""
    last = CallUnavailable(Problem("still down", "仍不可用"))
    world = World(*(down() for _ in range(MOST_ATTEMPTS - 1)), last, YES)
    assert world.error() is last
    assert last.attempts == len(world.attempts) == MOST_ATTEMPTS == 6


@pytest.mark.parametrize("chance", [0.0, 0.25, 1.0])
def test_a_wait_is_by_chance_up_to_a_bound_that_doubles(chance: float) -> None:
    """Full jitter: from none to the bound, so that many functions do not come back together."""
    world = World(*(down() for _ in range(MOST_ATTEMPTS)), chance=chance)
    world.error()
    assert world.bounds == [(0, bound) for bound in BOUNDS]
    assert world.waits == pytest.approx([bound * chance for bound in BOUNDS])
    assert (BOUNDS[0], BOUNDS[-1]) == (FIRST_BACKOFF, LONGEST_BACKOFF)


def test_unless_told_otherwise_it_is_by_real_chance() -> None:
    """No two clients wait the same, and none longer than the bound."""
    waits: list[float] = []
    for _ in range(20):
        client = Client(World(down(), YES).send, Timeouts(), sleep=waits.append)
        client.call(CALLBACK_EXTENSION, PARAMETERS, Deadline(60.0, lambda: 0.0))
    assert len(set(waits)) > 1
    assert all(0 <= wait <= FIRST_BACKOFF for wait in waits)


def test_a_wait_is_as_long_as_dataworks_asks_and_by_chance_longer() -> None:
    """Never shorter, and not the same for all who were told the same."""
    world = World(down(1.5), down(0.0), down(3.0), YES)
    assert world.call().attempts == 4
    assert world.waits == pytest.approx([1.5 + 0.2, 0.4, 3.0 + 0.8])


@pytest.mark.parametrize("kind", [CallRefused, lambda problem: CallUnavailable(problem, is_transient=False)])
def test_what_another_attempt_cannot_help_is_not_tried_again(kind: Callable[[Problem], CallError]) -> None:
    """A refusal of what is asked, and one of the caller."""
    world = World(kind(PROBLEM), YES)
    assert world.error().attempts == len(world.attempts) == 1
    assert world.waits == []


def test_a_refusal_after_a_failure_tells_both_attempts() -> None:
    """The second said no."""
    world = World(down(), CallRefused(PROBLEM))
    assert isinstance(error := world.error(), CallRefused)
    assert error.attempts == 2


def test_what_is_no_error_of_a_call_is_not_tried_again() -> None:
    """A fault of the program is for whoever can say that it is one."""
    world = World()
    with pytest.raises(IndexError):
        world.call()
    assert (len(world.attempts), world.waits) == (1, [])


@pytest.mark.parametrize(
    ("seconds", "retry_after", "attempts"),
    [
        (0.1, 0.0, 1),
        (0.2, 0.0, 1),
        (0.21, 0.0, 2),
        (0.5, 0.0, 2),
        (0.7, 0.0, 3),
        (5.0, 10.0, 1),
        (5.0, 4.8, 1),
        (5.0, 4.7, 2),
    ],
)
def test_it_never_waits_to_the_deadline_or_past_it(seconds: float, retry_after: float, attempts: int) -> None:
    """Rather than wait for nothing, it says at once what happened."""
    world = World(*(down(retry_after) for _ in range(MOST_ATTEMPTS)))
    error = world.error(seconds)
    assert error.attempts == len(world.attempts) == attempts
    assert (error.problem, error.code) == (PROBLEM, "Throttling.User")
    assert sum(world.waits) < seconds


def test_the_time_that_attempts_take_counts() -> None:
    """Two of a second each leave no time for a third before a deadline of two."""
    world = World(*(down() for _ in range(MOST_ATTEMPTS)), takes=0.9)
    assert world.error(2.0).attempts == 2
    assert world.waits == pytest.approx([0.2])


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_without_time_there_is_no_attempt(seconds: float) -> None:
    """The deadline has passed before the call."""
    world = World(YES)
    error = world.error(seconds)
    assert isinstance(error, CallUnavailable)
    assert error.problem == "there was no time left to call DataWorks"
    assert (error.is_transient, error.attempts, world.attempts, world.waits) == (False, 0, [], [])


def test_a_wait_that_takes_longer_than_it_should_does_not_cost_the_error() -> None:
    """No machine wakes on time: what is told is what happened, and how many attempts were made."""
    world = World(down(), YES)
    wait = world.sleep
    world.sleep = lambda seconds: wait(seconds + 5)  # type: ignore[method-assign] # a test's own clock
    error = world.error(1.0)
    assert (error.problem, error.code, error.attempts) == (PROBLEM, "Throttling.User", 1)


def test_each_attempt_has_no_more_than_what_is_left() -> None:
    """Its timeouts are the settings', and shrink with the time that is left."""
    world = World(down(), down(), YES, takes=1.5)
    world.call(5.0, Timeouts(connect=1.0, read=3.0))
    assert [one.connect for one in world.attempts] == [1.0, 1.0, 1.0]
    assert [one.read for one in world.attempts] == pytest.approx([3.0, 3.0, 5.0 - 2 * 1.5 - 0.2 - 0.4])


def test_a_deadline_before_the_connect_timeout_bounds_it() -> None:
    """A short time is short for both."""
    world = World(YES)
    world.call(0.3)
    assert (world.attempts[0].connect, world.attempts[0].read) == pytest.approx((0.3, 0.3))


def test_work_gives_what_it_gives() -> None:
    """None as well."""
    assert within(60, lambda: 5) == 5
    assert within(60, lambda: None) is None


@pytest.mark.parametrize("error", [CallRefused(PROBLEM), ValueError("x"), KeyboardInterrupt()], ids=repr)
def test_work_raises_what_it_raises(error: BaseException) -> None:
    """In the thread that waits for it."""

    def work() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        within(60, work)
    assert raised.value is error


@pytest.fixture
def may_end() -> Iterator[threading.Event]:
    """Keep work from its end, until the test is over at the latest."""
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize("error", [None, ValueError("x")], ids=["ends", "fails"])
def test_work_that_hangs_is_given_up(error: Exception | None, may_end: threading.Event) -> None:
    """It goes on in a thread that keeps nobody alive, and whoever waited hears no more of it."""

    def work() -> None:
        may_end.wait(60)
        if error:
            raise error

    before = set(threading.enumerate())
    with pytest.raises(CallUnavailable, match="DataWorks gave no answer in time") as unavailable:
        within(0.01, work)
    assert unavailable.value.is_transient
    (thread,) = set(threading.enumerate()) - before
    assert (thread.daemon, thread.is_alive()) == (True, True)
    may_end.set()
    thread.join(60)
    assert not thread.is_alive()


def test_an_attempt_that_hangs_ends_with_the_deadline(may_end: threading.Event) -> None:
    """A name that is looked up for ever, an answer that comes byte by byte."""

    def send(*_arguments: Any) -> dict[str, Any]:
        may_end.wait(60)
        return YES

    client = Client(send, Timeouts(), uniform=lambda _low, high: high)
    with pytest.raises(CallUnavailable, match="DataWorks gave no answer in time") as unavailable:
        client.call(CALLBACK_EXTENSION, PARAMETERS, Deadline(0.01, lambda: 0.0))
    assert unavailable.value.attempts == 1

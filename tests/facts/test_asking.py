"""How a function of CEL reaches the facts of the decision in progress, and how what went wrong comes back."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dwgate.errors import FactError, Problem
from dwgate.facts.asking import Asking, NoFacts, fact
from dwgate.facts.given import GivenFacts
from dwgate.facts.protocols import Facts
from facts.asked import ask

NAME = fact(lambda facts: facts.snapshot().value("file.name"))


def named(name: str) -> GivenFacts:
    """Give the facts of a file of this name."""
    return GivenFacts({"file.name": name}, None)


def test_a_fact_is_that_of_the_decision_in_progress() -> None:
    """One decision inside another has its own facts, and the outer one its own again."""
    with Asking(named("outer")):
        with Asking(named("inner")):
            assert NAME() == "inner"
        assert NAME() == "outer"


def test_a_decision_that_fails_leaves_the_outer_one_its_facts() -> None:
    """Whatever is raised in it."""
    with Asking(named("outer")):
        with pytest.raises(ZeroDivisionError), Asking(named("inner")):
            raise ZeroDivisionError
        assert NAME() == "outer"


def test_nothing_can_be_asked_outside_of_a_decision() -> None:
    """A decision that has ended leaves nothing behind, in a thread that has seen no other."""

    def asked() -> None:
        with Asking(named("a")):
            assert NAME() == "a"
        with pytest.raises(LookupError):
            NAME()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(asked).result()


def test_each_thread_asks_for_itself() -> None:
    """Two decisions at once, each of which asks while the other is in progress."""
    both = threading.Barrier(2, timeout=60)

    def asked(name: str) -> list[str]:
        with Asking(named(name)):
            answers = []
            for _ in range(3):
                both.wait()
                answers.append(NAME())
            return answers

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(asked, ["a", "b"])) == [["a"] * 3, ["b"] * 3]


def test_what_cannot_be_had_comes_back_as_its_problem() -> None:
    """CEL hands on a text alone; each problem is found again under its own."""
    problems = [Problem("the first", "第一"), Problem("the second", "第二")]
    left = iter(problems)

    def fail(_: Facts) -> Any:
        raise FactError(next(left))

    texts = []
    with Asking(NoFacts()) as asking:
        for _ in problems:
            with pytest.raises(RuntimeError) as raised:
                fact(fail)()
            texts.append(f"UNKNOWN: {raised.value}")
    assert [asking.problem_in(text) for text in texts] == problems
    assert [asking.problem_in(text) for text in ("UNKNOWN: fact 0 ", "UNKNOWN: fact", "fact 0", "")] == [None] * 4


@pytest.mark.parametrize("expression", ["file.name()", 'snapshot.has("file.name")', 'option("x", 1)'])
def test_a_problem_survives_cel(expression: str) -> None:
    """In both languages: it becomes part of a reason."""
    problem = ask(f"{expression} == {expression}", NoFacts())
    assert problem == "no facts were given, and DataWorks is not asked here"
    assert problem.chinese == "没有给出事实，此处也不查询 DataWorks"


@pytest.mark.parametrize("asked", [NoFacts().snapshot, NoFacts().options])
def test_where_there_are_no_facts_none_is_given(asked: Callable[[], object]) -> None:
    """Not even that there are no options."""
    with pytest.raises(FactError, match="no facts were given, and DataWorks is not asked here"):
        asked()

"""A text is read once, within bounds, and why it was not is kept as well."""

import sys
import threading
from typing import Any
from unittest.mock import Mock

import pytest

from dwgate.errors import FactError
from dwgate.facts.sql import reader, statements
from dwgate.facts.sql.budget import Budget
from dwgate.facts.sql.problems import OutOfMemory, OutOfTime
from facts.sql.readings import problem, reading


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Forget what was read, and give the texts that are read from now on."""
    texts: list[str] = []

    def counted(sql: str, *rest: Any) -> Any:
        texts.append(sql)
        return original(sql, *rest)

    original = statements.read
    monkeypatch.setattr(statements, "read", counted)
    reader._read.cache_clear()
    return texts


def test_a_text_is_parsed_once_in_a_dialect(read: list[str]) -> None:
    """By whichever clock; in another dialect it is another text."""
    first = reading("select 1 from once")
    assert reader.read("select 1 from once", "maxcompute", lambda: False) is first
    assert read == ["select 1 from once"]
    reading("select 1 from once", "hive")
    assert len(read) == 2


def test_a_text_that_cannot_be_read_is_parsed_once_too(read: list[str]) -> None:
    """Its problem is the same."""
    assert problem("select from") is problem("select from")
    assert read == ["select from"]


def test_a_text_for_which_the_time_ran_out_is_read_again(read: list[str]) -> None:
    """It is no fault of the text."""
    sql = "select ? from t".replace("?", ", ".join("a" * 500))
    with pytest.raises(OutOfTime, match="the time ran out while the SQL was read"):
        reader.read(sql, "maxcompute", lambda: True)
    assert reading(sql).tables == ("t",)
    assert len(read) == 2


def test_a_text_for_which_the_memory_ran_out_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next message with it finds more."""
    sql = "select 1 from memory"
    with monkeypatch.context() as patch:
        patch.setattr(statements, "read", Mock(side_effect=MemoryError))
        with pytest.raises(OutOfMemory, match="the memory ran out while the SQL was read"):
            reader.read(sql, "maxcompute", lambda: False)
    assert reading(sql).tables == ("memory",)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (" " * (reader.LONGEST + 1), "it is longer than 100000 characters"),
        ("select " + "(" * 200 + "1" + ")" * 200, "it nests too deep"),
        ("select " + "not " * 1000 + "a", "it nests too deep"),
        ("select 1 from t?".replace("?", ", t" * 300), "a query over more than 300 tables"),
        ("".join(f"@a{number} := 1;" for number in range(1001)), "more than 1000 queries with names"),
        (
            "with " + ", ".join(f"a{number} as (select 1)" for number in range(1001)) + " select 1",
            "more than 1000 queries",
        ),
        ("select a" + ".a" * 20_000, "it takes more steps than a text may"),
        ("", "there is no statement in it"),
        (" ;\n; -- select 1", "there is no statement in it"),
    ],
)
def test_the_bounds_hold(sql: str, told: str) -> None:
    """Each has its words."""
    assert told in problem(sql)


def test_the_steps_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted, so that a text is too much on every machine or on none."""
    monkeypatch.setattr("dwgate.facts.sql.budget.MOST_STEPS", 500)
    budget = Budget(lambda: False)
    budget.steps = 500
    for _ in range(11):
        budget.step()
    with pytest.raises(FactError, match="it takes more steps than a text may"):
        budget.step()


def test_conditions_that_thousands_of_queries_share_are_counted_for_each() -> None:
    """Many an INSERT over the rows of one join would ask about its condition as often."""
    join = "from t join u on " + " and ".join(f"t.a{number}=1" for number in range(1500))
    assert "it takes more steps than a text may" in problem(join + " insert into a select b" * 1500)


@pytest.mark.parametrize("deep", [20, 30])
def test_how_deep_a_text_may_nest_does_not_hang_on_the_caller(deep: int, read: list[str]) -> None:
    """It is read on a stack of its own."""

    def below(frames: int) -> object:
        return below(frames - 1) if frames else reading("select " + "(" * deep + "1" + ")" * deep)

    assert below(sys.getrecursionlimit() // 3) == reading("select " + "(" * deep + "1" + ")" * deep)
    assert len(read) == 1


def test_chains_of_queries_cost_what_they_are_long() -> None:
    """Each of forty uses the one before it twice, which a walk through all of them would never end on."""
    link = "c? as (select x.* from c! x, c! y)"
    chain = ", ".join(link.replace("?", str(number)).replace("!", str(number - 1)) for number in range(1, 40))
    found = reading("with c0 as (select * from t), ? select mobile from c39".replace("?", chain))
    assert found.starred == ("t",)
    assert [column.tables for column in found.columns] == [("t",)]


def test_a_fault_of_the_grammar_is_an_error_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it raises, and on whichever thread, nothing of it is told."""

    def fail(*_: object) -> None:
        raise LookupError("secret")

    monkeypatch.setattr(statements, "read", fail)
    said: list[object] = []
    monkeypatch.setattr(threading, "excepthook", said.append)
    assert problem("select 'a fault'") == "the SQL cannot be read: the grammar fails on it"
    assert said == []

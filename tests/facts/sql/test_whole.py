"""A syntax tree that lost a name of its text is an error."""

from typing import Any

import pytest

from dwgate.facts.sql.grammar import Bounded, grammar
from facts.sql.readings import problem, reading


def test_a_lost_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where sqlglot takes a function for something else."""

    def lose(self: Any) -> Any:
        items = original(self)
        return items[:1]

    original = Bounded._parse_expressions
    monkeypatch.setattr(Bounded, "_parse_expressions", lose)
    assert problem("select kept, lost from whole_1") == (
        "the SQL cannot be read at line 1, column 14: a part that the grammar does not keep"
    )
    assert problem("select kept, `of` from whole_2").startswith("the SQL cannot be read at line 1, column 14")


def test_words_of_the_grammar_are_not_lost() -> None:
    """They stand for themselves."""
    sql = "select sum(a) over (order by b rows between unbounded preceding and current row) from t"
    assert reading(sql).functions == ("sum",)
    assert grammar("maxcompute") is grammar("maxcompute")

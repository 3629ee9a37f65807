"""Every text of the corpus: sql.* says of it what it means, or that it cannot be read."""

from collections import Counter
from functools import cache
from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.errors import Problem
from dwgate.facts.asking import Asking, NoFacts
from dwgate.facts.functions import declarations, every
from facts.sql.corpus_entries import Entry, Expectation, entries

ENTRIES = entries()
FUNCTIONS = sorted(
    name for name, (one, *_) in every().items() if name.startswith("sql.") and one.parameters[0] == "string"
)


@cache
def environment() -> Any:
    """Give CEL with the functions of sql.* over a text and a second argument."""
    variables = {"text": cel.Type.STRING, "one": cel.Type.STRING, "many": cel.Type.List(cel.Type.STRING)}
    return cel.NewEnv(variables=variables, functions=declarations(cel, FUNCTIONS))


@cache
def asked(function: str, second: str) -> Any:
    """Compile one call of a function."""
    return environment().compile(f"sql.{function}({', '.join(filter(None, ('text', second)))})")


def answer(asking: Asking, sql: str, expectation: Expectation) -> Any:
    """Give what a function says of a text, or the problem that it is an error by."""
    second = "" if expectation.second is None else "one" if isinstance(expectation.second, str) else "many"
    data = {"text": sql, "one": "", "many": [], **({second: expectation.second} if second else {})}
    value = asked(expectation.function, second).eval(data=data)
    if value.type().name() == "ERROR":
        return asking.problem_in(str(value.value()))
    return value.plain_value()


def plain(value: Any) -> Any:
    """Give what an expectation says of a value."""
    return "error" if isinstance(value, Problem) else value


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.problem is None], ids=str)
def test_what_a_text_means(entry: Entry) -> None:
    """Each function gives what is expected of it, in the dialect of the text."""
    with Asking(NoFacts(), None, {"sql": {"default": entry.dialect}}) as asking:
        said = [(one.function, one.second, plain(answer(asking, entry.sql, one))) for one in entry.expectations]
    assert said == [(one.function, one.second, one.value) for one in entry.expectations]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.problem is not None], ids=str)
def test_what_cannot_be_read_is_an_error(entry: Entry) -> None:
    """Every function says so, with a problem in words, whichever is asked."""
    with Asking(NoFacts(), None, {"sql": {"default": entry.dialect}}) as asking:
        answers = [
            answer(asking, entry.sql, Expectation(function, second, None))
            for function, second in [("tables", None), ("selects_star", None), ("full_scans", ["ds"]), ("limit", None)]
        ]
    assert [type(one) for one in answers] == [Problem] * len(answers)
    assert all(entry.problem in one for one in answers)


def test_the_corpus_is_large() -> None:
    """At least 150 texts, of which at least twenty cannot be read."""
    assert len(ENTRIES) >= 150
    assert sum(entry.problem is not None for entry in ENTRIES) >= 20


def test_each_text_has_a_name_of_its_own() -> None:
    """Within its file, so that a failure names one text."""
    assert [name for name, times in Counter(map(str, ENTRIES)).items() if times > 1] == []


def test_each_text_is_held_in_several_ways() -> None:
    """A text that can be read has three expectations or more, and one that cannot has none."""
    fewest = {str(entry): len(entry.expectations) for entry in ENTRIES if entry.problem is None}
    assert {name: number for name, number in fewest.items() if number < 3} == {}
    assert [entry.name for entry in ENTRIES if entry.problem is not None and entry.expectations] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_is_held_by_several_texts(function: str) -> None:
    """Five or more say what it must give."""
    texts = {str(entry) for entry in ENTRIES for one in entry.expectations if f"sql.{one.function}" == function}
    assert len(texts) >= 5

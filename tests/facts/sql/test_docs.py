"""The page on SQL lists every function as it is declared, and its examples compile."""

import re
from pathlib import Path

from cel_expr_python import cel

from dwgate.facts.functions import declarations
from dwgate.facts.sql.budget import MOST_STEPS
from dwgate.facts.sql.engines import DIALECTS
from dwgate.facts.sql.functions import FUNCTIONS
from dwgate.facts.sql.notes import LONGEST_NAME
from dwgate.facts.sql.reader import LONGEST
from dwgate.facts.sql.sources import MOST_SOURCES
from facts.sql.readings import reading

PAGE = (Path(__file__).parents[3] / "docs" / "sql.md").read_text()
ROWS = re.findall(r"^\| `(sql\.\w+)\(.*?\)` \| ([\w ]+) \| .* \| `(.*)` \|$", PAGE, re.MULTILINE)
TYPES = {"list<string>": "list of strings"}


def test_the_page_lists_every_function() -> None:
    """With the type of its result."""
    declared = {(function.name, TYPES.get(function.result, function.result)) for function in FUNCTIONS}
    assert {(name, kind) for name, kind, _ in ROWS} == declared


def test_its_examples_are_conditions() -> None:
    """True or false of any text."""
    names = dict.fromkeys(function.name for function in FUNCTIONS)
    environment = cel.NewEnv(variables={"text": cel.Type.STRING}, functions=declarations(cel, names))
    assert {environment.compile(example).return_type().name() for _, _, example in ROWS} == {"BOOL"}


def test_it_names_every_dialect_and_bound() -> None:
    """As they are."""
    assert [dialect for dialect in DIALECTS if f"`{dialect}`" not in PAGE] == []
    for bound in (
        f"{LONGEST // 1000} 000",
        f"{MOST_SOURCES} tables",
        f"{LONGEST_NAME} char",
        f"{MOST_STEPS // 1000} 000",
    ):
        assert bound in PAGE


def test_texts_nest_as_deep_as_it_says() -> None:
    """Queries, parentheses and calls."""
    assert reading("select 1 from " + "(select 1 from " * 29 + "t" + ") x" * 29).nesting == 30
    assert "nest thirty deep" in PAGE
    assert reading("select " + "(" * 30 + "a" + ")" * 30 + " from t").tables == ("t",)
    assert len(reading("select " + "f(" * 30 + "a" + ")" * 30 + " from t").functions) == 1

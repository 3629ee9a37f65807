"""The functions of conditions are declared once, and what raises in one is an error of the rule."""

from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.facts.asking import Asking, NoFacts
from dwgate.facts.functions import NAMESPACES, ask_facts, declarations, every, find, of_namespace


def evaluate(expression: str, **values: Any) -> cel.Value:
    """The value of an expression that may call every function."""
    environment = cel.NewEnv(
        variables={"address": cel.Type.STRING, "networks": cel.Type.List(cel.Type.STRING)},
        functions=declarations(cel, every()),
    )
    return environment.compile(expression).eval(data=values)


@pytest.mark.parametrize(("address", "within"), [("10.1.2.3", True), ("11.1.2.3", False)])
def test_a_condition_calls_a_function(address: str, *, within: bool) -> None:
    """CEL hands texts and lists over, and takes the result."""
    value = evaluate("ip.within(address, networks)", address=address, networks=["10.0.0.0/8"])
    assert value.plain_value() is within


@pytest.mark.parametrize(("address", "network"), [("nowhere", "10.0.0.0/8"), ("10.1.2.3", "10.0.0.1/8")])
def test_a_function_that_raises_gives_an_error_value(address: str, network: str) -> None:
    """An exception is neither true nor false, also beside something that is."""
    assert evaluate("ip.within(address, networks)", address=address, networks=[network]).type().name() == "ERROR"
    assert evaluate("!ip.within(address, networks)", address=address, networks=[network]).type().name() == "ERROR"
    assert (
        evaluate("ip.within(address, networks) || false", address=address, networks=[network]).type().name() == "ERROR"
    )


@pytest.mark.parametrize(("network", "within"), [("10.0.0.0/8", True), ("11.0.0.0/8", False)])
def test_a_function_may_take_a_text_or_a_list(network: str, *, within: bool) -> None:
    """CEL knows which is meant by the type."""
    assert evaluate(f'ip.within(address, "{network}")', address="10.1.2.3").plain_value() is within


def test_what_a_function_cannot_answer_is_told_in_both_languages() -> None:
    """Of a size, a GUID and a pattern, quoting nothing; the rule is in error."""
    texts = ("units.bytes(address)", "guid.table(address)", "glob.matches(address, address)", "guid.table('odps.p')")
    with Asking(NoFacts()) as asking:
        errors = [evaluate(text, address="[secret") for text in (*texts, "units.text(size(address) - 99)")]
    problems = [asking.problem_in(str(error.value())) for error in errors]
    assert [str(problem) for problem in problems] == [
        "a size cannot be read: it should be like 5MB",
        "a table GUID has none of the forms that are known, such as odps.project.table",
        "a pattern of names is broken",
        "a table GUID names no table",
        "a size is negative",
    ]
    assert all(problem and not problem.chinese.isascii() for problem in problems)


def test_only_the_functions_that_are_asked_for_are_declared() -> None:
    """A policy that calls no function loads none."""
    assert declarations(cel, []) == []
    assert len(declarations(cel, ["ip.within"])) == 1


def test_a_function_that_there_is_not_is_not_declared() -> None:
    """A compiled policy that needs a function of another version does not load."""
    with pytest.raises(KeyError):
        declarations(cel, ["ip.outside"])


@pytest.mark.parametrize("name", ["sql.table", "sql", "", "file", "file.contents", "snapshot.holds", "option.x"])
def test_a_function_is_found_by_its_whole_name(name: str) -> None:
    """And by no other."""
    with pytest.raises(KeyError):
        find(name)


def test_every_function_belongs_to_the_namespace_of_its_name() -> None:
    """So that no other is loaded for it; in the order in which each says its own."""
    assert list(every()) == list(
        dict.fromkeys(function.name for namespace in NAMESPACES for function in of_namespace(namespace))
    )
    for name in every():
        assert all(one in of_namespace(name.partition(".")[0]) for one in find(name))
    with pytest.raises(KeyError):
        of_namespace("mail")


@pytest.mark.parametrize(
    ("names", "asks"),
    [
        ([], False),
        (["ip.within"], False),
        (["ip.within", "file.name"], True),
        (["table.name"], True),
        (["snapshot.has"], True),
        (["option"], True),
    ],
)
def test_it_is_known_which_functions_need_facts(names: list[str], *, asks: bool) -> None:
    """A policy of the others is never connected to anything."""
    assert ask_facts(names) is asks


def test_what_a_fact_holds_is_of_any_type_to_the_engine() -> None:
    """The compiler alone knows the fields of an object; of other types both know the same."""
    names = ["file.schedule", "file.inputs", "file.name", "file.type", "snapshot.has"]
    environment = cel.NewEnv(functions=declarations(cel, names))
    calls = ["file.schedule()", "file.inputs()", "file.name()", "file.type()", "snapshot.has('x')"]
    types = [environment.compile(call).return_type() for call in calls]
    assert types == [cel.Type.DYN, cel.Type.List(cel.Type.DYN), cel.Type.STRING, cel.Type.INT, cel.Type.BOOL]


def test_every_function_says_what_it_means() -> None:
    """Each overload has its own parameters, and each its meaning."""
    for name, overloads in every().items():
        assert len({one.parameters for one in overloads}) == len(overloads)
        for one in overloads:
            assert one.signature.startswith(f"{name}(")
            assert one.meaning
            assert callable(one.implementation)

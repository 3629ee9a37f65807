"""What cel-expr-python keeps of a call of a function is given back, and nothing else is."""

import gc
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.facts import references
from dwgate.facts.asking import Asking, NoFacts
from dwgate.facts.functions import declarations
from dwgate.facts.references import given_back
from threads import in_threads

TEXTS = cel.Type.List(cel.Type.STRING)
DATA = {"text": "a text that is long enough to be seen", "texts": ["one", "two"]}


class Called:
    """A function for CEL, and an expression that calls it."""

    def __init__(self, implementation: Callable[..., Any], call: str, result: Any, *parameters: Any) -> None:
        overload = cel.Overload("tried", result, list(parameters), impl=given_back(cel, implementation))
        variables = {"text": cel.Type.STRING, "texts": TEXTS}
        self.environment = cel.NewEnv(variables=variables, functions=[cel.FunctionDecl("tried", [overload])])
        self.expression = self.environment.compile(call)

    def evaluate(self, **data: Any) -> Any:
        """Evaluate it to a plain value."""
        return self.expression.eval(data={**DATA, **data}).plain_value()

    def left_behind(self, times: int) -> int:
        """Count the blocks of memory that are there afterwards and were not before."""
        self.evaluate()
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(times):
            self.evaluate()
        gc.collect()
        return sys.getallocatedblocks() - before


def fail(*_: object) -> object:
    """Fail, as a fact does that cannot be had."""
    raise RuntimeError("fact 0")


@pytest.mark.parametrize(
    ("implementation", "call", "result", "parameters"),
    [
        (lambda text: text.startswith("a"), "tried(text)", cel.Type.BOOL, [cel.Type.STRING]),
        (lambda text: text.upper(), "tried(text)", cel.Type.STRING, [cel.Type.STRING]),
        (lambda text: text.split(), "tried(text)", TEXTS, [cel.Type.STRING]),
        (lambda texts: [text * 9 for text in texts], "tried(texts)", TEXTS, [TEXTS]),
        (lambda: ["made", "anew"], "tried()", TEXTS, []),
        (lambda text: {"held": [text]}, "tried(text)", cel.Type.DYN, [cel.Type.STRING]),
        (fail, "tried(text)", cel.Type.BOOL, [cel.Type.STRING]),
    ],
    ids=["bool", "string", "list", "list of a list", "no arguments", "object", "failure"],
)
def test_no_call_leaves_anything_behind(
    implementation: Callable[..., Any], call: str, result: Any, parameters: list[Any]
) -> None:
    """Python itself takes a block now and then, and the fault took two of each call or more."""
    assert Called(implementation, call, result, *parameters).left_behind(1000) < 500


def test_without_it_every_call_leaves_something_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault is there still: when this fails, a version has mended it, and the module can go."""
    monkeypatch.setattr(references, "_keeps", lambda _: False)
    assert Called(lambda text: text.upper(), "tried(text)", cel.Type.STRING, cel.Type.STRING).left_behind(1000) >= 2000


def test_what_a_function_keeps_itself_stays() -> None:
    """An answer that is another's, and arguments that the function has remembered: each has its references still."""
    remembered: list[str] = []
    answer = ["kept by the function"]

    def remember(text: str) -> list[str]:
        remembered.append(text)
        return answer

    called = Called(remember, "tried(text)", TEXTS, cel.Type.STRING)
    before = sys.getrefcount(answer)
    for number in range(1000):
        assert called.evaluate(text=f"text {number}") == ["kept by the function"]
    gc.collect()
    assert remembered == [f"text {number}" for number in range(1000)]
    assert before <= sys.getrefcount(answer) <= before + 2


def test_a_failure_is_told_as_without_it() -> None:
    """CEL takes it for an error, with what was raised."""
    called = Called(fail, "tried(text)", cel.Type.BOOL, cel.Type.STRING)
    assert "fact 0" in called.evaluate()
    assert Called(fail, "tried(text) || true", cel.Type.BOOL, cel.Type.STRING).evaluate() is True


def test_a_function_may_evaluate_what_calls_a_function() -> None:
    """The inner call gives back its own, and the outer one as well."""
    inner = Called(lambda text: f"{text}!", "tried(text)", cel.Type.STRING, cel.Type.STRING)
    outer = Called(
        lambda text: inner.evaluate(text=text), "tried(text) + tried(text)", cel.Type.STRING, cel.Type.STRING
    )
    assert outer.evaluate(text="a") == "a!a!"
    for number in range(100):
        assert outer.evaluate(text=f"{number}") == f"{number}!{number}!"


def test_threads_give_back_their_own() -> None:
    """Eight at a time, and each gets its own answers."""
    called = Called(lambda text: [text] * 3, "tried(text)", TEXTS, cel.Type.STRING)

    def work(position: int) -> None:
        for number in range(200):
            assert called.evaluate(text=f"{position} {number}") == [f"{position} {number}"] * 3

    in_threads(8, work)


def test_a_cel_that_keeps_nothing_is_given_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The function is handed over as it is."""
    monkeypatch.setattr(references, "_keeps", lambda _: False)
    assert given_back(cel, fail) is fail


@pytest.mark.parametrize("kept", [(), ("arguments",), ("answer",), ("arguments", "answer")])
def test_something_is_given_back_only_where_both_are_kept(kept: tuple[str, ...]) -> None:
    """A version that has mended half of it is not to be mended twice: that would end the process."""
    there: list[object] = []

    class Adapter(SimpleNamespace):
        """CEL's adapter, as it calls a function, with what a version of it would keep."""

        def __init__(self, **declared: Any) -> None:
            super().__init__(functions=declared.get("functions"))

        def compile(self, _: str) -> "Adapter":
            """Give what can be evaluated."""
            return self

        def eval(self, data: dict[str, Any]) -> None:
            """Call the function."""
            arguments = ("a text", *data)
            answer = self.functions[0].overloads[0].impl(*arguments)
            there.extend({"arguments": arguments, "answer": answer}[name] for name in kept)

    version = SimpleNamespace(
        Type=SimpleNamespace(STRING="string", List=lambda of: [of]),
        NewEnv=Adapter,
        Overload=lambda *_, impl: SimpleNamespace(impl=impl),
        FunctionDecl=lambda name, overloads: SimpleNamespace(name=name, overloads=overloads),
    )
    assert references._keeps.__wrapped__(version) is (len(kept) == 2)


def test_without_ctypes_a_function_answers_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the instance grows, which is better than to refuse every message."""
    monkeypatch.setitem(sys.modules, "dwgate.facts.references", None)
    names = ["units.bytes"]
    environment = cel.NewEnv(functions=declarations(cel, names))
    with Asking(NoFacts()):
        assert environment.compile('units.bytes("1 KB") > 0').eval(data={}).plain_value() is True

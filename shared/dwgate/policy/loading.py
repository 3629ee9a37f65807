"""Loading: the document of ``policy.json`` to a policy that is ready to decide."""

from __future__ import annotations

from binascii import a2b_base64
from datetime import datetime

from dwgate.errors import PolicyError
from dwgate.facts import functions
from dwgate.json_text import writer
from dwgate.light import sha256
from dwgate.policy.decision import CheckResult, ExemptionUse
from dwgate.policy.engine import Exemption, Policy, Rule, Together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from cel_expr_python import cel

_canonical = writer(sort_keys=True, separators=(",", ":"))
FORMAT = 1
"""The format of the document; one of another is refused."""
_IS_SHADOW = {"enforce": False, "shadow": True}


def load(document: Mapping[str, Any], *, is_for_one_message: bool = False) -> Policy:
    """Load a compiled policy; PolicyError where it is of another format, or broken.

    One that ``is_for_one_message`` is ready sooner, and grows with each message more.
    """
    if document.get("format") != FORMAT:
        raise PolicyError([f"the compiled policy is of format {document.get('format')!r}; this dwgate reads {FORMAT}"])
    if document.get("digest") != digest(document):
        raise PolicyError(["the compiled policy is not what its digest says: it was changed after it was compiled"])
    try:
        return _load(document, is_for_one_message=is_for_one_message)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise PolicyError([f"the compiled policy is broken: {type(error).__name__}"]) from error


def digest(document: Mapping[str, Any]) -> str:
    """Name a compiled policy by its content, whatever it says its digest is."""
    content = {name: value for name, value in document.items() if name != "digest"}
    text = _canonical(content)
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def parameters_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters of a compiled policy by name, the times among them as times."""
    times = {name: _instant(document["params"][name]) for name in document["timestamps"]}
    return {**document["params"], **times}


def _load(document: Mapping[str, Any], *, is_for_one_message: bool) -> Policy:
    from cel_expr_python import cel  # noqa: PLC0415 - so that a wheel that does not load is answered, not a crash

    parameters = parameters_of(document)
    environment = cel.NewEnv(
        variables=dict.fromkeys(["now", *(f"params.{name}" for name in document["timestamps"])], cel.Type.TIMESTAMP),
        functions=functions.declarations(cel, document["functions"], are_called_once=is_for_one_message),
    )
    expression = _Expressions(environment)
    exemptions = [(_names(item["rules"]), _load_exemption(item, expression)) for item in document["exemptions"]]
    points = _names(document["points"])
    rules = [
        _load_rule(item, expression, tuple(exemption for names, exemption in exemptions if item["name"] in names))
        for item in document["rules"]
    ]
    if not rules or not all(rule.points <= points for rule in rules):
        raise ValueError("a policy without rules, or a rule of another function's point, is judged by nobody")
    if document["timestamps"] or expression.may_read_now:
        # cel-expr-python 0.1.3 takes a datetime for a timestamp only once its environment has compiled something, and
        # to set up the compiler takes a millisecond.
        environment.compile("now")
    return Policy(
        function=document["function"],
        points=points,
        digest=document["digest"],
        rules=tuple(rules),
        parameters=parameters,
        environment=environment,
        asks_facts=functions.ask_facts(document["functions"]),
        reference=document.get("reference", {}),
        together=tuple(_load_together(item, rules, expression) for item in document.get("together", ())),
    )


def _load_together(item: Mapping[str, Any], rules: list[Rule], expression: Callable[[str], Any]) -> Together:
    names = item["rules"]
    some = tuple(rule for rule in rules if rule.name in names)
    if [rule.name for rule in some] != names or len({rule.points for rule in some}) != 1:
        raise ValueError("rules of which there are none, or of other points, cannot be judged together")
    return Together(some, expression(item["program"]))


class _Expressions:
    """Reads the serialised expressions of a policy, each once: what a reason shows stands in it in each language.

    ``may_read_now`` says that one of those may ask what time it is.
    """

    def __init__(self, environment: cel.Env) -> None:
        self._environment = environment
        self._read: dict[str, cel.Expression] = {}
        self.may_read_now = False

    def __call__(self, text: str) -> cel.Expression:
        if text not in self._read:
            program = a2b_base64(text, strict_mode=True)
            self.may_read_now = self.may_read_now or b"now" in program  # a name is written as it is
            self._read[text] = self._environment.deserialize(program)
        return self._read[text]


def _load_rule(item: Mapping[str, Any], expression: Callable[[str], Any], exemptions: tuple[Exemption, ...]) -> Rule:
    return Rule(
        name=item["name"],
        points=_names(item["points"]),
        when=expression(item["when"]),
        then=CheckResult(item["then"]),
        on_error=CheckResult(item["on_error"]),
        shadow=_IS_SHADOW[item["mode"]],
        reason={
            language: tuple(piece if isinstance(piece, str) else expression(piece["cel"]) for piece in pieces)
            for language, pieces in item["reason"].items()
        },
        exemptions=exemptions,
    )


def _load_exemption(item: Mapping[str, Any], expression: Callable[[str], Any]) -> Exemption:
    return Exemption(
        when=expression(item["when"]),
        expires=_instant(item["expires"]),
        use=ExemptionUse(reason=item["reason"], owner=item["owner"], expires=item["expires"]),
    )


def _names(value: Any) -> frozenset[str]:
    """Give names of which there is one at least; a text by itself would be taken for its letters."""
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise TypeError("names are a list of texts")
    return frozenset(value)


def _instant(text: str) -> datetime:
    """Read a time, which cannot be held against another one unless it has a zone."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time has a zone")
    return time

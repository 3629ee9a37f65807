"""What CEL's parser stumbles over, in the words of somebody who knows SQL or Python better than CEL."""

from __future__ import annotations

import re
from typing import NamedTuple

WORDS = frozenset({"and", "or", "not"})
LOGIC = "and is &&, or is ||, not is !"

_A_VALUE = "IDENTIFIER"
"""Among what the parser expects where a value is missing."""
_HINTS = {
    **dict.fromkeys(("and", "or", "not", "&", "|"), LOGIC),
    "=": "equality is ==",
    "=<": "at most is <=",
    "=>": "at least is >=",
    "<>": "inequality is !=",
}

_UNKNOWN = re.compile(r"token recognition error at: '(=[<>]|[=&|])")
_INPUT = re.compile(r"(?:mismatched|extraneous) input '(.*)' expecting (\{.*\}|'.*'|<EOF>)$")
_NAMED_IN = re.compile(r"no viable alternative at input '\.\s*in'")
_CLOSING = re.compile(r"'([])},:])'")
_WORD = re.compile(r"\b(\w+)\s*$")
_OPERATOR = re.compile(r"(&&|\|\||[=!<>]=|[-+*/%<>!?:.,(\[{]|\bin)\s*$")


class Stumble(NamedTuple):
    """A place in an expression at which it is no CEL, as an offset in characters, and what to do about it."""

    offset: int
    message: str
    hint: str | None = None


def explain(offset: int, error: str, expression: str) -> Stumble:
    """Explain an error of the parser at an offset, which is that of the end where the expression stops too early."""
    before, behind = expression[:offset], expression[offset:]
    missing = _gap(offset, error, before) if behind.strip() else _end(error, expression)
    found = _foreign_operator(offset, error, before) or _named_in(offset, error, before) or missing
    return found or Stumble(offset, error.partition(" expecting ")[0])


def _foreign_operator(offset: int, error: str, before: str) -> Stumble | None:
    """Find what is an operator elsewhere; of ``not x`` and ``<>`` the parser minds what comes second."""
    if found := _UNKNOWN.match(error):
        return _no_operator(offset, found[1])
    if found := _INPUT.match(error):
        word = _WORD.search(before)
        if found[1].lower() in WORDS:
            return _no_operator(offset, found[1])
        if word and word[1].lower() == "not":
            return _no_operator(word.start(), word[1])
        if found[1] == ">" and before.endswith("<"):
            return _no_operator(offset - 1, "<>")
    return None


def _no_operator(offset: int, operator: str) -> Stumble:
    return Stumble(offset, f"there is no operator {operator}", _HINTS[operator.lower()])


def _named_in(offset: int, error: str, before: str) -> Stumble | None:
    """Find ``in`` behind a dot, as in ``ip.in(…)``: to CEL it is an operator, and nothing can be called so."""
    if not _NAMED_IN.match(error):
        return None
    is_of_networks = before.rstrip(". \n").endswith("ip")
    hint = "write ip.within(…)" if is_of_networks else "it asks whether a list holds a value: value in list"
    return Stumble(offset, "in is a word of CEL, and no name", hint)


def _gap(offset: int, error: str, before: str) -> Stumble | None:
    """Find where a value is missing between what came and the operator before it."""
    found, operator = _INPUT.match(error), _OPERATOR.search(before)
    if found and operator and _A_VALUE in found[2]:
        return Stumble(offset, f"{found[1]} cannot stand here", f"something is missing after {operator[1]}")
    return None


def _end(error: str, expression: str) -> Stumble:
    """Say with what an expression goes on that ends too early: a value, or what closes a bracket."""
    if not expression.strip():
        return Stumble(0, "there is nothing here", "write an expression")
    message = "it ends too early"
    if operator := _OPERATOR.search(expression):
        return Stumble(operator.start(), message, f"something is missing after {operator[1]}")
    closing = " or ".join(_CLOSING.findall(error)) or "a value"
    return Stumble(len(expression.rstrip()) - 1, message, f"it goes on with {closing}")

"""Expressions of Serverless Devs, ``${…}``: filled in from variables, from the environment, from other resources.

Serverless Devs takes any JavaScript there.  Known here are ``vars.…``, ``resources.….props.…`` and ``env('…')``, with a
default or without; a description of functions needs no other.  Their rules were read in ``@serverless-devs/s`` 3.1.10
and are held against it by the tests: within the braces blanks are allowed around ``env('…')`` and around nothing else,
an empty variable of the environment counts as missing, an expression that is all of a text keeps the type of its value,
what an expression gives may hold expressions in turn, one deep, and a null takes its key away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from dwgate.deployment.error import DeploymentError
from dwgate.policy.compiler.diagnostics import did_you_mean

_EXPRESSION = re.compile(r"\$\{([^}]*)\}")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_QUOTED = r"""'([^'\\]*)'|"([^"\\]*)\""""
_ENVIRONMENT = re.compile(rf"\s*env\s*\(\s*(?:{_QUOTED})\s*(?:,\s*(?:{_QUOTED})\s*)?\)\s*")
_OTHER_LANGUAGE = "<%"
"""Serverless Devs runs this as well, in a text that has no expression too."""


class Variables(Protocol):
    """What ``env('…')`` reads: a mapping such as ``os.environ``."""

    def get(self, name: str, /) -> str | None:
        """Give a variable, None where it is not set."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression can name; ``variables`` is ``vars``, and ``resources`` are by name, with their ``props``."""

    environment: Variables
    variables: Mapping[str, Any]
    resources: Mapping[str, Any] = field(default_factory=dict)

    def resolve(self, value: Any, where: str) -> Any:
        """Fill in every expression of a value; DeploymentError, with the place ``where``, for one that cannot be."""
        if isinstance(value, Mapping):
            below = {key: self.resolve(one, f"{where}.{key}") for key, one in value.items()}
            return {key: one for key, one in below.items() if one is not None}
        if isinstance(value, list):
            return [self.resolve(one, f"{where}.{at}") for at, one in enumerate(value)]
        if not isinstance(value, str):
            return value
        return self._text(value, where)

    def _text(self, text: str, where: str) -> Any:
        filled = self._once(text, where)
        if isinstance(filled, str) and _EXPRESSION.search(filled):
            filled = self._once(filled, where)
            if isinstance(filled, str) and _EXPRESSION.search(filled):
                raise DeploymentError(where, f"variables name each other too deep, {filled} is left; name it here")
        return filled if isinstance(filled, str) else self.resolve(filled, where)

    def _once(self, text: str, where: str) -> Any:
        if _OTHER_LANGUAGE in text:
            raise DeploymentError(where, f"dwgate does not read {_OTHER_LANGUAGE} … %>; say it with ${{…}}, or plainly")
        whole = _EXPRESSION.fullmatch(text)
        if whole:
            return self._value(whole[1], where)
        return _EXPRESSION.sub(lambda found: _as_text(self._value(found[1], where), found[0], where), text)

    def _value(self, expression: str, where: str) -> Any:
        asked = _ENVIRONMENT.fullmatch(expression)
        if asked:
            return self._variable_of_the_environment(asked, where)
        root, _, rest = expression.partition(".")
        roots = {"vars": self.variables, "resources": self.resources}
        if root in roots and _PATH.fullmatch(expression):
            return _find(roots[root], root, rest.split("."), where)
        raise DeploymentError(
            where, f"dwgate cannot read ${{{expression}}}; it knows vars.…, env('…') and resources.….props.…"
        )

    def _variable_of_the_environment(self, asked: re.Match[str], where: str) -> str:
        single, double, *defaults = asked.groups()
        name = single or double or ""
        default = next((one for one in defaults if one is not None), None)
        value = self.environment.get(name) or default
        if value is None:
            what = f"the variable {name} of the environment is not set, and there is no default"
            raise DeploymentError(where, f"{what}; export it")
        return value


def _find(value: Any, path: str, names: list[str], where: str) -> Any:
    """Follow the names below ``path``, the part of it that has been gone."""
    for name in names:
        below = value if isinstance(value, Mapping) else {}
        if below.get(name) is None:
            hint = did_you_mean(name, (str(key) for key in below), listing="there are")
            raise DeploymentError(where, f"there is no {path}.{name}; {hint}")
        value, path = below[name], f"{path}.{name}"
    return value


def _as_text(value: Any, expression: str, where: str) -> str:
    """Write a value into a text, as JavaScript writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value).removesuffix(".0")
    raise DeploymentError(where, f"{expression} is neither a text nor a number, and stands within a text")

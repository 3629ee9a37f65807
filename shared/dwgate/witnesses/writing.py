"""A witness as a case of a policy test, ready to be pasted under ``cases:``."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from dwgate.events import catalogue
from dwgate.facts.given import GivenFacts
from dwgate.facts.snapshot import FACTS
from dwgate.policy_tests import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from dwgate.policy.decision import Decision
    from dwgate.witnesses.candidate import Candidate

_LONGEST_NAME = 80
_LONGEST_REPEATED = 40
_WIDTH = 110
_CONTENT = {item.name for item in FACTS if item.is_content}


@dataclass(frozen=True, slots=True)
class Head:
    """What the file of tests into which a case is pasted says for all of its cases.

    ``keys`` are those that it says beside ``cases``.  ``parameters`` has the policy's own value of each it changes.
    ``document`` is the message of the case as the file changes it, None where it changes nothing.
    """

    keys: frozenset[str] = frozenset()
    now: datetime | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] | None = None


_NO_HEAD = Head()


def as_case(witness: Candidate, decision: Decision, head: Head = _NO_HEAD) -> dict[str, Any]:
    """Give the case: what is changed in its event, when, and what comes of it by a decision.

    It undoes what the head of its file says and the witness has otherwise.
    """
    put, taken = changes(witness, head.document)
    expected = _expected(decision)
    point = witness.origin.point or (witness.event.point if "point" in head.keys else None)
    parameters = {**head.parameters, **witness.parameters}
    return {
        "name": _name(expected["expect"], witness, put, taken, head),
        "event": witness.origin.event,
        **({"point": point} if point else {}),
        "now": witness.now.isoformat(),
        **({"set": {path: _short(value) for path, value in put.items()}} if put else {}),
        **({"unset": taken} if taken else {}),
        **({"params": parameters} if parameters else {}),
        **(_facts(witness) or ({"facts": {}} if "facts" in head.keys else {})),
        **expected,
    }


def as_yaml(case: Mapping[str, Any], indent: int = 2) -> str:
    """Write a case as an item of the list ``cases``."""
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    out = io.StringIO()
    yaml.dump([_styled(case)], out)
    blanks = " " * indent
    return "".join(f"{blanks}{line}\n" for line in out.getvalue().splitlines())


def changes(witness: Candidate, document: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], list[str]]:
    """Give what must be set in the body of a message, by path, and what must be taken out of it, to have the witness's.

    The message is that of the witness's origin, unless a document is given.
    """
    _, before = message.body_of(dict(document or witness.origin.document))
    _, after = message.body_of(dict(witness.document))
    put = dict(_put(before, after))
    return put, list(_taken(before, after))


def _put(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in after.items():
        held = before.get(name)
        if isinstance(value, dict) and isinstance(held, dict) and value:
            yield from _put(held, value, f"{prefix}{name}.")
        elif name not in before or type(value) is not type(held) or value != held:
            yield f"{prefix}{name}", value


def _taken(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, held in before.items():
        value = after.get(name)
        if name not in after:
            yield f"{prefix}{name}"
        elif isinstance(value, dict) and value and isinstance(held, dict):
            yield from _taken(held, value, f"{prefix}{name}.")


def _expected(decision: Decision) -> dict[str, Any]:
    outcomes = decision.outcomes
    named = {
        "rules": [one.rule for one in outcomes if one.state == "fired" and not one.shadow],
        "shadow": [one.rule for one in outcomes if one.state == "fired" and one.shadow],
        "errors": [one.rule for one in outcomes if one.error],
        "exempted": [one.rule for one in outcomes if one.state == "exempted"],
    }
    return {"expect": decision.result.value, **{key: names for key, names in named.items() if names}}


def _name(result: str, witness: Candidate, put: Mapping[str, Any], taken: list[str], head: Head) -> str:
    """Name a case by what is changed; where that is nothing, by its facts and its time."""
    told = _told_of(put)
    told += [f"no {path}" for path in taken]
    is_unchanged = not told
    if is_unchanged:
        facts = witness.facts.as_document() if isinstance(witness.facts, GivenFacts) else {}
        told += _told_of({f"{section}.{key}": value for section, held in facts.items() for key, value in held.items()})
    if witness.now != head.now and (is_unchanged or head.now):
        told.append(f"now is {witness.now.isoformat()}")
    name = f"{result} where {', '.join(told)}" if told else f"{result} for the message as it is"
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _told_of(values: Mapping[str, Any]) -> list[str]:
    return [_told(path, value) for path, value in values.items() if isinstance(value, str | int | float)]


def _told(path: str, value: Any) -> str:
    """Say what a field is; names of cases are logged, and so is nothing of content but its length."""
    is_content = path in _CONTENT or catalogue.holds_content(path)
    return f"{path} has {len(str(value))} characters" if is_content else f"{path} is {value}"


def _facts(witness: Candidate) -> dict[str, Any]:
    if witness.origin.facts:
        return {"facts": witness.origin.facts}
    if isinstance(witness.facts, GivenFacts) and (document := witness.facts.as_document()):
        return {"facts": _short(document)}
    return {}


def _short(value: Any) -> Any:
    """Write a text of one character over and over as a test does, also within an object or a list."""
    if isinstance(value, dict):
        return {name: _short(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_short(item) for item in value]
    if isinstance(value, str) and len(value) > _LONGEST_REPEATED and len(set(value)) == 1:
        return {"repeat": value[0], "times": len(value)}
    return value


def _styled(value: Any, *, is_top: bool = True) -> Any:
    """Put what is below the keys of a case on their lines."""
    if isinstance(value, dict):
        styled = CommentedMap((name, _styled(item, is_top=False)) for name, item in value.items())
        if not is_top:
            styled.fa.set_flow_style()
        return styled
    if isinstance(value, list):
        items = CommentedSeq(_styled(item, is_top=False) for item in value)
        items.fa.set_flow_style()
        return items
    return value

"""In what two rules differ as they are written: what stood there, and what stands there now."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.comparison.meaning import lifting, of_program, parameters_in, reference_of
from dwgate.policy.compiler import description_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.comparison.pairing import Pair
    from dwgate.comparison.side import Side

_ESSENTIAL = ("when", "then", "mode", "on_error")
"""What is said of a rule that only one side has, beside its parameters and exemptions."""
PARAMETER = "params."


class Difference(NamedTuple):
    """One thing that differs, by what it is called; None where a side has no such thing.

    Of a list or a mapping, ``in params.sources``, each side has the members alone that the other lacks.
    """

    what: str
    old: str | None
    new: str | None


class _Lift(NamedTuple):
    """An exemption as it is written, and two things by which it is known again on the other side."""

    text: str
    condition: bytes
    who: tuple[str, str]


def differences(pair: Pair, old: Side | None, new: Side | None, at: datetime) -> tuple[Difference, ...]:
    """Give what differs between two rules; of one that only one side has, what it does.

    ``at`` is the time by which an exemption is said to be over.
    """
    before, after = dict(_written(pair.old, old)), dict(_written(pair.new, new))
    found = [
        one
        for key in dict.fromkeys([*before, *after])
        if (before and after) or key in _ESSENTIAL or key.startswith(PARAMETER)
        for one in difference(key, before.get(key), after.get(key))
    ]
    return (*found, *_of_exemptions(list(_lifts(pair.old, old, at)), list(_lifts(pair.new, new, at))))


def difference(what: str, old: Any, new: Any) -> Iterator[Difference]:
    """Give how two values differ, two lists or mappings by their members; nothing where they do not."""
    write = _as_json if what.startswith(PARAMETER) else str
    if _as_json(old) == _as_json(new):
        return
    before, after = _members(old, write), _members(new, write)
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    if type(old) is type(new) and (gone or come):
        yield Difference(f"in {what}", _listed(gone), _listed(come))
    else:  # also where the order alone is another
        yield Difference(what, _listed(before) or _text(old, write), _listed(after) or _text(new, write))


def parameters_of(rule: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """Name the parameters on which a compiled rule hangs: those of its condition, its exemptions and its reason."""
    pieces = [piece["cel"] for text in rule["reason"].values() for piece in text if not isinstance(piece, str)]
    programs = [*_programs(rule, document), *pieces]
    return list(dict.fromkeys(name for program in programs for name in parameters_in(program)))


def _programs(rule: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """Give the compiled conditions of a rule and of its exemptions."""
    return [rule["when"], *(exemption["when"] for exemption in lifting(rule, document))]


def _written(rule: Mapping[str, Any] | None, side: Side | None) -> Iterator[tuple[str, Any]]:
    """Give all that is written of a rule by what it is called; nothing of a rule that there is not."""
    if rule is None or side is None:
        return
    yield "when", _folded(rule["condition"])
    for name in parameters_of(rule, side.document):
        yield f"{PARAMETER}{name}", side.document["params"][name]
    for program in _programs(rule, side.document):
        for name, read in reference_of(program, side.document).items():
            yield name, _flat(read)
    for key in ("then", "mode", "on_error", "points"):
        yield key, rule[key]
    for key in ("reason_text", "contact"):
        for language, text in rule.get(key, {}).items():  # a policy that was built before there was a contact has none
            yield f"{key.removesuffix('_text')}.{language}", _folded(text)
    for language, text in description_of(rule).items():
        yield f"description.{language}", _folded(text)


def _flat(value: Any) -> Any:
    """Make one mapping of what the build has read, so that each day of a calendar is told by itself."""
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, inner in value.items():
        listed = dict.fromkeys(inner, name) if isinstance(inner, list) else inner
        found |= listed if isinstance(listed, dict) else {name: inner}
    return found


def _members(value: Any, write: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}: {write(item)}" for name, item in value.items()]
    return [write(item) for item in value] if isinstance(value, list) else []


def _listed(members: Iterable[str]) -> str | None:
    return ", ".join(members) or None


def _text(value: Any, write: Any) -> str | None:
    return None if value is None else write(value)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _lifts(rule: Mapping[str, Any] | None, side: Side | None, at: datetime) -> Iterator[_Lift]:
    for exemption in lifting(rule, side.document) if rule and side else ():
        is_over = datetime.fromisoformat(exemption["expires"]) <= at
        until = f"{'over since' if is_over else 'until'} {exemption['expires']}"
        what = f"when {_folded(exemption['condition'])}: {exemption['reason']} ({exemption['owner']})"
        condition = of_program(exemption["when"], side.document) if side else b""
        yield _Lift(f"{until}, {what}", condition, (exemption["reason"], exemption["owner"]))


def _of_exemptions(old: list[_Lift], new: list[_Lift]) -> Iterator[Difference]:
    """Give exemptions that differ, each with what it was: the one of the same condition, else of the same owner."""
    before = [lift for lift in old if lift not in new]
    for lift in new:
        if lift in old:
            continue
        was = next((one for one in before if one.condition == lift.condition), None)
        was = was or next((one for one in before if one.who == lift.who), None)
        if was:
            before.remove(was)
        # The values of parameters are told beside it, so that its text may be the same.
        if was is None or was.text != lift.text:
            yield Difference("exemption", was.text if was else None, lift.text)
    yield from (Difference("exemption", lift.text, None) for lift in before)

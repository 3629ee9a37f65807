"""What a record itself says of a rule that is the same as when the decision was taken.

A record shows few fields of a message, and of every rule what it made of the message.  So where a rule reads what the
record does not show, and the policy that decided is at hand to see that the rule is the same, there is no need to judge
it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.replay.standing import ERROR, EXEMPTED, FIRED, PASSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dwgate.records import Record
    from dwgate.replay.candidate import AtPoint, Candidate
    from dwgate.replay.standing import JudgedRule, Message, Standing


class Unchanged:
    """The rules of some policies that are as they were in others, known by their digests."""

    def __init__(self, candidates: Iterable[Candidate], earlier: Sequence[Mapping[str, Any]]) -> None:
        """Take the policies that are tried, and the compiled documents of those which may have decided.

        Of each rule it is kept whether its exemptions are the same too.
        """
        self._rules: dict[tuple[str, str, str], dict[str, bool]] = {
            (candidate.function, before["digest"], point): _same(candidate, before, point)
            for candidate in candidates
            for before in earlier
            for point in candidate.points
        }

    def stand(
        self, record: Record, function: str, at: AtPoint, message: Message, standings: tuple[Standing, ...]
    ) -> tuple[Standing, ...]:
        """Put what the record says in the place of what is unknown, where the rule is the same."""
        same = self._rules.get((function, str(record.policy_digest), str(record.point)))
        if not same or record.is_shortened:
            return standings
        recorded = _recorded(record)
        return tuple(
            [
                _stand(rule, message, recorded.get(rule.rule.name, PASSED), has_same_exemptions=same[rule.rule.name])
                if standing.missing and rule.rule.name in same
                else standing
                for rule, standing in zip(at.rules, standings, strict=True)
            ]
        )


def _recorded(record: Record) -> dict[str, Standing]:
    """Give the rules of a record by what became of them; it names those alone that did not pass."""
    found = {str(item["rule"]): ERROR for item in record.errors}
    for item in record.shadow:
        if item.get("state") == "fired":
            found[str(item["rule"])] = FIRED
    for rule in record.fired:  # also one in whose reason there was an error
        found[rule] = FIRED
    for item in record.exempted:
        found[str(item["rule"])] = EXEMPTED
    return found


def _stand(rule: JudgedRule, message: Message, recorded: Standing, *, has_same_exemptions: bool) -> Standing:
    """Give how a rule stood; where its condition was true and its exemptions are others, those are judged."""
    is_true = recorded is FIRED or recorded is EXEMPTED
    return rule.stand_if_true(message) if is_true and not has_same_exemptions else recorded


def _same(candidate: Candidate, before: Mapping[str, Any], point: str) -> dict[str, bool]:
    """Give the rules of a point whose conditions read the same in the same way, before and now."""
    now = candidate.document
    earlier = {rule["name"]: rule for rule in before["rules"] if point in rule["points"]}
    return {
        rule["name"]: _exemptions(rule["name"], now) == _exemptions(rule["name"], before)
        for rule in now["rules"]
        if rule["name"] in earlier and _meaning(rule, now) == _meaning(earlier[rule["name"]], before)
    }


def _meaning(written: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give what a condition's outcome hangs on beside the message."""
    read = sorted(name.removeprefix("params.") for name in written["reads"] if name.startswith("params."))
    return written["when"], [(name, document["params"][name], name in document["timestamps"]) for name in read]


def _exemptions(rule: str, document: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    written = (item for item in document["exemptions"] if rule in item["rules"])
    return [(*_meaning(item, document), item["expires"]) for item in written]

"""How often exemptions were used."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dwgate.exemptions.listing import Exemption, Use
from dwgate.exemptions.uses import Tally, Uses, count_uses
from dwgate.records import Record

AUDIT = Exemption("guard", ("many", "large"), "true", "audit", "me", "2027-01-01T00:00:00+08:00", "a:1")
OTHER = replace(AUDIT, reason="closing")
POINTS = {"guard": ["download-resources"]}
FIRST, LAST = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC)


def record(*lifted: str, time: datetime | None = FIRST, **more: Any) -> Record:
    """Give a record of a decision in which the audit's exemption lifted these rules."""
    use = {"reason": "audit", "owner": "me", "expires": "2027-01-01T00:00:00+08:00"}
    document: dict[str, Any] = {
        "kind": "decision",
        "decision_id": "d",
        "message_id": "m",
        "point": "download-resources",
        "result": "OK",
        "reasons": [],
        "rules": {"exempted": [{"rule": rule, **use} for rule in lifted]},
        "problem": None,
        "policy_digest": "sha256:0",
        "function": "guard",
        "time": time.isoformat() if time else None,
    }
    return Record.of({**document, **more})


def counted(*records: Record, exemptions: tuple[Exemption, ...] = (AUDIT, OTHER)) -> Uses:
    """Count the uses in some records."""
    return count_uses(records, exemptions, POINTS)


def test_a_decision_is_one_use_however_many_rules_are_lifted() -> None:
    """It was one operation."""
    uses = counted(record("many", "large"), record("many", time=LAST), record(time=LAST))
    assert uses.of == {AUDIT: Tally(2, FIRST, LAST), OTHER: Tally()}
    assert uses.seen == {"guard": Tally(3, FIRST, LAST)}
    assert uses.unmatched == {}


def test_records_come_in_any_order() -> None:
    """A log service has several shards; some records say no time."""
    uses = counted(record("many", time=LAST), record("many", time=None), record("many", time=FIRST))
    assert uses.of[AUDIT] == Tally(3, FIRST, LAST)


def test_a_use_of_what_is_not_in_the_policy_is_kept() -> None:
    """The exemption was taken away or changed since: its rules, its reason, its owner, its end."""
    uses = counted(record("many", time=LAST), record("small"), record("small"), exemptions=(OTHER,))
    assert uses.unmatched == {
        ("guard", Use("many", "audit", "me", "2027-01-01T00:00:00+08:00")): Tally(1, LAST, LAST),
        ("guard", Use("small", "audit", "me", "2027-01-01T00:00:00+08:00")): Tally(2, FIRST, FIRST),
    }
    assert uses.of == {OTHER: Tally()}


def test_a_use_counts_for_every_exemption_that_it_may_be_of() -> None:
    """So that none is called unused which may have been used."""
    twin = replace(AUDIT, condition="false", source="a:9")
    assert counted(record("many"), exemptions=(AUDIT, twin)).of == {
        AUDIT: Tally(1, FIRST, FIRST),
        twin: Tally(1, FIRST, FIRST),
    }


def test_records_of_other_functions_are_passed_over() -> None:
    """They are looked at for another function; one that names none is of the function that serves its point."""
    uses = counted(
        record("many", function="other"),
        record("many", function=None),
        record("many", function=None, point="commit-file"),
    )
    assert uses.seen == {"guard": Tally(1, FIRST, FIRST)}
    assert uses.of[AUDIT].count == 1
    assert uses.unmatched == {}

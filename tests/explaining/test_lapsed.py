"""The exemptions that are about an operation."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dwgate.explaining.lapsed import Exemptions, exemptions_for
from dwgate.policy.decision import ExemptionUse
from dwgate.records import Record, event_of
from explaining.explained import AT, compiled, loaded, recorded

AUDIT = ExemptionUse("audit", "audit@example.com", "2026-11-01T00:00:00+08:00")
CLOSING = ExemptionUse("closing", "closing@example.com", "2027-01-01T00:00:00+08:00")
BY_NAME = ExemptionUse("by name", "names@example.com", "2026-11-02T00:00:00+08:00")
FIELDS = ("fileName",)
EARLY = AT.replace(month=10)


def found(document: dict[str, Any], record: Record, **more: Any) -> Exemptions:
    """Find the exemptions from the rule on rows, at the time of the record or another."""
    tried = more.get("tried", record.time)
    now = more.get("now", AT)
    return exemptions_for("too-many-rows", loaded(document), document, event_of(record), tried=tried, now=now)


def test_an_exemption_that_had_ended_is_found_for_its_operator(document: dict[str, Any]) -> None:
    """It is held against the time at which the operation was tried."""
    record = recorded(document, fields=FIELDS, operatorUid="7")
    assert found(document, record) == Exemptions(expired=(AUDIT,))
    assert found(document, record, tried=EARLY, now=EARLY) == Exemptions(later=(AUDIT,))


def test_the_instant_at_which_an_exemption_ends_is_no_longer_its_own(document: dict[str, Any]) -> None:
    """As the engine has it."""
    record = recorded(document, fields=FIELDS, operatorUid="7")
    end = AT.replace(day=1, hour=0)
    before = end - timedelta(microseconds=1)
    assert found(document, record, tried=end) == Exemptions(expired=(AUDIT,))
    assert found(document, record, tried=before, now=before) == Exemptions(later=(AUDIT,))
    assert found(document, record, tried=before, now=end) == Exemptions()


def test_an_exemption_of_another_operator_is_not_found(document: dict[str, Any]) -> None:
    """It is that person's own matter."""
    assert found(document, recorded(document, fields=FIELDS)) == Exemptions()


def test_an_exemption_that_held_must_have_come_since(document: dict[str, Any]) -> None:
    """The rule fired, so it was not lifted then."""
    record = recorded(document, fields=FIELDS, operatorUid="8", changes={"policy_digest": "sha256:0"})
    assert found(document, record) == Exemptions(later=(CLOSING,))


def test_one_that_came_since_and_is_over_helps_nobody(document: dict[str, Any]) -> None:
    """Whoever tried again would be refused again."""
    record = recorded(document, fields=FIELDS, operatorUid="8", changes={"policy_digest": "sha256:0"})
    assert found(document, record, now=AT.replace(year=2027)) == Exemptions()


def test_an_exemption_by_what_is_not_recorded_is_not_known(document: dict[str, Any]) -> None:
    """Whoever guessed would tell somebody of an exemption that was never theirs."""
    assert found(document, recorded(document)) == Exemptions(unknown=(BY_NAME,))
    record = recorded(document, fields=FIELDS, fileName="audit.csv")
    assert found(document, record) == Exemptions(expired=(BY_NAME,))


def test_without_a_time_nothing_is_known(document: dict[str, Any]) -> None:
    """Neither whether it had ended nor whether a condition on the time held."""
    record = recorded(document, fields=FIELDS, operatorUid="7", changes={"time": None})
    assert found(document, record) == Exemptions(unknown=(AUDIT, CLOSING, BY_NAME))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [('"ip" in present', "unknown"), ('!("ip" in present)', "unknown"), ('operator == "7"', "expired")],
)
def test_what_came_is_not_guessed_where_a_record_does_not_say(tmp_path: Path, condition: str, expected: str) -> None:
    """A record of an earlier version does not name what came, and an engine would take the rest for absent."""
    policy = f"""\
rules:
  - {{name: too-many-rows, when: event.dataRowSize > 5, then: FAIL, reason: {{en: No.}}}}
exemptions:
  - {{rules: [too-many-rows], when: '{condition}', reason: r, owner: o, expires: 2026-01-01}}
"""
    document = compiled(tmp_path, f"points: [download-resources, download-resources-execute]\n{policy}")
    record = recorded(document, operatorUid="7")
    earlier = {name: value for name, value in record.document.items() if name not in {"present", "cut"}}
    assert getattr(found(document, Record.of(earlier)), expected)

"""Every exemption of a policy."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dwgate.exemptions.listing import Exemption, Use, exemptions_of
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.decision import BEIJING

POLICY = """\
rules:
  - {name: many, when: event.dataRowSize > 5, then: WARN, reason: {en: No.}}
  - {name: large, when: event.fileSize > 5, then: WARN, reason: {en: No.}}
exemptions:
  - rules: [many, large]
    when: |
      operator == "7"
      && workspace == "1"
    reason: audit
    owner: audit@example.com
    expires: 2027-01-01
  - {rules: [large], when: operator == "8", reason: r, owner: o, expires: 2026-12-31T12:00:00+08:00}
"""
END = datetime(2027, 1, 1, tzinfo=BEIJING)
AUDIT = Exemption(
    function="guard",
    rules=("many", "large"),
    condition='operator == "7" && workspace == "1"',
    reason="audit",
    owner="audit@example.com",
    written="2027-01-01T00:00:00+08:00",
    source="functions/guard/policy/limits.yaml:5",
)


@pytest.fixture
def compilation(tmp_path: Path) -> Compilation:
    """Compile a function with two exemptions."""
    folder = tmp_path / "guard"
    (folder / "policy").mkdir(parents=True)
    (folder / "function.yaml").write_text("points: [download-resources]\n")
    (folder / "policy" / "limits.yaml").write_text(POLICY)
    return compile_function(folder, "functions/guard")


def test_exemptions_are_listed_by_their_end(compilation: Compilation) -> None:
    """The first to end is the first to be looked after; a condition is one line."""
    first, second = exemptions_of([compilation])
    assert first.source == "functions/guard/policy/limits.yaml:12"
    assert second == AUDIT
    assert second.expires == END


def test_a_policy_that_does_not_compile_has_none() -> None:
    """Nobody knows what it would say."""
    assert exemptions_of([Compilation("guard", None, ())]) == []


@pytest.mark.parametrize(
    ("left", "days", "state"),
    [
        (timedelta(days=30), 30, "expiring"),
        (timedelta(days=30, microseconds=1), 31, "holds"),
        (timedelta(days=30, hours=1), 31, "holds"),
        (timedelta(days=31), 31, "holds"),
        (timedelta(microseconds=1), 1, "expiring"),
        (timedelta(0), 0, "expired"),
        (timedelta(days=-1, microseconds=1), 0, "expired"),
        (timedelta(days=-8), -8, "expired"),
    ],
)
def test_an_end_is_near_or_past_to_the_instant(left: timedelta, days: int, state: str) -> None:
    """The end itself is the first instant at which an exemption no longer holds."""
    assert (AUDIT.days_left(END - left), AUDIT.state(END - left, 30)) == (days, state)
    assert AUDIT.has_expired(END - left) is (state == "expired")


@pytest.mark.parametrize("left", [timedelta(days=30), timedelta(days=30, hours=1), timedelta(hours=1), timedelta(0)])
def test_an_end_is_found_within_the_days_that_are_told(left: timedelta) -> None:
    """And not within one less: who reads 31 days asks for 31."""
    days = AUDIT.days_left(END - left)
    assert AUDIT.state(END - left, days) != "holds"
    assert (AUDIT.state(END - left, days - 1) == "holds") is not AUDIT.has_expired(END - left)


def test_nothing_is_near_its_end_where_nobody_asks() -> None:
    """But what has ended has ended."""
    assert AUDIT.state(END - timedelta(days=1), None) == "holds"
    assert AUDIT.state(END, None) == "expired"
    assert AUDIT.state(END - timedelta(days=1), 10**40) == "expiring"


def test_a_use_is_named_as_a_record_names_it() -> None:
    """Once for each rule."""
    assert list(AUDIT.uses()) == [
        Use(rule, "audit", "audit@example.com", "2027-01-01T00:00:00+08:00") for rule in ("many", "large")
    ]

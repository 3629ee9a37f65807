"""Time zones come from the policy, by name, or need nothing, by offset."""

from datetime import UTC, datetime, timedelta

import pytest

from dwgate.errors import FactError, in_chinese
from dwgate.facts.calendar.zones import is_offset, zone_of
from dwgate.policy.compiler.calendars.zones import in_base64


@pytest.mark.parametrize(
    ("zone", "minutes"), [("+08:00", 480), ("-05:00", -300), ("+05:45", 345), ("-00:30", -30), ("+14:00", 840)]
)
def test_an_offset_is_a_zone(zone: str, minutes: int) -> None:
    """Without any database."""
    assert is_offset(zone)
    assert datetime(2026, 1, 1, tzinfo=zone_of({}, zone)).utcoffset() == timedelta(minutes=minutes)


@pytest.mark.parametrize("zone", ["+8:00", "08:00", "+0800", "+15:00", "+08:60", "UTC", ""])
def test_anything_else_is_a_name(zone: str) -> None:
    """Which a policy must bring."""
    assert not is_offset(zone)
    with pytest.raises(FactError) as raised:
        zone_of({"zones": {"Asia/Shanghai": ""}}, zone)
    assert raised.value.problem == f"the policy was built without the time zone {zone}"
    assert in_chinese(raised.value.problem) == f"策略构建时未包含时区 {zone}"


def test_a_name_is_a_zone_by_the_rules_that_the_policy_brings() -> None:
    """Whatever the runtime's own database says of it; read once."""
    reference = {"zones": {"Asia/Shanghai": in_base64("America/New_York")}}
    zone = zone_of(reference, "Asia/Shanghai")
    assert datetime(2026, 7, 1, tzinfo=UTC).astimezone(zone).utcoffset() == timedelta(hours=-4)
    assert str(zone) == "Asia/Shanghai"
    assert zone_of(reference, "Asia/Shanghai") is zone

"""The example of a log in the documentation is what the gate logs."""

from dwgate.records import Reading
from records.example import MESSAGES, PATH, example


def test_the_example_is_what_the_gate_logs() -> None:
    """Where the policy or the record has changed, scripts/write-example-records writes it anew."""
    assert PATH.read_text(encoding="ascii") == example()


def test_the_example_has_a_week_of_decisions() -> None:
    """And one message that was delivered twice."""
    reading = Reading([str(PATH)])
    days = {record.time.date() for record in reading.decisions() if record.time}
    assert (len(days), reading.records, reading.broken) == (7, MESSAGES + 1, 0)
    assert reading.passed_over == {"decided again": 1}

"""An export is read once: every record, those decisions that count, and how much there was of everything else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate import record
from dwgate.gate import Gate
from dwgate.records import Broken, Reading
from dwgate.records.once import _PLACES, Once

Lines = Callable[..., list[str]]
MESSAGE = {"messageId": "m-1", "eventType": "download-resources", "messageBody": {"dataRowSize": 5, "fileSize": 5}}


@pytest.fixture
def lines(gate: Callable[..., Gate], records: Callable[[], list[dict[str, Any]]]) -> Lines:
    """Give what the gate logs of messages, as lines."""
    made = gate()

    def logged(*messages: dict[str, Any]) -> list[str]:
        for message in messages:
            made.handler(json.dumps({**MESSAGE, **message}).encode())
        return [json.dumps(found) for found in records()]

    return logged


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Reading]:
    """Read lines from a file."""

    def read(*given: str, name: str = "log") -> Reading:
        (tmp_path / name).write_text("\n".join(given) + "\n")
        return Reading([str(tmp_path / name)])

    return read


def test_every_record_is_given_with_its_place(lines: Lines, reading: Callable[..., Reading], tmp_path: Path) -> None:
    """Lines count from 1, and those without a record count too."""
    one, other = lines({}, {"messageId": "m-2"})
    read = reading("FC Invoke Start", one, "", other)
    assert [(found.message_id, found.file, found.line) for found in read] == [
        ("m-1", str(tmp_path / "log"), 2),
        ("m-2", str(tmp_path / "log"), 4),
    ]
    assert (read.records, read.others, read.broken) == (2, 2, 0)
    assert read.position == read.size


def test_what_begins_like_a_record_and_is_none_is_told(
    lines: Lines, reading: Callable[..., Reading], tmp_path: Path
) -> None:
    """What was cut on its way is counted, and so is what cannot be read as a record; the others are read."""
    (line,) = lines({})
    read = reading(line[:100], json.dumps({"kind": "decision", "result": "FAIL"}), line)
    assert [found.message_id for found in read] == ["m-1"]
    file = str(tmp_path / "log")
    assert (read.broken, read.first_broken) == (
        2,
        [
            Broken(file, 1, "the line ends before its record does"),
            Broken(file, 2, "it begins like a record, but it has no decision_id"),
        ],
    )


def test_of_many_broken_lines_the_first_are_kept(reading: Callable[..., Reading]) -> None:
    """Memory does not grow with what is wrong."""
    read = reading(*['{"kind": "decision"'] * 30)
    assert list(read) == []
    assert (read.broken, len(read.first_broken)) == (30, 20)


@pytest.mark.parametrize("head", ["__time__,message\n", "\ufeff__time__,message\n"])
def test_csv_is_read_by_its_columns(head: str, lines: Lines, tmp_path: Path) -> None:
    """Its rows are counted as lines, and a mark of the byte order is no part of a name."""
    (line,) = lines({})
    quoted = line.replace('"', '""')
    (tmp_path / "log.csv").write_text(f'{head}1763431200,FC Invoke Start\n1763431200,"{quoted}\n"\n', encoding="utf-8")
    read = Reading([str(tmp_path / "log.csv")])
    assert [(found.message_id, found.line) for found in read] == [("m-1", 4)]
    assert read.others == 1


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    """Not even a line."""
    (tmp_path / "log").write_text("")
    read = Reading([str(tmp_path)])
    assert list(read) == []
    assert (read.others, read.size) == (0, 0)


def test_with_standard_input_nobody_knows_the_size() -> None:
    """There may be more to come."""
    assert Reading(["-"]).size is None


def test_a_decision_counts_once(lines: Lines, reading: Callable[..., Reading]) -> None:
    """A message that is delivered again is decided again; a message without an id is told from no other."""
    one, again = lines({}, {})
    without, like_it = lines({"messageId": None}, {"messageId": None})
    of_another_function = json.dumps({**json.loads(one), "function": "other"})
    read = reading(one, again, without, like_it, of_another_function)
    assert len(list(read.decisions())) == 4
    assert read.passed_over == {"decided again": 1}


def test_a_decision_that_never_arrived_is_passed_over(lines: Lines, reading: Callable[..., Reading]) -> None:
    """The one that arrived counts, also where the same message was decided before."""
    first, second = (json.loads(line) for line in lines({}, {}))
    lost = json.dumps({**first, "callback": {"state": "undelivered"}})
    read = reading(lost, json.dumps({**second, "callback": {"state": "delivered"}}))
    assert [found.line for found in read.decisions()] == [2]
    assert read.passed_over == {"not delivered": 1}


def test_each_record_of_a_line_counts(lines: Lines, reading: Callable[..., Reading]) -> None:
    """One that is none, or not whole, takes no other with it."""
    one, other = lines({}, {"messageId": "m-2"})
    read = reading(json.dumps({"logs": [{"message": text} for text in (one, '{"kind": "event"}', one[:50], other)]}))
    assert [found.message_id for found in read] == ["m-1", "m-2"]
    assert (read.records, read.broken, read.others) == (2, 2, 0)


def test_a_text_log_is_not_taken_for_csv(lines: Lines, reading: Callable[..., Reading]) -> None:
    """A line with blanks in which somebody says message is no line of names."""
    read = reading("2026-11-16 INFO message received", *lines({}))
    assert len(list(read)) == 1


def test_what_is_no_decision_of_a_policy_is_passed_over(lines: Lines, reading: Callable[..., Reading]) -> None:
    """Each is counted by what it is."""
    (line,) = lines({})
    document = json.loads(line)
    changes = ({"trial": True}, {"is_repeated": True}, {"kind": "event"}, {"problem": "the message is empty"})
    read = reading(*(json.dumps({**document, **change}) for change in changes), record.failure("no policy"))
    assert list(read.decisions()) == []
    assert read.passed_over == {
        "of trials": 1,
        "answered again": 1,
        "only reported": 1,
        "not judged by a policy": 1,
        "about a function itself": 1,
    }


def test_a_name_is_seen_for_the_first_time_once() -> None:
    """Until another takes its place."""
    once = Once()
    assert once.is_first("a")
    assert not once.is_first("a")
    assert once.is_first("b")


def test_the_memory_of_names_does_not_grow() -> None:
    """A table of one place remembers the last name."""
    once = Once()
    assert len(once._places) == _PLACES
    assert all(once.is_first(str(number)) for number in range(1000))
    assert len(once._places) == _PLACES

"""The link of a record says whether it is what was sealed, whatever happened to it on its way."""

import json
from typing import Any

import pytest

from dwgate.record import Log, line_of
from dwgate.records.lines import found_in
from dwgate.records.links import EXACT, Link
from records.sealed import NAMES, RECORD, sealed

FIRST, SECOND = sealed([0, 0])


def link(line: str) -> Link | None:
    """The link of the record in a line."""
    ((document, _),) = found_in(line, EXACT)
    return Link.of(document, "a.log", 7)


def test_a_link_says_where_its_record_belongs() -> None:
    """The instance, the number, the one before, and where it stands."""
    first, second = link(FIRST), link(SECOND)
    assert first
    assert second
    assert (first.instance, first.seq, first.previous, first.place) == (NAMES[0], 0, None, "a.log:7")
    assert (second.seq, second.previous) == (1, first.hash)
    assert second.follows(first)
    assert not first.follows(second)
    assert not second.follows(second)


def exported(line: str) -> dict[str, str]:
    """A record as exports write it."""
    document = json.loads(line)
    return {
        "as it was": line,
        "without blanks": json.dumps(document, separators=(",", ":")),
        "with other blanks": json.dumps(document, separators=(" , ", " : ")),
        "sorted": json.dumps(document, sort_keys=True),
        "as UTF-8": json.dumps(document, ensure_ascii=False),
        "without a point": line.replace("12.0", "12"),
        "with a point": line.replace('"dataRowSize": 5', '"dataRowSize": 5.0'),
        "in a log": json.dumps({"__time__": 1763431200, "message": f"{line}\n"}),
        "opened": json.dumps({"__time__": 1763431200, "message": document}),
        "after a text": f"2026-11-18 02:00:00 1-6918-ab [info] {line}",
    }


@pytest.mark.parametrize("name", exported(FIRST))
def test_a_record_stays_intact_on_its_way(name: str) -> None:
    """Blanks, the order of names, the writing of characters and numbers, and what stands around it mean nothing."""
    read = link(exported(FIRST)[name])
    assert read
    assert read.is_intact


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"result": "FAIL"', '"result": "OK"'),
        ('"dataRowSize": 5', '"dataRowSize": 6'),
        ('"dataRowSize": 5', '"dataRowSize": "5"'),
        ('"dataRowSize": 5', '"dataRowSize": 5, "more": 1'),
        ('"duration_ms": 12.0', '"duration_ms": 12.01'),
        ('"function": "data_download", ', ""),
        (NAMES[0], NAMES[1]),
        ('{"kind"', '{"result": "OK", "kind"'),
        ('"result": "FAIL"', '"result": "FAIL", "result": "FAIL"'),
        ('"fired"', '"fired": [], "fired"'),
    ],
)
def test_a_record_that_says_something_else_is_not_intact(was: str, now: str) -> None:
    """Also where a name stands twice, of which readers take the one or the other."""
    assert was in FIRST
    read = link(FIRST.replace(was, now, 1))
    assert read
    assert not read.is_intact


def test_a_record_of_which_one_reader_sees_another_is_looked_at_too() -> None:
    """A log in which a name stands twice has two messages."""
    line = f'{{"message": {json.dumps(FIRST)}, "message": {json.dumps(SECOND)}}}'
    documents = [document for document, _ in found_in(line, EXACT)]
    assert {document["chain"]["seq"] for document in documents} == {0, 1}


GOOD = json.loads(SECOND)["chain"]


@pytest.mark.parametrize(
    "chain",
    [
        None,
        [],
        {},
        {**GOOD, "more": 1},
        {name: value for name, value in GOOD.items() if name != "seq"},
        {**GOOD, "instance": "ABC"},
        {**GOOD, "instance": 7},
        {**GOOD, "seq": -1},
        {**GOOD, "seq": True},
        {**GOOD, "seq": "1"},
        {**GOOD, "seq": 2**53},
        {**GOOD, "seq": 0},
        {**GOOD, "previous": None},
        {**GOOD, "previous": "0"},
        {**GOOD, "hash": GOOD["hash"].upper()},
        {**GOOD, "hash": f"{GOOD['hash']}\n"},
    ],
)
def test_what_dwgate_does_not_write_is_no_link(chain: Any) -> None:
    """A number of another type, a hash of another form, a first record with one before it."""
    assert Link.of({**RECORD, "chain": chain}, "a.log", 7) is None
    assert Link.of(RECORD, "a.log", 7) is None


def test_characters_that_no_file_can_have_are_sealed_too() -> None:
    """Half of a character is written as JSON can, and read so."""
    line = Log(NAMES[0]).sealed(line_of({**RECORD, "message_id": "\ud800\u0000\u2028"}))
    read = link(line)
    assert read
    assert read.is_intact


def test_a_record_that_is_nested_too_deeply_is_not_intact() -> None:
    """Nobody can tell its hash, and dwgate writes none."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    read = Link.of({**RECORD, "event": {"a": deep}, "chain": GOOD}, "a.log", 7)
    assert read
    assert not read.is_intact

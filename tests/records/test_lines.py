"""A record is found in a line by what the line holds, whoever exported it."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dwgate.records.lines import CUT, delimiter_of, found_in, found_in_rows

RECORD: dict[str, Any] = {"kind": "decision", "result": "FAIL", "reasons": [{"en": 'say "no"', "zh": "否\\"}], "e": ""}
LINE = json.dumps(RECORD)
LOGGED = 1763431200
AT = datetime.fromtimestamp(LOGGED, UTC)
LOG = {"__time__": LOGGED, "functionName": "dwgate-prod", "requestId": "1-a", "message": f"{LINE}\n"}

WITH_A_TIME = {
    "a log of the service": json.dumps(LOG),
    "a time as text": json.dumps({**LOG, "__time__": str(LOGGED)}),
    "text before it": json.dumps({**LOG, "message": f"2026-11-18T02:00:00.000Z 1-a [INFO] {LINE}"}),
    "opened": json.dumps({**LOG, "message": RECORD}),
    "a list of logs": json.dumps([LOG]),
}
WITHOUT = {
    "bare": LINE,
    "without blanks": json.dumps(RECORD, separators=(",", ":")),
    "with other keys first": json.dumps({"e": "", **RECORD}),
    "after a time and an id": f"2026-11-18 02:00:00 1-6918-ab [info] {LINE}",
    "before something": f"{LINE} and more",
    "in a line of a log that is laid out": f'    "message": {json.dumps(LINE)},',
    "in a log that is cut behind it": json.dumps(LOG)[:-3],
    "in CSV without names": '1763431200,"' + LINE.replace('"', '""') + '",dwgate-prod',
    "under another key": json.dumps({"content": LINE}),
    "a log without a time": json.dumps({"message": LINE}),
    "a log of a time that no calendar has": json.dumps({**LOG, "__time__": 999999999999}),
    "a log of no time": json.dumps({**LOG, "__time__": "yesterday"}),
}


@pytest.mark.parametrize("line", WITH_A_TIME.values(), ids=WITH_A_TIME)
def test_a_log_of_the_service_says_when_it_was_taken(line: str) -> None:
    """The record is its message, and the time is in Unix seconds."""
    assert found_in(line) == [(RECORD, AT)]


@pytest.mark.parametrize("line", WITHOUT.values(), ids=WITHOUT)
def test_a_record_is_found_without_a_time(line: str) -> None:
    """Whatever stands around it, the record is the same."""
    assert found_in(line) == [(RECORD, None)]


def test_a_message_of_several_lines_has_several_records() -> None:
    """What two prints left in one log is two records."""
    assert found_in(json.dumps({"message": f"{LINE}\nFC Invoke End\n{LINE}\n"})) == [(RECORD, None)] * 2


@pytest.mark.parametrize(
    "line",
    [
        "",
        "FC Invoke Start RequestId: 1-6918-ab",
        "Traceback (most recent call last):",
        '{"kind": "Pod", "name": "a"}',
        '{"level": "info"}',
        '{"kind": []}',
        '{"kind": {}}',
        '{"message": {"kind": []}}',
        '[{"level": "info"}, 5]',
        '{"message": {"kind": "Pod"}}',
        '{"message": 5}',
        '{"not": "json',
        "[1, 2]",
        "5",
    ],
)
def test_what_is_no_record_is_passed_over(line: str) -> None:
    """Function Compute has lines of its own, and so have others."""
    assert found_in(line) == []


@pytest.mark.parametrize(
    "line",
    [
        LINE[:-1],
        f"2026-11-18 [INFO] {LINE[:40]}",
        json.dumps({**LOG, "message": LINE[:40]}),
        json.dumps(LOG)[:120],
        '{""kind"": ""decision"", ""res',
        '{"kind": "decision", "a": ' + "[" * 100_000,
        '{"kind": "deci',
    ],
    ids=["bare", "prefixed", "in a log", "a log", "CSV", "nested", "before its kind"],
)
def test_a_record_that_is_cut_is_known_as_one(line: str) -> None:
    """It begins like a record, so it must not be taken for something else."""
    assert [document for document, _ in found_in(line)] == [CUT]


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("__time__,message,functionName\n", ","),
        ("message\n", ","),
        ('"__time__"|"message"\n', "|"),
        ("__time__\tmessage\n", "\t"),
        ("__time__ message\n", " "),
        ("a message came\n", None),
        ("2026-11-16 INFO message received\n", None),
        ("FC Invoke Start RequestId: 1\n", None),
        (LINE, None),
        (json.dumps([LOG]), None),
        ("", None),
        ("a\rmessage,b\n", None),
        ('"__time__\n",message\rb', None),
    ],
)
def test_csv_is_known_by_its_names(line: str, delimiter: str | None) -> None:
    """Its first line names the columns, separated as Simple Log Service can."""
    assert delimiter_of(line) == delimiter


@pytest.mark.parametrize("delimiter", [",", "|", "\t"])
def test_rows_of_csv_have_their_records(delimiter: str) -> None:
    """A row may have several lines, as the text of a log ends with one; its number is that of its last."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([["__time__", "message"], [LOGGED, "FC Invoke Start\n"], [LOGGED, f"{LINE}\n"], ["", LINE]])
    rows = [(number, find()) for number, find in found_in_rows(out.getvalue().splitlines(keepends=True), delimiter)]
    assert rows == [(3, []), (5, [(RECORD, AT)]), (6, [(RECORD, None)])]


def rows_of(*lines: str) -> list[Any]:
    """What is found in the rows of CSV."""
    return [found for _, find in found_in_rows(lines, ",") for found in find()]


def test_a_cell_that_no_record_can_have_is_broken() -> None:
    """A quotation that is never closed takes all that follows, up to a limit; the records in it are found as text."""
    endless = '"' + "x" * (2**24 + 1) + "\n"
    assert rows_of("message\n", endless, f"{LINE}\n") == [(CUT, None), (RECORD, None)]
    assert rows_of("message\n", f"{endless[:-1]}{LINE}\n") == [(RECORD, None)]


def test_a_row_with_a_line_end_in_the_midst_is_read_as_text() -> None:
    """The others are read, also where it is the row of names."""
    cell = '"' + LINE.replace('"', '""') + '"\n'
    assert rows_of("message\n", f"a\rb{LINE}\n", cell) == [(RECORD, None)] * 2
    assert rows_of("message\n", "a\rb\n", cell) == [(CUT, None), (RECORD, None)]
    assert rows_of("a\rb\n", "c\n") == []


@pytest.mark.parametrize(
    "lines",
    [
        ("2026-11-16, message\n", f"{LINE}\n"),
        ("message,b\n", f"x,{LINE}\n"),
        ("message\n", 'b,"' + LINE.replace('"', '""') + '"\n'),
        ("message\n", '5,"it begins\n', '6,"' + LINE.replace('"', '""') + '"\n'),
    ],
    ids=["a text log", "split", "a cell too many", "a quotation that is not closed"],
)
def test_a_row_whose_cells_lose_a_record_is_read_as_text(lines: tuple[str, ...]) -> None:
    """What looks like CSV at its first line may be none."""
    assert rows_of(*lines) == [(RECORD, None)]


OTHER = {**RECORD, "result": "OK"}
CELLS = [json.dumps(one).replace('"', '""') for one in (RECORD, OTHER)]
SEVERAL = {
    "in one line": (LINE + json.dumps(OTHER), None),
    "with something between": (f"1-a [INFO] {LINE}, {json.dumps(OTHER)} end", None),
    "in one text of JSON": (json.dumps({**LOG, "message": f"{LINE} {json.dumps(OTHER)}"}), AT),
    "in such a text that is cut behind them": (json.dumps({"message": f"{LINE} {json.dumps(OTHER)}"})[:-2], None),
    "in CSV without names": (f'"{CELLS[0]}","{CELLS[1]}"', None),
    "in a list of logs": (json.dumps({"count": 2, "logs": [LOG, {**LOG, "message": json.dumps(OTHER)}]}), AT),
    "in a list of records": (json.dumps({"meta": {}, "data": [RECORD, OTHER]}), None),
    "in an object in an object": (json.dumps({"body": {"__time__": LOGGED, "data": [RECORD, {"a": OTHER}]}}), AT),
}


@pytest.mark.parametrize(("line", "logged"), SEVERAL.values(), ids=SEVERAL)
def test_a_line_may_have_several_records(line: str, logged: datetime | None) -> None:
    """None of them is dropped, whatever is around them."""
    assert found_in(line) == [(RECORD, logged), (OTHER, logged)]


def test_before_a_record_that_is_cut_there_may_be_a_whole_one() -> None:
    """What follows it may be a value of it, and is not taken for another."""
    assert found_in(LINE + LINE[:40]) == [(RECORD, None), (CUT, None)]
    assert found_in(LINE[:-1] + LINE) == [(CUT, None)]


def test_what_is_deeper_than_any_log_is_read_as_text() -> None:
    """A record is found there too."""
    assert found_in('{"a":' * 20 + LINE + "}" * 20) == [(RECORD, None)]

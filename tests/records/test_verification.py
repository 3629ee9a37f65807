"""What was done to a log is found, and where."""

import json
from pathlib import Path
from typing import Any

import pytest

from dwgate.records import Reading
from dwgate.records import verification as module
from dwgate.records.heads import Head
from dwgate.records.links import EXACT
from dwgate.records.verification import Verification
from records.sealed import NAMES, RECORD, found, sealed, verified

ORDER = [0, 1, 0, 0, 1, 2, 0, 1, 0, 2]
"""Records 0 to 4 of the first instance are in lines 1, 3, 4, 7, 9."""
LOG = sealed(ORDER)
SHORT = sealed([0] * 4)


def changed(at: int, **values: Any) -> list[str]:
    """The log with a record changed."""
    return [*LOG[:at], json.dumps({**json.loads(LOG[at]), **values}), *LOG[at + 1 :]]


def chain(at: int, **values: Any) -> dict[str, Any]:
    """The chain of a record, changed."""
    return {**json.loads(LOG[at])["chain"], **values}


def resealed(at: int) -> list[str]:
    """The log with a record that was changed by whoever knows how to seal one."""
    others = [{**RECORD, "decision_id": f"d-{number}"} for number in range(len(ORDER))]
    others[at]["result"] = "OK"
    return [*LOG[:at], sealed(ORDER, others)[at], *LOG[at + 1 :]]


TAMPERED: dict[str, tuple[list[str], list[tuple[str, int, int | None]]]] = {
    "nothing": (LOG, []),
    "one taken out": ([*LOG[:2], *LOG[3:]], [("missing", 3, 2)]),
    "two taken out": ([*LOG[:2], *LOG[4:]], [("missing", 5, 3)]),
    "the first taken out": (LOG[1:], [("beginning-missing", 2, 1)]),
    "changed": (changed(3, result="OK"), [("changed", 4, 2)]),
    "the first changed": (changed(0, result="OK"), [("changed", 1, 0)]),
    "changed and sealed": (resealed(3), [("unlinked", 7, 3)]),
    "another number": (changed(3, chain=chain(3, seq=40)), [("changed", 4, 40), ("missing", 7, 3)]),
    "a number of another": (changed(3, chain=chain(3, seq=1)), [("changed", 4, 1), ("missing", 7, 3)]),
    "of another instance": (changed(3, chain=chain(3, instance=NAMES[7])), [("changed", 4, 2), ("missing", 7, 3)]),
    "another hash": (changed(3, chain=chain(3, hash="0" * 64)), [("changed", 4, 2), ("unlinked", 7, 3)]),
    "chain taken away": (changed(3, chain=None), [("no-chain", 4, None), ("missing", 7, 3)]),
    "no record any more": (changed(3, rules=None), [("no-record", 4, None), ("missing", 7, 3)]),
    "cut": ([*LOG[:3], LOG[3][:40], *LOG[4:]], [("no-record", 4, None), ("missing", 7, 3)]),
    "one twice": ([*LOG[:4], LOG[3], *LOG[4:]], [("twice", 5, 2)]),
    "a second one": ([*LOG[:4], resealed(3)[3], *LOG[4:]], [("forked", 5, 2)]),
    "a second one, changed": ([*LOG[:4], changed(3, result="OK")[3], *LOG[4:]], [("changed", 5, 2)]),
    "swapped": ([*LOG[:2], LOG[3], LOG[2], *LOG[4:]], [("reordered", 4, 1)]),
    "moved": ([*LOG[:2], *LOG[3:9], LOG[2], LOG[9]], [("reordered", 9, 1)]),
    "put in": ([*LOG[:3], json.dumps(RECORD), *LOG[3:]], [("no-chain", 4, None)]),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_done_is_found_where_it_was_done(name: str, tmp_path: Path) -> None:
    """Each fault has its line and the number of its record, and nothing else is said."""
    lines, faults = TAMPERED[name]
    assert found(tmp_path, lines) == faults


def test_a_finding_says_what_is_the_matter(tmp_path: Path) -> None:
    """In words, with the place of the other record where there is one."""
    lines = [*LOG[:2], *LOG[4:9]]
    verification = verified(tmp_path, [*lines, json.dumps(RECORD)])
    missing, unsealed = verification.findings
    assert missing.message == f"records 1 to 2 of {NAMES[0]} are missing, between {tmp_path}/log.jsonl:1 and here"
    assert missing.place == f"{tmp_path}/log.jsonl:5"
    assert unsealed.message == "the record has no chain: it is of an earlier version, or of somebody else"


def test_instances_are_counted_apart(tmp_path: Path) -> None:
    """Each with its function, its records, its times and its head."""
    dated = [{**RECORD, "time": f"2026-11-18T10:0{minute}:00+08:00"} for minute in (3, 1, 2)]
    lines = sealed([0, 1, 0], dated)
    chains = verified(tmp_path, lines).chains
    assert [(name, one.function, one.records) for name, one in chains.items()] == [
        (NAMES[0], "data_download", 2),
        (NAMES[1], "data_download", 1),
    ]
    times = chains[NAMES[0]].first, chains[NAMES[0]].last
    assert [time.minute for time in times if time] == [2, 3]
    assert chains[NAMES[0]].head == Head(1, json.loads(lines[2])["chain"]["hash"])


REVERSED = LOG[::-1]


def test_a_log_with_the_newest_first_is_in_order(tmp_path: Path) -> None:
    """As a log service gives it when it is asked for the latest."""
    verification = verified(tmp_path, REVERSED)
    assert (list(verification.findings), verification.order.is_newest_first) == ([], True)
    assert found(tmp_path, [*REVERSED[:6], REVERSED[7], REVERSED[6], *REVERSED[8:]]) == [("reordered", 8, 2)]
    assert found(tmp_path, [*REVERSED[:6], *REVERSED[7:]]) == [("missing", 4, 3)]


@pytest.mark.parametrize("lines", [LOG, REVERSED, LOG[5:] + LOG[:5], LOG[::2] + LOG[1::2]])
def test_any_order_is_no_fault_where_that_is_said(lines: list[str], tmp_path: Path) -> None:
    """What is missing, changed or there twice is found all the same."""
    assert found(tmp_path, lines, any_order=True) == []
    without = [line for line in lines if line != LOG[3]]
    assert [fault for fault, *_ in found(tmp_path, without, any_order=True)] == ["missing"]
    forged = [resealed(3)[3] if line == LOG[3] else line for line in lines]
    assert {fault for fault, *_ in found(tmp_path, forged, any_order=True)} == {"unlinked"}
    assert [fault for fault, *_ in found(tmp_path, [*lines, LOG[3]], any_order=True)] == ["twice"]


def head(at: int) -> Head:
    """The head that a record is."""
    return Head(json.loads(LOG[at])["chain"]["seq"], json.loads(LOG[at])["chain"]["hash"])


LATEST = {NAMES[0]: head(8), NAMES[1]: head(7), NAMES[2]: head(9)}
EARLIER = {NAMES[0]: head(2), NAMES[1]: head(4)}


def test_the_heads_are_the_last_records(tmp_path: Path) -> None:
    """With those that were noted of instances that there is nothing new of."""
    assert verified(tmp_path, LOG).heads() == LATEST
    assert verified(tmp_path, LOG, noted=EARLIER).heads() == LATEST
    gone = {NAMES[5]: Head(3, "a" * 64)}
    assert verified(tmp_path, LOG[5:], noted={**EARLIER, **gone}, is_part=True).heads() == {**gone, **LATEST}
    assert verified(tmp_path, LOG[:2], noted=EARLIER, is_part=True).heads() == EARLIER
    assert verified(tmp_path, changed(6, result="OK")[6:7], is_part=True).heads() == {}


REWRITTEN = sealed(ORDER, [{**RECORD, "result": "OK"}] * len(ORDER))


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        (LOG, []),
        (LOG[:8], [("cut-off", 7, 3), ("cut-off", 6, 0)]),
        (LOG[:5], [("cut-off", 4, 2), ("cut-off", 5, 1), ("gone", 0, 1)]),
        (REWRITTEN, [("rewritten", 8, 2), ("rewritten", 9, 4), ("rewritten", 10, 1)]),
    ],
    ids=["whole", "the end taken off", "an instance gone", "all written anew"],
)
def test_what_a_chain_does_not_show_is_seen_by_noted_heads(
    lines: list[str], faults: list[tuple[str, int, int | None]], tmp_path: Path
) -> None:
    """The end taken off, all of an instance, and a chain that was made anew."""
    assert sorted(found(tmp_path, lines, noted=LATEST)) == sorted(faults)
    if lines is not LOG:
        assert found(tmp_path, lines) == []


NOTED = {NAMES[0]: head(3), NAMES[1]: head(4)}
"""What was noted after five lines."""


@pytest.mark.parametrize(
    ("lines", "noted", "faults"),
    [
        (LOG[5:], NOTED, []),
        (LOG[2:], NOTED, []),
        (LOG[8:], None, []),
        (LOG[5:], {}, [("beginning-missing", 2, 3), ("beginning-missing", 3, 2)]),
        ([*LOG[5:6], *LOG[7:]], NOTED, [("beginning-missing", 3, 4)]),
        (LOG[6:], NOTED, [("beginning-missing", 4, 1)]),
        (REWRITTEN[5:], NOTED, [("unlinked", 2, 3), ("unlinked", 3, 2)]),
        (LOG[:3], NOTED, [("cut-off", 3, 1), ("cut-off", 2, 0)]),
    ],
    ids=["after", "overlapping", "nothing noted", "of no instance", "later", "without a first", "anew", "earlier"],
)
def test_a_part_of_a_log_begins_where_the_noted_heads_end(
    lines: list[str], noted: dict[str, Head] | None, faults: list[tuple[str, int, int | None]], tmp_path: Path
) -> None:
    """An instance of which nothing was noted begins with its first record, and without any heads all may be later."""
    assert sorted(found(tmp_path, lines, noted=noted, is_part=True)) == sorted(faults)


def test_a_part_without_heads_is_whole_in_itself(tmp_path: Path) -> None:
    """What is missing between two of its records is found."""
    assert found(tmp_path, [*LOG[2:3], *LOG[6:]], is_part=True) == [("missing", 2, 3)]


def test_a_record_that_comes_again_much_later_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read long ago is forgotten, so that it is not said whether it is the same."""
    monkeypatch.setattr(module, "_RECENT", 2)
    assert found(tmp_path, [*SHORT, SHORT[2], SHORT[1]]) == [("twice", 5, 2), ("again", 6, 1)]


def test_a_log_in_pieces_is_not_followed_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: what is too scattered is said to be, and many instances are not."""
    monkeypatch.setattr(module, "_MOST_SCATTERED", 3)
    log = sealed([0] * 20)
    assert sorted(fault for fault, *_ in found(tmp_path, log[::2])) == [*["missing"] * 4, "too-scattered"]
    assert found(tmp_path, sealed(range(8))) == []


def test_the_reading_is_looked_at_on_its_way(tmp_path: Path) -> None:
    """Now and then, so that whoever waits is shown how far it is."""
    seen: list[int] = []
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(LOG))
    reading = Reading([str(path)], EXACT)
    Verification().run(reading, lambda: seen.append(reading.records))
    assert seen == [1]


def test_many_findings_are_counted_and_the_first_are_kept(tmp_path: Path) -> None:
    """Of each fault."""
    lines = [*["""{"kind": "decision", """] * 30, *[json.dumps(RECORD)] * 30, *LOG]
    findings = verified(tmp_path, lines).findings
    assert (len(findings), findings.counts) == (60, {"no-record": 30, "no-chain": 30})
    assert findings.left_out() == {"no-record": 10, "no-chain": 10}
    assert [finding.line for finding in findings] == [*range(1, 21), *range(31, 51)]


def test_many_steps_out_of_order_are_counted(tmp_path: Path) -> None:
    """The first of them are kept, whichever order turns out to be that of the log."""
    pairs = sealed([0] * 101)
    swapped = [*(pairs[at ^ 1] for at in range(100)), pairs[100]]
    for lines in (swapped, swapped[::-1]):
        findings = verified(tmp_path, lines).findings
        assert (len(findings), findings.left_out()) == (50, {"reordered": 30})


def test_findings_stand_in_the_order_of_the_files(tmp_path: Path) -> None:
    """As they were given, and those of no line at the end."""
    paths = [tmp_path / name for name in ("b.log", "a.log")]
    for path in paths:
        path.write_text(json.dumps(RECORD))
    verification = Verification({NAMES[0]: Head(0, "")})
    verification.run(Reading([str(path) for path in paths], EXACT))
    places = [finding.place for finding in verification.findings]
    assert places == [f"{paths[0]}:1", f"{paths[1]}:1", ""]

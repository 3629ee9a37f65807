"""The lines of an instance are a chain: each has its number, the hash of the line before, and its own."""

import hashlib
import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate import record
from dwgate.errors import PolicyError
from dwgate.events.event import Event, parse
from dwgate.gate import Gate
from dwgate.policy.decision import CheckResult, undecided
from dwgate.testing import __file__ as testing
from records.sealed import RECORD, found

SAMPLES = sorted((Path(testing).parent / "samples").glob("*.json"))
LONGEST = 128 * 1024
LINE = record.line_of(RECORD)


def chain(text: str) -> dict[str, Any]:
    """The chain of a line."""
    found: dict[str, Any] = json.loads(text)["chain"]
    return found


def by_hand(text: str) -> str:
    """The hash of a line as docs/records.md says that it is made."""
    document = json.loads(text)
    chain, kind = document.pop("chain"), document.pop("kind")
    del chain["hash"]
    rest, link = (json.dumps(one, sort_keys=True)[1:-1] for one in (document, chain))
    return hashlib.sha256(f'{{"kind": "{kind}", {rest}, "chain": {{{link}}}}}'.encode()).hexdigest()


def test_each_line_names_the_one_before() -> None:
    """By its hash, which whoever has the line can make again."""
    log, line = record.Log(), record.failure("there is no policy", attempts=2)
    first, second = log.sealed(line), log.sealed(line)
    one, two = chain(first), chain(second)
    assert (one["seq"], one["previous"], two["seq"], two["previous"]) == (0, None, 1, one["hash"])
    assert [one["hash"], two["hash"]] == [by_hand(first), by_hand(second)]
    assert first.startswith(line[:-1])
    assert list(json.loads(first))[-1] == "chain"


def test_each_instance_has_a_name_of_its_own() -> None:
    """It is made by chance, once, and tells nothing."""
    logs = [record.Log() for _ in range(3)]
    names = [chain(log.sealed(LINE))["instance"] for log in (*logs, *logs)]
    assert names[:3] == names[3:]
    assert len(set(names)) == 3
    assert {len(bytes.fromhex(name)) for name in names} == {8}


def hash_of(value: str) -> str:
    """The hash of a record with a value of this JSON."""
    text = f'{{"kind": "failure", "a": {value}, "b": [{value}, {{"c": {value}}}], "chain": {json.dumps(GOOD)}}}'
    return record.digest(json.loads(text, parse_float=record.number))


GOOD = {"instance": "0" * 16, "previous": None, "seq": 0, "hash": "0" * 64}
WHOLE = [("12.0", "12"), ("1.2e1", "12"), ("-0.0", "0"), ("1e22", "10000000000000000000000"), ("1E+16", f"1{'0' * 16}")]


@pytest.mark.parametrize(("written", "read"), [*WHOLE, ("0.1", "1e-1")])
def test_how_a_number_is_written_makes_no_difference(written: str, read: str) -> None:
    """One that is whole may lose its point on its way, or get one."""
    assert hash_of(written) == hash_of(read) == hash_of(f" {written} ")


@pytest.mark.parametrize("value", [12.0, -0.0, 1e16, 1e22, 1e300, 0.1, 1e-7, 12.05, 10**30, "a.0, b", "1e+5, "])
def test_a_number_is_sealed_as_it_will_be_read(value: object) -> None:
    """The line shows it as it came, wherever it stands."""
    for where in ({"z": value}, {"a": value, "z": 1}, {"a": [1, value]}, {"a": {"b": value}, "z": 1}):
        text = record.Log().sealed(record.line_of({**RECORD, **where}))
        document = json.loads(text, parse_float=record.number)
        assert record.digest(document) == document["chain"]["hash"]
        assert where.items() <= json.loads(text).items()


@pytest.mark.parametrize(("one", "other"), [("12.5", "12"), ("true", "1"), ('"1"', "1"), ("null", "0"), ("[]", "{}")])
def test_what_means_something_else_has_another_hash(one: str, other: str) -> None:
    """Also where Python takes both for equal."""
    assert hash_of(one) != hash_of(other)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_dwgate_logs_of_each_message_is_sealed_as_it_will_be_read(path: Path) -> None:
    """Of every event that DataWorks documents, in each envelope that it comes in."""
    for document in filter(None, json.loads(path.read_bytes()).values()):
        (event,) = parse(json.dumps(document).encode(), [path.stem.partition(".")[0]])
        assert isinstance(event, Event)
        decision = undecided("it was not asked", CheckResult.FAIL, identity=b"", point=event.point)
        text = record.line(decision, event, fields=tuple(event.values), invocation={"duration_ms": 12.0})
        read = json.loads(record.Log().sealed(text), parse_float=record.number)
        assert record.digest(read) == read["chain"]["hash"]


def test_the_chain_leaves_room_for_the_record() -> None:
    """With it the longest record is still one that a log takes, in ASCII."""
    log = record.Log()
    longest = record.line_of({"kind": "decision", "reasons": "x" * (record._LONGEST_LINE - 35)})
    log.sealed(longest)
    text = log.sealed(longest)
    assert len(longest) == record._LONGEST_LINE
    assert len(text) < LONGEST - 20_000
    assert text.isascii()


def test_a_gate_chains_whatever_it_logs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The failure before the first message, decisions, and a record that could not be written."""
    gate = Gate(PolicyError(["there is none"]))
    gate.initialize()
    gate.handler(b"{}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "line", lambda *_, **__: 1 / 0)
        gate.handler(b"{}")
    gate.handler(b"{}")
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["failure", "decision", "failure", "decision"]
    assert [chain(line)["seq"] for line in lines] == [0, 1, 2, 3]
    assert found(tmp_path, lines) == []


class Stuck:
    """A standard output that takes some of the writes."""

    def __init__(self, *lost: int) -> None:
        self.lost = lost
        self.attempts = 0
        self.lines: list[str] = []

    def write(self, text: str) -> int:
        if not text:
            return 0
        self.attempts += 1
        if self.attempts - 1 in self.lost:
            raise OSError("no space left")
        self.lines.append(text.removesuffix("\n"))
        return len(text)

    def flush(self) -> None:
        pass


def test_a_line_that_could_not_be_written_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The chain goes on, so that the log says what it lacks, and of the others that they are whole."""
    out, log = Stuck(2, 3), record.Log()
    monkeypatch.setattr(sys, "stdout", out)
    for _ in range(6):
        log.write(LINE)
    assert found(tmp_path, out.lines) == [("missing", 3, 4)]


def test_a_log_that_is_closed_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No exception leaves, and the next line has the next number."""
    log, out = record.Log(), Stuck()
    with monkeypatch.context() as patch:
        closed = Path("/dev/null").open("w")  # noqa: SIM115 - closed in the next line
        closed.close()
        patch.setattr(sys, "stdout", closed)
        log.write(LINE)
    monkeypatch.setattr(sys, "stdout", out)
    log.write(LINE)
    assert chain(out.lines[0])["seq"] == 1


def test_the_log_of_64_threads_is_in_the_order_of_its_chain(
    gate: Callable[..., Gate], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever seals a line prints it before another is sealed."""
    made, out, start = gate(), Stuck(), threading.Barrier(64)
    monkeypatch.setattr(sys, "stdout", out)

    def work() -> None:
        start.wait()
        for _ in range(5):
            made.handler(b"no message")

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)

    assert [chain(line)["seq"] for line in out.lines] == list(range(64 * 5))
    assert found(tmp_path, out.lines) == []

"""The one record that somebody asks about, among those of a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.cli.project import UsageError
from dwgate.cli.terminal import shown
from dwgate.policy.decision import BEIJING, CheckResult
from dwgate.records import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.records import Record

_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Which record is meant: by its message, by its decision, or, where both are empty, the one that was refused."""

    message: str = ""
    decision: str = ""

    @property
    def is_made(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.message or self.decision)

    def takes(self, record: Record) -> bool:
        """Whether a record is one that is asked for."""
        return (not self.message or record.message_id == self.message) and (
            not self.decision or record.decision_id == self.decision
        )


class _Few:
    """The last records of the first few decisions, so that a log of any length is read in little memory."""

    __slots__ = ("are_all", "by_decision")

    def __init__(self) -> None:
        self.by_decision: dict[str, Record] = {}
        self.are_all = True

    def add(self, record: Record) -> None:
        if record.decision_id in self.by_decision or len(self.by_decision) < _MOST_LISTED:
            self.by_decision[record.decision_id] = record
        else:
            self.are_all = False


def choose_record(path: str, choice: Choice) -> Record:
    """Read the record that is meant from a file, a folder, or standard input, ``-``.

    Of several records of one decision, as where a message was delivered again, it is the last.
    Raises UsageError where there is none, and where several could be meant: then it lists them.
    """
    reading = Reading([path])
    everything, refused = _Few(), _Few()
    for record in reading:
        if record.kind != "failure" and choice.takes(record):
            everything.add(record)
            if record.answered is CheckResult.FAIL:
                refused.add(record)
    for few in (everything, refused):
        if len(few.by_decision) == 1:
            return next(iter(few.by_decision.values()))
    place = "standard input" if path == "-" else path
    if not everything.by_decision:
        raise UsageError(_nothing(reading, choice, place))
    few = refused if refused.by_decision else everything
    what = "refused operations" if refused.by_decision else "operations, none of them refused,"
    raise UsageError("\n".join([f"there are several {what} in {place}; choose one with --decision:", *_list(few)]))


def _nothing(reading: Reading, choice: Choice, place: str) -> str:
    """Say why there is no record to choose."""
    if choice.is_made and reading.records:
        wanted = [("message", choice.message), ("decision", choice.decision)]
        what = " and ".join(f"the {name} {id_}" for name, id_ in wanted if id_)
        return f"there is no record of {what} in {place}, among {reading.records}"
    if reading.first_broken:
        broken = reading.first_broken[0]
        return f"there is no record in {place}; line {broken.line}: {broken.problem}"
    return f"there is no record in {place}: a record is one line of JSON that a function logged"


def _list(few: _Few) -> Iterable[str]:
    for id_, record in few.by_decision.items():
        time = f"{record.time.astimezone(BEIJING):%Y-%m-%d %H:%M}" if record.time else "-"
        yield shown(f"  {id_}  {time}  {record.point or '-'}")
    if not few.are_all:
        yield "  and more"

"""One record, as :mod:`dwgate.record` wrote it, of this version or of an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["decision", "undecided", "event", "failure"]

_TEXT = (str, type(None))
_OF_A_MESSAGE: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("decision_id", (str,)),
    ("message_id", _TEXT),
    ("point", _TEXT),
    ("problem", _TEXT),
    ("policy_digest", _TEXT),
    ("reasons", (list,)),
    ("rules", (dict,)),
)
_OPTIONAL: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("break_glass", (dict, type(None))),
    ("time", _TEXT),
    ("function", _TEXT),
    ("tenant", _TEXT),
    ("workspace", _TEXT),
    ("operator", _TEXT),
    ("event", (dict,)),
    ("content", (dict,)),
    ("unreadable", (dict,)),
    ("unknown_fields", (dict,)),
    ("present", (list,)),
    ("cut", (list,)),
)
_NAMES = tuple(name for name, _ in (*_OF_A_MESSAGE, *_OPTIONAL))
_all_of = itemgetter(*_NAMES)
_RESULTS = {result.value: result for result in CheckResult}


class NotARecord(ValueError):  # noqa: N818 - it is the finding about a document, not a failure of the program
    """A document that is no record, or is none that dwgate writes."""


def result_of(value: Any) -> CheckResult | None:
    """Give the result that is written so; None where none is."""
    return _RESULTS.get(value) if isinstance(value, str) else None


def _shape(document: dict[str, Any]) -> tuple[type, ...]:
    """Give the types of the values by the order of the names, ``type`` for one that is not there."""
    try:
        return tuple(map(type, _all_of(document)))
    except KeyError:
        return tuple(type(document.get(name, object)) for name in _NAMES)


@cache
def _problem(shape: tuple[type, ...]) -> str | None:
    """Say what is wrong with the types of a record's values, in the order of the names; there are few such shapes."""
    of_a_message = len(_OF_A_MESSAGE)
    for (name, types), found in zip(_OF_A_MESSAGE, shape, strict=False):
        if found not in types:
            return f"it has no {name}"
    for (name, types), found in zip(_OPTIONAL, shape[of_a_message:], strict=True):
        if found is not type and found not in types:
            return f"its {name} is of another type"
    return None


_TEXTS = ("message_id", "function", "point", "policy_digest", "workspace", "operator")


@dataclass(frozen=True, slots=True)
class Record:
    """A record where it stands: its JSON by names, and what is asked of it again and again.

    ``time`` is that by which rules were judged; where the record has none that every zone can tell, that at which the
    log service took the line, and None where the export does not say.
    ``message_id`` is None where the message had none, ``point`` where it could not be read, ``function`` where there
    was no policy, and in records of earlier versions.
    ``file`` and ``line`` are where it was read; lines count from 1.
    """

    document: Mapping[str, Any]
    time: datetime | None
    has_own_time: bool
    message_id: str | None
    function: str | None
    point: str | None
    policy_digest: str | None
    workspace: str | None
    operator: str | None
    file: str
    line: int

    @classmethod
    def of(cls, document: Any, logged: datetime | None = None, file: str = "-", line: int = 0) -> Record:
        """Take a document as a record; NotARecord where it is of another kind or of another shape."""
        if not isinstance(document, dict):
            raise NotARecord("it is no object")
        kind = document.get("kind")
        if kind == "failure":
            return cls._made(document, logged, file, line)
        if kind not in ("decision", "event") or result_of(document.get("result")) is None:
            raise NotARecord("it is of no kind that dwgate writes")
        problem = _problem(_shape(document))
        if problem:
            raise NotARecord(problem)
        if not {type(name) for key in ("present", "cut") for name in document.get(key, ())} <= {str}:
            raise NotARecord("it names fields by what is no text")
        return cls._made(document, logged, file, line)

    @classmethod
    def _made(cls, document: Mapping[str, Any], logged: datetime | None, file: str, line: int) -> Record:
        message_id, function, point, digest, workspace, operator = [_text(document.get(name)) for name in _TEXTS]
        own = _time(document.get("time"))
        return cls(
            document,
            own or logged,
            own is not None,
            message_id,
            function,
            point,
            digest,
            workspace,
            operator,
            file,
            line,
        )

    @property
    def kind(self) -> Kind:
        """What it is of: a decision of a policy, one of a gate that could not ask its policy, a report, a failure."""
        if self.document["kind"] != "decision":
            return "event" if self.document["kind"] == "event" else "failure"
        return "decision" if self.document["problem"] is None else "undecided"

    @property
    def is_trial(self) -> bool:
        """Whether the message was marked as a trial, so that nobody waited for its result."""
        return bool(self.document.get("trial"))

    @property
    def is_repeated(self) -> bool:
        """Whether the message had been decided before, and was not judged again."""
        return bool(self.document.get("is_repeated"))

    @property
    def is_undelivered(self) -> bool:
        """Whether the result was to be called back, and never came to DataWorks, which goes on waiting for one."""
        callback = self.document.get("callback")
        return isinstance(callback, dict) and callback.get("state") == "undelivered"

    @property
    def is_shortened(self) -> bool:
        """Whether the line had to be shortened, so that its lists may lack entries."""
        return bool(self.document.get("shortened"))

    @property
    def decision_id(self) -> str:
        """The decision's name, which the same message always has."""
        return str(self.document["decision_id"])

    @property
    def answered(self) -> CheckResult:
        """The result that was answered."""
        return _RESULTS[self.document["result"]]

    @property
    def decided(self) -> CheckResult:
        """The result that was decided, also where ``DWGATE_BREAK_GLASS`` put OK in its place."""
        glass = self.document.get("break_glass")
        return (result_of(glass.get("instead_of")) if glass else None) or self.answered

    @property
    def fired(self) -> tuple[str, ...]:
        """The enforced rules that fired."""
        return tuple(str(rule) for rule in self._rules("fired"))

    @property
    def errors(self) -> tuple[Mapping[str, Any], ...]:
        """The rules in which something could not be judged, each with its ``rule``, ``error`` and ``result``."""
        return self._objects("errors")

    @property
    def shadow(self) -> tuple[Mapping[str, Any], ...]:
        """The rules in shadow that did not pass, each with its ``rule``, ``state`` and ``result``."""
        return self._objects("shadow")

    @property
    def exempted(self) -> tuple[Mapping[str, Any], ...]:
        """The rules that were lifted, each with its ``rule``, and the ``reason``, ``owner`` and end, ``expires``."""
        return self._objects("exempted")

    def _rules(self, name: str) -> list[Any]:
        found = self.document["rules"].get(name)
        return found if isinstance(found, list) else []

    def _objects(self, name: str) -> tuple[Mapping[str, Any], ...]:
        if not (found := self._rules(name)):
            return ()
        return tuple(item for item in found if isinstance(item, dict) and isinstance(item.get("rule"), str))


def _time(text: object) -> datetime | None:
    """Read a time with a zone; None where it is none that every zone can tell."""
    if not isinstance(text, str):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo and MINYEAR < time.year < MAXYEAR else None


def _text(found: object) -> str | None:
    """Give a text; half a surrogate pair, which JSON can write and nobody can encode, is replaced."""
    if not isinstance(found, str):
        return None
    return found if found.isascii() else found.encode(errors="replace").decode()

"""The record: what an invocation did, as one line of JSON for Function Compute's log.

Fields of the event appear by an allow-list.  A field that holds content, such as SQL text, never does: its length and
SHA-256 do, so that two records can be told to be about the same text.

A record is read again, to judge the message by another policy.  So what it shows is as it came, or named in ``cut``.

The lines of an instance are a chain: each says by its ``chain`` which instance it is of, its number among the lines of
that, the hash of the line before, and its own.  So ``dwgate verify`` sees a line that was taken out, changed or moved.
docs/records.md says what that proves and what not.
"""

from __future__ import annotations

import os
from _thread import allocate_lock

from dwgate.events import catalogue
from dwgate.json_text import Reader, write, writer
from dwgate.light import sha256, suppressed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from dwgate.callback.delivery import Delivery
    from dwgate.events.event import Event
    from dwgate.policy.decision import Decision

_LONGEST_LINE = 100_000
_LONGEST_VALUE = 256
_MOST_NAMES = 64
_LIMITS = ((4000, 10_000), (256, 64), (80, 8))
"""The characters of a text and the entries of a list that a record may have, tried in turn until the line fits."""
_BYTES_OF_A_NAME = 8


class Log:
    """Function Compute's log as one instance of a function writes to it, shared by its threads.

    ``chain`` is the last entry of each line, an object: ``instance``, a name made by chance; ``previous``, the hash of
    the line before, null for the first; ``seq``, its number, from 0; and ``hash``, the SHA-256 of the line without it.
    """

    def __init__(self, instance: str | None = None) -> None:
        """Begin a chain, of an instance that gets its name with its first line, or has this one: letters and digits."""
        self._lock = allocate_lock()
        self._instance = instance
        self._lines = 0
        self._last: str | None = None

    def write(self, text: str) -> None:
        """Seal a line and print it, in one piece and with one hold of the lock: the log has the order of the chain.

        A log that takes nothing must not cost the answer.  The chain goes on, and shows that the line is missing.
        """
        with self._lock:
            line = self.sealed(text)
            with suppressed(Exception):
                print(f"{line}\n", end="", flush=True)  # noqa: T201 - standard output is that log

    def sealed(self, text: str) -> str:
        """Give a line of this module with the next link of the chain at its end; for one thread at a time."""
        self._instance = self._instance or os.urandom(_BYTES_OF_A_NAME).hex()
        previous = f'"{self._last}"' if self._last else "null"
        link = f'{{"instance": "{self._instance}", "previous": {previous}, "seq": {self._lines}}}'
        self._last = _digest(_exact(text), link)
        self._lines += 1
        return _linked(text, f'{link[:-1]}, "hash": "{self._last}"}}')


def digest(document: Mapping[str, Any]) -> str:
    """Give the hash of a record that was read by :func:`number`, whatever it says itself that its hash is.

    It is over the line as it was written, whose form is one for each document.  So a record that was read and written
    again on its way, with other blanks, another order or its numbers in another form, keeps its hash.
    """
    rest = {name: value for name, value in document.items() if name != "chain"}
    link = {name: document["chain"][name] for name in ("instance", "previous", "seq")}
    return _digest(line_of(rest), write(link))


def _digest(text: str, link: str) -> str:
    return sha256(_linked(text, link).encode()).hexdigest()


def _linked(text: str, link: str) -> str:
    return f'{text[:-1]}, "chain": {link}}}'


def number(text: str) -> float:
    """Read a number of JSON that has a point or an exponent, as a whole one where it is one: 12.0 may come as 12."""
    value = float(text)
    return int(value) if value.is_integer() else value


_decode = Reader(parse_float=number).read
_encode = writer(sort_keys=True)
_OF_FLOATS = (".0,", ".0]", ".0}", "e+")
"""What is in a line that has a whole number written as floats are, 12.0 or 1e+16."""


def _exact(text: str) -> str:
    """Give a line with its whole numbers without a point and an exponent; few lines have one with it."""
    if ".0" not in text and "e+" not in text:  # which takes half as long as a look for each of them
        return text
    return line_of(_decode(text)) if any(part in text for part in _OF_FLOATS) else text


def line_of(document: Mapping[str, Any]) -> str:
    """Write an object as a line: its ``kind``, by which a record is known, and then all names in their order."""
    rest = dict(document)
    return f'{{"kind": "{rest.pop("kind")}", {_encode(rest)[1:]}'


def line(
    decision: Decision,
    event: Event | None,
    *,
    fields: tuple[str, ...],
    invocation: Mapping[str, Any],
    delivery: Delivery | None = None,
) -> str:
    """Write the record of one message; ``invocation`` holds what is known of the call, such as its request id.

    ``present`` names the fields that came, so that one which is not shown can be told from one that did not come.
    ``cut`` names what is shown and is not what came, by the names of conditions: ``event.fileName``, ``present``.

    Where ``DWGATE_BREAK_GLASS`` is set, ``break_glass`` is an object, and null elsewhere: its ``until``, ``who`` and
    ``why``, and its ``state``.  While that is ``open``, ``result`` and ``reasons`` are what was answered,
    ``instead_of`` is the result that they replace, and the level is ``error``; ``rules`` and ``problem`` are as ever.
    Once it is ``expired``, all is as ever, and ``instead_of`` is null.

    It is ASCII, so that no locale of a runtime can spoil it, and below the 128 KiB which a line may have: what would be
    longer is shortened, and says so.
    """
    record = {
        "kind": "decision" if decision.was_asked_for else "event",
        **decision.as_document(),
        **(_of_event(event, fields) if event else {}),
        "callback": delivery.as_document() if delivery else None,
        **invocation,
    }
    is_alarming = decision.problem or decision.is_overruled or record["rules"]["errors"]
    record["level"] = "error" if is_alarming or (delivery and delivery.has_failed) else "info"
    # Of what somebody else has chosen this alone may be huge, so that it is cut before it is written.
    record["reasons"] = _limited(record["reasons"], *_LIMITS[0])
    text = _text(record, event)
    if len(text) > _LIMITS[0][0]:  # a shorter line holds no longer text, nor a list of more entries
        text = _text(_limited(record, *_LIMITS[0]), event)
    for characters, entries in _LIMITS[1:]:
        if len(text) > _LONGEST_LINE:
            shortened = {name: _limited(value, characters, entries) for name, value in record.items()}
            text = _text({**shortened, "shortened": True}, event)
    return text


def failure(problem: str, **more: Any) -> str:
    """Write a line about the function itself, such as a policy that does not load."""
    return line_of({"kind": "failure", "level": "error", "problem": problem, **more})


def _text(shown: dict[str, Any], event: Event | None) -> str:
    return line_of({**shown, "cut": _cut(shown, event)} if event else shown)


def _cut(shown: dict[str, Any], event: Event) -> list[str]:
    """Name what is shown of an event and is not what came."""
    known = {"tenant": event.tenant, "workspace": event.workspace, "operator": event.operator}
    whole = {**known, "present": list(event.present)}
    return [
        *[f"event.{name}" for name, value in shown["event"].items() if value != event.values.get(name)],
        *[name for name, value in whole.items() if value != shown[name]],
    ]


def _of_event(event: Event, fields: tuple[str, ...]) -> dict[str, Any]:
    of_content = [path for path in catalogue.perhaps_of_content(event.values) if catalogue.holds_content(path)]
    contents = _contents(event, of_content)
    return {
        "tenant": event.tenant,
        "workspace": event.workspace,
        "operator": event.operator,
        "account": event.account,
        "envelope": event.envelope,
        "event": {
            name: _bounded(event.values[name])
            for name in filter(event.values.__contains__, fields)
            if name not in of_content
        },
        "present": _limited_names(_loggable_names(event.present)),
        "content": {name: catalogue.fingerprint(contents[name]) for name in sorted(contents)[:_MOST_NAMES]},
        "unreadable": _problems(event.unreadable),
        "unknown_fields": _problems(event.unknown),
    }


def _contents(event: Event, paths: list[str]) -> dict[str, Any]:
    """Give each piece of content by its name; one that came as an object is all that is in it, by path."""
    contents: dict[str, dict[str, Any]] = {}
    for path in paths:
        contents.setdefault(catalogue.loggable(path), {})[path] = event.values[path]
    return {name: parts.get(name, parts) for name, parts in contents.items()}


def _loggable_names(paths: Collection[str]) -> list[str]:
    """Leave out what content is made of."""
    inside = {path for path in catalogue.perhaps_of_content(paths) if catalogue.loggable(path) != path}
    return [path for path in paths if path not in inside] if inside else list(paths)


def _problems(by_path: Mapping[str, str]) -> Any:
    """Give what there is to say of some fields, of which most messages have none."""
    if not by_path:
        return {}
    return _limited({path: by_path[path] for path in _loggable_names(by_path)}, _LONGEST_VALUE, _MOST_NAMES)


def _bounded(value: Any) -> Any:
    """Give a value as it is, or what of its text there is room for; of a list, as much of its JSON."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_VALUE else _limited(value, _LONGEST_VALUE, _MOST_NAMES)
    if isinstance(value, list | dict):
        shown = _without_content(value)
        text = write(shown)
        return shown if len(text) <= _LONGEST_VALUE else _limited(text, _LONGEST_VALUE, _MOST_NAMES)
    return value


def _without_content(value: Any) -> Any:
    """Leave out of a list what must not be logged of the objects in it."""
    if isinstance(value, list):
        return [_without_content(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_content(item) for name, item in value.items() if not catalogue.holds_content(name)}
    return value


def _limited_names(names: list[str]) -> list[str]:
    """Give names as :func:`_limited` does; those of most messages are as they are."""
    if len(names) <= _MOST_NAMES and max(map(len, names), default=0) <= _LONGEST_VALUE:
        return names
    limited: list[str] = _limited(names, _LONGEST_VALUE, _MOST_NAMES)
    return limited


def _limited(value: Any, characters: int, entries: int) -> Any:
    """Give JSON with its texts and the names in it cut, and with no more than so many entries in a list or object."""
    if isinstance(value, str):
        return value if len(value) <= characters else f"{value[:characters]}…"
    if isinstance(value, list):
        return [_limited(item, characters, entries) for item in value[:entries]]
    if isinstance(value, dict):
        some = list(value.items())[:entries]
        return {_limited(name, characters, entries): _limited(item, characters, entries) for name, item in some}
    return value

"""Messages that are nearly right: the samples, changed where a reader, a rule or a record could stumble.

A change is drawn from a generator of random numbers, so that a seed and the number of a case give the same case again.
"""

import json
import random
import re
from collections.abc import Callable
from typing import Any

Path = tuple[str | int, ...]

TOP, BODIES = ("eventType", "type"), ("messageBody", "data")
"""The keys of an envelope that name its event, and those that hold its body."""

_RAW = "raw json "
_HALF = re.compile("[\ud800-\udfff]")
RAW = [
    *("1e400", "-1e400", "-0", "-0.0", "1E-400", "9" * 30, "9" * 5000, "NaN", "Infinity", "-Infinity"),
    *('{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"id":"1","id":"2"}', '{"":1,"":{}}', '{"__proto__":{"operator":"7"}}'),
    *('"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"7\\u0000x"', "01", "+1", ".5", "nul", "'a'", "[1,]", '{"a":1,}'),
    *("[" * 70 + "]" * 70, "[" * 64, '{"a":' * 70 + "1" + "}" * 70),
]
"""JSON that no writer of Python writes, and some that is none."""

NAMES = [
    *("", ".", "a.b", "event", "event.operator", "operator", "tenant", "point", "now", "present", "params.max_rows"),
    *("__proto__", "__class__", "__dict__", "constructor", "prototype", "toString", "dwgate", "id", "data", "type"),
    *("messageBody", "messageId", "eventType", "eventCode", "process.applicant", "sqlText", "paraValue", "\0", "a\0"),
    *("\ud800", "\U0001f600", "名", "OPERATOR", "operator ", "x" * 300, "a" + ".b" * 40, "[]", "items[]", "$ref"),
]
TEXTS = [
    *("", " ", "0", "7", "-1.5", "1e3", "true", "null", "{", "[1]", "[]", "{}", '{"a":1}', '{"a":1,"a":2}', "[NaN]"),
    *("\0", "7\0x", "\ud800", "\udc00", "\u202e", "\n", "\r\n{}", "\x1b[31m", "<script>", "${operator}", "%s", "\\"),
    *("1904512876340213", "91864", "tmp.csv", "2026-11-18", "2026-11-18 10:00:00", "10.1.2.3", "::1", "10.0.0.0/8"),
    *("a" * 257, "é" * 5000, "\U0001f600" * 300, "9" * 40, "select * from a", "odps.p.t", "ds=20261118", "0" * 25),
    *(
        "select (" + "(" * 300,
        "/*",
        "'",
        "select 1;" * 50,
        "drop table a; --",
        "insert overwrite table a select * from b",
    ),
]
NUMBERS = [0, -1, 1, 5, 10**6, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30, 0.5, -0.0, 1e308]


def case(generator: random.Random, seeds: tuple[bytes, ...]) -> bytes:
    """Make the payload of one case."""
    kind = generator.random()
    if kind < 0.02:
        return generator.randbytes(generator.randrange(40))
    if kind < 0.05:
        return written(value(generator))
    payload = written(_message(generator, seeds) if kind < 0.9 else _list(generator, seeds))
    return spoilt(generator, payload) if generator.random() < 0.15 else payload


def mutated(generator: random.Random, payload: bytes) -> bytes:
    """Change a payload: as a message where it is JSON, else as bytes."""
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        return spoilt(generator, payload)
    if generator.random() < 0.1:
        return spoilt(generator, payload)
    try:
        return written(_changed(generator, document))
    except (ValueError, RecursionError):
        return spoilt(generator, payload)


def written(document: Any) -> bytes:
    """Write JSON, with what no writer writes in its place."""
    text = json.dumps(document, ensure_ascii=False)
    if _RAW in text:
        for number, raw in enumerate(RAW):
            text = text.replace(f'"{_RAW}{number}"', raw)
    try:
        return text.encode()
    except UnicodeEncodeError:  # UTF-8 has no halves of surrogate pairs, and JSON escapes them
        return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode()


class Twice(dict[str, Any]):
    """An object that is written with one of its keys a second time, perhaps in another spelling."""

    def __init__(self, items: dict[str, Any], again: list[tuple[str, Any]]) -> None:
        super().__init__(items)
        self.again = again

    def items(self) -> Any:
        return [*super().items(), *self.again]


def value(generator: random.Random, depth: int = 3) -> Any:
    """Draw any JSON value."""
    kind = generator.randrange(12)
    if kind < 4 or (kind > 8 and not depth):
        return generator.choice(TEXTS)
    if kind < 7:
        return generator.choice(NUMBERS)
    if kind == 7:
        return generator.choice([None, True, False])
    if kind == 8:
        return f"{_RAW}{generator.randrange(len(RAW))}"
    if kind == 9:
        return [value(generator, depth - 1) for _ in range(generator.randrange(4))]
    if kind == 10:
        return {generator.choice(NAMES): value(generator, depth - 1) for _ in range(generator.randrange(4))}
    return written(value(generator, depth - 1)).decode(errors="replace")


def _message(generator: random.Random, seeds: tuple[bytes, ...]) -> Any:
    payload = generator.choice(seeds)
    try:
        document = json.loads(payload)
    except ValueError:  # as one of the samples is
        return payload.decode(errors="replace")
    for _ in range(generator.choice([0, 1, 1, 1, 2, 3, 6])):
        document = _changed(generator, document)
    return document


def _list(generator: random.Random, seeds: tuple[bytes, ...]) -> list[Any]:
    elements = [_message(generator, seeds) for _ in range(generator.randrange(5))]
    elements = [json.dumps(one) if generator.random() < 0.2 else one for one in elements]
    return elements + [value(generator)] * (generator.random() < 0.2)


def spoilt(generator: random.Random, payload: bytes) -> bytes:
    """Change a few of the bytes."""
    changed = bytearray(payload)
    for _ in range(generator.choice([1, 1, 2, 5])):
        at, to = sorted((generator.randrange(len(changed) + 1), generator.randrange(len(changed) + 1)))
        match generator.randrange(6):
            case 0:
                changed[at : at + 1] = generator.randbytes(1)
            case 1:
                del changed[at : min(to, at + 20)]
            case 2:
                changed[at:at] = generator.choice(RAW).encode()
            case 3:
                changed[at:at] = changed[at : min(to, at + 40)]
            case 4:
                del changed[to:]
            case _:
                changed[0:0] = generator.choice([b"\xef\xbb\xbf", b" ", b"\0", b"[", b"\xff\xfe"])
    return bytes(changed)


def _changed(generator: random.Random, document: Any) -> Any:
    """Change one place of a document; what is changed is new, and the rest may be shared."""
    if generator.random() < 0.1 and isinstance(document, dict):
        return _reshaped(generator, document)
    return _at(document, _place(generator, document), lambda old: generator.choice(_CHANGES)(generator, old))


def _place(generator: random.Random, value: Any) -> Path:
    """Draw the path of a place in a document: mostly in the body of a message, and more often one that lies deep."""
    path: Path = ()
    while isinstance(value, dict | list) and value and generator.random() < (0.85 if path else 0.97):
        inside = dict(enumerate(value)) if isinstance(value, list) else value
        body = next((name for name in BODIES if name in inside), None)
        key = body if body and generator.random() < 0.8 else generator.choice(list(inside))
        path, value = (*path, key), inside[key]
    return path


def _at(value: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(value)
    head, rest = path[0], path[1:]
    if isinstance(value, dict):
        new = {**value, str(head): _at(value[str(head)], rest, change)}
        return Twice(new, value.again) if isinstance(value, Twice) else new
    position = int(head)
    return [*value[:position], _at(value[position], rest, change), *value[position + 1 :]]


def _replaced(generator: random.Random, _old: Any) -> Any:
    return value(generator)


def _taken(generator: random.Random, old: Any) -> Any:
    if not isinstance(old, dict) or not old:
        return None
    gone = generator.choice(list(old))
    return {key: item for key, item in old.items() if key != gone}


def _named(generator: random.Random, old: Any) -> Any:
    """Add a name, or give one of those that are there to another value."""
    if not isinstance(old, dict):
        return {generator.choice(NAMES): old}
    if old and generator.random() < 0.3:
        renamed = generator.choice(list(old))
        return {(generator.choice(NAMES) if key == renamed else key): item for key, item in old.items()}
    return {**old, generator.choice(NAMES): value(generator)}


def _doubled(generator: random.Random, old: Any) -> Any:
    if not isinstance(old, dict) or not old:
        return [old, old]
    key = generator.choice(list(old))
    return Twice(old, [(key, generator.choice([old[key], value(generator)]))])


def _nested(generator: random.Random, old: Any) -> Any:
    for _ in range(generator.choice([1, 1, 2, 9, 17, 30, 64, 70])):
        old = [old] if generator.random() < 0.5 else {"a": old}
    return old


def _in_a_text(_generator: random.Random, old: Any) -> Any:
    return written(old).decode()


def _bit_changed(generator: random.Random, old: Any) -> Any:
    """Change a little of a text or a number, so that it is still nearly what it was."""
    if isinstance(old, bool) or not isinstance(old, str | int):
        return value(generator)
    if isinstance(old, int):
        return generator.choice([str(old), -old, old + 1, float(old) if abs(old) < 2**53 else old, old * 10**9])
    at = generator.randrange(len(old) + 1)
    return old[:at] + generator.choice([*TEXTS, old, old.upper()]) + old[at + generator.randrange(3) :]


def _many(generator: random.Random, old: Any) -> Any:
    if isinstance(old, dict):
        return {**old, **{f"{generator.choice(NAMES)}{number}": number for number in range(generator.choice([9, 90]))}}
    return [old] * generator.choice([2, 3, 20])


_CHANGES = [
    *(_replaced, _replaced, _replaced, _taken, _named, _named, _doubled, _nested),
    *(_in_a_text, _bit_changed, _bit_changed, _bit_changed, _many),
]


def _reshaped(generator: random.Random, document: dict[str, Any]) -> Any:
    """Put a message into the other envelope, or its body into a text, or name another event."""
    name, body = next(((key, document[key]) for key in BODIES if key in document), ("data", {}))
    match generator.randrange(4):
        case 0:
            other = "data" if name == "messageBody" else "messageBody"
            return {"id": "e-1", "messageId": "m-1", "type": body_name(body), "eventType": body_name(body), other: body}
        case 1:
            return {**document, name: written(body).decode()}
        case 2:
            return {**document, generator.choice(TOP): generator.choice([*TEXTS, "asset-publish", "delete-project"])}
        case _:
            return {**document, "dwgate": {"trial": generator.choice([True, False, 1, "true"])}}


def body_name(body: Any) -> Any:
    """Give the event that a body names."""
    return body.get("eventCode") if isinstance(body, dict) else None

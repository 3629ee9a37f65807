"""Hostile policies, each of which is compiled, loaded, and judged in a process of little memory.

Run as a program, ``python hostile.py FOLDER``, it says of each what became of it in a line of JSON, so that whoever
watches knows which one ended the process.
"""

import base64
import json
import random
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dwgate.errors import PolicyError
from dwgate.events.convert import MOST_ITEMS
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import compile_function
from dwgate.policy.loading import digest, load

MEMORY = 1024**3
"""The bytes that the process may have, of which Python and CEL take 100 MB."""
FLIPS = 1000
"""The programs of which some bytes are changed."""
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
POINT = "batch-start-diJob"
MESSAGE = {
    "id": "0190",
    "type": "dataworks:ResourcesDownload:" + POINT,
    "data": {"eventCode": POINT, "jobIds": list(range(MOST_ITEMS)), "extensionBizName": "x" * 100},
}
A_THOUSAND = "xxxxxxxxxx" * 100


def rule(when: str = "size(event.jobIds) > 1", reason: str = "No.", **shared: Any) -> str:
    """Write a policy of one rule."""
    written = {"name": "hostile", "when": when, "then": "WARN", "on_error": "FAIL", "reason": {"en": reason}}
    return json.dumps({**shared, "rules": [written]})


def grown(over: str, last: str, *, depth: int) -> str:
    """Put loops within loops, each over what the one around it gives, put together."""
    for number in reversed(range(depth)):
        before = f"v{number - 1}" if number else "event.extensionBizName"
        last = f"[{over.replace('$', before)}].exists(v{number}, {last})"
    return last.replace("$", f"v{depth - 1}")


POLICIES: dict[str, str] = {
    "brackets in one another": rule("(" * 4000 + "true" + ")" * 4000),
    "lists in one another": rule("size(" + "[" * 4000 + "]" * 4000 + ") > 1"),
    "mappings in one another": rule("size(" + "{1: " * 1900 + "1" + "}" * 1900 + ") > 1"),
    "calls in one another": rule("dyn(" * 1500 + "true" + ")" * 1500),
    "negations": rule("!" * 9000 + "(size(event.jobIds) > 1)"),
    "choices in one another": rule("size(event.jobIds) > 1 ? true : " * 250 + "false"),
    "a sum": rule("size(event.jobIds) > 1" + " + 1" * 2000),
    "a chain of fields": rule("event.setting" + ".a" * 4000 + " == 1"),
    "many alternatives": rule(" || ".join(f"event.jobIds == [{number}]" for number in range(350))),
    "a text that doubles": rule(grown("$ + $", "size($) > 1", depth=12)),
    "a text that grows by 25": rule(grown(" + ".join("$" * 25), "size($) > 1", depth=6)),
    "bytes that grow by 25": rule(
        grown(" + ".join("$" * 25), "size($) > 1", depth=6).replace("event.extensionBizName", 'b"xxxxxxxxxx"')
    ),
    "a list of lists of lists": rule(grown(f"[{', '.join('$' * 30)}]", "$ != $", depth=8)),
    "a list of lists that is shown": rule(
        reason="${" + grown(f"[{', '.join('$' * 30)}]", "[$]", depth=8).replace("exists", "map") + "}"
    ),
    "a list that each round copies": rule("event.jobIds.all(id, event.jobIds + event.jobIds != [])"),
    "a long list that is collected": rule("params.n.map(n, n) != []", params={"n": list(range(5000))}),
    "the longest list that is collected": rule("event.jobIds.map(n, n) == event.jobIds.filter(n, true)"),
    "loops over the budget": rule("event.jobIds.all(a, event.jobIds.all(b, event.jobIds.all(c, true)))"),
    "a catastrophic expression": rule('event.extensionBizName.matches("((x+)+)+y") || "x".matches("(x|x)*y")'),
    "an expression that repeats": rule(f'"{A_THOUSAND}".matches("(((x{{1,10}}){{1,10}}){{1,10}}){{0,9}}y")'),
    "patterns with many choices": rule(
        "glob.matches(event.extensionBizName, params.p)", params={"p": ["{a,b}" * 7 + f"[a-z]{n}" for n in range(500)]}
    ),
    "a pattern of stars": rule(f'glob.matches("{A_THOUSAND}", "{"*x" * 400}y")'),
    "a reason of reasons": rule(reason="${" * 3000 + "}" * 3000),
    "a reason that is not closed": rule(reason="${'" * 3000),
    "a reason with a thousand values": rule(reason="${size(event.jobIds)}" * 400),
    "a reason of many pages": rule(reason="x" * 50_000),
    "a reason of formats": rule(reason="%s %n {0} {0.__class__} ${'%s'} ${'{0}'}"),
    "a number without end": rule("size(event.jobIds) > " + "9" * 9000),
    "comments without end": rule("// x\n" * 1900 + "true"),
    "lists of YAML in one another": "params:\n  a: " + "[" * 400 + "]" * 400,
    "mappings of YAML in one another": "params:\n" + "".join("  " * depth + "a:\n" for depth in range(1, 500)),
    "aliases of aliases": "a: &a [x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(20)),
    "an alias of itself": "params: {a: &a [*a]}\nrules: []\n",
    "merge keys": "params: {<<: {a: 1}}\nrules: []\n",
    "a tag that runs": "params: {a: !!python/object/apply:os.system [exit 1]}\nrules: []\n",
    "another version of YAML": "%YAML 1.1\n---\nrules: []\n",
    "ten thousand rules": "rules:\n" + "".join(f"- {{name: r-{n}, when: 'true', then: FAIL}}\n" for n in range(30_000)),
    "days without end": "calendars: {c: {until: 9999-12-31, closed: ["
    + ", ".join(f"{year}-01-01..{year}-12-31" for year in range(1000, 3000))
    + "]}}\nrules: []\n",
}


def crafted(program: bytes) -> dict[str, Any]:
    """Write a compiled policy whose condition is no program of the compiler's."""
    rule_of_it = {
        "name": "hostile",
        "points": [POINT],
        "when": base64.b64encode(program).decode(),
        "then": "WARN",
        "on_error": "FAIL",
        "mode": "enforce",
        "reason": {"en": ["No."]},
    }
    document = {
        "format": 1,
        "function": "f",
        "points": [POINT],
        "params": {},
        "timestamps": [],
        "functions": [],
        "rules": [rule_of_it],
        "exemptions": [],
    }
    return {**document, "digest": digest(document)}


def deep(levels: int) -> bytes:
    """Write an expression of CEL as protobuf, a list in so many others."""

    def held(field: int, content: bytes) -> bytes:
        length, size = len(content), b""
        while True:
            length, low = length >> 7, length & 0x7F
            size += bytes([low | (0x80 if length else 0)])
            if not length:
                return bytes([field << 3 | 2]) + size + content

    expression = b""
    for _ in range(levels):
        expression = held(7, held(1, expression))
    return held(1, b"type.googleapis.com/cel.expr.CheckedExpr") + held(2, held(4, expression))


PROGRAMS = {
    "nothing": b"",
    "no protobuf": b"\xff" * 1000,
    "lists in one another": deep(40),
    "too many lists in one another": deep(5000),
}


def flipped(folder: Path, event: Event) -> str:
    """Load a policy with bytes of its programs changed, and judge by it where it loads; give what came of all."""
    (folder / "policy" / "hostile.yaml").write_text(rule("event.jobIds.exists(id, id > 1) && size(present) > 1"))
    document = compile_function(folder).document
    assert document is not None
    program = base64.b64decode(document["rules"][0]["when"])
    chance = random.Random(FLIPS)  # noqa: S311 - the same each time
    ends: Counter[str] = Counter()
    for _ in range(FLIPS):
        changed = bytearray(program)
        for _ in range(chance.choice((1, 1, 2, 5))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        document["rules"][0]["when"] = base64.b64encode(bytes(changed)).decode()
        document["digest"] = digest(document)
        try:
            (outcome,) = load(document).decide(event, now=NOW).outcomes
        except PolicyError:
            ends["refused"] += 1
        else:
            ends[outcome.state] += 1
    return (
        f"{ends.total()} judged or refused, of which {'some' if ends['refused'] and ends['error'] else 'none'} either"
    )


def message() -> Event:
    """Read the message that all of them are judged on."""
    (event,) = parse(json.dumps(MESSAGE).encode(), [POINT])
    assert isinstance(event, Event), event
    return event


def outcomes(folder: Path) -> Iterator[tuple[str, str]]:
    """Give what became of each: its first finding, or how its rule was judged."""
    event = message()
    for name, policy in POLICIES.items():
        (folder / "policy").mkdir(exist_ok=True)
        (folder / "function.yaml").write_text(f"points: [{POINT}]\n")
        (folder / "policy" / "hostile.yaml").write_text(policy)
        compilation = compile_function(folder)
        if compilation.document is None:
            yield name, f"{compilation.diagnostics[0].name}: {compilation.diagnostics[0].message}"
        else:
            (outcome,) = load(compilation.document).decide(event, now=NOW).outcomes
            yield name, f"{outcome.state}: {outcome.error or outcome.result.value}"
    for name, program in PROGRAMS.items():
        try:
            (outcome,) = load(crafted(program)).decide(event, now=NOW).outcomes
        except PolicyError as error:
            yield f"a program of {name}", f"refused: {error}"
        else:
            yield f"a program of {name}", f"{outcome.state}: {outcome.error or outcome.result.value}"
    yield "changed programs", flipped(folder, event)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for found in outcomes(Path(sys.argv[1])):
        sys.stdout.write(f"{json.dumps(found)}\n")
        sys.stdout.flush()

"""The example of a log that the documentation shows commands on, made by the real gate."""

import contextlib
import io
import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.decision import BEIJING
from dwgate.record import Log, line_of

ROOT = Path(__file__).parents[2]
PATH = ROOT / "docs" / "examples" / "records.jsonl"
FUNCTION = ROOT / "functions" / "data_download"
BEGINNING = datetime(2026, 11, 16, 9, tzinfo=BEIJING)
MESSAGES = 60
WORKSPACES = (91864, 91864, 91864, 91870, 91872)
OPERATORS = ("1904512876340213", "1904512876340217", "1904512876340221", "1904512876340999", "1904512876340301")
SOURCES = ("sales_dw", "sales_dw", "sales_dw", "campaign_tmp")
ROWS = (120, 800, 2500, 2500, 9000, 15000, 15000, 42000, 60000, 98000, 120000)


def messages() -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Variations of the function's first sample, each with its time; the last is sent again."""
    chance = random.Random(2026)  # noqa: S311 - not for secrets: the messages are to be the same each time
    sample = json.loads((FUNCTION / "events" / "allowed.json").read_bytes())
    sent = []
    for number in range(MESSAGES):
        time = BEGINNING + timedelta(days=number * 7 // MESSAGES, minutes=chance.randrange(60 * 14))
        body = {
            **sample["messageBody"],
            "dataRowSize": chance.choice(ROWS),
            "queryDwProjectId": chance.choice(WORKSPACES),
            "datasourceName": chance.choice(SOURCES),
            "operatorUid": (operator := chance.choice(OPERATORS)),
            "operatorBaseId": operator,
        }
        sent.append((time, {**sample, "messageId": f"example-{number:02}", "messageBody": body}))
    sent.sort(key=lambda one: one[0])
    yield from sent
    yield sent[-1]


def example() -> str:
    """The lines of the log: each day has an instance of its own, as one ends in a quiet night."""
    policy = compile_function(FUNCTION).policy()
    chance = random.Random(18)  # noqa: S311 - as above
    instances: dict[date, tuple[Gate, Log]] = {}
    lines = []
    for number, (time, message) in enumerate(messages()):
        request = f"1-6918{number:04x}-13f7a2c4-{number:012x}"
        if time.date() not in instances:
            instances[time.date()] = (Gate(policy), Log(chance.randbytes(8).hex()))
        gate, sealing = instances[time.date()]
        gate.clock = lambda time=time: time  # type: ignore[misc]  # bound as a default
        with contextlib.redirect_stdout(io.StringIO()) as log:
            gate.handler(json.dumps(message).encode())
        record = {**json.loads(log.getvalue()), "request_id": request, "duration_ms": 1.0}
        del record["chain"]  # which is another each time
        line = sealing.sealed(line_of(record))
        lines += [f"FC Invoke Start RequestId: {request}", line, f"FC Invoke End RequestId: {request}"]
    return "\n".join(lines) + "\n"

"""Tsung, which sends at a rate whatever is answered, and writes down each request.

Its users arrive at random, so many a second in the mean (a Poisson process), and each sends one message over a
connection of its own.  None waits for another's answer, so that a slow server finds just as much work as a fast one.
The time of a request begins before its connection is made: a server that lets it wait is not spared that either.

Source: https://tsung.readthedocs.io/en/latest/
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE tsung SYSTEM "/usr/share/tsung/tsung-1.0.dtd">
<tsung loglevel="warning" dumptraffic="protocol">
  <clients><client host="localhost" use_controller_vm="true" maxusers="60000"/></clients>
  <servers><server host="127.0.0.1" port="{port}" type="tcp"/></servers>
  <load>
    <arrivalphase phase="1" duration="{seconds}" unit="second">
      <users maxnumber="{number}" arrivalrate="{rate}" unit="second"/>
    </arrivalphase>
  </load>
  <options><option name="max_retries" value="0"/></options>
  <sessions>
{sessions}
  </sessions>
</tsung>
"""
_SESSION = """    <session name="sample-{number}" weight="1" type="ts_http"><request>
      <match do="continue" when="nomatch">{match}</match>
      <http url={url} method="POST" contents_from_file={file}/>
    </request></session>"""
_COUNT = re.compile(r"^stats: (\w+) \d+ (\d+)$", re.MULTILINE)
_LOG_FOLDER = re.compile(r"^Log directory is: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """A message to send: its file, the function that is invoked with it, and the check result it gets when alone."""

    file: Path
    function: str
    result: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that was answered: when it came and when it was answered, in seconds of the clock."""

    file: str
    status: int
    arrived: float
    answered: float


@dataclass(frozen=True, slots=True)
class Volley:
    """What came of one run: the requests answered, how many were begun, and Tsung's own counts of what went wrong.

    ``unexpected`` are the answers that lack the check result which the sample gets when alone.
    """

    begun: int
    sent: tuple[Sent, ...]
    unexpected: int
    errors: Counter[str]


def version() -> str:
    """Give the tool's version; FileNotFoundError where it is not installed."""
    told = subprocess.run(["tsung", "-v"], capture_output=True, text=True, check=True)  # noqa: S607 - on the path
    return (told.stdout + told.stderr).strip()


def fire(samples: Sequence[Sample], port: int, *, rate: float, number: int, folder: Path) -> Volley:
    """Send so many messages, drawn from the samples with the same chance each; ``folder`` is for what Tsung writes."""
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "tsung.xml"
    seconds = int(3 * number / rate) + 60  # it ends with the last message, not with the time
    sessions = "\n".join(_session(place, sample) for place, sample in enumerate(samples))
    configuration.write_text(
        _CONFIGURATION.format(port=port, seconds=seconds, number=number, rate=rate, sessions=sessions)
    )
    command = ["tsung", "-f", str(configuration), "-l", str(folder / "log"), "start"]
    told = subprocess.run(  # noqa: S603 - the tool that was asked for
        command, capture_output=True, text=True, check=True, timeout=seconds + 300, env=_environment(folder)
    )
    found = _LOG_FOLDER.search(told.stdout)
    if found is None:
        raise RuntimeError(f"tsung has not run: {told.stdout}{told.stderr}")
    return _read(folder / found[1])


def _environment(folder: Path) -> dict[str, str]:
    """Give it a home of its own, where it keeps a cookie."""
    return {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


def _session(number: int, sample: Sample) -> str:
    url = f"/2023-03-30/functions/{sample.function}/invocations?file={quote(str(sample.file), safe='')}"
    match = f'"checkResult": "{sample.result}"'
    return _SESSION.format(number=number, match=match, url=quoteattr(url), file=quoteattr(str(sample.file)))


def _read(log: Path) -> Volley:
    counts = {name: int(total) for name, total in _COUNT.findall((log / "tsung.log").read_text())}  # the last one holds
    return Volley(
        begun=counts.get("users_count", 0),
        sent=tuple(_requests(log / "tsung.dump")),
        unexpected=counts.get("nomatch", 0),
        errors=Counter({name: total for name, total in counts.items() if name.startswith("error")}),
    )


def _requests(dump: Path) -> Iterator[Sent]:
    """Read the lines ``date;pid;id;method;host;URL;status;size;duration;…``: seconds, and milliseconds."""
    with dump.open() as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            date, _, _, _, _, url, status, _, duration, *_ = line.split(";")
            answered = float(date)
            (file,) = parse_qs(urlsplit(url).query)["file"]
            yield Sent(file, int(status), answered - float(duration) / 1000, answered)

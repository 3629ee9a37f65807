"""Twenty messages, each judged by two demos of the vendor and by the policies that say the same better."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dwgate.cli.facts_file import read_facts
from dwgate.cli.project import Function, Project, Sample
from dwgate.events.event import Event, parse
from dwgate.facts.asking import NoFacts
from dwgate.policy.decision import Outcome
from dwgate.policy.engine import Policy
from examples import vendor

PROJECT = Path(__file__).parents[2] / "examples" / "vendor_demos"
PAGE = PROJECT / "README.md"
ORDINARY = datetime.fromisoformat("2026-11-18T10:00:00+08:00")
NONE = "no answer"
MAX_PT, LOCKDOWN = "max_pt", "lockdown"
_SEVERITY = ("OK", "WARN", "FAIL")
_HEADINGS = ("message", "max_pt: the demo", "dwgate", "lockdown: the demo", "dwgate")


@dataclass(frozen=True)
class Row:
    """What a message is answered, by concern: the demo's answer and dwgate's."""

    message: str
    answers: Mapping[str, tuple[str, str]]


def function() -> Function:
    """Give the function that the two policies are of."""
    return Project(PROJECT).function("data_development")


def rows() -> Iterator[Row]:
    """Judge every message."""
    compilation = function().compile()
    assert compilation.document, [finding.render() for finding in compilation.diagnostics]
    policy = compilation.policy()
    files = {rule["name"]: Path(rule["source"]).stem.partition(".")[0] for rule in compilation.document["rules"]}
    for sample in function().samples():
        message, now = json.loads(sample.path.read_text()), sample.at or ORDINARY
        content, options = _written(sample)
        ours = _strictest_by_file(_outcomes(policy, sample, now), files)
        demos = {
            MAX_PT: vendor.max_pt(message, content, options) or NONE,
            LOCKDOWN: vendor.lockdown(message, now) or NONE,
        }
        yield Row(sample.name, {concern: (demos[concern], ours[concern]) for concern in (MAX_PT, LOCKDOWN)})


def table() -> str:
    """Write the rows as a table in Markdown; what a demo gets wrong is in bold."""
    lines = [_HEADINGS, ("---",) * len(_HEADINGS)]
    for row in rows():
        cells = [
            cell for demo, ours in row.answers.values() for cell in (demo if demo == ours else f"**{demo}**", ours)
        ]
        lines.append((f"[{row.message}](functions/data_development/events/{row.message}.json)", *cells))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _written(sample: Sample) -> tuple[str | None, Mapping[str, Any] | None]:
    """Give the code and the options that DataWorks would tell a demo; none where it cannot be asked."""
    document = read_facts(sample.facts).as_document() if sample.facts else {}
    return document.get("file", {}).get("content"), document.get("options")


def _outcomes(policy: Policy, sample: Sample, now: datetime) -> tuple[Outcome, ...]:
    (event,) = parse(sample.path.read_bytes(), policy.points)
    assert isinstance(event, Event)
    facts = read_facts(sample.facts).at(event.point) if sample.facts else NoFacts()
    return policy.decide(event, now=now, facts=facts).outcomes


def _strictest_by_file(outcomes: tuple[Outcome, ...], files: Mapping[str, str]) -> dict[str, str]:
    """Give what the rules of each policy file come to: where one cannot be judged, what its on_error says."""
    found = dict.fromkeys(files.values(), "OK")
    for outcome in outcomes:
        file = files[outcome.rule]
        found[file] = max(found[file], outcome.result.value, key=_SEVERITY.index)
    return found

"""The gates that are fuzzed: the shipped functions, with and without facts, and one whose rules read every type."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import dwgate
from dwgate.cli.facts_file import read_facts
from dwgate.cli.project import Project
from dwgate.errors import MessageError
from dwgate.events.event import parse
from dwgate.gate import Gate
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.engine import Policy
from dwgate.runtime import settings as runtime_settings

ROOT = Path(__file__).parents[2]
SAMPLES = Path(dwgate.__file__).parent / "testing" / "samples"
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)

POINTS = [
    *("download-resources", "download-resources-execute", "upload-data-to-table"),
    *("approval-change-created", "pre-freeze-instance", "asset-publish"),
]
POLICIES = {
    "everywhere": """\
rules:
  - name: somebody
    when: operator == "7" || workspace != "91864" || tenant.startsWith("2")
    then: WARN
    reason: {en: "${operator} at ${point}."}
""",
    "download": """\
points: [download-resources, download-resources-execute]
rules:
  - name: rows
    when: event.dataRowSize > 5 && size(event.sqlText) < 1000 || event.fileSize / event.dataRowSize > 10
    then: FAIL
    reason: {en: "${event.fileName} has ${event.dataRowSize} rows.", zh: "${event.fileName}：${event.dataRowSize} 行。"}
exemptions:
  - rules: [rows]
    when: event.fileName.endsWith(".csv")
    reason: audit
    owner: somebody@example.com
    expires: 2999-01-01
""",
    "upload": """\
points: [upload-data-to-table]
params: {office: [10.0.0.0/8]}
rules:
  - name: engine
    when: event.targetEngineType != "MaxCompute" || ip.within(event.datasourceName, params.office)
    then: FAIL
    on_error: WARN
    reason: {en: "${event.targetEngineType}."}
""",
    "grant": """\
points: [approval-change-created]
rules:
  - name: grant
    when: >-
      event.process.approvalContent.arrayData.exists(one, one.objectType == "TABLE" && "Select" in one.actions) ||
      event.process.applicant != event.assignee
    then: FAIL
    reason: {en: "${event.process.approvalContent.granteeAccounts.map(one, one.granteeName)}."}
""",
    "tasks": """\
points: [pre-freeze-instance]
rules:
  - name: tasks
    when: event.taskIds.exists(id, id > 5)
    then: FAIL
    on_error: OK
    reason: {en: "${event.taskIds}."}
""",
    "asset": """\
points: [asset-publish]
rules:
  - name: asset
    when: has(event.name) && event.name.startsWith("tmp") || event.owner.id == 7
    then: FAIL
    reason: {en: "${event.name} of ${event.owner}."}
""",
}
"""Rules that read fields of every type, at documented points and at an unpublished one."""


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A gate, and the messages that are mutated for it."""

    function: str
    name: str
    gate: Gate
    seeds: tuple[bytes, ...]


def gate_of(policy: Policy) -> Gate:
    """Make a gate at a time that stands still."""
    return Gate(policy, clock=lambda: NOW)


def compiled(folder: Path) -> Compilation:
    """Compile the policies that read fields of every type."""
    (folder / "policy").mkdir(parents=True)
    (folder / "function.yaml").write_text(f"points: [{', '.join(POINTS)}]\n")
    for name, policy in POLICIES.items():
        (folder / "policy" / f"{name}.yaml").write_text(policy)
    return compile_function(folder)


def targets() -> tuple[Target, ...]:
    """Give all gates, in an order that stays as it is while there are the same functions and samples."""
    documented = documented_messages()
    with TemporaryDirectory() as folder:
        special = compiled(Path(folder) / "special").policy()
    found = [Target("every-type", "every-type", gate_of(special), tuple(documented))]
    for function in Project(ROOT).functions():
        policy = function.compile().policy()
        samples = function.samples()
        sent = [*(sample.path.read_bytes() for sample in samples), *documented]
        seeds = tuple(payload for payload in sent if _is_for(policy, payload))
        found.append(Target(function.name, function.name, gate_of(policy), seeds))
        for sample in samples:
            if sample.facts:
                name = f"{function.name} with the facts of {sample.name}"
                found.append(Target(function.name, name, gate_of(policy), (sample.path.read_bytes(),)))
                found[-1].gate.facts = read_facts(sample.facts)
    return tuple(found)


def _is_for(policy: Policy, payload: bytes) -> bool:
    """Whether a function serves a message; a sample that is none is for every function."""
    try:
        return any(message.point in policy.points for message in parse(payload, policy.points))
    except MessageError:
        return True


def documented_messages() -> list[bytes]:
    """Give every documented message, in each of the envelopes in which it comes."""
    forms: list[dict[str, Any]] = [json.loads(path.read_bytes()) for path in sorted(SAMPLES.glob("*.json"))]
    return [json.dumps(message, ensure_ascii=False).encode() for form in forms for message in form.values() if message]


@contextlib.contextmanager
def nobody_called() -> Iterator[None]:
    """Let results be returned alone, whatever the environment says, and put it back; it is read once."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("ALIBABA_CLOUD_", "DWGATE_", "FC_")):
            del os.environ[name]
    os.environ["DWGATE_ANSWER"] = "return"
    try:
        with mock.patch.object(runtime_settings, "current", partial(tuple, runtime_settings.current())):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)

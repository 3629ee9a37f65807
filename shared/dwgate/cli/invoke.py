"""``dwgate invoke``: one message through a function's own handler, and what every rule made of it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.build.local import running
from dwgate.cli.checking.summary import summary
from dwgate.cli.project import FACTS_SUFFIX, UsageError
from dwgate.cli.terminal import console, result_style, show_hanging, shown
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.engine import Policy
from dwgate.policy.explanation import explain_rules
from dwgate.runtime import settings

if TYPE_CHECKING:
    from rich.console import Console

    from dwgate.answers import Judged
    from dwgate.build.local import LocalFunction
    from dwgate.cli.project import Function
    from dwgate.facts.protocols import FactsByPoint
    from dwgate.policy.explanation import RuleExplanation

_MARKS = {"fired": "fired", "passed": "did not fire", "error": "could not be judged", "exempted": "lifted"}
_WORD = len("when  ")
"""The columns of the word before what an explanation says."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to invoke: the time that rules call now, the facts that they ask, what to show on standard error.

    ``beside`` is a file of facts that lies beside the message and may have been forgotten.
    """

    at: datetime | None = None
    facts: FactsByPoint | None = None
    beside: Path | None = None
    explain: bool = False
    log: bool = False
    calls_back: bool = False


def read_event(name: str) -> bytes:
    """Read the message from a file, or from standard input for ``-``."""
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    if path.is_file():
        return path.read_bytes()
    if path.is_dir():
        raise UsageError(f"{name} is a folder; give the file of one message in it")
    beside = [item.name for item in path.parent.iterdir() if item.name[0] != "."] if path.parent.is_dir() else []
    hint = did_you_mean(path.name, beside, listing=f"in {path.parent} there are") if beside else "nor such a folder"
    raise UsageError(f"there is no file {name}; {hint}")


def facts_beside(event: str) -> Path | None:
    """Give the file of facts that lies beside a message, if there is one."""
    path = Path(event).with_suffix(FACTS_SUFFIX)
    return path if path.is_file() else None


def invoke(function: Function, payload: bytes, options: Options) -> bool:
    """Answer the message and write the response body to standard output; whether there is one."""
    compilation = function.compile()
    errors = console(stderr=True)
    if compilation.document is None:
        for finding in compilation.diagnostics:
            errors.print(Text(finding.render()), soft_wrap=True)
        errors.print(f"dwgate: {function.name} is not deployed like this: {summary(compilation.diagnostics)}")
        return False
    at = options.at or datetime.now(UTC)
    if options.calls_back and (problem := _problem_of_settings(at)):
        raise UsageError(f"{problem}; nothing is called back by settings that are wrong")
    with running(function.folder, compilation) as local:
        invocation = local.invoke(payload, at=at, facts=options.facts, calls_back=options.calls_back)
        if options.log:
            errors.print(*invocation.log, sep="\n", soft_wrap=True)
        if options.explain:
            _explain(errors, local, compilation.document, invocation.judged, at)
    records = [json.loads(line) for line in invocation.log]
    if options.beside and not options.facts and any(record["rules"]["errors"] for record in records):
        errors.print(f"dwgate: there are facts beside the message: add --facts {options.beside}", soft_wrap=True)
    are_delivered = [_is_delivered(errors, record) for record in records] if options.calls_back else []
    if invocation.failure:
        told = f"dwgate: the invocation failed, so that EventBridge delivers again: {invocation.failure}"
        errors.print(told, soft_wrap=True)
        return False
    end = "\n" if sys.stdout.isatty() else ""
    sys.stdout.buffer.write((invocation.body + end).encode())
    sys.stdout.buffer.flush()
    return all(are_delivered)


def _problem_of_settings(at: datetime) -> str | None:
    current, problem = settings.current()
    return problem or (current.break_glass.at(at).problem if current.break_glass else None)


def _is_delivered(out: Console, record: dict[str, Any]) -> bool:
    """Say what became of a message's callback; whether DataWorks has the result, or waits for none."""
    callback, message = record["callback"], shown(record["message_id"] or "without id")
    if record["kind"] == "event":
        out.print(f"dwgate: message {message}: DataWorks only reports it, and waits for no answer", soft_wrap=True)
        return True
    if callback is None:
        why = (
            "DWGATE_EXTENSION_CODE names no extension for it, DWGATE_ANSWER is return, or it is of no tenant or account"
            " that may ask"
        )
        out.print(f"dwgate: message {message}: nothing was called back: {why}", soft_wrap=True)
        return False
    told = [callback["state"], callback["operation"], callback["code"], callback["problem"]]
    tried = f"{callback['attempts']} attempts" if callback["attempts"] > 1 else ""
    out.print(f"dwgate: message {message}: {', '.join(filter(None, [*told[:2], tried, *told[2:]]))}", soft_wrap=True)
    return bool(callback["state"] == "delivered")


def _explain(
    out: Console, local: LocalFunction, document: dict[str, Any], all_judged: tuple[Judged, ...], at: datetime
) -> None:
    policy = local.gate.policy
    for judged in all_judged:
        _heading(out, judged, at)
        if judged.event is None or judged.decision.problem or not isinstance(policy, Policy):
            out.print(Text(f"  {judged.decision.problem}", "fail"), soft_wrap=True)
            continue
        if judged.facts is None:
            out.print(Text("  DataWorks only reports this event, and waits for no answer", "quiet"))
            continue
        scope = policy.scope(judged.event, at)
        for rule in explain_rules(document, judged.decision, judged.event, scope, judged.facts):
            show_rule(out, rule)


def _heading(out: Console, judged: Judged, at: datetime) -> None:
    decision, event = judged.decision, judged.event
    out.print(
        Text.assemble(
            (decision.result.value, result_style(decision.result.value)),
            f"  {decision.point or 'unknown point'}  message {shown(decision.message_id or 'without id')}",
            f"  at {at.isoformat(timespec='seconds')}",
        ),
        soft_wrap=True,
    )
    if decision.break_glass and decision.break_glass.instead_of:
        told = f"  the gate is open (DWGATE_BREAK_GLASS); what was decided is {decision.break_glass.instead_of.value}"
        out.print(Text(told, "warn"), soft_wrap=True)
    if event:
        known = {"tenant": event.tenant, "workspace": event.workspace, "operator": event.operator}
        who = ", ".join(f"{name} {shown(value)}" for name, value in known.items() if value is not None)
        out.print(Text(f"  {who or 'it names nobody'}", "quiet"), soft_wrap=True)


def show_rule(out: Console, rule: RuleExplanation) -> None:
    """Show what became of a rule, the values that it read, and what followed."""
    style = result_style(rule.result) if rule.state in {"fired", "error"} else "quiet"
    mode = ", in shadow: not answered" if rule.shadow else ""
    out.print()
    out.print(
        Text.assemble(
            (f"  {rule.name}", "name"), (f"  {_MARKS[rule.state]}", style), (f"{mode}  {rule.source}", "quiet")
        ),
        soft_wrap=True,
    )
    show_hanging(out, "    when  ", rule.condition)
    for name, value in rule.values.items():
        show_hanging(out, "          ", f"{name} = {value}")
    for line in rule.because:
        show_hanging(out, f"    {line[:_WORD]}", line[_WORD:])

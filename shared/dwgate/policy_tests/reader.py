"""The reader: one file of a policy test to its cases, and to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.policy.compiler.scalars import instant
from dwgate.policy.compiler.yaml_reading import text_of
from dwgate.policy.compiler.yaml_source import ScalarNode, YamlSource
from dwgate.policy_tests.expectations import expected_of
from dwgate.policy_tests.facts import facts_of_case
from dwgate.policy_tests.model import Case
from dwgate.policy_tests.parameters import ParameterReader
from dwgate.policy_tests.sent import Sender
from dwgate.policy_tests.written import count_written, written_cases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.yaml_source import Node
    from dwgate.policy_tests.under_test import FunctionUnderTest
    from dwgate.policy_tests.written import WrittenCase


@dataclass(frozen=True, slots=True)
class FileOfCases:
    """What a file holds: the cases that can be run, how many others there are, and what is wrong with it.

    ``left_out`` is None where that cannot be counted, since the file cannot be read so far.
    """

    cases: tuple[Case, ...]
    left_out: int | None
    findings: tuple[Diagnostic, ...]


def read_cases(path: Path, tested: FunctionUnderTest) -> FileOfCases:
    """Read a file's cases; one with a finding is left out."""
    source = YamlSource.read(path, tested.name_of(path))
    if source.root is None and not source.findings:
        finding = source.at(0, "missing-key", "the file holds no test", "remove it, or write a case")
        return FileOfCases((), 0, (finding,))
    written = count_written(source)
    cases = tuple(cases_in(source, path.parent, tested))
    left_out = None if written is None else written - len(cases)
    return FileOfCases(cases, left_out, tuple(dict.fromkeys(source.findings)))  # what cases share, each of them finds


def cases_in(source: YamlSource, folder: Path, tested: FunctionUnderTest) -> Iterator[Case]:
    """Give each case that nothing is wrong with; what is becomes findings.  Paths begin at the folder."""
    sender, parameters = Sender(source, folder, tested), ParameterReader(source, tested.sources)
    for written in written_cases(source):
        before = len(source.findings)
        case = _case(written, sender, parameters)
        if case and written.is_sound and len(source.findings) == before:
            yield case


def _case(written: WrittenCase, sender: Sender, parameters: ParameterReader) -> Case | None:
    source, tested, keys = sender.source, sender.tested, written.keys
    skip = _skip(keys.get("skip"), source)
    now = instant(keys["now"], source) if "now" in keys else None
    facts = facts_of_case(keys.get("facts"), source, sender.folder, tested)
    values = parameters.read(written)
    expected = expected_of(keys, source, tested.rules)
    sent = sender.sent(written)
    if written.name is None or now is None or facts is None or sent is None:
        return None
    return Case(
        name=written.name,
        file=source.name,
        line=written.line,
        message=sent.message,
        event=sent.event,
        now=now,
        facts=facts,
        expected=expected,
        origin=sent.origin,
        parameters=values,
        skip=skip,
    )


def _skip(node: Node | None, source: YamlSource) -> str | None:
    """Give why a case is not run; that it is not, without a reason, is a finding."""
    if isinstance(node, ScalarNode) and str(node.tag).endswith((":bool", ":null")):
        source.report(node, "wrong-type", "a case is skipped for a reason", "write skip: until the limit is agreed")
        return None
    text = text_of(node, source)
    return text.value.strip() if text else None

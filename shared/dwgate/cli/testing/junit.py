"""What ``dwgate test`` writes for a build server, as JUnit's XML: a suite for each file, and what came of its cases.

The order of the elements is that of the schema which Jenkins publishes:
https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
It has no ``file`` and ``line`` of a case, which pytest writes, and GitLab and GitHub's actions read.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.cli.testing.tested import Run
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy_tests import Case, CaseResult, Report

_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets."""
_COUNTED = {"tests": "testcase", "failures": "failure", "errors": "error"}


def as_junit(run: Run) -> str:
    """Write everything that was run and found; a finding is a case in error, so that no build passes over it."""
    suites: dict[str, ET.Element] = {}
    for report in run.reports:
        for file, line, case in _cases(report):
            suite = suites.setdefault(file, ET.Element("testsuite", name=_clean(file), package=report.function))
            path = PurePosixPath(file)
            case.set("classname", _clean(f"{report.function}.{path.stem}"))
            case.attrib |= {"file": _clean(file), "line": str(line)}
            suite.append(case)
    root = ET.Element("testsuites", name="dwgate test")
    root.extend(suites.values())
    for suite in suites.values():
        suite.attrib |= _counts(suite, {**_COUNTED, "skipped": "skipped"})
    root.attrib |= _counts(root, _COUNTED)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}'


def _cases(report: Report) -> Iterator[tuple[str, int, ET.Element]]:
    """Give each case and each finding with its file and line."""
    for finding in report.findings:
        yield finding.file, finding.line, _finding(finding)
    for result in report.results:
        yield result.case.file, result.case.line, _result(result)
    for case in report.skipped:
        element = _case(case)
        ET.SubElement(element, "skipped", message=_clean(case.skip or ""))
        yield case.file, case.line, element


def _case(case: Case) -> ET.Element:
    return ET.Element("testcase", name=_clean(case.name))


def _result(result: CaseResult) -> ET.Element:
    element = _case(result.case)
    if not result.has_passed:
        told = [f"{one.key}: expected {one.expected}; got {one.got}" for one in result.differences]
        failure = ET.SubElement(element, "failure", message=_clean(told[0]), type="difference")
        failure.text = _clean("\n".join(told))
    return element


def _finding(finding: Diagnostic) -> ET.Element:
    element = ET.Element("testcase", name=_clean(f"{finding.name}: {finding.message}"))
    error = ET.SubElement(element, "error", message=_clean(finding.message), type=finding.name)
    error.text = _clean(finding.render())
    return element


def _counts(element: ET.Element, counted: Mapping[str, str]) -> dict[str, str]:
    return {name: str(sum(1 for _ in element.iter(tag))) for name, tag in counted.items()}


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)

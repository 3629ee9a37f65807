"""The message of a case, and what it was made from."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.policy_tests import Origin, Report

RunCase = Callable[..., Report]
ASKING = """\
rules:
  - name: too-large
    when: event.fileSize > option("most", 1)
    then: FAIL
    reason: {en: No.}
"""


def origin_of(report: Report) -> Origin:
    """Give the origin of the one case."""
    assert report.diagnostics == ()
    (result,) = report.results
    return result.case.origin


@pytest.mark.parametrize(
    ("written", "event"),
    [
        ("event: ../events/allowed.json", "../events/allowed.json"),
        ("event: {sample: download-resources}", {"sample": "download-resources"}),
    ],
)
def test_a_case_knows_the_event_that_it_begins_with(
    written: str, event: object, run_case: RunCase, sample: Callable[..., dict[str, Any]]
) -> None:
    """As it stands in the test, and as the whole message in which nothing is set or taken out yet."""
    origin = origin_of(run_case(f"{written}\nset: {{dataRowSize: 7}}\nunset: [fileName]\nexpect: OK"))
    assert (origin.event, origin.point, origin.facts) == (event, None, None)
    message = sample("download-resources", "function_compute")
    if isinstance(event, str):
        message["messageBody"] |= {"dataRowSize": 5, "fileSize": 1000}
    assert origin.document == message


def test_a_case_begins_with_a_message_of_the_point_that_it_says(run_case: RunCase) -> None:
    """The file may say it for the case."""
    origin = origin_of(run_case("point: download-resources-execute\nset: {ip: 10.0.0.1}\nexpect: OK"))
    assert origin.point == "download-resources-execute"
    assert origin.document["eventType"] == "download-resources-execute"
    assert "ip" not in origin.document["messageBody"]


@pytest.mark.parametrize(
    ("facts", "path"), [("../events/given.yaml", "../events/given.yaml"), ("{options: {most: 1}}", None)]
)
def test_a_case_knows_the_file_of_its_facts(facts: str, path: str | None, run_case: RunCase) -> None:
    """Facts that stand in the test have none."""
    case = f"facts: {facts}\nexpect: FAIL\nrules: [too-large]"
    report = run_case(case, policy=ASKING, given_yaml=json.dumps({"options": {"most": 1}}))
    assert origin_of(report).facts == path

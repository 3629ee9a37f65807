"""Two demos of the vendor, rebuilt as policies: the same twenty messages, and which of the two is right."""

import re

import pytest

from dwgate.policy_tests import run_tests
from examples.side_by_side import LOCKDOWN, MAX_PT, NONE, PAGE, Row, function, rows, table

RIGHT = {
    "called-in-capitals": ("FAIL", "OK"),
    "called-in-small-letters": ("FAIL", "OK"),
    "called-with-a-blank": ("FAIL", "OK"),
    "only-a-warning": ("WARN", "OK"),
    "in-a-comment": ("OK", "OK"),
    "in-a-block-comment": ("OK", "OK"),
    "in-a-text": ("OK", "OK"),
    "in-the-name-of-a-column": ("OK", "OK"),
    "in-the-name-of-another-function": ("OK", "OK"),
    "in-a-shell-script": ("OK", "OK"),
    "options-never-set": ("FAIL", "OK"),
    "file-deleted": ("OK", "OK"),
    "details-not-to-be-had": ("FAIL", "OK"),
    "ordinary": ("OK", "OK"),
    "on-a-holiday-of-the-list": ("OK", "FAIL"),
    "on-a-holiday-after-the-list": ("OK", "FAIL"),
    "deployed-on-a-holiday": ("OK", "FAIL"),
    "before-eight-on-a-holiday": ("OK", "FAIL"),
    "before-eight-after-the-holidays": ("OK", "OK"),
    "on-the-shopping-festival": ("OK", "FAIL"),
}
"""What each message should be answered as to max_pt and as to the lockdown: in Beijing, by what the code calls."""

WRONG = {
    MAX_PT: {
        "called-in-small-letters": "OK",
        "called-with-a-blank": "OK",
        "in-a-comment": "FAIL",
        "in-a-block-comment": "FAIL",
        "in-a-text": "FAIL",
        "in-the-name-of-a-column": "FAIL",
        "in-the-name-of-another-function": "FAIL",
        "in-a-shell-script": "FAIL",
        "options-never-set": NONE,
        "file-deleted": NONE,
        "details-not-to-be-had": NONE,
    },
    LOCKDOWN: {
        "on-a-holiday-after-the-list": "OK",
        "before-eight-on-a-holiday": "OK",
        "before-eight-after-the-holidays": "FAIL",
        "on-the-shopping-festival": "OK",
    },
}
"""What the demos answer elsewhere.  The one of the lockdown is made for commits alone, and so has nothing to say of
deployments."""


@pytest.fixture(scope="module")
def judged() -> dict[str, Row]:
    """Every message, judged by both."""
    return {row.message: row for row in rows()}


def test_there_are_twenty_messages(judged: dict[str, Row]) -> None:
    """And for each it is known what is right."""
    assert len(judged) == 20
    assert judged.keys() == RIGHT.keys()


@pytest.mark.parametrize("name", RIGHT)
def test_the_policies_are_right(name: str, judged: dict[str, Row]) -> None:
    """Each answers every message as it should be answered."""
    assert tuple(ours for _, ours in judged[name].answers.values()) == RIGHT[name]


@pytest.mark.parametrize(("number", "concern"), [(0, MAX_PT), (1, LOCKDOWN)])
def test_the_demos_are_wrong_where_that_is_said(number: int, concern: str, judged: dict[str, Row]) -> None:
    """And right on all other messages that they are made for."""
    demos = {name: row.answers[concern][0] for name, row in judged.items()}
    handled = {name: answer for name, answer in demos.items() if concern == MAX_PT or not is_deployment(name)}
    assert {name: answer for name, answer in handled.items() if answer != RIGHT[name][number]} == WRONG[concern]


def is_deployment(name: str) -> bool:
    """Whether the message is about a file that is deployed."""
    (sample,) = (sample for sample in function().samples() if sample.name == name)
    return '"deploy-file"' in sample.path.read_text()


def test_the_page_shows_what_they_answer() -> None:
    """The table is what the messages come to."""
    found = re.search(r"<!-- table -->\n(.*?)<!-- end of table -->", PAGE.read_text(), re.DOTALL)
    assert found
    assert found[1] == table()


def test_the_policies_pass_their_tests() -> None:
    """Each rule is seen to fire, and not to."""
    folder = function().folder
    report = run_tests(folder, function().compile(), "functions/data_development")
    assert [finding.render() for finding in report.diagnostics] == []
    assert report.failures == ()
    assert len(report.results) > 8

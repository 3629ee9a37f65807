"""The net below the analysis: what the engine denies of a message that was tried is not found."""

from importlib import import_module
from typing import Any

import pytest

from analysis.conftest import Analyse
from dwgate.analysis.examples import DeniedError, Search
from dwgate.analysis.outcomes import ALWAYS_FALSE, ALWAYS_TRUE, Outcomes
from dwgate.analysis.subject import Condition

RULE = "  - name: {}\n    when: {}\n    then: FAIL\n    reason: {{en: no}}\n"
ROWS = "rules:\n" + RULE.format("rows", "event.dataRowSize > 5")
PARAMETER = "params: {rows: 5}\nrules:\n" + RULE.format("rows", "event.dataRowSize > params.rows")
EXEMPTION = (
    "exemptions:\n  - rules: [rows]\n    when: event.dataRowSize > 7\n    reason: audit\n    owner: me@example.com\n"
    "    expires: 2027-01-01\n"
)
HOURS = "rules:\n" + RULE.format("hours", "now.getHours() >= 1 || event.dataRowSize > 5")


def wrongly(outcomes: Outcomes) -> Any:
    """Make an analysis that says the same of every condition."""
    return lambda *_: outcomes


@pytest.mark.parametrize(
    ("policy", "owner", "name", "wrong", "found"),
    [
        (ROWS, Condition, "at", wrongly(ALWAYS_FALSE), "never-fires"),
        (PARAMETER, Condition, "at", wrongly(ALWAYS_FALSE), "never-fires"),
        (ROWS, Condition, "at", wrongly(ALWAYS_TRUE), "always-fires"),
        (HOURS, Condition, "of", wrongly(ALWAYS_FALSE), "limit-out-of-range"),
        (HOURS, Condition, "of", wrongly(ALWAYS_TRUE), "limit-out-of-range"),
        (
            ROWS + RULE.format("bytes", "event.fileSize > 5"),
            "dwgate.analysis.pointless",
            "exclude",
            lambda *_: True,
            "pointless-rule",
        ),
        (ROWS + EXEMPTION, "dwgate.analysis.exemptions", "both", lambda *_: (), "exemption-in-vain"),
        (ROWS + EXEMPTION, Outcomes, "is_not_true", (), "exemption-too-wide"),
    ],
)
def test_what_a_message_denies_is_not_found(  # noqa: PLR0913, PLR0917 - a policy, what is wrong, what would come of it
    policy: str,
    owner: Any,
    name: str,
    wrong: Any,
    found: str,
    analysed: Analyse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even where the analysis has it that no message does it; without the net it would be found."""
    monkeypatch.setattr(import_module(owner) if isinstance(owner, str) else owner, name, wrong)
    assert analysed(policy) == []
    monkeypatch.setattr("dwgate.analysis.examples.Search.reached", lambda *_: False)
    monkeypatch.setattr("dwgate.analysis.examples.find", lambda *_: None)
    assert found in {finding.name for finding in analysed(policy)}


def test_a_message_that_denies_is_no_example() -> None:
    """Although it reaches the goal, and wherever in the search it is met."""
    candidate: Any = object()
    search = Search("", {}, [], goal=lambda _: True, denies=lambda one: one is candidate)
    with pytest.raises(DeniedError):
        search.reached(candidate)
    assert search.reached(object())  # type: ignore[arg-type]  # what is tried is only handed on

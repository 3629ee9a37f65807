"""What stands in a reason in the place of an expression: a value as a reader knows it, and as somebody else's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dwgate.policy.case import texts_in
from dwgate.policy.filling import as_text
from support import Decide, Events, Rule

LINK = "https://wiki.example.com/?page=gate&topic=rows"
HOSTILE = '<img src=x onerror="alert(1)">[click](https://example.com)\n::error::\x1b[2J\u202e'
QUOTED = "＜img src=x onerror=＂alert(1)＂>［click］(https://example.com)�::error::�［2J�"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (None, "null"),
        (1.0, "1.0"),
        ({"b": None, "a": 1}, "a: 1, b: null"),
        (timedelta(hours=1), "1:00:00"),
        (datetime(2026, 11, 18, 2, tzinfo=UTC), "2026-11-18T10:00:00+08:00"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), "9999-12-31T23:59:59+00:00"),
        (HOSTILE, QUOTED),
        ([HOSTILE, [HOSTILE]], f"{QUOTED}, {QUOTED}"),
        ({HOSTILE: {"a": HOSTILE}}, f"{QUOTED}: a: {QUOTED}"),
        (b"<b>", "b＇＜b>＇"),
    ],
)
def test_a_value_is_shown_as_a_reader_knows_it(value: object, text: str) -> None:
    """Not as Python writes it; and what somebody else has chosen is quoted, wherever in the value it is."""
    assert as_text(value) == text


def test_content_is_left_out_of_an_object_that_is_shown() -> None:
    """What the compiler cannot see, since the fields of some points are not published, is not logged either."""
    shown = as_text([{"name": "x", "sqlText": "s3cret"}, {"deep": {"paraValue": "s3cret", "b": 1}}])
    assert shown == "name: x, deep: b: 1"


def test_a_parameter_is_the_authors_own_text() -> None:
    """In whatever list or object of the policy it is; also where a condition has picked it by what came."""
    own = frozenset(texts_in({"link": LINK, "by": {"<a>": ["[b]", 1, {"c": "`c`"}]}}))
    assert own == {"link", LINK, "by", "<a>", "[b]", "c", "`c`"}
    assert as_text([LINK, {"<a>": "[b]"}, "[d]"], own) == f"{LINK}, <a>: [b], ［d］"


def rule(reason: str) -> dict[str, Any]:
    """A policy of one rule that fires, and says so."""
    return {
        "params": {"page": LINK, "topics": {"csv": "[topics](https://wiki.example.com/csv)"}},
        "rules": [
            {
                "name": "any",
                "when": "params.topics.size() != params.page.size()",
                "then": "FAIL",
                "reason": {"en": reason},
            }
        ],
    }


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("See [the page](https://wiki.example.com) for ${event.fileName}.", "See [the page](https://wiki.example.com)"),
        ("<b>${event.fileName}</b> & more", f"<b>{QUOTED}</b> & more"),
        ("Ask at ${params.page}.", f"Ask at {LINK}."),
        ("Ask at ${params.topics['csv']}.", "Ask at [topics](https://wiki.example.com/csv)."),
        ("${params.page + event.fileName}", f"{LINK.replace('&', '＆')}{QUOTED}"),
        ("${event.fileName + '<b>'}", f"{QUOTED}＜b>"),
        ("${{event.fileName: [event.fileName]}}", f"{QUOTED}: {QUOTED}"),
    ],
)
def test_the_text_of_a_reason_stays_as_written_and_what_is_filled_in_is_quoted(
    reason: str, text: str, decide: Decide, event: Events
) -> None:
    """The author may have written a link; whoever named a file has not."""
    decision = decide(rule(reason), event(fileName=HOSTILE))
    assert decision.reasons[0].text["en"].startswith(text)
    assert HOSTILE not in decision.reasons[0].text["en"]


def test_a_value_that_is_what_the_author_wrote_is_shown_as_the_author_wrote_it(decide: Decide, event: Events) -> None:
    """It says nothing that the policy does not say itself."""
    decision = decide(rule("No: ${event.fileName}"), event(fileName=LINK))
    assert decision.reasons[0].text == {"en": f"No: {LINK}"}


def test_a_time_at_the_end_of_all_times_costs_no_rule_its_verdict(decide: Decide, rule: Rule) -> None:
    """It has no time of Beijing, and is shown as it is; by DWGATE_ON_ERROR the whole message might have been an OK."""
    shown = "${timestamp('9999-12-31T23:59:59Z')} ${[timestamp('0001-01-01T00:00:00Z')]}"
    (outcome,) = decide(rule("true", reason={"en": shown})).outcomes
    assert outcome.reason is not None
    assert outcome.reason.text["en"] == "9999-12-31T23:59:59+00:00 0001-01-01T08:00:00+08:00"

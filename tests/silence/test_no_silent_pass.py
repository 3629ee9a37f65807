"""OK is answered only where every rule that could object was judged, or says itself that OK is to be answered."""

import json
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from silence.function import Function, agree_with_each_other, written
from silence.universe import POINTS, Case, Message, cases, fields_of

pytestmark = pytest.mark.once

EXAMPLES = int(os.environ.get("EXAMPLES", "3"))
"""How many policies are drawn for each point, with eight messages each."""


def expected_of(case: Case, message: Message) -> dict[str, Any]:
    """Write what must come of a message as a policy test does."""
    states = {rule.name: rule.state(message.cells) for rule in case.rules}
    enforced = {rule.name for rule in case.rules if rule.mode == "enforce"}
    fired = [name for name, state in states.items() if state == "fired"]
    keys = {
        "rules": [name for name in fired if name in enforced],
        "shadow": [name for name in fired if name not in enforced],
        "errors": [rule.name for rule in case.rules if rule.is_incomplete(message.cells)],
        "exempted": [name for name, state in states.items() if state == "exempted"],
    }
    return {"expect": case.expected(message), **{key: names for key, names in keys.items() if names}}


@pytest.mark.parametrize("point", POINTS)
@settings(max_examples=EXAMPLES, phases=[Phase.generate])
@given(data=st.data())
def test_ok_is_answered_only_where_every_rule_was_judged(
    point: str, tmp_path_factory: pytest.TempPathFactory, figures: Counter[str], data: st.DataObject
) -> None:
    """What is answered is what the rules must come to, worked out without the engine; on all paths it is the same."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DWGATE_RECORD_FIELDS", ",".join(name for name, _ in fields_of(point)))
        case = data.draw(cases(point))
        root = tmp_path_factory.mktemp("function")
        with written(json.dumps(case.policy()), f"points: [{point}]\n", root) as function:
            assert isinstance(function, Function), [one.render() for one in function.diagnostics]
            expected = [expected_of(case, message) for message in case.messages]
            for message, what in zip(case.messages, expected, strict=True):
                agree(function, message, what)
            function.test(case.messages, expected)
        figures["policies drawn"] += 1
        figures["messages judged on every path"] += len(case.messages)


def agree(function: Function, message: Message, expected: dict[str, Any]) -> None:
    """Hold handler, command and replay to what must come of a message."""
    body, record = function.handler(message)
    assert json.loads(body)["checkResult"] == record["result"] == expected["expect"]
    assert record["problem"] is None
    rules = record["rules"]
    assert rules["fired"] == expected.get("rules", [])
    assert [one["rule"] for one in rules["errors"]] == expected.get("errors", [])
    assert [one["rule"] for one in rules["shadow"] if one["state"] == "fired"] == expected.get("shadow", [])
    assert [one["rule"] for one in rules["exempted"]] == expected.get("exempted", [])

    agree_with_each_other(function, message, body, record)

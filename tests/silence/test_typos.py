"""A slip of the finger in a policy is found when it is compiled, or answered as the policy then says; never by OK."""

import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dwgate.facts.given import GivenFacts
from dwgate.policy.compiler import Compilation
from silence.function import FUNCTIONS, Function, agree_with_each_other, written
from silence.universe import FAILURES, SEVERITIES, Facts, Message

pytestmark = [pytest.mark.usefixtures("unhurried"), pytest.mark.once]

POLICIES = sorted(path for path in FUNCTIONS.glob("*/policy/*.yaml") if not path.stem.endswith("_test"))
SLIPS = 3
MESSAGES = 2
_TOKEN = re.compile(r"[A-Za-z_.]+|[0-9]+|[^\sA-Za-z0-9_.#]+")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_slip_is_refused_or_answered_as_it_reads(policy: Path, tmp_path: Path, figures: Counter[str]) -> None:
    """What compiles is judged alike on every path, and a rule that cannot be judged is answered by its on_error."""
    chance = random.Random(policy.stem)  # noqa: S311 - not for secrets: the slips are to be the same each time
    function_file = (policy.parents[1] / "function.yaml").read_text()
    events = [path for path in sorted((policy.parents[1] / "events").glob("*.json")) if path.read_bytes()[:1] != b"["]
    for number in range(SLIPS):
        with written(slipped(policy.read_text(), chance), function_file, tmp_path / str(number)) as function:
            figures["slips in shipped policies"] += 1
            if isinstance(function, Function):
                for event in chance.sample(events, MESSAGES):
                    facts = Facts(GivenFacts({}, {}), chance.choice(FAILURES))
                    hold(function, Message(event.read_bytes(), facts, {}))
            else:
                figures["slips that were refused"] += 1
                assert function.diagnostics


def hold(function: Function, message: Message) -> None:
    """Hold what was answered to what the record says of each rule, and to what every other path says."""
    body, record = function.handler(message)
    asked = [answered(rule, record) for rule in function.rules_at(record["point"])]
    assert record["problem"] or record["result"] == max(asked, key=SEVERITIES.__getitem__, default="OK")
    assert record["result"] == "FAIL" or not record["problem"]
    agree_with_each_other(function, message, body, record)


def answered(rule: dict[str, Any], record: dict[str, Any]) -> str:
    """Give what a rule asks for by its own text and by what became of it."""
    rules, name = record["rules"], rule["name"]
    if rule["mode"] == "shadow":
        return "OK"
    if name in rules["fired"]:
        return str(rule["then"])
    is_in_error = name in [one["rule"] for one in rules["errors"]]
    return str(rule["on_error"]) if is_in_error else "OK"


def slipped(text: str, chance: random.Random) -> str:
    """Change one token below the head of the file: leave it out, write it twice, or swap two characters or digits."""
    start = text.index("\nrules:") if "\nrules:" in text else 0
    token = chance.choice([one for one in _TOKEN.finditer(text) if one.start() > start])
    word = token[0]
    place = chance.randrange(len(word))
    written_as = chance.choice(
        [
            "",
            f"{word} {word}",
            word[:place] + word[place + 1 :],
            word[:place] + chance.choice('0a"!=&|<:{') + word[place:],
            word[::-1],
        ]
    )
    return text[: token.start()] + written_as + text[token.end() :]


def test_slips_are_of_both_kinds(tmp_path: Path) -> None:
    """Some of the slips compile, and some do not: neither half of the test above is about nothing."""
    chance = random.Random(1)  # noqa: S311 - as above
    policy = FUNCTIONS / "data_download" / "policy" / "limits.yaml"
    kinds = set()
    for number in range(12):
        text = slipped(policy.read_text(), chance)
        with written(text, "points: [download-resources]\n", tmp_path / str(number)) as function:
            kinds.add(type(function))
    assert kinds == {Function, Compilation}

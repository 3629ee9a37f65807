"""Hostile policies end no process and hang none: each is refused with words, or judged.

They are compiled and judged in a process of a gigabyte of memory, which is ended after a while whatever it does.
"""

import json
import subprocess
import sys

import pytest

from policy import hostile

pytestmark = pytest.mark.once

MOST_SECONDS = 300
"""Some fifty times what it takes; nothing is measured by it."""
EXPECTED = {
    "brackets in one another": "condition-error: this is nested too deeply for CEL",
    "lists in one another": "condition-error: this is nested too deeply for CEL",
    "mappings in one another": "condition-error: this is nested too deeply for CEL",
    "calls in one another": "condition-error: this is nested too deeply for CEL",
    "negations": "fired: WARN",
    "choices in one another": "condition-error: this is nested too deeply for CEL",
    "a sum": "condition-error: this is nested too deeply for CEL",
    "a chain of fields": "condition-error: this is nested too deeply for CEL",
    "many alternatives": "passed: OK",
    "a text that doubles": "fired: WARN",
    "a text that grows by 25": "too-many-steps: this can take ",
    "bytes that grow by 25": "too-many-steps: this can take ",
    "a list of lists of lists": "too-many-steps: this can take ",
    "a list of lists that is shown": "too-many-steps: this can take ",
    "a list that each round copies": "too-many-steps: this can take ",
    "a long list that is collected": "too-many-steps: this can take ",
    "the longest list that is collected": "fired: WARN",
    "loops over the budget": "error: it took more steps than a rule may",
    "a catastrophic expression": "passed: OK",
    "an expression that repeats": "bad-argument: ",
    "patterns with many choices": "too-many-steps: this can take ",
    "a pattern of stars": "passed: OK",
    "a reason of reasons": "condition-syntax: this is not CEL",
    "a reason that is not closed": "bad-reason: this ${ is not closed",
    "a reason with a thousand values": "fired: WARN",
    "a reason of many pages": "too-long: a text has at most 10000 characters",
    "a reason of formats": "fired: WARN",
    "a number without end": "condition-error: ",
    "comments without end": "fired: WARN",
    "lists of YAML in one another": "yaml-syntax: lists and mappings stand at most 64 deep",
    "mappings of YAML in one another": "yaml-syntax: lists and mappings stand at most 64 deep",
    "aliases of aliases": "yaml-syntax: aliases of this and others repeat more than 100000 values",
    "an alias of itself": "yaml-syntax: this holds itself, by an alias",
    "merge keys": "bad-name: << is no name of a parameter",
    "a tag that runs": "yaml-syntax: YAML takes what begins with ! for a tag",
    "another version of YAML": "yaml-syntax: by this directive",
    "ten thousand rules": "yaml-syntax: a file has at most 1000000 characters",
    "days without end": "too-many: a calendar lists at most 10000 days",
    "a program of nothing": "refused: the compiled policy is broken",
    "a program of no protobuf": "refused: the compiled policy is broken",
    "a program of lists in one another": "error: CEL could not evaluate it",
    "a program of too many lists in one another": "refused: the compiled policy is broken",
}


@pytest.fixture(scope="module")
def became(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give what became of each policy; of one that ends the process, and of those behind it, there is nothing."""
    folder = tmp_path_factory.mktemp("hostile")
    program = [sys.executable, hostile.__file__, str(folder)]
    done = subprocess.run(program, stdout=subprocess.PIPE, timeout=MOST_SECONDS, check=False)
    found = dict(json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0, f"ended by {done.returncode} after {list(found)[-1:]}"
    return found


@pytest.mark.parametrize("name", [*hostile.POLICIES, *(f"a program of {name}" for name in hostile.PROGRAMS)])
def test_a_hostile_policy_is_refused_or_judged(name: str, became: dict[str, str]) -> None:
    """With a message either way."""
    assert became[name].startswith(EXPECTED[name])


def test_a_program_that_was_changed_is_refused_or_judged(became: dict[str, str]) -> None:
    """A thousand of them, whose digest says that nothing is wrong; what is judged may be wrong, and ends nothing."""
    assert became["changed programs"] == f"{hostile.FLIPS} judged or refused, of which some either"


def test_findings_that_say_how_are_written_for_people(became: dict[str, str]) -> None:
    """Nothing of CEL's own status, and no exception of Python, is in the words."""
    assert not [said for said in became.values() if "INVALID_ARGUMENT" in said or "RecursionError" in said]

"""The limits of policies: the page names each of them with its number, and the code has the same."""

import re
from pathlib import Path

import pytest

from dwgate.events import convert
from dwgate.facts import globs
from dwgate.policy.compiler import cost, names, yaml_aliases, yaml_reading, yaml_source, yaml_tokens
from dwgate.policy.compiler.calendars import form
from dwgate.policy.compiler.extents import CONTENT, NAME
from dwgate.policy_tests import written

PAGE = (Path(__file__).parents[2] / "docs" / "policies.md").read_text()
SECTION = PAGE.partition("\n## Limits\n")[2].partition("\n## ")[0]
LIMITS = {
    "characters of a file": yaml_source.LONGEST,
    "lists and mappings of a file in one another": yaml_tokens.DEEPEST,
    "values that the aliases of a file repeat": yaml_aliases.MOST_REPEATED,
    "characters of a text, such as a condition or a reason": yaml_reading.LONGEST,
    "rules of a function": names.MOST_OF_A_KIND,
    "rules that the exemptions of a function name together": names.MOST_LIFTED,
    "days that a calendar lists": form.MOST_LISTED,
    "characters of a pattern of `glob.matches`": globs.LONGEST,
    "cases of a test file, each row as one": written.MOST_CASES,
    "steps of one condition, or of one `${…}` of a reason": cost.MOST_STEPS,
    "rounds of all loops of one evaluation": cost.MOST_ROUNDS,
    "items of a list that a rule reads, or keys of an object": convert.MOST_ITEMS,
}


def test_the_page_has_every_limit_with_its_number() -> None:
    """In one table, and with a reason for each."""
    rows = re.findall(r"^\| (.+?) \| ([0-9,]+) \| (.+) \|$", SECTION, re.MULTILINE)
    assert {what: int(most.replace(",", "")) for what, most, _ in rows} == LIMITS
    assert all(len(why) > len("because") for *_, why in rows)


@pytest.mark.parametrize("number", [NAME, CONTENT, convert.MOST_ITEMS, globs.MOST_WRITTEN_OUT])
def test_the_page_says_what_is_taken_for_the_size_of_a_message(number: int) -> None:
    """The numbers beside the table are those of the code too."""
    assert f" {number:,} " in SECTION or f" {number:,}\n" in SECTION or f" {number:,}." in SECTION

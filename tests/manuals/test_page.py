"""One policy file as a page."""

from dataclasses import replace
from datetime import datetime

import pytest

from dwgate.manuals.chapter import Chapter
from dwgate.manuals.page import Place, day, page, written_value
from manuals.written import POLICY, WHOLE, with_text

PLACE = Place(1, "../../../")
ENGLISH = """\
# Rows of a download

`guard` · [policy `limits.yaml`](../../../functions/guard/policy/limits.yaml) · [other](other.md)

Stops downloads of more rows than a person can look at.

## Why

A file of a million rows is a copy of the table, which nobody guards.

## What to set

| parameter | value | what it means |
| --- | --- | --- |
| `max_rows` | `100000` | the most rows of one download, all files together |
| `since` | `2026-01-01` | the first day on which that holds |

## Rules

At `download-resources` (Data download, file generation).

### too-many-rows

**FAIL**

Stops whole tables.
They leave otherwise.

### many-rows

**WARN**

Counts them.

It is in shadow: judged and recorded, not answered.

Where it cannot be judged, the answer is WARN.

## Exemptions

These are examples: put those of your own in their place.

| rules | when | reason | owner | until |
| --- | --- | --- | --- | --- |
| `too-many-rows` | `operator == "7" \\|\\| operator == "8"` | audit | li@example.com | 2027-01-01 |

## Refused

[`events/too-many-rows.json`](../../../functions/guard/events/too-many-rows.json): 123456 rows.

DataWorks is answered **FAIL**:

> 123456 rows are too many.

In shadow, `many-rows` would say **WARN**:

> 123456 rows are many.

To try it:

```console
$ dwgate invoke guard -e functions/guard/events/too-many-rows.json --at 2026-11-18T10:00:00+08:00
```

## Allowed

[`events/allowed.json`](../../../functions/guard/events/allowed.json): 5 rows.

DataWorks is answered **OK**.

To try it:

```console
$ dwgate invoke guard -e functions/guard/events/allowed.json --at 2026-11-18T10:00:00+08:00
```
"""


def test_a_page_says_all_that_there_is(whole: Chapter) -> None:
    """What the policy is for, what is to be set, its rules, its exemptions, and what it answers."""
    assert "\n".join(page(whole, "en", PLACE, ("[other](other.md)",))) + "\n" == ENGLISH


def test_a_page_is_in_one_language(whole: Chapter) -> None:
    """The texts of the policy too, and the answers; a text that there is not in Chinese is shown as it is."""
    text = "\n".join(page(whole, "zh", PLACE))
    for line in (
        "# 下载的行数",
        "| `since` | `2026-01-01` | 规则生效的第一天 |",
        "扩展点：`download-resources`（数据下载，生成文件）。",
        "拦截整表。\n另有途径。",
        "Counts them.",
        "too-many-rows.json)：共 123456 行。",
        "DataWorks 得到的回答是 **FAIL**：\n\n> 123456 行过多。",
        "影子模式下，`many-rows` 的结果为 **WARN**：\n\n> 123456 行较多。",
        "$ DWGATE_LANGUAGE=zh dwgate invoke guard -e ",
    ):
        assert f"{line}\n" in f"{text}\n" or line in text


def test_a_file_without_a_manual_shows_its_rules(whole: Chapter) -> None:
    """And its parameters, of which nobody has said what they mean."""
    text = "\n".join(page(with_text(whole, POLICY), "en", PLACE))
    assert text.startswith("# limits\n")
    assert "\nThe file has no manual.\n\n## What to set\n\n| parameter | value |\n| --- | --- |\n" in text
    assert "### too-many-rows" in text
    assert "## Why" not in text
    assert "## Refused" not in text


def test_a_page_stands_at_any_depth(whole: Chapter) -> None:
    """As part of another, from another folder."""
    lines = page(whole, "en", Place(3, ""))
    assert lines[0] == "### Rows of a download"
    assert "##### too-many-rows" in lines
    assert "(functions/guard/policy/limits.yaml)" in lines[2]


def test_tests_are_linked_where_there_are_some(whole: Chapter) -> None:
    """A link leads somewhere."""
    linked = page(replace(whole, has_tests=True), "en", PLACE)[2]
    assert linked.endswith(" · [tests](../../../functions/guard/policy/limits_test.yaml)")


def test_nothing_to_set_is_said(whole: Chapter) -> None:
    """And a section of exemptions stands where there are some."""
    text = "\n".join(page(replace(whole, parameters=(), exemptions=()), "en", PLACE))
    assert "## What to set\n\nNothing.\n" in text
    assert "## Exemptions" not in text


def test_facts_of_a_sample_are_part_of_the_command(whole: Chapter) -> None:
    """Without them it would be answered otherwise."""
    text = "\n".join(page(with_text(whole, WHOLE.replace("too-many-rows.json:", "many-rows.json:")), "en", PLACE))
    assert "many-rows.json --at 2026-11-18T10:00:00+08:00 --facts functions/guard/events/many-rows.facts.yaml\n" in text


@pytest.mark.parametrize("sample", ["malformed", "nowhere"])
def test_an_example_without_an_answer_shows_none(whole: Chapter, sample: str) -> None:
    """That it has none is a finding, not a page."""
    text = "\n".join(
        page(with_text(whole, WHOLE.replace("Allowed: events/allowed", f"Allowed: events/{sample}")), "en", PLACE)
    )
    assert text.endswith(f"[`events/{sample}.json`](../../../functions/guard/events/{sample}.json): 5 rows.")


def test_points_that_rules_do_not_have_in_common_stand_with_each(whole: Chapter) -> None:
    """Those at which it can fire, or of its file where there is none."""
    first, second = whole.rules
    rules = ({**first, "fires_at": ["commit-file", "deploy-file"]}, {**second, "fires_at": []})
    text = "\n".join(page(replace(whole, rules=rules), "en", PLACE))
    assert (
        "## Rules\n\n### too-many-rows\n\n**FAIL** at `commit-file` (Code commit)" in text
        or "**FAIL** at `commit-file`" in text
    )
    assert "**WARN** at `download-resources` (Data download, file generation).\n" in text


def test_many_points_are_named_together(whole: Chapter) -> None:
    """Where a rule holds at all that the function has."""
    points = tuple(f"point-{number}" for number in range(7))
    rules = tuple({**rule, "fires_at": list(points)} for rule in whole.rules)
    assert "At every point of the function." in page(replace(whole, rules=rules, points=points), "en", PLACE)
    assert not [line for line in page(replace(whole, rules=rules), "en", PLACE) if "every point" in line]


def test_a_value_is_written_as_in_a_policy_file() -> None:
    """A time at which a day begins in Beijing as that day."""
    day_begins = datetime.fromisoformat("2026-12-28T00:00:00+08:00")
    assert written_value(["工资", 1, True]) == '["工资", 1, true]'
    assert written_value(day_begins) == "2026-12-28"
    assert written_value([day_begins]) == '["2026-12-28"]'
    assert day("2026-12-27T16:00:00+00:00") == "2026-12-28"
    assert day("2026-12-28T08:30:00+08:00") == "2026-12-28T08:30:00+08:00"

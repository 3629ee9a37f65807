"""The catalogue of a project."""

from dataclasses import replace

import pytest

from dwgate.manuals.catalogue import MARK, Part, in_one, overview, pages
from dwgate.manuals.chapter import Chapter
from manuals.written import POLICY, with_text


@pytest.fixture
def part(whole: Chapter) -> Part:
    """A function with one policy."""
    return Part("guard", {"en": "Before data is downloaded.", "zh": "数据下载之前。"}, (whole,))


def test_there_is_an_index_and_a_page_in_every_language(part: Part) -> None:
    """Each begins with the mark by which it is known."""
    written = pages([part], "../../")
    assert set(written) == {"README.md", "README.zh.md", "guard/limits.md", "guard/limits.zh.md"}
    assert [name for name, text in written.items() if not text.startswith(f"{MARK}\n\n# ")] == []
    assert [name for name, text in written.items() if not text.endswith("\n") or text.endswith("\n\n")] == []


def test_pages_are_linked(part: Part) -> None:
    """With the project's files, with the index, and with the other language."""
    written = pages([part], "../../")
    page = written["guard/limits.zh.md"]
    assert "(../../../functions/guard/policy/limits.yaml)" in page
    assert "· [English](limits.md) · [策略目录](../README.zh.md)\n" in page
    assert "[中文](README.zh.md)" in written["README.md"]
    assert "[English](README.md)" in written["README.zh.md"]


def test_the_index_says_what_each_policy_is_for(part: Part) -> None:
    """With its strictest result, below what its function is for."""
    assert (
        "## `guard`\n\nBefore data is downloaded.\n\n"
        "| policy | what it does | strictest result | rules |\n| --- | --- | --- | --- |\n"
        "| [Rows of a download](guard/limits.md)"
        " | Stops downloads of more rows than a person can look at. | FAIL | 2 |\n"
    ) in pages([part], "")["README.md"]
    assert "\n\n数据下载之前。\n\n" in pages([part], "")["README.zh.md"]


def test_a_policy_without_a_manual_is_listed(whole: Chapter) -> None:
    """By its concern; and a function need not say what it is for."""
    index = pages([Part("guard", {}, (with_text(whole, POLICY),))], "")["README.md"]
    assert "## `guard`\n\n| policy |" in index
    assert "| [limits](guard/limits.md) |  | FAIL | 2 |\n" in index


def test_a_function_of_several_modules_is_sorted_by_them(whole: Chapter) -> None:
    """In the order of its points, and not of its files."""
    points = ("commit-file", "freeze-node", "delete-project")
    freezes, commits = (
        replace(whole, points=points, rules=tuple({**rule, "points": [point]} for rule in whole.rules))
        for point in ("freeze-node", "commit-file")
    )
    text = pages([Part("guard", {"en": "Only English."}, (freezes, commits))], "")["README.zh.md"]
    assert text.index("### 数据开发\n\n| 策略 |") < text.index("### 运维中心\n\n| 策略 |")
    assert text.count("| 策略 |") == 2
    assert "Only English." in text


def test_all_of_it_can_be_one_page(part: Part) -> None:
    """For whoever has no catalogue: it links only what the project has."""
    text = in_one([part], "en")
    assert text.startswith("# The policies\n\n## `guard`\n\nBefore data is downloaded.\n\n### Rows of a download\n\n")
    assert "(functions/guard/events/allowed.json)" in text
    assert ".md)" not in text


def test_the_overview_names_the_policies_of_each_function(part: Part) -> None:
    """With links into the folder of the catalogue, and how many rules they have."""
    twice = replace(part, chapters=part.chapters * 2)
    link = "[下载的行数](docs/policies/guard/limits.zh.md)"
    assert overview([twice], "zh", "docs/policies/") == (
        f"| 函数 | 模块 | 策略 | 规则 |\n| --- | --- | --- | --- |\n| `guard` | 数据上传与下载 | {link}、{link} | 4 |\n"
    )

"""The page on policies shows every function and every fact as the code declares it, and its examples work."""

import re
from collections.abc import Iterator
from pathlib import Path

from dwgate.cli.facts_file import read_facts
from dwgate.events.catalogue import Field
from dwgate.facts.functions import NAMESPACES, every
from dwgate.facts.given import GivenFacts
from dwgate.facts.guids import FORMS, parts
from dwgate.facts.snapshot import FACTS, OBJECTS
from dwgate.policy.compiler import compile_function

PAGE = Path(__file__).parents[2] / "docs" / "policies.md"
KINDS = {"String": "string", "Long": "int", "Boolean": "bool", "Object": "object", "List": "list of objects"}


def section(heading: str) -> str:
    """Give what stands below a heading, up to the next one of its level or above."""
    level = heading.partition(" ")[0]
    _, found, rest = PAGE.read_text().partition(f"\n{heading}\n")
    assert found, f"there is no heading {heading}"
    return re.split(rf"\n#{{2,{len(level)}}} ", rest)[0]


def rows(text: str) -> list[tuple[str, ...]]:
    """Give the rows of the tables in a text, without their headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines]
    rulers = {place for place, line in enumerate(lines) if set(line) <= set("| -")}
    return [row for place, row in enumerate(cells) if place not in rulers and place + 1 not in rulers]


def said_of(field: Field) -> str:
    """Say what a field is, and which values DataWorks lists for it."""
    listed = ", ".join(f"`{value}`" for value in field.values)
    return f"{field.meaning}: {listed}" if listed else field.meaning


def test_the_page_lists_every_fact_as_it_is_declared() -> None:
    """With its type, its meaning, its listed values, and the points at which it can be asked for."""
    assert rows(section("### Facts of a snapshot"))[: len(FACTS)] == [
        (
            f"`{item.name}()`",
            KINDS[item.field.type],
            said_of(item.field),
            ", ".join(f"`{point}`" for point in OBJECTS if point in item.points),
        )
        for item in FACTS
    ]


def test_the_page_lists_every_field_of_what_a_fact_holds() -> None:
    """Of an object, and of the objects in a list."""
    assert rows(section("### Facts of a snapshot"))[len(FACTS) :] == [
        (f"`{item.name}()`", f"`{field.name}`", KINDS[field.type], said_of(field))
        for item in FACTS
        for field in item.field.fields
    ]


def test_the_page_names_every_function() -> None:
    """Each namespace has its place on the page."""
    text = PAGE.read_text()
    assert {name.partition(".")[0] for name in every()} == set(NAMESPACES)
    assert [name for name in every() if f"`{name}(" not in text] == []


def test_the_page_lists_the_forms_of_guids() -> None:
    """Each with the parts that the functions give of it."""
    names = ("engine", "project", "database", "schema", "table")
    told = [row for row in rows(section("### Networks, names, sizes and GUIDs")) if len(row) == 1 + len(names)]
    assert len(told) == len(FORMS)
    for form, *cells in told:
        held = parts(form.strip("`"))
        assert [cell.removeprefix("the ").strip("`") for cell in cells] == [held.get(name, "none") for name in names]


def blocks(heading: str) -> Iterator[str]:
    """Give the YAML in a section."""
    yield from re.findall(r"```yaml\n(.*?)```", section(heading), re.DOTALL)


def test_the_rules_on_the_page_compile(tmp_path: Path) -> None:
    """Each example is a whole file, but for what the page leaves out of a rule."""
    examples = [block for block in blocks("## Facts") if "rules:" in block]
    assert len(examples) > 1
    for place, example in enumerate(examples):
        folder = tmp_path / str(place) / "files"
        (folder / "policy").mkdir(parents=True)
        (folder / "function.yaml").write_text("points: [commit-file, deploy-file, commit-table, deploy-table]\n")
        (folder / "policy" / "a.yaml").write_text(example)
        assert [finding.render() for finding in compile_function(folder).diagnostics] == []


def test_the_facts_on_the_page_can_be_given(tmp_path: Path) -> None:
    """As ``dwgate invoke --facts`` takes them."""
    (example,) = (block for block in blocks("## Facts") if block.startswith("file:"))
    (tmp_path / "facts.yaml").write_text(example)
    facts = read_facts(tmp_path / "facts.yaml")
    assert isinstance(facts, GivenFacts)
    assert facts.snapshot().unreadable == {}
    assert facts.options()

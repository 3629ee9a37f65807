"""Cases as they are written: what a file says for all of them, what a case says, and what a row of its table says.

The last word counts: a row's before its case's, a case's before the file's.  What is changed adds up, in that order.
A row that says ``expect`` says all that is expected, since the rules that its case names lead to the case's result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dwgate.policy.compiler.yaml_reading import items_of, mapping_of, text_of
from dwgate.policy.compiler.yaml_source import MappingNode, SequenceNode
from dwgate.policy_tests.expectations import EXPECTED_KEYS
from dwgate.policy_tests.row_names import changes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.policy.compiler.yaml_source import Node, YamlSource

MOST_CASES = 10_000
"""The cases that are read of a file, each row of a table as one; aliases can stand for many."""
_SHARED_KEYS = ("event", "point", "now", "facts")
_CHANGES = ("set", "unset", "params")
FILE_KEYS = (*_SHARED_KEYS, *_CHANGES, "cases")
ROW_KEYS = ("name", *_SHARED_KEYS, *_CHANGES, *EXPECTED_KEYS, "skip")
CASE_KEYS = (*ROW_KEYS, "table")
_LAST_WORD = {*_SHARED_KEYS, *EXPECTED_KEYS, "skip"}
NEEDED = {"event": "event: ../events/allowed.json", "now": "now: 2026-11-18T10:00:00+08:00"}


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """A case, or a row of its table, with the last word on each key; ``name`` is None where that was refused.

    ``place`` is its name, or a row without one.  ``layers`` have what is changed, in the order in which it is.
    ``is_sound`` says that nothing is wrong with its keys.
    """

    name: str | None
    place: Node
    keys: Mapping[str, Node]
    layers: tuple[Mapping[str, Node], ...]
    is_sound: bool

    @property
    def line(self) -> int:
        """The line on which the case begins, from 1."""
        return int(self.place.start_mark.line) + 1


def count_written(source: YamlSource) -> int | None:
    """Count what stands under ``cases``, whatever it is, by rows where there is a table; None without such a list."""
    cases = _list_under("cases", source.root)
    if cases is None:
        return None
    tables = (_list_under("table", case) for case in cases)
    return sum(max(len(table), 1) if table else 1 for table in tables)


def written_cases(source: YamlSource) -> Iterator[WrittenCase]:
    """Give every case of a file, a table's by rows; what is wrong with their keys and names becomes findings."""
    whole = mapping_of(source.root, source, FILE_KEYS, needs=("cases",), what="a policy test")
    lines: dict[str, int] = {}
    if (count_written(source) or 0) > MOST_CASES:
        source.report(whole["cases"], "too-many", f"a file has at most {MOST_CASES} cases", "write several files")
        return
    for item in items_of(whole.get("cases"), source, "cases", "write one, or remove the file"):
        for case in _cases_of(item, whole, source):
            before = len(source.findings)
            _check_name(case, lines, source)
            _check_needs(case, source)
            yield case if len(source.findings) == before else replace(case, is_sound=False)


def _cases_of(item: Node, whole: Mapping[str, Node], source: YamlSource) -> Iterator[WrittenCase]:
    """Give one case, or each row of its table."""
    before = len(source.findings)
    has_table = isinstance(item, MappingNode) and any(key.value == "table" for key, _ in item.value)
    own = mapping_of(item, source, CASE_KEYS, needs=("name",) if has_table else ("name", "expect"), what="a case")
    name = text_of(own.get("name"), source)
    case = WrittenCase(
        name=name.value if name else None,
        place=own["name"] if name else item,
        keys={key: node for key, node in {**whole, **own}.items() if key in _LAST_WORD},
        layers=(_changes(whole), _changes(own)),
        is_sound=len(source.findings) == before,
    )
    if not has_table:
        yield case
    for row in items_of(own.get("table"), source, "table", "write a row, or take the table away"):
        yield _of_row(case, row, source)


def _of_row(case: WrittenCase, row: Node, source: YamlSource) -> WrittenCase:
    """Lay a row over its case; it goes by the case's name and its own, or what it changes where it has none."""
    before = len(source.findings)
    needs = ("expect",) if case.is_sound and "expect" not in case.keys else ()
    own = mapping_of(row, source, ROW_KEYS, needs=needs, what="a row")
    name = text_of(own.get("name"), source)
    is_sound = case.is_sound and len(source.findings) == before
    special = name.value if name else changes_of(own, source)
    whole = f"{case.name} ({special})" if special else case.name
    inherited = {key: node for key, node in case.keys.items() if "expect" not in own or key not in EXPECTED_KEYS}
    return WrittenCase(
        name=whole if is_sound else None,
        place=own["name"] if name else row,
        keys={**inherited, **{key: node for key, node in own.items() if key in _LAST_WORD}},
        layers=(*case.layers, _changes(own)),
        is_sound=is_sound,
    )


def _changes(keys: Mapping[str, Node]) -> dict[str, Node]:
    return {key: node for key, node in keys.items() if key in _CHANGES}


def _check_name(case: WrittenCase, lines: dict[str, int], source: YamlSource) -> None:
    if case.name is None:
        return
    if case.name in lines:
        is_row = isinstance(case.place, MappingNode)
        hint = "give the row a name" if is_row else "say what is special about each"
        problem = f"a case of this name stands on line {lines[case.name]} already"
        source.report(case.place, "duplicate-case", problem, hint)
    lines.setdefault(case.name, case.line)


def _check_needs(case: WrittenCase, source: YamlSource) -> None:
    for key, example in NEEDED.items() if case.name else ():
        if key not in case.keys:
            hint = f"give it to the case, or to the file for all its cases: {example}"
            source.report(case.place, "missing-key", f"a case needs the key {key}", hint)


def _list_under(name: str, node: Node | None) -> list[Node] | None:
    """Give the items of the list that stands in a mapping under this key, if there is one."""
    pairs = node.value if isinstance(node, MappingNode) else ()
    return next((list(held.value) for key, held in pairs if key.value == name and isinstance(held, SequenceNode)), None)

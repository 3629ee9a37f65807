"""The corpus of SQL texts: what each file of ``corpus/`` holds, read into entries.

An entry has a ``name``, a ``dialect`` (MaxCompute where it says none), ``sql``, and either ``error: true``, where no
function may answer, or ``expect``: what functions of ``sql.*`` must say of the text, by their names.

``error`` may also be a part of the problem's English text, and any single expectation may be ``error``.
Functions that take names, ``touches: {of: […], are: […]}``, say which of the names ``of`` they give.
``created_without`` says it for each thing that a table may be without.
``partitions`` are the columns that ``full_scans`` and ``has_partition_filter`` are asked with, ``[ds]`` by default.
``repeat`` puts long texts in the place of words: ``{LIST: {text: "'1'", times: 2000, between: ", "}}``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

CORPUS = Path(__file__).parent / "corpus"
_KEYS = {"name", "dialect", "sql", "repeat", "partitions", "expect", "error"}
_OF_NAMES = {"touches", "touches_columns", "stars_of"}
_OF_PARTITIONS = {"full_scans", "has_partition_filter"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a function must say: ``second`` is its second argument, None where it has none."""

    function: str
    second: str | list[str] | None
    value: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One text; ``problem`` is None where it can be read, and else a part of the problem, which may be empty."""

    file: str
    name: str
    dialect: str
    sql: str
    expectations: tuple[Expectation, ...]
    problem: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.name}"


def entries() -> list[Entry]:
    """Read the whole corpus, in the order of its files."""
    reader = YAML(typ="safe")
    return [_entry(path.stem, item) for path in sorted(CORPUS.glob("*.yaml")) for item in reader.load(path)]


def _entry(file: str, item: Mapping[str, Any]) -> Entry:
    assert set(item) <= _KEYS, f"{file}: {item['name']}: {set(item) - _KEYS}"
    sql = item["sql"]
    for word, part in item.get("repeat", {}).items():
        sql = sql.replace(word, part.get("between", "").join([part["text"]] * part["times"]))
    error = item.get("error", False)
    return Entry(
        file,
        item["name"],
        item.get("dialect", "maxcompute"),
        sql,
        tuple(_expectations(item.get("expect", {}), item.get("partitions", ["ds"]))),
        None if error is False else "" if error is True else str(error),
    )


def _expectations(expect: Mapping[str, Any], partitions: str | list[str]) -> Iterator[Expectation]:
    for function, value in expect.items():
        if function in _OF_NAMES:
            yield Expectation(function, value["of"], value["are"])
        elif function in _OF_PARTITIONS:
            yield Expectation(function, partitions, value)
        elif function == "created_without":
            yield from (Expectation(function, what, tables) for what, tables in value.items())
        else:
            yield Expectation(function, None, value)

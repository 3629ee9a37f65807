"""Heads: statements that their first words tell all about, such as SET, SHOW, DROP and ALTER."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot.tokenizer_core import TokenType

from dwgate.facts.sql.changes import TAKEN_OVER
from dwgate.facts.sql.reading import Created
from dwgate.facts.sql.tokens import Words, as_word, end_of_parenthesis, holds_query
from dwgate.facts.sql.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot.tokenizer_core import Token

    from dwgate.facts.sql.notes import Notes

QUERIES = vocabulary("select insert with from update delete merge values table")
"""The first words of the statements that have a syntax tree, but for CREATE."""
_HAVE_TREES = QUERIES | {"(", "cache"}
_NO_TABLES = vocabulary("function schema database resource index role package temporary user project")
_HAVE_NO_BODIES = frozenset({"maxcompute", "hive", "spark"})
"""The dialects whose functions are classes in files; elsewhere the body of a function is code, often in a literal."""
_SHOWN = vocabulary(
    "tables databases schemas functions views variables status processlist p projects catalogs flags users roles",
    "grants resources session warnings engines",
)
_SHOWN_OF = (
    ("create", "table"),
    ("create", "view"),
    ("history", "for", "table"),
    ("partitions",),
    ("tblproperties",),
    ("columns", "from"),
    ("columns", "in"),
    ("index", "from"),
    ("indexes", "from"),
)
_SET_LITERALS = vocabulary(
    "standard_conforming_strings sql_mode quoted_identifier escapedstringliterals doublequotedidentifiers"
)
"""The settings that say what a literal is, and what escapes in it: what comes after is another text by them."""
_ONE_OF_MANY = vocabulary("delete exec execute truncate")
_HOLD_MANY = vocabulary("create delete grant merge revoke update with")
"""In SQL Server statements need no semicolon between them, ``USE hr DELETE FROM salary``; these hold such words."""
_HOLD_NONE = vocabulary("drop set truncate use")
_ONE_MORE = _ONE_OF_MANY | vocabulary("alter create drop insert merge select update")
"""Such words as well, behind statements that hold none of them."""
_EXPLAIN_OPTIONS = vocabulary(
    "extended formatted plan analyze cost codegen dependency authorization logical verbose ast pipeline for"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A statement that is read, but for a statement that it holds: its ``rest``."""

    kind: str
    rest: tuple[Token, ...] = ()


def read(tokens: list[Token], notes: Notes, dialect: str) -> Head | None:
    """Read a statement by its first words; None where its syntax tree is needed."""
    words = Words(tokens, notes, dialect)
    first = words.at(0)
    if first == "replace" and words.at(1) == "into":  # an INSERT of MySQL's, which sqlglot knows under no other name
        tokens[0] = as_word(tokens[0], TokenType.INSERT, "INSERT")
        return None
    if dialect == "sqlserver" and first not in _HOLD_MANY:
        more = _ONE_MORE if first in _HOLD_NONE else _ONE_OF_MANY
        if not more.isdisjoint(words.words[1:]):
            raise words.unknown()
    if first in _HAVE_TREES:
        return None
    reader = _READERS.get(first)
    if reader is None:
        raise words.unknown()
    head = reader(words)
    if head and first not in ("grant", "revoke") and holds_query(tokens, but=head.rest):
        raise words.unknown()
    if head and not head.rest:
        words.calls()
    return head


def _set(words: Words) -> Head:
    if any(setting in word for word in words.words for setting in _SET_LITERALS):
        raise words.unknown()
    return _nameless(words)


def _nameless(words: Words) -> Head:
    return Head(words.at(0))


def _transaction(words: Words) -> Head:
    """Read what begins or ends a transaction; a block of code begins in the same way."""
    if words.skip(1, "transaction", "work", "tran") < len(words.words):
        raise words.unknown()
    return Head(words.at(0))


def _added(words: Words) -> Head:
    if words.at(1) == "table":
        words.named(2, "read")
    return Head("add")


def _described(words: Words) -> Head:
    index, is_explain = 1, words.at(0) == "explain"
    while words.at(index) in _EXPLAIN_OPTIONS or (
        is_explain and words.at(index) == "(" and words.at(index + 1) not in QUERIES
    ):
        index = end_of_parenthesis(words.tokens, index) if words.at(index) == "(" else index + 1
    index = words.skip(index, "query")
    if is_explain or words.at(index) in (*(QUERIES - {"table"}), "("):
        if index >= len(words.tokens):
            raise words.unknown()
        return Head("explain", tuple(words.tokens[index:]))
    if words.at(index) not in _NO_TABLES:
        words.named(words.skip(index, "table"), "read")
    return Head("describe")


def _shown(words: Words) -> Head:
    index = words.skip(1, "full", "extended", "global")
    for phrase in _SHOWN_OF:
        if words.begins(index, *phrase):
            words.named(index + len(phrase), "read")
            return Head("show")
    if words.at(index) not in _SHOWN:
        raise words.unknown()
    return Head("show")


def _dropped(words: Words) -> Head:
    index = words.skip(1, "temporary", "external", "materialized", "foreign")
    kind = words.at(index)
    if kind in ("table", "view"):
        words.all_named(words.skip(index + 1, "if", "exists"), "write")
        return Head(f"drop {'materialized ' if words.at(1) == 'materialized' else ''}{kind}")
    if kind not in _NO_TABLES:
        raise words.unknown()
    return Head(f"drop {kind}")


def _truncated(words: Words) -> Head:
    words.all_named(words.skip(1, "table", "if", "exists"), "write")
    return Head("truncate")


def _altered(words: Words) -> Head:
    index = words.skip(1, "external", "materialized", "foreign")
    kind = words.at(index)
    if kind not in ("table", "view"):
        if kind not in _NO_TABLES:
            raise words.unknown()
        return Head(f"alter {kind}")
    _, after = words.named(words.skip(index + 1, "if", "exists", "only"), "write")
    told = f"alter {'materialized ' if words.at(1) == 'materialized' else ''}{kind}"
    if kind == "view" and words.holds_query():
        return Head(told, tuple(words.tokens[words.find("as", after) + 1 :]))
    for place in range(after, len(words.words)):
        named = next((phrase for phrase in _OTHER_TABLES if words.begins(place, *phrase)), None)
        if named and words.at(place + len(named)) != "partition":
            words.named(place + len(named), "write")
    return Head(told)


_OTHER_TABLES = (("table",), ("rename", "to"), ("attach", "partition"), ("detach", "partition"))
"""What stands before the name of another table that ALTER TABLE changes."""


def _granted(words: Words) -> Head:
    index = words.find("on") + 1
    if words.at(index) in ("table", "view"):
        words.all_named(index + 1, "write")
    elif words.begins(index, "all", "tables"):  # of a schema, which are not named
        raise words.unknown(index)
    elif words.at(index) and words.at(index) not in _NO_TABLES | {"all", "instance"}:
        words.all_named(index, "write")
    return Head(words.at(0))


def _tended(words: Words) -> Head:
    """Read what looks after a table, such as ANALYZE and MSCK."""
    index = words.skip(
        1, "repair", "table", "metadata", "full", "verbose", "materialized", "view", "dynamic", "if", "exists"
    )
    words.named(index, "write" if words.at(0) in ("msck", "optimize") else "read")
    return Head(words.at(0))


def _commented(words: Words) -> Head:
    index = words.skip(1, "on")
    if words.at(index) not in ("table", "view", "column"):
        raise words.unknown()
    words.named(index + 1, "write", without_last=words.at(index) == "column")
    return Head("comment")


def _cloned(words: Words) -> Head:
    words.whole(words.skip(1, "table"))
    name, _ = words.named(words.find("to") + 1, "write")
    words.notes.created.append(Created(name, TAKEN_OVER))
    return Head("clone table")


def _loaded(words: Words) -> Head:
    words.named(words.find("table") + 1, "write")
    return Head("load data")


def _unloaded(words: Words) -> Head:
    if words.at(1) != "from":
        raise words.unknown()
    if words.at(2) == "(":
        return Head("unload", tuple(words.tokens[2 : end_of_parenthesis(words.tokens, 2)]))
    words.whole(2)
    return Head("unload")


def _called(words: Words) -> Head:
    if not words.begins(1, "set_table_property", "("):  # by which Hologres declares a table
        raise words.unknown()
    words.quoted(1 + len(("set_table_property", "(")))
    return Head("call")


def _created(words: Words) -> Head | None:
    if words.begins(1, "materialized", "view") and words.dialect == "maxcompute":
        return _materialized(words)
    before = words.words[1:6]
    kind = next((word for word in before if word in _NO_TABLES - {"temporary"}), None)
    if kind is None or "table" in before or "view" in before:
        return None
    if kind == "index" or (kind == "function" and ("sql" in before or words.dialect not in _HAVE_NO_BODIES)):
        raise words.unknown()
    return Head(f"create {kind}")


def _materialized(words: Words) -> Head:
    """Read MaxCompute's materialized view, whose clauses sqlglot does not know: its query stands behind AS."""
    _, index = words.named(words.skip(3, "if", "not", "exists"), "write")
    while index < len(words.words):
        index = words.find("as", index) + 1
        if words.at(index) in ("select", "with", "(", "from"):
            return Head("create materialized view", tuple(words.tokens[index:]))
    raise words.unknown()


_READERS: dict[str, Callable[[Words], Head | None]] = {
    **dict.fromkeys(vocabulary("unset setproject reset use list"), _nameless),
    **dict.fromkeys(vocabulary("begin commit rollback end"), _transaction),
    **dict.fromkeys(("explain", "desc", "describe"), _described),
    **dict.fromkeys(("grant", "revoke"), _granted),
    **dict.fromkeys(vocabulary("analyze refresh msck uncache optimize vacuum invalidate"), _tended),
    "add": _added,
    "alter": _altered,
    "call": _called,
    "clone": _cloned,
    "comment": _commented,
    "create": _created,
    "drop": _dropped,
    "load": _loaded,
    "set": _set,
    "show": _shown,
    "truncate": _truncated,
    "unload": _unloaded,
}

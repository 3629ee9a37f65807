"""Texts that fit: values that a function of a text takes for true, and some that it does not."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any

from dwgate.facts import globs
from dwgate.witnesses.arithmetic import STRANGER

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRANGE_ADDRESSES = ("203.0.113.77", "not-an-address")
_STRANGE_NAME = STRANGER.replace("-", "_")
_FLAGS = re.compile(r"\(\?[a-z]+\)|\\b|\^|\$$")
_ONE_CHARACTER = re.compile(r"\[(.)\]|\\([^A-Za-z0-9])")
_QUERIES = {
    "sql.touches": "select * from {table}",
    "sql.stars_of": "select * from {table}",
    "sql.touches_columns": "select {column} from {table}",
    "sql.full_scans": "select amount from orders where {column} = '1'",
}
"""Queries for which these functions of a text and names tell a name; of ``sql.full_scans``, where it does not."""
_NOT_LITERAL = re.compile(r"[.*+?()\[\]{}|\\^$]")


def fitting(function: str, known: Any) -> list[str]:
    """Give values that a function of a text takes for true, and some that it does not."""
    listed = [known] if isinstance(known, str) else known if isinstance(known, list) else []
    if function == "ip.within":
        return [*_addresses(listed), *_STRANGE_ADDRESSES]
    if function == "glob.matches":
        return [*_names(listed), STRANGER]
    if function in _QUERIES:
        return [*_queries(_QUERIES[function], listed)]
    if not isinstance(known, str):
        return []
    text = known if function != "matches" else _literal(known)
    if text is None:
        return []
    match function:
        case "startsWith":
            return [text, f"{text}x", f"x{text}", STRANGER]
        case "endsWith":
            return [text, f"x{text}", f"{text}x", STRANGER]
        case "contains" | "matches":
            return [text, f"x{text}", f"{text}x", f"x{text}x", STRANGER]
    return []


def _literal(pattern: str) -> str | None:
    """Give the one text that a simple regular expression finds; None where it is none."""
    text = _ONE_CHARACTER.sub(lambda found: "\0" + (found[1] or found[2]), _FLAGS.sub("", pattern))
    if _NOT_LITERAL.search(re.sub("\0.", "", text)):
        return None
    return text.replace("\0", "")


def _names(patterns: list[Any]) -> Iterator[str]:
    """Give names that fit each pattern, and some that may not."""
    for pattern in patterns:
        for name in globs.examples(pattern):
            yield from (name, f"x{name}", f"{name}x")


def _queries(query: str, patterns: list[Any]) -> Iterator[str]:
    """Give a query for each of the names of tables or columns, and one that has none of them."""
    for name in [*(name for pattern in patterns for name in globs.examples(pattern)), _STRANGE_NAME]:
        table, _, column = name.rpartition(".")
        yield query.format(table=name if "{column}" not in query else table or "orders", column=column)


def _addresses(networks: list[Any]) -> Iterator[str]:
    """Give the ends of each network, and the address behind it."""
    for text in networks:
        try:
            network = ipaddress.ip_network(text)
        except ValueError:
            continue
        yield str(network[0])
        yield str(network[-1])
        if int(network[-1]) < 2**network.max_prefixlen - 1:
            yield str(network[-1] + 1)

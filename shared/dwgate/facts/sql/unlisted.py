"""Names that none of a list means: what stands in a text of SQL and not among the inputs of its node, or the other way.

A scheduling parameter in a name, ``${project}.t_${month}``, stands for any text: which, is known when the node runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.facts.sql.matching import as_glob, is_plain, is_table

if TYPE_CHECKING:
    from collections.abc import Iterable


def unlisted(names: Iterable[str], listed: Iterable[str]) -> list[str]:
    """Give the names of tables that none of the listed names means, each once, in their order."""
    known = tuple((one, as_glob(one)) for one in listed)
    return [name for name in dict.fromkeys(names) if not _is_listed(name, known)]


def _is_listed(name: str, known: Iterable[tuple[str, str]]) -> bool:
    """Whether a name can be of one table with one of those known, where either may be a glob and hold parameters."""
    glob = as_glob(name)
    is_glob = not is_plain(glob)
    return any(is_table(pattern, name) or (is_glob and is_table(glob, one)) for one, pattern in known)

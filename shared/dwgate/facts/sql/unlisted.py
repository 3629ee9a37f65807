"""Names that none of a list means: what stands in a text of SQL and not among the inputs of its node, or the other way.

A scheduling parameter in a name, ``${project}.t_${month}``, stands for any text: which, is known when the node runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dwgate.facts.sql.matching import is_table

if TYPE_CHECKING:
    from collections.abc import Iterable

_WILDCARDS = frozenset("*?[")
_PARAMETER = re.compile(r"\$(?:\{[^}$]*\}|\[[^\]$]*\])")


def unlisted(names: Iterable[str], listed: Iterable[str]) -> list[str]:
    """Give the names of tables that none of the listed names means, each once, in their order."""
    known = tuple((one, _PARAMETER.sub("*", one)) for one in listed)
    return [name for name in dict.fromkeys(names) if not _is_listed(name, known)]


def _is_listed(name: str, known: Iterable[tuple[str, str]]) -> bool:
    """Whether a name can be of one table with one of those known, where either may be a glob and hold parameters."""
    pattern = _PARAMETER.sub("*", name)
    is_plain = _WILDCARDS.isdisjoint(pattern)
    return any(is_table(glob, name) or (not is_plain and is_table(pattern, one)) for one, glob in known)

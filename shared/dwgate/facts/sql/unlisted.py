"""Names that none of a list means: what stands in a text of SQL and not among the inputs of its node, or the other way.

A scheduling parameter in a name, ``${project}.t_${month}``, stands for any text: which, is known when the node runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dwgate.facts.sql.matching import is_table

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARAMETER = re.compile(r"\$(?:\{[^}]*\}|\[[^\]]*\])")


def unlisted(names: Iterable[str], listed: Iterable[str]) -> list[str]:
    """Give the names of tables that none of the listed names means, each once, in their order."""
    known = tuple(listed)
    return [name for name in dict.fromkeys(names) if not any(_is_same(one, name) for one in known)]


def _is_same(listed: str, name: str) -> bool:
    """Whether two names can be of one table, where either may be a glob and hold parameters."""
    return is_table(_PARAMETER.sub("*", listed), name) or is_table(_PARAMETER.sub("*", name), listed)

"""The snapshots of data-development events, as GetIDEEventDetail gives them: which part is for which point.

Part and field names are those of the vendor's SDK (``GetIDEEventDetailResponseBodyEventDetail``), whose comments name
the message types of each part.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from dwgate.facts.snapshot import OBJECTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FIELDS = {
    "CommittedFile": (
        "ChangeType",
        "Comment",
        "Committor",
        "Content",
        "FileId",
        "FileName",
        "FilePropertyContent",
        "FileType",
        "NodeConfiguration",
        "NodeId",
        "UseType",
    ),
    "DeletedFile": (
        "BusinessId",
        "Content",
        "CurrentVersion",
        "DataSourceName",
        "FileId",
        "FileName",
        "FileType",
        "FolderId",
        "NodeId",
        "Owner",
        "ParentFileId",
        "UseType",
    ),
    "FileExecutionCommand": ("Content", "DataSourceName", "FileId", "FileType"),
    "TableModel": ("Columns", "Comment", "DataSourceName", "Env", "LifeCycle", "Location", "TableName"),
}


def check_snapshot(point: str, detail: Mapping[str, Any]) -> None:
    """Raise ValueError for a part that an event of this point does not have, and for an unknown field in it."""
    if point not in OBJECTS:
        raise ValueError(f"an event of {point} has no snapshot; these have one: {', '.join(OBJECTS)}")
    part = OBJECTS[point]
    _check_names("the snapshot", detail, {part}, f"an event of {point} has {part} alone")
    _check_names(part, detail.get(part, {}), FIELDS[part], f"its fields are {', '.join(FIELDS[part])}")


def _check_names(place: str, given: Mapping[str, Any], known: Collection[str], hint: str) -> None:
    for name in given:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {nearest[0]}? " if nearest else ""
            raise ValueError(f"{place} has no {name}: {meant}{hint}")

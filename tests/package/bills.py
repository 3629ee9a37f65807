"""Bills of materials read by hand: what a function needs by its bill, and what in a folder belongs to a wheel."""

from pathlib import Path
from typing import Any

_UNTOLD = {"attr", "typing_extensions.py"}
"""What wheels put into the folder that they are unpacked in without saying so: attrs, and one of a single file."""


def reached(document: dict[str, Any]) -> set[str]:
    """Give what a function needs, directly and through others, as its bill has it."""
    graph = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    found: set[str] = set()
    waiting = [document["metadata"]["component"]["bom-ref"]]
    while waiting:
        needed = set(graph[waiting.pop()]) - found
        found |= needed
        waiting += needed
    return found


def of_wheels(folder: Path) -> set[str]:
    """Give the names at the root of a package that its wheels say are theirs."""
    found = set(_UNTOLD)
    for info in folder.glob("*.dist-info"):
        says = info / "top_level.txt"
        found |= {info.name, info.name.partition("-")[0], *(says.read_text().split() if says.is_file() else ())}
    return found

"""The messages that a test is made of: files of the project, and those that DataWorks documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dwgate
from dwgate.errors import MessageError
from dwgate.events.envelope import open_envelopes
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.yaml_reading import mapping_of, text_of
from dwgate.policy.compiler.yaml_source import MappingNode

if TYPE_CHECKING:
    from dwgate.policy.compiler.yaml_source import Node, Text, YamlSource

DOCUMENTED = Path(dwgate.__file__).parent / "testing" / "samples"


def sample_of(node: Node, source: YamlSource, folder: Path) -> dict[str, Any] | None:
    """Read the message that a test names, by a path from its folder or as ``{sample: commit-file}``.

    What is wrong with it becomes a finding.
    """
    if isinstance(node, MappingNode):
        name = text_of(mapping_of(node, source, ("sample",), needs=("sample",), what="an event").get("sample"), source)
        return _documented(name) if name else None
    path = text_of(node, source)
    return _message(path, folder / path.value) if path else None


def _documented(name: Text) -> dict[str, Any] | None:
    """Give a documented message in the envelope in which it comes: EventBridge's, unless DataWorks calls a function."""
    names = [path.stem for path in DOCUMENTED.glob("*.json")]
    if name.value not in names:
        hint = did_you_mean(name.value, names, listing="there are")
        name.source.report(name.node, "unknown-sample", f"no documented message goes by {name.value}", hint)
        return None
    forms: dict[str, dict[str, Any]] = json.loads((DOCUMENTED / f"{name.value}.json").read_bytes())
    return forms["function_compute"] or forms["eventbridge"]


def _message(named: Text, path: Path) -> dict[str, Any] | None:
    if not existing(named, path):
        return None
    try:
        open_envelopes(path.read_bytes())
    except MessageError as error:
        named.source.report(named.node, "bad-event", str(error.problem))
        return None
    document = json.loads(path.read_bytes().decode("utf-8-sig"))
    if isinstance(document, dict):
        return document
    hint = "put each message into a file of its own"
    named.source.report(named.node, "bad-event", "the file holds a list of messages, and a case is about one", hint)
    return None


def existing(named: Text, path: Path) -> bool:
    """Whether a file that a test names is there; one that is not becomes a finding."""
    try:
        if path.is_file():
            return True
        beside = [item.name for item in path.parent.iterdir() if item.is_file()] if path.parent.is_dir() else []
    except OSError as error:  # as for a name that is too long for the file system
        problem = f"there can be no file of this path: {error.strerror}"
        named.source.report(named.node, "missing-file", problem, "write its path from the folder of the test")
        return False
    hint = did_you_mean(path.name, beside, listing="in that folder there are")
    named.source.report(named.node, "missing-file", f"there is no file {named.value}", hint)
    return False

"""A policy as ``dwgate build`` has written it, read from where a user says that it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dwgate.cli.project import UsageError
from dwgate.errors import PolicyError
from dwgate.policy.loading import load
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from pathlib import Path


def read_policy(path: Path) -> dict[str, Any]:
    """Read a compiled policy; UsageError where it is none, or was changed after it was compiled."""
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise UsageError(f"{path} is no compiled policy; give a {POLICY_FILE} that dwgate build has written")
    try:
        load(document)
    except PolicyError as error:
        raise UsageError(f"{path}: {error}") from None
    return document

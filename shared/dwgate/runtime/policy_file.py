"""The compiled policy of a function: one file beside its ``index.py``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from dwgate.errors import DwgateError, PolicyError
from dwgate.policy.loading import load

if TYPE_CHECKING:
    from dwgate.policy.engine import Policy

POLICY_FILE = "policy.json"


def load_beside(index: str) -> Policy | DwgateError:
    """Load the policy beside ``index``, the path of an ``index.py``, or give the reason for which there is none."""
    try:
        return load(json.loads((Path(index).parent / POLICY_FILE).read_bytes()))
    except FileNotFoundError:
        return PolicyError(
            [f"there is no {POLICY_FILE} beside the function's index.py; deploy the function's staged folder"]
        )
    except DwgateError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a function that cannot be imported answers nobody
        return PolicyError([f"{POLICY_FILE} cannot be loaded: {type(error).__name__}"])

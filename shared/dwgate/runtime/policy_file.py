"""The compiled policy of a function: one file beside its ``index.py``."""

from __future__ import annotations

import os

from dwgate import json_text
from dwgate.errors import DwgateError, PolicyError
from dwgate.policy.loading import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dwgate.policy.engine import Policy

POLICY_FILE = "policy.json"


def load_beside(index: str, *, is_for_one_message: bool = False) -> Policy | DwgateError:
    """Load the policy beside ``index``, the path of an ``index.py``, or give the reason for which there is none."""
    try:
        with open(os.path.join(os.path.dirname(index), POLICY_FILE), "rb") as file:  # noqa: PTH118, PTH120, PTH123
            document = json_text.read(file.read().decode())
        return load(document, is_for_one_message=is_for_one_message)
    except FileNotFoundError:
        return PolicyError(
            [f"there is no {POLICY_FILE} beside the function's index.py; deploy the function's staged folder"]
        )
    except DwgateError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a function that cannot be imported answers nobody
        return PolicyError([f"{POLICY_FILE} cannot be loaded: {type(error).__name__}"])

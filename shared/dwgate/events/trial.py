"""The mark of a trial: what the desk sends to a deployed function is decided, and nobody is told of it.

``dwgate smoke`` marks the samples that it sends to deployed functions.  A trial is decided as any other message, but
nothing is asked of DataWorks for it, and nothing is called back.  That is safe: the envelope is DataWorks's own, so
that no operator can write into it, and the mark opens no door.  A real operation whose message had it would stay in
Checking, waiting for a result that nobody calls back.
"""

from __future__ import annotations

import json
from typing import Any

from dwgate.errors import MessageError
from dwgate.events.envelope import MARK, read_payload, read_text


def marked_as_trial(payload: bytes) -> bytes:
    """Mark a message as a trial, or each message in a list, and leave everything else in it as it was.

    What holds no JSON object is given back unchanged, as no message can be read from it.  So is what cannot be written
    again as it was: JSON with a fault, and a number such as 1e400, of which Python knows only that it is infinite.
    """
    try:
        document, has_faults = read_payload(payload)
        if has_faults:
            return payload
        if isinstance(document, dict):
            return _marked_text(document).encode()
        if isinstance(document, list):
            marked = [_marked_element(element) for element in document]
            has_any = any(new is not old for new, old in zip(marked, document, strict=True))
            return json.dumps(marked, allow_nan=False).encode() if has_any else payload
    except (MessageError, ValueError):
        return payload
    return payload


def _marked_element(element: Any) -> Any:
    """Mark an element of a list that is a message, in the form in which it came; any other is the same object."""
    if isinstance(element, dict):
        return _marked(element)
    if not isinstance(element, str):
        return element
    try:
        document, has_faults = read_text(element)
        return _marked_text(document) if isinstance(document, dict) and not has_faults else element
    except (MessageError, ValueError):
        return element


def _marked_text(document: dict[str, Any]) -> str:
    return json.dumps(_marked(document), allow_nan=False)


def _marked(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, MARK: {"trial": True}}

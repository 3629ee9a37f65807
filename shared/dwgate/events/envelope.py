"""The two envelopes in which DataWorks sends a message: bytes in, raw messages out.

=============  ===================================  =========================
of             Function Compute request             EventBridge (CloudEvents)
=============  ===================================  =========================
the body       ``messageBody``                      ``data``
the event      ``eventType``, then its eventCode    ``type``, then its eventCode
message id     ``messageId``                        ``id``
=============  ===================================  =========================

The category of a Function Compute request is never read: the documented sample pairs a download category with an
upload event.  EventBridge hands over one object or a list of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from dwgate.errors import MessageError
from dwgate.events.convert import describe

_LONGEST_NAME = 256


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message with its envelope read and its body as it came.

    ``names`` are the spellings of the event that it gives, the one to trust first.  ``account`` is the Alibaba Cloud
    account, and ``published`` the time at which EventBridge took the message: a Function Compute request has neither.
    """

    envelope: Literal["function-compute", "eventbridge"]
    message_id: str | None
    names: tuple[str, ...]
    body: dict[str, Any]
    account: str | None
    published: datetime | None


def open_envelopes(payload: bytes) -> tuple[RawMessage | MessageError, ...]:
    """Read what came into messages; an element of a list that is none becomes its own error.

    Raises MessageError where there is no message at all.
    """
    document = _load(payload)
    if not isinstance(document, list):
        return (_open(document),)
    if not document:
        raise MessageError("the message is an empty list")
    return tuple(_open_element(element) for element in document)


def short_text(value: Any) -> str | None:
    """Give an identifier as text of bounded length, or None where there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    if isinstance(value, int) and value.bit_length() > 64:  # noqa: PLR2004 - no identifier is longer than a machine word
        return None
    return str(value)[:_LONGEST_NAME].encode(errors="replace").decode()


def _load(payload: bytes) -> Any:
    if not payload.strip():
        raise MessageError("the message is empty")
    try:
        return json.loads(payload.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MessageError(f"the message is not UTF-8: byte {error.start} starts no character") from None
    except json.JSONDecodeError as error:
        raise MessageError(
            f"the message is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise MessageError("the message is nested too deeply to be read") from None
    except ValueError:
        raise MessageError("the message holds a number of too many digits to be read") from None


def _open_element(element: Any) -> RawMessage | MessageError:
    try:
        return _open(_load(element.encode(errors="replace")) if isinstance(element, str) else element)
    except MessageError as error:
        return error


def _open(document: Any) -> RawMessage:
    if not isinstance(document, dict):
        raise MessageError(f"the message is a JSON {describe(document)}, not an object")
    if "messageBody" in document:
        return _function_compute(document)
    if "data" in document:
        return _eventbridge(document)
    message_id = short_text(document.get("messageId")) or short_text(document.get("id"))
    raise MessageError(
        "the message has neither messageBody (Function Compute) nor data (EventBridge)", message_id=message_id
    )


def _function_compute(document: dict[str, Any]) -> RawMessage:
    message_id = short_text(document.get("messageId"))
    body = _body("messageBody", document["messageBody"], message_id)
    return RawMessage(
        envelope="function-compute",
        message_id=message_id,
        names=_names(document.get("eventType"), body.get("eventCode")),
        body=body,
        account=None,
        published=None,
    )


def _eventbridge(document: dict[str, Any]) -> RawMessage:
    message_id = short_text(document.get("id"))
    body = _body("data", document["data"], message_id)
    return RawMessage(
        envelope="eventbridge",
        message_id=message_id,
        names=_names(document.get("type"), body.get("eventCode")),
        body=body,
        account=short_text(document.get("aliyunaccountid")),
        published=_publish_time(document.get("aliyunpublishtime")),
    )


def _names(*spellings: Any) -> tuple[str, ...]:
    return tuple(name for spelling in spellings if (name := short_text(spelling)))


def _body(name: str, value: Any, message_id: str | None) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise MessageError(f"{name} is a string that is not JSON", message_id=message_id) from None
    if not isinstance(value, dict):
        raise MessageError(f"{name} is a JSON {describe(value)}, not an object", message_id=message_id)
    return value


def _publish_time(value: Any) -> datetime | None:
    """Read ``2020-11-19T21:04:42.179PRC`` or ``2023-12-11T02:10:00.194Z``: both are documented samples."""
    if not isinstance(value, str):
        return None
    try:
        published = datetime.fromisoformat(value.replace("PRC", "+08:00"))
    except ValueError:
        return None
    return published if published.tzinfo else None

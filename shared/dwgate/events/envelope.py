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

Either envelope may carry the mark of a trial beside the body, ``"dwgate": {"trial": true}``: see
:func:`marked_as_trial`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from dwgate.errors import MessageError, Problem, in_chinese
from dwgate.events.convert import describe

_LONGEST_NAME = 256
_MARK = "dwgate"


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message with its envelope read and its body as it came.

    ``names`` are the spellings of the event that it gives, the one to trust first.  ``account`` is the Alibaba Cloud
    account, and ``published`` the time at which EventBridge took the message, or else that of the event: a Function
    Compute request has neither.  ``is_trial`` says that the message is marked as one.
    """

    envelope: Literal["function-compute", "eventbridge"]
    message_id: str | None
    names: tuple[str, ...]
    body: dict[str, Any]
    account: str | None
    published: datetime | None
    is_trial: bool = False


def open_envelopes(payload: bytes) -> tuple[RawMessage | MessageError, ...]:
    """Read what came into messages; an element of a list that is none becomes its own error.

    Raises MessageError where there is no message at all.
    """
    document = _load(payload)
    if not isinstance(document, list):
        return (_open(document),)
    if not document:
        raise MessageError(Problem("the message is an empty list", "消息是空列表"))
    return tuple(_open_element(element) for element in document)


def marked_as_trial(payload: bytes) -> bytes:
    """Mark a message as a trial, or each message in a list, and leave everything else in it as it was.

    What holds no JSON object is given back unchanged: no message can be read from it.

    ``dwgate smoke`` marks the samples that it sends to deployed functions.  A trial is decided as any other message,
    but nothing is asked of DataWorks for it, and nothing is called back.  That is safe: the envelope is DataWorks's
    own, so that no operator can write into it, and the mark opens no door.  A real operation whose message had it would
    stay in Checking, waiting for a result that nobody calls back.
    """
    try:
        document = _load(payload)
    except MessageError:
        return payload
    if isinstance(document, list):
        marked = [_marked_element(element) for element in document]
        return _dumped(marked) if any(new is not old for new, old in zip(marked, document, strict=True)) else payload
    return _dumped(_marked(document)) if isinstance(document, dict) else payload


def short_text(value: Any) -> str | None:
    """Give an identifier as text of bounded length, or None where there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    if isinstance(value, int) and value.bit_length() > 64:  # noqa: PLR2004 - no identifier is longer than a machine word
        return None
    return str(value)[:_LONGEST_NAME].encode(errors="replace").decode()


def _load(payload: bytes) -> Any:
    if not payload.strip():
        raise MessageError(Problem("the message is empty", "消息为空"))
    try:
        return json.loads(payload.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        place = error.start
        problem = Problem(
            f"the message is not UTF-8: byte {place} starts no character",
            f"消息不是 UTF-8：第 {place} 字节不是字符的开头",
        )
    except json.JSONDecodeError as error:
        problem = Problem(
            f"the message is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            f"消息不是 JSON：第 {error.lineno} 行第 {error.colno} 列有误",
        )
    except RecursionError:
        problem = Problem("the message is nested too deeply to be read", "消息嵌套过深，无法读取")
    except ValueError:
        problem = Problem(
            "the message holds a number of too many digits to be read", "消息含有位数过多的数值，无法读取"
        )
    raise MessageError(problem)


def _open_element(element: Any) -> RawMessage | MessageError:
    try:
        return _open(_element(element))
    except MessageError as error:
        return error


def _element(element: Any) -> Any:
    """Read an element of a list, which may be the text of a message."""
    return _load(element.encode(errors="replace")) if isinstance(element, str) else element


def _open(document: Any) -> RawMessage:
    if not isinstance(document, dict):
        kind = describe(document)
        raise MessageError(
            Problem(f"the message is a JSON {kind}, not an object", f"消息是 JSON {in_chinese(kind)}，不是对象")
        )
    if "messageBody" in document:
        return _function_compute(document)
    if "data" in document:
        return _eventbridge(document)
    message_id = short_text(document.get("messageId")) or short_text(document.get("id"))
    problem = Problem(
        "the message has neither messageBody (Function Compute) nor data (EventBridge)",
        "消息既没有 messageBody（函数计算），也没有 data（EventBridge）",
    )
    names = _names(document.get("type")) or _names(document.get("eventType"))
    raise MessageError(
        problem,
        message_id=message_id,
        names=names,
        is_eventbridge="type" in document,
        is_trial=_is_trial(document),
    )


def _function_compute(document: dict[str, Any]) -> RawMessage:
    message_id = short_text(document.get("messageId"))
    names = _names(document.get("eventType"))
    try:
        body = _body("messageBody", document["messageBody"])
    except _NoBody as error:
        raise MessageError(error.problem, message_id=message_id, names=names, is_trial=_is_trial(document)) from None
    return RawMessage(
        envelope="function-compute",
        message_id=message_id,
        names=(*names, *_names(body.get("eventCode"))),
        body=body,
        account=None,
        published=None,
        is_trial=_is_trial(document),
    )


def _eventbridge(document: dict[str, Any]) -> RawMessage:
    message_id = short_text(document.get("id"))
    names = _names(document.get("type"))
    try:
        body = _body("data", document["data"])
    except _NoBody as error:
        raise MessageError(
            error.problem, message_id=message_id, names=names, is_eventbridge=True, is_trial=_is_trial(document)
        ) from None
    return RawMessage(
        envelope="eventbridge",
        message_id=message_id,
        names=(*names, *_names(body.get("eventCode"))),
        body=body,
        account=short_text(document.get("aliyunaccountid")),
        published=_publish_time(document.get("aliyunpublishtime")) or _publish_time(document.get("time")),
        is_trial=_is_trial(document),
    )


def _is_trial(document: dict[str, Any]) -> bool:
    mark = document.get(_MARK)
    return isinstance(mark, dict) and mark.get("trial") is True


def _marked_element(element: Any) -> Any:
    """Mark an element of a list that is a message, in the form in which it came; any other is the same object."""
    try:
        document = _element(element)
    except MessageError:
        return element
    if not isinstance(document, dict):
        return element
    return _dumped(_marked(document)).decode() if isinstance(element, str) else _marked(document)


def _marked(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, _MARK: {"trial": True}}


def _dumped(document: Any) -> bytes:
    return json.dumps(document).encode()


def _names(spelling: Any) -> tuple[str, ...]:
    name = short_text(spelling)
    return (name,) if name else ()


class _NoBody(Exception):  # noqa: N818 - it is the finding about a body, not a failure of the program
    """What came in the place of a body is none."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def _body(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            problem = Problem(f"{name} is a string that is not JSON", f"{name} 是文本，但不是 JSON")
            raise _NoBody(problem) from None
    if not isinstance(value, dict):
        kind = describe(value)
        raise _NoBody(
            Problem(f"{name} is a JSON {kind}, not an object", f"{name} 是 JSON {in_chinese(kind)}，不是对象")
        )
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

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
:mod:`dwgate.events.trial`.
"""

from __future__ import annotations

from datetime import datetime

from dwgate.errors import MessageError, Problem, in_chinese
from dwgate.events import strict_json
from dwgate.events.convert import describe
from dwgate.events.strict_json import Fault
from dwgate.light import suppressed
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal


LARGEST = 2 * 1024 * 1024
"""The most bytes that are read.  Function Compute hands over 32 MB, of which Python's values could fill two gigabytes.

EventBridge takes 256 KB for one message and 1 MB for a list of them, and MaxCompute runs no statement above 2 MB.
"""
MOST_MESSAGES = 1000
"""The most messages in a list: all share the time of one invocation.  EventBridge takes 16 at once.

Source: https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits
"""
MARK = "dwgate"
_BYTE_ORDER_MARK = "\ufeff"
_LONGEST_NAME = 256


class RawMessage(Value):
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
    document, has_faults = read_payload(payload)
    if not isinstance(document, list):
        return (_open(document, has_faults=has_faults),)
    if not document:
        raise MessageError(Problem("the message is an empty list", "消息是空列表"))
    if len(document) > MOST_MESSAGES:
        many = len(document)
        problem = Problem(
            f"a list of {many} messages came, and at most {MOST_MESSAGES} are read at once",
            f"收到 {many} 条消息的列表，一次最多读取 {MOST_MESSAGES} 条",
        )
        raise MessageError(problem)
    return tuple(_open_element(element, has_faults=has_faults) for element in document)


def read_payload(payload: bytes) -> tuple[Any, bool]:
    """Read JSON of one message or of several; where it has faults, what can be salvaged, and that it has them.

    Raises MessageError where nothing can be read.
    """
    if len(payload) > LARGEST:
        problem = Problem(
            f"the message has {len(payload)} bytes, and at most {LARGEST} are read",
            f"消息有 {len(payload)} 字节，最多读取 {LARGEST} 字节",
        )
        raise MessageError(problem)
    try:
        return read_text(payload.decode())
    except UnicodeDecodeError as error:
        place = error.start
        problem = Problem(
            f"the message is not UTF-8: byte {place} starts no character",
            f"消息不是 UTF-8：第 {place} 字节不是字符的开头",
        )
    raise MessageError(problem)


def read_text(text: str) -> tuple[Any, bool]:
    """Read as read_payload does, from a text, such as an element of a list may be."""
    text = text.removeprefix(_BYTE_ORDER_MARK)
    if not text or text.isspace():
        raise MessageError(Problem("the message is empty", "消息为空"))
    try:
        return strict_json.read(text), False
    except Fault as fault:
        if fault.is_json:
            with suppressed(Fault):  # there may be another behind it
                return strict_json.salvage(text), True
        raise MessageError(_of_message(fault)) from None


def short_text(value: Any) -> str | None:
    """Give an identifier as text of bounded length, or None where there is none."""
    if isinstance(value, str) and value.isascii():
        return value[:_LONGEST_NAME] or None
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    if isinstance(value, int) and value.bit_length() > 64:  # noqa: PLR2004 - no identifier is longer than a machine word
        return None
    return str(value)[:_LONGEST_NAME].encode(errors="replace").decode()


def _of_message(fault: Fault) -> Problem:
    return Problem(f"the message {fault.problem}", f"消息{in_chinese(fault.problem)}")


def _open_element(element: Any, *, has_faults: bool) -> RawMessage | MessageError:
    try:
        if isinstance(element, str):
            element, has_faults = read_text(element)
        return _open(element, has_faults=has_faults)
    except MessageError as error:
        return error


def _open(document: Any, *, has_faults: bool) -> RawMessage:
    fault = strict_json.fault_in(document) if has_faults else None
    if fault:
        raise _refused(document, _of_message(fault))
    if not isinstance(document, dict):
        kind = describe(document)
        raise MessageError(
            Problem(f"the message is a JSON {kind}, not an object", f"消息是 JSON {in_chinese(kind)}，不是对象")
        )
    if "messageBody" in document:
        return _function_compute(document)
    if "data" in document:
        return _eventbridge(document)
    problem = Problem(
        "the message has neither messageBody (Function Compute) nor data (EventBridge)",
        "消息既没有 messageBody（函数计算），也没有 data（EventBridge）",
    )
    raise _refused(document, problem)


def _refused(document: Any, problem: Problem) -> MessageError:
    """Refuse a message with what else it tells of itself: somebody waits for the answer."""
    if not isinstance(document, dict):
        return MessageError(problem)
    is_request = "messageBody" in document
    by_envelope = [("id", "type"), ("messageId", "eventType")]
    keys = by_envelope[::-1] if is_request else by_envelope
    names = [found for _, key in keys if (found := short_text(document.get(key)))]
    body = document.get("messageBody" if is_request else "data")
    return MessageError(
        problem,
        message_id=next((found for key, _ in keys if (found := short_text(document.get(key)))), None),
        names=(*names[:1], *(_names(body.get("eventCode")) if isinstance(body, dict) else ())),
        is_eventbridge=not is_request and ("data" in document or "type" in document),
        is_trial=_is_trial(document),
    )


def _function_compute(document: dict[str, Any]) -> RawMessage:
    body = _body("messageBody", document)
    return RawMessage(
        envelope="function-compute",
        message_id=short_text(document.get("messageId")),
        names=(*_names(document.get("eventType")), *_names(body.get("eventCode"))),
        body=body,
        account=None,
        published=None,
        is_trial=_is_trial(document),
    )


def _eventbridge(document: dict[str, Any]) -> RawMessage:
    body = _body("data", document)
    return RawMessage(
        envelope="eventbridge",
        message_id=short_text(document.get("id")),
        names=(*_names(document.get("type")), *_names(body.get("eventCode"))),
        body=body,
        account=short_text(document.get("aliyunaccountid")),
        published=_publish_time(document.get("aliyunpublishtime")) or _publish_time(document.get("time")),
        is_trial=_is_trial(document),
    )


def _is_trial(document: dict[str, Any]) -> bool:
    mark = document.get(MARK)
    return isinstance(mark, dict) and mark.get("trial") is True


def _names(spelling: Any) -> tuple[str, ...]:
    name = short_text(spelling)
    return (name,) if name else ()


def _body(name: str, document: dict[str, Any]) -> dict[str, Any]:
    body = document[name]
    if isinstance(body, str):
        try:
            body = strict_json.read(body)
        except Fault as fault:
            problem = Problem(f"{name} is a string that {fault.problem}", f"{name} 的文本{in_chinese(fault.problem)}")
            raise _refused(document, problem) from None
    if not isinstance(body, dict):
        kind = describe(body)
        problem = Problem(f"{name} is a JSON {kind}, not an object", f"{name} 是 JSON {in_chinese(kind)}，不是对象")
        raise _refused(document, problem)
    return body


def _publish_time(value: Any) -> datetime | None:
    """Read ``2020-11-19T21:04:42.179PRC`` or ``2023-12-11T02:10:00.194Z``: both are documented samples."""
    if not isinstance(value, str):
        return None
    try:
        published = datetime.fromisoformat(value.replace("PRC", "+08:00"))
    except ValueError:
        return None
    return published if published.tzinfo else None

"""One message as a value: who did what where, with the body's fields in their documented types."""

from __future__ import annotations

from dwgate.errors import MessageError, Problem
from dwgate.events import catalogue
from dwgate.events.convert import Unreadable, attempt, clean, convert, describe, from_embedded_json
from dwgate.events.envelope import RawMessage, open_envelopes, short_text
from dwgate.light import Pattern, remembered
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from typing import Any, Literal

    from dwgate.events.catalogue import EventType, Field
    from dwgate.events.convert import FieldValue

_EVENT_NAME = Pattern(r"[A-Za-z][A-Za-z0-9:._-]{0,63}")


class Spellings(Value):
    """The fields in which DataWorks names the tenant, the workspace and the operator, the one to trust first.

    The defaults are every documented spelling.  The asset points publish none: where they use another, a setting adds
    it here.
    """

    tenant: tuple[str, ...] = ("tenantId", "process.approvalContent.tenantId")
    workspace: tuple[str, ...] = ("projectId", "appId", "queryDwProjectId", "workspaceId")
    operator: tuple[str, ...] = ("operator", "operatorUid", "process.applicant", "createUser", "operatorBaseId")


DOCUMENTED_SPELLINGS = Spellings()


class Event(Value):
    """One message of DataWorks.

    ``values`` holds the body's fields by name; a field of an object goes by its dotted path, ``setting.timeZone``.
    ``present`` names every field that came with a value, readable or not, and ``tenant``, ``workspace`` and
    ``operator`` where they are known.
    ``unreadable`` says of each field that could not be converted what is wrong with it, without quoting it.
    ``unknown`` gives the JSON type of each field that is not documented; at an open point, of every field by its path.
    ``is_trial`` says that the envelope is marked as a trial: DataWorks is neither asked about it nor told of it.
    """

    message_id: str | None
    point: str
    tenant: str | None
    workspace: str | None
    operator: str | None
    values: Mapping[str, FieldValue]
    present: tuple[str, ...]
    unreadable: Mapping[str, str]
    unknown: Mapping[str, str]
    envelope: Literal["function-compute", "eventbridge"]
    account: str | None
    published: datetime | None
    is_trial: bool = False

    @property
    def is_eventbridge(self) -> bool:
        """Whether EventBridge brought the message, so that nobody reads what the invocation returns."""
        return self.envelope == "eventbridge"

    @property
    def is_report(self) -> bool:
        """Whether DataWorks only reports what happened, and waits for no answer."""
        return self.is_eventbridge and not catalogue.is_extension_point(self.point)


def parse(
    payload: bytes, served: Collection[str], spellings: Spellings = DOCUMENTED_SPELLINGS
) -> tuple[Event | MessageError, ...]:
    """Read what DataWorks sent into events, one for each message in it.

    ``served`` are the codes of the points that the function serves.  A message which is unreadable, or of another
    point, takes its place as an error, so that one bad message among good ones does not cost the others their answer.

    Raises MessageError where there is no message at all.
    """
    try:
        raw_messages = open_envelopes(payload)
    except MessageError as error:
        raise _located(error) from None
    return tuple([_event_or_error(raw, served, spellings) for raw in raw_messages])


def _event_or_error(
    raw: RawMessage | MessageError, served: Collection[str], spellings: Spellings
) -> Event | MessageError:
    if isinstance(raw, MessageError):
        return _located(raw)
    try:
        return _event(raw, _point(raw, served), spellings)
    except MessageError as error:
        return error


def _located(error: MessageError) -> MessageError:
    """Say of a message that cannot be read which event it is of, where its envelope tells: somebody waits for it."""
    error.point = _code(error.names)
    return error


def _code(names: tuple[str, ...]) -> str | None:
    """Find the documented event that goes by one of these names, the first to be trusted first."""
    spelled = catalogue.codes_by_spelling()
    for name in names:
        code = spelled.get(name.casefold())
        if code is not None:
            return code
    return None


def _point(raw: RawMessage, served: Collection[str]) -> EventType:
    """Find which of the served points the message is of; an unpublished one takes what no documented one claims.

    EventBridge brings events too which are no extension points: any function takes them, and none answers them.
    """
    code = _code(raw.names)
    if code is not None and (
        code in served or (raw.envelope == "eventbridge" and not catalogue.is_extension_point(code))
    ):
        return catalogue.find(code)
    open_points = [served_code for served_code in served if not catalogue.find(served_code).is_documented]
    if code is None and len(open_points) == 1:
        return catalogue.find(open_points[0])
    named = code or next((name for name in raw.names if _EVENT_NAME().fullmatch(name)), None)
    serves = ", ".join(sorted(served))
    problem = Problem(
        f"{f'the message is of {named}' if named else 'the message names no event'}; this function serves {serves}",
        f"{f'消息属于 {named}' if named else '消息没有说明事件'}；此函数服务于 {serves}",
    )
    raise _refused(raw, problem, code)


def _refused(raw: RawMessage, problem: Problem, point: str | None) -> MessageError:
    return MessageError(
        problem,
        message_id=raw.message_id,
        point=point,
        names=raw.names,
        is_eventbridge=raw.envelope == "eventbridge",
        is_trial=raw.is_trial,
    )


def _fields(raw: RawMessage, point: EventType) -> tuple[dict[str, FieldValue | Unreadable | None], dict[str, str]]:
    """Read the fields of a body, and give the types of those that are not documented."""
    if not point.is_open:
        return _read(point.fields, raw.body), _undocumented(point.code, raw.body)
    from dwgate.events import open_fields  # noqa: PLC0415 - only two points have fields that are not published

    try:
        return open_fields.read(raw.body), open_fields.types(raw.body)
    except open_fields.TooManyFields as error:
        raise _refused(raw, error.problem, point.code) from None


def _event(raw: RawMessage, point: EventType, spellings: Spellings) -> Event:
    values: dict[str, FieldValue] = {}
    unreadable: dict[str, str] = {}
    read, unknown = _fields(raw, point)
    for path, value in read.items():
        if isinstance(value, Unreadable):
            unreadable[path] = value.problem
        elif value is not None:
            values[path] = value
    names = {
        "tenant": _first(spellings.tenant, values, unreadable, raw.body),
        "workspace": _first(spellings.workspace, values, unreadable, raw.body),
        "operator": _first(spellings.operator, values, unreadable, raw.body),
    }
    return Event(
        message_id=raw.message_id,
        point=point.code,
        **names,
        values=values,
        present=tuple(dict.fromkeys([*read, *[name for name, value in names.items() if value is not None]])),
        unreadable=unreadable,
        unknown=unknown,
        envelope=raw.envelope,
        account=raw.account,
        published=raw.published,
        is_trial=raw.is_trial,
    )


def _read(
    fields: tuple[Field, ...], body: dict[str, Any], prefix: str = ""
) -> dict[str, FieldValue | Unreadable | None]:
    """Give the value of each documented field that came, by its path; of an object None, and its fields after it."""
    found: dict[str, FieldValue | Unreadable | None] = {}
    for field in fields:
        value = body.get(field.name)
        if value is None:
            continue
        path = prefix + field.name
        opened = attempt(from_embedded_json, value) if field.fields and field.type == "Object" else None
        if isinstance(opened, dict):
            found[path] = None
            found.update(_read(field.fields, opened, f"{path}."))
            continue
        try:
            found[path] = convert(field, value)
        except Unreadable as unreadable:  # and so is all that it should hold: it came, and nobody knows what it is
            found |= dict.fromkeys([path, *catalogue.paths_below(field, path)], unreadable)
    return found


def _undocumented(code: str, body: dict[str, Any]) -> dict[str, str]:
    known = _documented(code)
    if body.keys() <= known:
        return {}
    return {name: describe(value) for name, value in body.items() if name not in known}


@remembered()
def _documented(code: str) -> frozenset[str]:
    return frozenset(field.name for field in catalogue.fields_of(code))


def _first(
    spellings: tuple[str, ...], values: Mapping[str, FieldValue], unreadable: Mapping[str, str], body: dict[str, Any]
) -> str | None:
    """Give what the first spelling that came says; None where it cannot be read: the next may name somebody else."""
    for name in spellings:
        if name in unreadable:
            return None
        came: Any = values.get(name)
        if came is None and "." not in name:
            came = body.get(name)
            if isinstance(came, str) and isinstance(attempt(clean, came), Unreadable):
                return None
        if came is not None and came != "":
            return short_text(came)
    return None

"""The control plane of the server: what a test does with a ``DataWorks``, over HTTP and in JSON.

=======  =============================  ==================================================================
POST     ``/_dwgate/messages``          ask: the body is the message; ``?point=`` names the point of an asset
GET      ``/_dwgate/messages/<id>``     the state of a message, and the results
POST     ``/_dwgate/returned``          the body is what a function returned, ``?message=<id>&extension=<code>``
POST     ``/_dwgate/faults``            ``{"fault": "Throttled", "times": 2, "action": …, "retry_after": 100}``
GET      ``/_dwgate/calls``             every request that arrived
=======  =============================  ==================================================================

It is not signed: the server listens on this machine alone.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dwgate.errors import MessageError
from dwgate.testing.faults import fault_of
from dwgate.testing.wire import Response

if TYPE_CHECKING:
    from dwgate.testing.checks import Message
    from dwgate.testing.dataworks import DataWorks
    from dwgate.testing.wire import Request

PREFIX = "/_dwgate/"


def answer(dataworks: DataWorks, request: Request) -> Response:
    """Answer one request to the control plane; what is wrong with it is said under ``error``."""
    resource, _, identity = request.path.removeprefix(PREFIX).partition("/")
    try:
        match request.method, resource, unquote(identity):
            case "POST", "messages", "":
                return _json(201, _message(dataworks.ask(request.body, point=request.in_query.get("point"))))
            case "GET", "messages", message_id if message_id:
                return _json(200, _message(dataworks.message(message_id)))
            case "POST", "returned", "":
                return _json(200, _message(_returned(dataworks, request)))
            case "POST", "faults", "":
                return _json(201, _fail(dataworks, request.body))
            case "GET", "calls", "":
                return _json(200, [dataclasses.asdict(call) for call in dataworks.calls])
    except (MessageError, ValueError) as error:
        return _json(400, {"error": str(error)})
    except KeyError as error:
        return _json(404, {"error": f"there is no message {error.args[0]}"})
    return _json(404, {"error": f"there is no {request.method} {request.path}"})


def _returned(dataworks: DataWorks, request: Request) -> Message:
    message_id = request.in_query.get("message", "")
    dataworks.returned(message_id, request.in_query.get("extension", ""), request.body)
    return dataworks.message(message_id)


def _fail(dataworks: DataWorks, body: bytes) -> dict[str, Any]:
    settings: dict[str, Any]
    match json.loads(body):
        case {"fault": str(name), **settings}:  # type: ignore[misc] # JSON names its members by strings
            times, action = settings.pop("times", 1), settings.pop("action", None)
            dataworks.fail(fault_of(name, settings), times=times, action=action)
        case _:
            raise ValueError('a fault is an object with its name under "fault"')
    return {"unused": len(dataworks.unused_faults)}


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "point": message.point,
        "workspace": message.workspace,
        "asked": message.asked,
        "state": message.state,
        "results": {code: dataclasses.asdict(result) for code, result in message.results.items()},
    }


def _json(status: int, document: Any) -> Response:
    return Response(status, json.dumps(document, ensure_ascii=False).encode())

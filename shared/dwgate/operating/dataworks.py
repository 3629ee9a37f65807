"""DataWorks as the desk calls it: dwgate's own client, with the keys of whoever runs the command.

An answer is waited for a little longer than a function would, and a failed call is tried again only within that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from dwgate.openapi.client import Client
from dwgate.openapi.endpoint import Timeouts, regional
from dwgate.openapi.transport import Transport
from dwgate.operating.trouble import DATAWORKS, Trouble, diagnose
from dwgate.operating.unanswered import unanswered
from dwgate.runtime.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.errors import CallError
    from dwgate.openapi.endpoint import Credentials, Endpoint
    from dwgate.openapi.operations import Operation

TIMEOUTS = Timeouts(connect=5.0, read=10.0)
SECONDS = 12.0
"""For one call with all its attempts."""


class DataWorks:
    """Calls DataWorks in one region, from anywhere but a VPC."""

    def __init__(self, credentials: Credentials, region: str) -> None:
        """Set the client up."""
        endpoint = _endpoint(region)
        transport = Transport(endpoint, credentials, endpoint.proxy_in(os.environ))
        self._client = Client(transport.send, TIMEOUTS)

    def call(self, operation: Operation, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        """Call an operation and give the body of the answer; CallError where there is none, or a no."""
        return self._client.call(operation, parameters, Deadline.after(SECONDS, margin=0)).body


def trouble_of(error: CallError, region: str) -> Trouble:
    """Say what an error of a call in the region means."""
    found = diagnose(DATAWORKS, code=error.code, request_id=error.request_id)
    return unanswered(DATAWORKS, error, _endpoint(region)) if found.kind == "no-answer" else found


def _endpoint(region: str) -> Endpoint:
    return regional(region, in_vpc=False)

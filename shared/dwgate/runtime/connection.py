"""The connection to DataWorks's OpenAPI: the client for the keys and the endpoint that the environment gives now.

Function Compute puts keys of the function's role into the environment and renews them before they expire, after at most
36 hours.  So they are read at every call, and the client is built anew when they, or the endpoint, have changed.
"""

from __future__ import annotations

import os
import threading

from dwgate.errors import CallUnavailable, Problem
from dwgate.facts.dataworks import DataWorksFacts, OptionCache
from dwgate.openapi.client import Client, Reply
from dwgate.openapi.endpoint import Credentials, Endpoint, regional
from dwgate.openapi.transport import Transport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dwgate.events.event import Event
    from dwgate.openapi.endpoint import Timeouts
    from dwgate.openapi.operations import Operation
    from dwgate.runtime.deadline import Deadline
    from dwgate.runtime.settings import Settings

KEY_VARIABLES = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN")

_NO_KEYS = Problem(
    "there are no keys to call DataWorks with: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET"
    " are not set; on Function Compute, give the function a role",
    "没有调用 DataWorks 的密钥：未设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET；"
    "在函数计算上，请为函数配置角色",
)
_NO_REGION = Problem(
    "it is not known where DataWorks is: FC_REGION is not set, and DWGATE_ENDPOINT names no host",
    "不知道 DataWorks 的地址：未设置 FC_REGION，DWGATE_ENDPOINT 也没有给出主机",
)


class Connection:
    """Calls operations of DataWorks; one for each instance of a function, shared by its threads."""

    def __init__(self) -> None:
        """Build nothing yet: what sends takes its time to load, and most messages of most functions need none."""
        self._lock = threading.Lock()
        self._built_for: tuple[Endpoint, Credentials, str | None] | None = None
        self._transport: Transport | None = None
        self._options = OptionCache()

    def call(
        self, operation: Operation, parameters: Mapping[str, str], settings: Settings, deadline: Deadline
    ) -> Reply:
        """Call an operation, as :meth:`dwgate.openapi.client.Client.call`."""
        endpoint, credentials = endpoint_of(settings, os.environ), credentials_of(os.environ)
        proxy = endpoint.proxy_in(os.environ)

        def send(operation: Operation, parameters: Mapping[str, str], timeouts: Timeouts) -> dict[str, Any]:
            return self._transport_to(endpoint, credentials, proxy).send(operation, parameters, timeouts)

        return Client(send, settings.timeouts).call(operation, parameters, deadline)

    def facts_of(self, event: Event, settings: Settings, deadline: Deadline) -> DataWorksFacts:
        """Give what answers the rules that ask about a message."""
        return DataWorksFacts(
            event,
            lambda operation, parameters: self.call(operation, parameters, settings, deadline),
            extension_code=settings.extension_code(event.point),
            cache=self._options,
            options_kept=settings.options_kept,
        )

    def _transport_to(self, endpoint: Endpoint, credentials: Credentials, proxy: str | None) -> Transport:
        wanted = endpoint, credentials, proxy
        with self._lock:
            if self._transport is None or self._built_for != wanted:
                self._transport = Transport(*wanted)
                self._built_for = wanted
            return self._transport


def credentials_of(environment: Mapping[str, str]) -> Credentials:
    """Read the keys; CallUnavailable where there are none."""
    key_id, secret, token = (environment.get(name, "").strip() for name in KEY_VARIABLES)
    if not key_id or not secret:
        raise CallUnavailable(_NO_KEYS, is_transient=False, attempts=0)
    return Credentials(key_id, secret, token or None)


def endpoint_of(settings: Settings, environment: Mapping[str, str]) -> Endpoint:
    """Give the endpoint: the host that a setting names, or the region's; CallUnavailable where neither is known."""
    if isinstance(settings.endpoint, Endpoint):
        return settings.endpoint
    region = environment.get("FC_REGION", "").strip()
    if not region:
        raise CallUnavailable(_NO_REGION, is_transient=False, attempts=0)
    return regional(region, in_vpc=settings.endpoint == "vpc")

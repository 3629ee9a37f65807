"""The proxy through which a call goes, where the environment names one."""

from __future__ import annotations

import base64
from urllib.parse import unquote, urlsplit

from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_PORT = 80


class ProxyError(OSError):
    """The proxy was not reached, did not connect to the host, or is none that can be spoken to."""


class Proxy(Value):
    """A proxy that is spoken to in clear; ``headers`` say to it who calls, and nothing where it does not ask."""

    host: str
    port: int
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        """Show where it is, and no password."""
        return f"Proxy({self.host}:{self.port})"


def proxy_at(address: str) -> Proxy:
    """Read ``http://user:password@host:port``, of which a host is enough; ProxyError for any other kind of proxy."""
    parts = urlsplit(address if "://" in address else f"http://{address}")
    try:
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, _PORT
    if parts.scheme != "http" or not host:
        raise ProxyError("a proxy is named as http://host:port")
    headers = {}
    if parts.username is not None:
        proof = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        headers["proxy-authorization"] = f"Basic {base64.b64encode(proof).decode()}"
    return Proxy(host, port, headers)

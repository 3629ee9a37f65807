"""Connections to the host of DataWorks's OpenAPI: opened, kept between calls, and shared by the threads of an instance.

They are those of ``http.client``, which the standard library keeps, and which is loaded in a third of the time of what
stands on it.  What it leaves open is here: whose certificates are believed, how long what is waited for, whether a
connection that was kept still holds, and a proxy.
A redirection is not followed: what is sent holds keys, and is for one host.
"""

from __future__ import annotations

import http.client
import select
import ssl
from importlib.util import find_spec

from dwgate.errors import CallUnavailable, Problem
from dwgate.openapi.proxies import Proxy, ProxyError, proxy_at
from dwgate.openapi.signing import METHOD
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.openapi.endpoint import Endpoint, Timeouts
    from dwgate.openapi.signing import Request

MOST_KEPT = 40
"""The connections that are kept while nobody uses them."""

_NOT_INSTALLED = Problem(
    "certifi, which holds the certificates that DataWorks is known by, is not installed beside the function; where"
    " function.yaml says calls_back: true, dwgate build ships it",
    "函数旁没有安装 certifi，其中包含用于识别 DataWorks 的证书；"
    "在 function.yaml 中写 calls_back: true 后，dwgate build 会将其打包",
)


class Answer(Value):
    """What came back; ``headers`` go by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connections:
    """The connections to one endpoint, straight or through the proxy at an address."""

    def __init__(self, endpoint: Endpoint, proxy: str | None = None) -> None:
        """Open none yet; CallUnavailable where there are no certificates to believe."""
        self._kept: list[http.client.HTTPConnection] = []
        self._context: ssl.SSLContext | None = None
        self._certificates = certificates()
        self._proxy = proxy
        self.endpoint = endpoint

    def __del__(self) -> None:
        """Close what is kept: with other keys, calls go by other connections."""
        for connection in self._kept:
            connection.close()

    def exchange(self, request: Request, timeouts: Timeouts) -> Answer:
        """Send a request and give its answer, whatever that says; OSError or HTTPException where none comes."""
        proxy = proxy_at(self._proxy) if self._proxy else None
        target, headers = request.target, request.headers
        if proxy and self.endpoint.protocol == "http":  # which the proxy reads, and passes on
            target, headers = f"http://{self.endpoint.host}{target}", {**headers, **proxy.headers}
        connection = self._take() or self._open(proxy, timeouts.connect)
        try:
            connection.sock.settimeout(timeouts.read)
            connection.request(METHOD, target, request.body, headers)
            answer = _answer(connection.getresponse())
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return answer

    def _take(self) -> http.client.HTTPConnection | None:
        """Take a connection that was kept and still holds, or None."""
        while True:
            try:
                connection = self._kept.pop()
            except IndexError:  # asked for rather than looked at: threads take from one list
                return None
            if not _is_over(connection):
                return connection
            connection.close()

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        """Keep a connection for another call, unless the answer has ended it or there are enough."""
        if connection.sock is not None and len(self._kept) < MOST_KEPT:
            self._kept.append(connection)
        else:
            connection.close()

    def _open(self, proxy: Proxy | None, seconds: float) -> http.client.HTTPConnection:
        """Open a connection, each step of which may take so many seconds; ProxyError where the proxy fails."""
        connection = self._new(proxy, seconds)
        try:
            connection.connect()
        except BaseException as error:
            connection.close()
            if proxy and isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
                raise ProxyError("the proxy did not connect") from error
            raise
        return connection

    def _new(self, proxy: Proxy | None, seconds: float) -> http.client.HTTPConnection:
        host, port = (proxy.host, proxy.port) if proxy else (self.endpoint.host, None)
        if self.endpoint.protocol == "http":
            return http.client.HTTPConnection(host, port, timeout=seconds)
        connection = http.client.HTTPSConnection(host, port, timeout=seconds, context=self._trust())
        if proxy:
            connection.set_tunnel(self.endpoint.host, headers=dict(proxy.headers))
        return connection

    def _trust(self) -> ssl.SSLContext:
        """Believe what this system believes, ``SSL_CERT_FILE`` included, and what certifi lists."""
        if self._context is None:  # two threads may make one each
            context = ssl.create_default_context()
            context.load_verify_locations(self._certificates)
            self._context = context
        return self._context


def certificates() -> str:
    """Find certifi's file; CallUnavailable where it is not installed.

    certifi itself would be asked for it by an import that takes as long as that of ``http.client``.
    """
    found = find_spec("certifi")
    if found is None or not found.submodule_search_locations:
        raise CallUnavailable(_NOT_INSTALLED, is_transient=False)
    return f"{found.submodule_search_locations[0]}/cacert.pem"


def _answer(response: http.client.HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


def _is_over(connection: http.client.HTTPConnection) -> bool:
    """Whether the other side has ended a connection: where nothing was asked, all that can be read is its end."""
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))

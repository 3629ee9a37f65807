"""Servers on this machine that a connection is tried on: one that answers, one by TLS, and a proxy."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

BODY = b'{"RequestId": "r-1", "Success": "true"}'
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2900, 1, 1, tzinfo=UTC)


@dataclass
class Served:
    """A server: its port, the request lines and the headers that came, and how many connections there were.

    ``ends`` says that each answer ends its connection.
    """

    port: int = 0
    ends: bool = False
    connections: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    sockets: list[socket.socket] = field(default_factory=list)

    def hang_up(self) -> None:
        """End every connection, as a server does with those that were idle for long."""
        for one in self.sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Served]:
    """Answer each POST by a yes, and pass each CONNECT on to whom it names."""
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            served.connections += 1
            served.sockets.append(self.request)
            super().setup()

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.requests.append((self.requestline, headers, self.rfile.read(length)))
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.send_header("X-Acs-Request-Id", "r-1")
            if served.ends:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(BODY)

        def do_CONNECT(self) -> None:
            served.requests.append((self.requestline, {n.lower(): v for n, v in self.headers.items()}, b""))
            if served.ends:
                self.send_error(407)
                return
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port))) as there:
                self.send_response(200)
                self.end_headers()
                back = threading.Thread(target=pour, args=(there, self.connection))
                back.start()
                pour(self.connection, there)
                back.join()
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.hang_up()
        server.shutdown()
        server.server_close()
        thread.join()


def pour(source: socket.socket, target: socket.socket) -> None:
    """Send on what comes, until it ends."""
    with contextlib.suppress(OSError):
        while some := source.recv(2**16):
            target.sendall(some)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@cache
def authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Make an authority of our own, which nobody else believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _certificate("authority", key, key, "authority", is_authority=True)


def certified(folder: Path, address: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """Give what a server of that address shows, certified by the authority, and the file of the authority."""
    signer, certificate = authority()
    key = ec.generate_private_key(ec.SECP256R1())
    shown = _certificate("server", key, signer, "authority", address=address)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + shown.public_bytes(Encoding.PEM))
    (folder / "authority.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context, folder / "authority.pem"


def _certificate(  # noqa: PLR0913 - what a certificate says
    name: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: str,
    *,
    is_authority: bool = False,
    address: str | None = None,
) -> x509.Certificate:
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
    builder = x509.CertificateBuilder(
        subject_name=names[0],
        issuer_name=names[1],
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=FIRST,
        not_valid_after=LAST,
    ).add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    if address:
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        builder = builder.add_extension(alternative, critical=False)
    return builder.sign(signer, hashes.SHA256())

"""Where DataWorks's OpenAPI is, and with which keys it is called: values that a client is built from."""

from __future__ import annotations

from dwgate.light import Pattern
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = Pattern(rf"(?:(https?)://)?({_LABEL}(?:[.]{_LABEL})*)(?::([1-9][0-9]{{0,4}}))?/?")
_THIS_MACHINE = {"localhost", "127.0.0.1"}
_HIGHEST_PORT = 65535


class Credentials(Value):
    """The keys of a RAM role or user; nothing of them is shown when the value is."""

    access_key_id: str
    access_key_secret: str
    security_token: str | None = None

    def __repr__(self) -> str:
        """Show nothing."""
        return "Credentials()"


class Endpoint(Value):
    """A host, with its port where it is not the usual one; ``http`` is for a stub on this machine."""

    host: str
    protocol: str = "https"

    @property
    def is_of_this_machine(self) -> bool:
        """Whether nothing that is sent there leaves this machine."""
        return self.host.partition(":")[0] in _THIS_MACHINE

    @property
    def is_in_clear(self) -> bool:
        """Whether others could read on the way what is sent there."""
        return self.protocol == "http" and not self.is_of_this_machine

    def proxy_in(self, environment: Mapping[str, str]) -> str | None:
        """Give the address of the proxy that the environment names for the protocol, in large letters or in small.

        That is how the vendor's clients read it: ``NO_PROXY`` changes nothing, this machine included.
        """
        name = f"{self.protocol}_proxy"
        return environment.get(name.upper()) or environment.get(name) or None


class Timeouts(Value):
    """How long one attempt may take to connect, and to wait for the answer, in seconds."""

    connect: float = 1.0
    read: float = 3.0


def regional(region: str, *, in_vpc: bool) -> Endpoint:
    """Give the endpoint of a region, for callers in a VPC of it or anywhere else."""
    return Endpoint(f"dataworks-vpc.{region}.aliyuncs.com" if in_vpc else f"dataworks.{region}.aliyuncs.com")


def named(text: str) -> Endpoint | None:
    """Give the endpoint that a text names: ``host``, ``host:port``, either after ``https://`` or ``http://``, or None.

    A name without a dot is one only where it is this machine's or has a port: ``publc`` is a typing mistake.
    """
    found = _HOST().fullmatch(text)
    if not found:
        return None
    protocol, host, port = found.groups()
    if int(port or 1) > _HIGHEST_PORT or not ("." in host or port or host in _THIS_MACHINE):
        return None
    return Endpoint(f"{host}:{port}" if port else host, protocol or "https")

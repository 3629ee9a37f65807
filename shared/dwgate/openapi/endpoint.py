"""Where DataWorks's OpenAPI is, and with which keys it is called: values that a client is built from."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """The keys of a RAM role or user; nothing of them is shown when the value is."""

    access_key_id: str = field(repr=False)
    access_key_secret: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host, with its port where it is not the usual one; ``http`` is for a stub on this machine."""

    host: str
    protocol: str = "https"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one attempt may take to connect, and to wait for the answer, in seconds."""

    connect: float = 1.0
    read: float = 3.0


def regional(region: str, *, in_vpc: bool) -> Endpoint:
    """Give the endpoint of a region, for callers in a VPC of it or anywhere else."""
    return Endpoint(f"dataworks-vpc.{region}.aliyuncs.com" if in_vpc else f"dataworks.{region}.aliyuncs.com")

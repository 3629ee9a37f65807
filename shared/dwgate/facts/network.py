"""Networks: whether an address lies in one of them."""

from __future__ import annotations

from dwgate.facts.function import Function
from dwgate.light import remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Network, IPv6Network

_MAPPED = 96
"""The bits before the IPv4 address that is mapped into an IPv6 one."""


def is_within(address: str, networks: Sequence[str]) -> bool:
    """Whether the address lies in one of the networks; ValueError where one of them cannot be read.

    An IPv4 address that comes mapped into IPv6, ``::ffff:10.1.2.3``, is the IPv4 address, and so is a network.
    """
    from ipaddress import IPv6Address, ip_address  # noqa: PLC0415 - only policies that ask for it pay for it

    parsed = ip_address(address.strip())
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    # Every network is read before one is asked, so that a broken one is found whichever address comes.
    read = [_network(text) for text in networks]
    return any(parsed in network for network in read)


@remembered(1024)
def _network(text: str) -> IPv4Network | IPv6Network:
    from ipaddress import IPv4Network, IPv6Network, ip_network  # noqa: PLC0415 - as above

    network = ip_network(text.strip())
    if isinstance(network, IPv6Network) and network.prefixlen >= _MAPPED and network.network_address.ipv4_mapped:
        return IPv4Network((network.network_address.ipv4_mapped, network.prefixlen - _MAPPED))
    return network


def _not_a_network(text: str) -> str | None:
    try:
        _network(text)
    except ValueError:
        return "a network, such as 10.0.0.0/8"
    return None


FUNCTIONS = tuple(
    Function(
        name="ip.within",
        parameters=("string", networks),
        result="bool",
        implementation=implementation,
        meaning=meaning,
        checks={1: _not_a_network},
    )
    for networks, implementation, meaning in (
        ("list<string>", is_within, "whether an IP address lies in one of the networks, written as in 10.0.0.0/8"),
        (
            "string",
            lambda address, network: is_within(address, [network]),
            "whether an IP address lies in the network",
        ),
    )
)

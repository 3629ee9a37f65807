"""An address lies in a network or not, and what is neither is never taken for either."""

import pytest

from dwgate.facts.network import is_within

OFFICE = ["10.0.0.0/8", "192.168.1.0/24", "2001:db8::/32"]


@pytest.mark.parametrize(
    ("address", "networks", "within"),
    [
        ("10.1.2.3", OFFICE, True),
        ("192.168.1.255", OFFICE, True),
        ("192.168.2.0", OFFICE, False),
        ("11.0.0.0", OFFICE, False),
        ("2001:db8::1", OFFICE, True),
        ("2001:DB8:0:0::1", OFFICE, True),
        ("2001:db9::1", OFFICE, False),
        ("::ffff:10.1.2.3", OFFICE, True),
        ("::ffff:11.1.2.3", OFFICE, False),
        ("10.1.2.3", ["::ffff:10.0.0.0/104"], True),
        ("::ffff:10.1.2.3", ["::ffff:10.0.0.0/104"], True),
        ("11.1.2.3", ["::ffff:10.0.0.0/104"], False),
        ("11.1.2.3", ["::ffff:0:0/96"], True),
        ("::1", ["::ffff:0:0/96"], False),
        ("10.1.2.3", ["::/0"], False),
        ("10.1.2.3", ["0.0.0.0/0"], True),
        ("10.1.2.3", ["10.1.2.3"], True),
        ("10.1.2.4", ["10.1.2.3"], False),
        (" 10.1.2.3\n", [" 10.0.0.0/8 "], True),
        ("10.1.2.3", [], False),
    ],
)
def test_an_address_lies_in_a_network_or_not(address: str, networks: list[str], *, within: bool) -> None:
    """Both versions, mapped addresses and networks, blanks around, and networks of one address."""
    assert is_within(address, networks) is within


@pytest.mark.parametrize(
    "address", ["", "10.1.2", "10.1.2.256", "10.1.2.3/8", "10.1.2.3:80", "localhost", "010.1.2.3", "unknown", "12345"]
)
def test_what_is_no_address_raises(address: str) -> None:
    """An address that cannot be read is an error, not an address outside."""
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 address"):
        is_within(address, OFFICE)


@pytest.mark.parametrize("network", ["", "10.0.0.0/33", "10.0.0.0/-1", "office", "10.0.0.0-10.0.0.9"])
@pytest.mark.parametrize("address", ["10.1.2.3", "172.16.0.1"])
def test_what_is_no_network_raises_whichever_address_comes(address: str, network: str) -> None:
    """A broken network is found also where another one holds the address, in whichever order."""
    for networks in ([*OFFICE, network], [network, *OFFICE]):
        with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 network"):
            is_within(address, networks)


@pytest.mark.parametrize("network", ["10.0.0.1/8", "2001:db8::1/32", "::ffff:10.0.0.1/104"])
def test_a_network_with_host_bits_set_raises(network: str) -> None:
    """An address with a length is no network: which of the two was meant is not guessed."""
    with pytest.raises(ValueError, match="has host bits set"):
        is_within("10.1.2.3", [network])

"""A proxy is read from its address as the environment has it, and what it cannot be is an error."""

import pytest

from dwgate.openapi.endpoint import Endpoint
from dwgate.openapi.proxies import Proxy, ProxyError, proxy_at


@pytest.mark.parametrize(
    ("address", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("proxy.example", 3128, {})),
        ("http://proxy.example/", Proxy("proxy.example", 80, {})),
        ("proxy.example:3128", Proxy("proxy.example", 3128, {})),
        ("127.0.0.1", Proxy("127.0.0.1", 80, {})),
        ("HTTP://[::1]:3128", Proxy("::1", 3128, {})),
        ("http://a%20b:c%3A@h:1", Proxy("h", 1, {"proxy-authorization": "Basic YSBiOmM6"})),
    ],
)
def test_a_proxy_is_a_host_and_a_port_and_who_calls(address: str, proxy: Proxy) -> None:
    """With or without http:// before it."""
    assert proxy_at(address) == proxy


@pytest.mark.parametrize(
    "address", ["https://proxy.example", "socks5://proxy.example:1080", "http://", "http://h:x", "http://h:99999", "//"]
)
def test_no_other_proxy_is_spoken_to(address: str) -> None:
    """Rather than to go without one, which nobody asked for."""
    with pytest.raises(ProxyError, match="a proxy is named as http://host:port"):
        proxy_at(address)


def test_a_proxy_shows_no_password() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(proxy_at("http://user:canary@h:1")) == "Proxy(h:1)"


ENDPOINTS = {"https": Endpoint("dataworks.cn-shanghai.aliyuncs.com"), "http": Endpoint("127.0.0.1:9000", "http")}
BOTH = {"HTTPS_PROXY": "a", "HTTP_PROXY": "b", "NO_PROXY": "*"}


@pytest.mark.parametrize(
    ("protocol", "environment", "address"),
    [
        ("https", BOTH, "a"),
        ("http", BOTH, "b"),
        ("https", {"https_proxy": "c", "HTTPS_PROXY": ""}, "c"),
        ("https", {"https_proxy": "c", "HTTPS_PROXY": "a"}, "a"),
        ("https", {"HTTP_PROXY": "b", "ALL_PROXY": "d", "https_proxy": ""}, None),
        ("http", {}, None),
    ],
)
def test_the_environment_names_one_for_each_protocol(
    protocol: str, environment: dict[str, str], address: str | None
) -> None:
    """In large letters, or else in small ones."""
    assert ENDPOINTS[protocol].proxy_in(environment) == address

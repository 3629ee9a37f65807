"""The endpoint of a region is the one that the vendor's own client has for it."""

import importlib

import pytest

from dwgate.openapi.endpoint import Endpoint, named, regional

REGIONS = [
    *("cn-beijing", "cn-hangzhou", "cn-shanghai", "cn-zhangjiakou", "cn-shenzhen", "cn-chengdu"),
    *("us-west-1", "us-east-1", "eu-central-1", "ap-northeast-1", "cn-hongkong", "ap-southeast-1"),
]


@pytest.mark.parametrize("region", REGIONS)
def test_the_vendors_client_calls_the_same_host(region: str) -> None:
    """In every region that has extensions."""
    config = importlib.import_module("alibabacloud_tea_openapi.utils_models").Config(
        access_key_id="key-id",
        access_key_secret="key-secret",  # noqa: S106 - a test's own
        region_id=region,
    )
    client = importlib.import_module("alibabacloud_dataworks_public20200518.client").Client(config)
    assert regional(region, in_vpc=False) == Endpoint(client._endpoint, "https")


def test_a_vpc_has_its_own_host() -> None:
    """Which is reached without the internet."""
    assert regional("cn-shanghai", in_vpc=True) == Endpoint("dataworks-vpc.cn-shanghai.aliyuncs.com")


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("gateway.example.com", Endpoint("gateway.example.com")),
        ("https://gateway.example.com:8443/", Endpoint("gateway.example.com:8443")),
        ("http://127.0.0.1:9000", Endpoint("127.0.0.1:9000", "http")),
        ("publc", None),
        ("example.com:0", None),
        ("example.com/api", None),
        ("", None),
    ],
)
def test_a_text_names_an_endpoint_or_none(text: str, endpoint: Endpoint | None) -> None:
    """A host, its port, and how it is reached."""
    assert named(text) == endpoint


@pytest.mark.parametrize(
    ("endpoint", "is_of_this_machine", "is_in_clear"),
    [
        (Endpoint("localhost"), True, False),
        (Endpoint("127.0.0.1:9000", "http"), True, False),
        (Endpoint("example.com", "http"), False, True),
        (Endpoint("example.com"), False, False),
    ],
)
def test_http_is_for_this_machine(endpoint: Endpoint, *, is_of_this_machine: bool, is_in_clear: bool) -> None:
    """Anywhere else it would be read on the way."""
    assert (endpoint.is_of_this_machine, endpoint.is_in_clear) == (is_of_this_machine, is_in_clear)

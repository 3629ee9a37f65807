"""What tests of the stub share: the vendor's own SDK as its client, which is the proof that it speaks as DataWorks."""

import importlib
import re
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.testing import Credentials, DataWorks, fixtures
from testing import limits

ENDPOINT = "dataworks.cn-shanghai.aliyuncs.com"
PATIENCE = 2000

dataworks = fixtures.dataworks
limited = limits.limited


class Sdk:
    """The vendor's SDK of one caller: an operation by its name, parameters by theirs."""

    PACKAGE = "alibabacloud_dataworks_public20200518"

    def __init__(self, credentials: Credentials, *, endpoint: str = ENDPOINT, protocol: str = "HTTPS") -> None:
        config = importlib.import_module("alibabacloud_tea_openapi.utils_models").Config(
            access_key_id=credentials.access_key_id,
            access_key_secret=credentials.access_key_secret,
            security_token=credentials.security_token,
            endpoint=endpoint,
            protocol=protocol,
        )
        self.client = importlib.import_module(f"{self.PACKAGE}.client").Client(config)
        self.models = importlib.import_module(f"{self.PACKAGE}.models")

    def __call__(self, action: str, *, read_timeout: int = PATIENCE, **parameters: Any) -> dict[str, Any]:
        """Call an operation, and give the body of its response; ``read_timeout`` in milliseconds."""
        request = getattr(self.models, f"{action}Request")().from_map(parameters)
        method = re.sub("(?<=[a-z])(?=[A-Z])", "_", action).lower() + "_with_options"
        options = importlib.import_module("darabonba.runtime").RuntimeOptions(read_timeout=read_timeout)
        body: dict[str, Any] = getattr(self.client, method)(request, options).body.to_map()
        return body

    def refusal(self, action: str, **parameters: Any) -> tuple[int, str]:
        """Call an operation that must be refused, and give the status and the code."""
        error = importlib.import_module("alibabacloud_tea_openapi.exceptions").AlibabaCloudException
        with pytest.raises(error) as refused:
            self(action, **parameters)
        return refused.value.status_code, refused.value.code

    def breakdown(self, action: str, **parameters: Any) -> str:
        """Call an operation that gets no answer, or none that can be read, and give what the SDK says of it."""
        error = importlib.import_module("darabonba.exceptions").UnretryableException
        with pytest.raises(error) as broken:
            self(action, **parameters)
        assert broken.value.code is None
        return str(broken.value)


@pytest.fixture(scope="session")
def sdk() -> type[Sdk]:
    """Give the SDK, whose import takes a second and warns of itself."""
    importlib.import_module(f"{Sdk.PACKAGE}.client")
    return Sdk


@pytest.fixture
def call(sdk: type[Sdk], dataworks: DataWorks) -> Sdk:
    """Give the SDK of a caller who has the key of ``dataworks``."""
    return sdk(dataworks.credentials)


@pytest.fixture
def download(sample: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Give the documented message of a download, as EventBridge hands it over."""
    return sample("download-resources")

"""What the tests of the deployment share: the real ``s``, where there is one."""

import pytest

from deployment.serverless_devs import COMMAND, IS_REQUIRED, MISSING, ServerlessDevs


@pytest.fixture(scope="session")
def serverless_devs(tmp_path_factory: pytest.TempPathFactory) -> ServerlessDevs:
    """Give the real ``s``; where there is none, the test is skipped, or fails with SERVERLESS_DEVS_REQUIRED=1."""
    if COMMAND is None:
        (pytest.fail if IS_REQUIRED else pytest.skip)(MISSING)
    return ServerlessDevs(COMMAND, tmp_path_factory.mktemp("serverless-devs"))

"""The policy by which the records of these tests are explained."""

from pathlib import Path
from typing import Any

import pytest

from explaining.explained import compiled


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Compile the policy once."""
    return compiled(Path(tmp_path_factory.mktemp("explained")))

"""The pytest fixture ``dataworks``: put ``pytest_plugins = ["dwgate.testing.fixtures"]`` into a ``conftest.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dwgate.testing.mock import mock_dataworks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.testing.dataworks import DataWorks


@pytest.fixture
def dataworks() -> Iterator[DataWorks]:
    """Answer every call to DataWorks by a stub, for one test."""
    with mock_dataworks() as backend:
        yield backend

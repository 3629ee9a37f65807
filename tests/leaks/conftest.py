"""How many canaries the tests of this folder have planted, where one process runs them."""

import pytest

from leaks.canaries import Nest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it below the results."""
    if Nest.laid:
        terminalreporter.line(f"{Nest.laid} canaries were planted")

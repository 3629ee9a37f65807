"""A user's project gets the fixture by one line in its conftest."""

import subprocess
import sys
from pathlib import Path

from testing.limits import PATIENCE

TEST = """
import os

import pytest
import requests


def test_first(dataworks):
    dataworks.register_extension("guard", points=["commit-file"])
    assert os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"] == dataworks.credentials.access_key_id
    answer = requests.post("https://dataworks.cn-shanghai.aliyuncs.com/", timeout=1)
    assert (answer.status_code, len(dataworks.calls)) == (404, 1)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get("https://example.com/", timeout=1)


def test_second(dataworks):
    assert dataworks.calls == ()


def test_third():
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" not in os.environ
"""


def test_the_fixture_is_a_fresh_backend_for_each_test(tmp_path: Path) -> None:
    """The tests of the project run in a process of their own, as a user runs them."""
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["dwgate.testing.fixtures"]\n')
    (tmp_path / "test_project.py").write_text(TEST)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert "3 passed" in done.stdout, done.stdout

"""What is said of a package before it is served."""

from pathlib import Path

import pytest

from dwgate.build.stage import stage
from dwgate.policy.compiler import compile_function
from dwgate.serving import remark
from serving.client import deployment
from serving.laptop import copy_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one function, whose package holds the policy of the checkout."""
    copy_project(tmp_path)
    folder = tmp_path / "functions" / "data_download"
    stage(folder, compile_function(folder), tmp_path / "build" / "data_download")
    return tmp_path


def said(project: Path, name: str = "data_download") -> str | None:
    """Say what is amiss with the package of a function."""
    return remark(deployment(name), project)


def test_nothing_is_amiss_with_a_package_of_the_checkout(project: Path) -> None:
    """It holds the policy that the checkout would build."""
    assert said(project) is None


def test_a_package_that_is_not_there_is_not_built(project: Path) -> None:
    """That of a function which was never built, and one without a handler."""
    assert said(project, "data_upload") == "not built"
    (project / "build" / "data_download" / "index.py").unlink()
    assert said(project) == "not built"


def test_an_older_package_is_of_another_policy(project: Path) -> None:
    """Until it is built anew."""
    folder = project / "functions" / "data_download"
    limits = folder / "policy" / "limits.yaml"
    limits.write_text(limits.read_text().replace("100000", "99999"))
    assert said(project) == "of another policy than this checkout"
    stage(folder, compile_function(folder), project / "build" / "data_download")
    assert said(project) is None


@pytest.mark.parametrize("mistake", ["points: [commit-file]\n", "points: nothing of that name\n", None])
def test_a_policy_that_does_not_compile_is_not_compared(project: Path, mistake: str | None) -> None:
    """The package may be what is wanted then; a function that is not there has no policy either."""
    path = project / "functions" / "data_download" / "function.yaml"
    path.unlink() if mistake is None else path.write_text(mistake)
    assert said(project) is None


@pytest.mark.parametrize("content", ["{", "[]", "[" * 100_000, None])
def test_a_package_whose_policy_cannot_be_read_is_told(project: Path, content: str | None) -> None:
    """Its function would say so itself, at every message."""
    path = project / "build" / "data_download" / "policy.json"
    path.unlink() if content is None else path.write_text(content)
    assert said(project) == "without a policy.json that can be read"


def test_a_package_without_a_digest_is_of_another_policy(project: Path) -> None:
    """None that this dwgate has made."""
    (project / "build" / "data_download" / "policy.json").write_text("{}")
    assert said(project) == "of another policy than this checkout"

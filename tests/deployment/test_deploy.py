"""``s deploy``, the real one, with a component that notes what it would deploy: what is deployed was built before."""

import shutil
from pathlib import Path

import pytest

from deployment.serverless_devs import ROOT, ServerlessDevs

BUILD = "echo built >> deployed.txt"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the files that say what is deployed."""
    for path in ROOT.glob("s*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_all_functions_are_built_and_then_deployed(serverless_devs: ServerlessDevs, project: Path) -> None:
    """Once, before the first of them, so that one that does not build keeps all from being deployed."""
    done = serverless_devs.run("deploy", "-t", "s.prod.yaml", "-y", at=project, environment={"DEPLOY_BUILD": BUILD})
    assert done.returncode == 0, done.stdout
    assert (project / "deployed.txt").read_text().splitlines() == [
        "built",
        "data_download as dwgate-prod-data-download",
        "data_upload as dwgate-prod-data-upload",
        "asset_publish as dwgate-prod-asset-publish",
        "asset_unpublish as dwgate-prod-asset-unpublish",
        "extension_events as dwgate-prod-extension-events",
    ]


def test_one_function_is_built_and_then_deployed(serverless_devs: ServerlessDevs, project: Path) -> None:
    """`s data_download deploy` builds as well."""
    done = serverless_devs.run("data_download", "deploy", "-y", at=project, environment={"DEPLOY_BUILD": BUILD})
    assert done.returncode == 0, done.stdout
    assert (project / "deployed.txt").read_text().splitlines() == ["built", "data_download as dwgate-data-download"]


def test_one_function_is_deployed_by_a_variant(serverless_devs: ServerlessDevs, project: Path) -> None:
    """As dwgate advises where a template was named."""
    arguments = ("data_download", "deploy", "-t", "s.prod.yaml", "-y")
    done = serverless_devs.run(*arguments, at=project, environment={"DEPLOY_BUILD": BUILD})
    assert done.returncode == 0, done.stdout
    assert (project / "deployed.txt").read_text().splitlines()[1:] == ["data_download as dwgate-prod-data-download"]


def test_nothing_is_deployed_that_does_not_build(serverless_devs: ServerlessDevs, project: Path) -> None:
    """A policy that does not compile, or whose tests fail, stops the deployment before it begins."""
    broken = {"DEPLOY_BUILD": "echo no such rule && exit 1"}
    done = serverless_devs.run("deploy", "-y", at=project, environment=broken)
    assert done.returncode != 0
    assert "no such rule" in done.stdout
    assert not (project / "deployed.txt").exists()

"""The handlers: what Function Compute imports from each function's folder."""

from pathlib import Path

import pytest

from dwgate.build.local import running
from dwgate.cli.project import Function, Project

ROOT = Path(__file__).parents[2]
FUNCTIONS = Project(ROOT).functions()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_handler_is_short(function: Function) -> None:
    """What a function does stands in dwgate, and index.py only names it: under 20 lines."""
    assert len((function.folder / "index.py").read_text(encoding="utf-8").splitlines()) < 20


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_handler_offers_what_function_compute_calls(function: Function) -> None:
    """Function Compute finds ``initialize`` and ``handler`` in index.py."""
    with running(function.folder, function.compile()) as local:
        assert callable(local.module.initialize)
        assert callable(local.module.handler)


def test_the_four_points_of_function_compute_have_a_function() -> None:
    """DataWorks invokes functions at the download, the upload, the publishing and the unpublishing."""
    names = {function.name for function in FUNCTIONS}
    assert names >= {"data_download", "data_upload", "asset_publish", "asset_unpublish"}

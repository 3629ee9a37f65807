"""The handlers: what Function Compute imports from each function's folder."""

from pathlib import Path

import pytest

from dwgate.build.local import running
from dwgate.cli.project import Function, Project
from dwgate.events import catalogue

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


def test_each_extension_point_has_one_function() -> None:
    """DataWorks invokes functions at downloads, uploads and assets; EventBridge brings all other points to one."""
    served = {function.name: (function.compile().document or {})["points"] for function in FUNCTIONS}
    invoked = [point for name, points in served.items() if name != "extension_events" for point in points]
    documented = [event.code for event in catalogue.events().values() if event.is_extension_point]
    assert sorted(invoked + served["extension_events"]) == sorted([*documented, *catalogue.unpublished()])
    assert not [point for point in served["extension_events"] if catalogue.find(point).function_compute]

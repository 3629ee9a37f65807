"""Lists of who may ask: the doctor says where messages cannot tell it, the smoke test which samples they keep out."""

from dataclasses import replace

import pytest

from dwgate.operating.admission_checks import refused_samples, who_may_ask
from dwgate.operating.checked_out import Pair
from dwgate.operating.findings import Level
from dwgate.runtime.settings import read
from operating.function_compute import message
from operating.world import Doctor, World, told, wrong

OK, WARNING, PROBLEM = Level.OK, Level.WARNING, Level.PROBLEM
TOLD = ("commit-file", "delete-project")
SILENT = "create-data-quality-evaluation-task-notification"
"""A point of which DataWorks documents a workspace and no tenant."""
UNPUBLISHED = "asset-publish"
"""A point of which it documents nothing."""
DOWNLOAD = "download-resources"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A function whose points are changed at will."""
    return World.healthy(tmp_path_factory.mktemp("project")).pairs()[0]


def found(pair: Pair, points: tuple[str, ...], **environment: str) -> list[tuple[Level, str, str]]:
    """What is said of a function that serves these points, under these settings."""
    served = Pair(replace(pair.here, points=points), pair.there)
    return [(one.level, one.what, one.advice) for one in who_may_ask(served, read(environment))]


def test_without_a_list_nothing_is_said(pair: Pair) -> None:
    """Everybody may ask, as ever."""
    assert found(pair, (*TOLD, SILENT, UNPUBLISHED, DOWNLOAD)) == []


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DWGATE_TENANTS": "1,2"}, "tenants: 2"),
        ({"DWGATE_WORKSPACES": "3"}, "workspaces: 1"),
        ({"DWGATE_ACCOUNTS": "3", "DWGATE_TENANTS": "1"}, "tenants: 1, accounts: 1"),
    ],
)
def test_lists_that_can_let_somebody_in_are_told(pair: Pair, environment: dict[str, str], said: str) -> None:
    """By their length: it is seen where one has been forgotten."""
    assert found(pair, TOLD, **environment) == [(OK, f"those may ask that are listed, {said}", "")]


@pytest.mark.parametrize(
    ("points", "environment", "level", "what", "advice"),
    [
        ((DOWNLOAD,), {"DWGATE_ACCOUNTS": "1"}, PROBLEM, f"DWGATE_ACCOUNTS refuses every one at {DOWNLOAD}", "TENANTS"),
        ((*TOLD, UNPUBLISHED), {"DWGATE_ACCOUNTS": "1"}, PROBLEM, f"every one at {UNPUBLISHED}", "behind EventBridge"),
        ((*TOLD, SILENT), {"DWGATE_TENANTS": "1"}, WARNING, f"no tenant at {SILENT}: ", "DWGATE_ACCOUNTS"),
        ((UNPUBLISHED,), {"DWGATE_TENANTS": "1"}, WARNING, f"no tenant at {UNPUBLISHED}: ", "records"),
        ((UNPUBLISHED,), {"DWGATE_WORKSPACES": "1"}, WARNING, f"no workspace at {UNPUBLISHED}: ", "WORKSPACE_FIELDS"),
    ],
)
def test_a_list_that_lets_nobody_in_is_found(  # noqa: PLR0913, PLR0917 - what is deployed, and what is found
    pair: Pair, points: tuple[str, ...], environment: dict[str, str], level: Level, what: str, advice: str
) -> None:
    """Before the first message that it refuses."""
    ((its_level, its_what, its_advice),) = found(pair, points, **environment)
    assert its_level is level
    assert what in its_what
    assert advice in its_advice


@pytest.mark.parametrize(
    ("points", "environment"),
    [
        ((*TOLD, SILENT), {"DWGATE_WORKSPACES": "1"}),
        ((*TOLD, SILENT), {"DWGATE_ACCOUNTS": "1"}),
        ((DOWNLOAD,), {"DWGATE_TENANTS": "1", "DWGATE_WORKSPACES": "1"}),
        ((UNPUBLISHED,), {"DWGATE_WORKSPACES": "1", "DWGATE_WORKSPACE_FIELDS": "space"}),
    ],
)
def test_a_list_is_no_trouble_where_messages_tell_what_it_asks_for(
    pair: Pair, points: tuple[str, ...], environment: dict[str, str]
) -> None:
    """As documented, or by a field that the settings name."""
    assert [level for level, *_ in found(pair, points, **environment)] == [OK]


def test_the_doctor_looks_at_the_lists(world: World, doctor: Doctor) -> None:
    """Those that the template sets, without keys."""
    world.edit("s.yaml", 'DWGATE_BREAK_GLASS: ""', 'DWGATE_ACCOUNTS: "1234567890123456"')
    report = doctor(keys=None)
    assert wrong(report) == [("who-may-ask", PROBLEM)]
    assert "data_download (dwgate-data-download): a Function Compute request names no account" in told(
        report, "who-may-ask"
    )


def test_samples_that_a_list_keeps_out_are_named(pair: Pair) -> None:
    """They are refused there as they are here, and so no rule was compared; what cannot be read is no sample of one."""
    samples = {"ours": message(DOWNLOAD, tenantId=7), "theirs": message(DOWNLOAD, tenantId=8), "malformed": b"{"}
    there = replace(pair.there, environment={"DWGATE_TENANTS": "7"})
    deployed = Pair(replace(pair.here, samples=samples), there)
    (finding,) = refused_samples(deployed)
    assert (finding.level, finding.name) == (WARNING, "who-may-ask")
    assert finding.what == "of 3 samples 1 are of nobody who may ask, and no rule judges them: theirs"
    assert list(refused_samples(Pair(deployed.here, replace(there, environment={})))) == []

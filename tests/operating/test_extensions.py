"""The doctor asks DataWorks about each extension: whether it is in force, where it is asked, what its parameters do."""

from collections.abc import Mapping
from typing import Any

import pytest

from dwgate.operating.extension import Effect, Extension, effect_of, read_extension
from dwgate.operating.extension_checks import Bound, extensions_of
from dwgate.operating.findings import Level
from dwgate.runtime.settings import read
from dwgate.testing import DroppedConnection, ErrorReply, Fault, Forbidden, SystemFailure, Throttled, Unsuccessful, api
from operating.world import DOWNLOADS, DOWNLOADS_CODE, FILES_CODE, Doctor, World, told, wrong

PROBLEM, WARNING, OK = Level.PROBLEM, Level.WARNING, Level.OK


Said = tuple[Level, str, str]
"""The level of a finding, what it says, and its advice."""


def assert_says(found: Said, expected: Said) -> None:
    """Hold a finding against its level, some of what it says, and some of its advice."""
    assert found[0] is expected[0]
    assert expected[1] in found[1]
    assert expected[2] in found[2]


def said(doctor: Doctor, name: str, **options: Any) -> list[Said]:
    """What a check says, of the extension of downloads."""
    found = doctor(**options).findings
    return [
        (one.level, one.what, one.advice) for one in found if (one.name, one.where) == (name, "extension download…")
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0, (WARNING, "downloads is in testing: it is asked in the workspace for tests alone", "publish it")),
        (1, (OK, "downloads is online", "")),
        (3, (PROBLEM, "downloads is disabled: DataWorks asks nobody", "enable it")),
        (4, (WARNING, "downloads is under review", "three working days")),
        (5, (WARNING, "downloads is approved, and not yet published", "publish it")),
        (6, (PROBLEM, "downloads is rejected by the review", "submit it again")),
    ],
)
def test_the_status_says_whether_anybody_is_asked(world: World, doctor: Doctor, status: int, expected: Said) -> None:
    """One that is online is well; what to do about another is done in the console."""
    world.dataworks.register_extension(DOWNLOADS_CODE, name="downloads", points=["download-resources"], status=status)
    (found,) = said(doctor, "extension")
    assert_says(found, expected)


def test_an_extension_in_testing_names_its_workspace(world: World, doctor: Doctor) -> None:
    """There alone it is asked about a workspace's events."""
    points = ["download-resources"]
    world.dataworks.register_extension(DOWNLOADS_CODE, name="", points=points, status=0, workspaces=[91864])
    ((_, what, _),) = said(doctor, "extension")
    assert "it is asked in workspace 91864 alone" in what


def test_a_status_that_is_not_documented_is_a_warning(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so is an answer without one."""
    monkeypatch.setitem(api.OPERATIONS, "GetExtension", lambda *_: {"Extension": {"Status": 2}})
    ((level, what, _),) = said(doctor, "extension")
    assert (level, what) == (WARNING, "it is in a state that is not documented: 2")
    monkeypatch.setitem(api.OPERATIONS, "GetExtension", lambda *_: {})
    ((level, what, _),) = said(doctor, "extension")
    assert (level, what) == (WARNING, "DataWorks did not say in which state it is")


@pytest.mark.parametrize("extension", [{}, {"BindEventList": None}, {"BindEventList": [{"EventCode": None}]}])
def test_from_points_that_are_not_said_nothing_is_concluded(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, extension: dict[str, Any]
) -> None:
    """Neither that it is bound, nor that it is not."""
    monkeypatch.setitem(api.OPERATIONS, "GetExtension", lambda *_: {"Extension": extension})
    ((level, what, _),) = said(doctor, "bound-events")
    assert (level, what) == (WARNING, "DataWorks did not say what it is bound to")


def test_an_extension_that_is_bound_to_nothing_is_a_problem(world: World, doctor: Doctor) -> None:
    """Whatever it should be bound to."""
    world.dataworks.register_extension(DOWNLOADS_CODE, points=[])
    ((level, what, advice),) = said(doctor, "bound-events")
    assert (level, what) == (PROBLEM, "it is bound to nothing: nobody is asked")
    assert advice.startswith("bind it to download-resources in DataWorks's console")


def test_points_that_are_missing_and_points_too_many_are_problems(world: World, doctor: Doctor) -> None:
    """At the one nobody is asked, and of the other the function knows nothing."""
    world.dataworks.register_extension(DOWNLOADS_CODE, points=["upload-data-to-table"])
    report = doctor()
    assert wrong(report) == [("bound-events", PROBLEM)]
    assert "it is not bound to download-resources: there nobody is asked / bind them" in told(report, "bound-events")
    assert "it is bound to upload-data-to-table, which no function serves" in told(report, "bound-events")


def test_the_codes_of_the_asset_points_are_not_known(world: World, doctor: Doctor) -> None:
    """So that a code which nobody knows is no surplus one, while a known one is."""
    world.edit("functions/data_download/function.yaml", "[download-resources]", "[asset-publish]")
    world.edit("functions/data_download/policy/rows.yaml", "event.dataRowSize > 100000", 'event.dataRowSize == "7"')
    world.edit("functions/data_download/policy/rows.yaml", "${event.dataRowSize} rows", "No")
    world.edit("functions/data_download/policy/rows.yaml", "${event.dataRowSize} 行", "不")
    world.dataworks.register_extension(DOWNLOADS_CODE, points=["asset-unpublish"])
    ((level, what, advice),) = said(doctor, "bound-events")
    assert (level, advice.startswith("see DataWorks's console")) == (OK, True)
    assert what == "it is bound to asset-unpublish; DataWorks does not publish the codes of asset-publish"
    world.dataworks.register_extension(DOWNLOADS_CODE, points=["asset-unpublish", "freeze-node"])
    ((level, what, _),) = said(doctor, "bound-events")
    assert (level, what.partition(",")[0]) == (PROBLEM, "it is bound to freeze-node")
    world.dataworks.register_extension(DOWNLOADS_CODE, points=[])
    assert said(doctor, "bound-events")[0][:2] == (PROBLEM, "it is bound to nothing: nobody is asked")


def test_an_asset_point_has_none_of_the_codes_that_are_known(world: World, doctor: Doctor) -> None:
    """Where all that an extension is bound to is known, nobody is asked about assets."""
    world.edit("functions/data_download/function.yaml", "[download-resources]", "[download-resources, asset-publish]")
    world.edit("functions/data_download/policy/rows.yaml", "event.dataRowSize > 100000", 'operator == "7"')
    world.edit("functions/data_download/policy/rows.yaml", "${event.dataRowSize}", "${operator}")
    world.dataworks.register_extension(DOWNLOADS_CODE, points=["download-resources"])
    ((level, what, _),) = said(doctor, "bound-events")
    assert (level, what) == (PROBLEM, "it is not bound to asset-publish: there nobody is asked")


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("", [(OK, "DataWorks names no parameters")]),
        (None, [(OK, "DataWorks names no parameters")]),
        ({}, [(WARNING, "what DataWorks says of its parameters cannot be read")]),
        (
            "extension.project.disabled=1,2\nowner=secret-canary\n\nteam = a=b",
            [
                (WARNING, "extension.project.disabled: nobody is asked in the workspaces 1,2"),
                (OK, "parameters of its own: owner, team"),
            ],
        ),
        (
            "extension.manualPass.enabled=true",
            [(WARNING, "extension.manualPass.enabled: whether a person may pass a check by hand: true")],
        ),
        (
            "extension.manualPass.enabled=true\nextension.manualPass.enabled=false",
            [(OK, "extension.manualPass.enabled: whether a person may pass a check by hand: false")],
        ),
    ],
)
def test_parameters_are_shown_with_what_they_do(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, setting: Any, found: list[tuple[Level, str]]
) -> None:
    """By which something is let through unasked is a warning; the values of one's own are not shown."""
    body = {"Extension": {"ParameterSetting": setting}}
    monkeypatch.setitem(api.OPERATIONS, "GetExtension", lambda *_: body)
    assert [(level, what) for level, what, _ in said(doctor, "extension-parameters")] == found


@pytest.mark.parametrize(
    ("name", "value", "effect"),
    [
        ("extension.project.disabled", "1", Effect("nobody is asked in the workspaces 1", opens=True)),
        ("extension.project.disabled", "", Effect("nobody is asked in the workspaces ", opens=False)),
        ("extension.project.disabled.append", "1", Effect("nobody is asked in the workspaces 1", opens=True)),
        (
            "extension.project.start-diJob.disabled",
            "1",
            Effect("nobody is asked about start-diJob in the workspaces 1", opens=True),
        ),
        (
            "extension.project.commit-file.disabled.append",
            "1",
            Effect("nobody is asked about commit-file in the workspaces 1", opens=True),
        ),
        (
            "extension.fileType.10.commit-file.enabled",
            "false",
            Effect("for files of the type 10, whether anybody is asked about commit-file: false", opens=True),
        ),
        (
            "extension.fileType.10.commit-file.enabled",
            "true",
            Effect("for files of the type 10, whether anybody is asked about commit-file: true", opens=False),
        ),
        ("extension.project.enabled", "true", None),
        ("extension", "", None),
    ],
)
def test_a_built_in_parameter_says_what_it_does(name: str, value: str, effect: Effect | None) -> None:
    """Any other has an effect that nobody knows."""
    assert effect_of(name, value) == effect


NOTHING = Extension("", None, None, {}, None)


@pytest.mark.parametrize(
    ("body", "extension"),
    [
        ({}, NOTHING),
        ({"Extension": 5}, NOTHING),
        ({"Extension": {"BindEventList": 5, "Status": "1"}}, NOTHING),
        ({"Extension": {"ParameterSetting": 5}}, Extension("", None, None, None, None)),
        ({"Extension": {"BindEventList": [5]}}, NOTHING),
        ({"Extension": {"BindEventList": [{}]}}, NOTHING),
        ({"Extension": {"BindEventList": [{"EventCode": "start-diJob"}, {"EventCode": ""}]}}, NOTHING),
        ({"Extension": {"BindEventList": []}}, Extension("", None, (), {}, None)),
        (
            {"Extension": {"BindEventList": [{"EventCode": "START-DIJOB"}, {"EventCode": "odd"}], "ProjectTesting": 5}},
            Extension("", None, ("start-diJob", "odd"), {}, "5"),
        ),
    ],
)
def test_an_answer_is_read_as_far_as_it_can_be(body: Mapping[str, Any], extension: Extension) -> None:
    """Codes are spelled as the catalogue spells them."""
    assert read_extension(body) == extension


def test_an_extension_that_several_functions_answer_for_is_asked_about_once(world: World) -> None:
    """With the points of all; each region has its own."""
    downloads, files = world.pairs()
    one = read({"DWGATE_EXTENSION_CODE": "one"})
    by_point = read({"DWGATE_EXTENSION_CODE": "commit-file=two,one"})
    assert extensions_of([(downloads, one), (files, one)]) == (
        Bound("one", "cn-shanghai", frozenset({"download-resources", "commit-file"})),
    )
    assert extensions_of([(downloads, one), (files, by_point)]) == (
        Bound("one", "cn-shanghai", frozenset({"download-resources"})),
        Bound("two", "cn-shanghai", frozenset({"commit-file"})),
    )
    assert extensions_of([(downloads, read({}))]) == ()


def test_what_the_deployed_function_has_counts(world: World, doctor: Doctor) -> None:
    """Its code, and not that of the template, is what it calls back with."""
    world.set_environment(DOWNLOADS, {"DWGATE_EXTENSION_CODE": FILES_CODE})
    doctor()
    assert [call.parameters["ExtensionCode"] for call in world.dataworks.calls] == [FILES_CODE]


UNKNOWN = ErrorReply(status=400, code="InvalidParameter.ExtensionCode")
WRONG_KEYS = ErrorReply(status=404, code="InvalidAccessKeyId.NotFound")


@pytest.mark.parametrize(
    ("fault", "name", "expected"),
    [
        (UNKNOWN, "extension", "DataWorks does not know it in cn-shanghai (InvalidParameter.ExtensionCode) / compare"),
        (Throttled(), "extension", "DataWorks throttled the call"),
        (SystemFailure(), "extension", "DataWorks failed to answer (InternalError.System"),
    ],
    ids=["unknown", "throttled", "system"],
)
def test_an_extension_that_dataworks_does_not_describe_is_a_problem(
    world: World, doctor: Doctor, fault: Fault, name: str, expected: str
) -> None:
    """With the reason, and what to do."""
    world.dataworks.fail(fault, times=12)
    report = doctor()
    assert wrong(report) == [(name, PROBLEM)]
    assert f"extension download…: {expected}" in told(report, name)


def test_an_extension_that_these_keys_may_not_look_at_is_to_be_known(world: World, doctor: Doctor) -> None:
    """It is nothing that is wrong with the deployment: other keys may, and the functions have a role of their own."""
    world.dataworks.fail(ErrorReply(status=403, code="NoPermission"), times=12)
    report = doctor()
    assert wrong(report) == [("extension", WARNING)]
    assert report.is_clean
    expected = "extension download…: these keys may not look at the extension: DataWorks does not let these access keys"
    assert expected in told(report, "extension")
    assert "attach docs/ram/doctor.json to these keys" in told(report, "extension")


@pytest.mark.parametrize(
    ("fault", "name"),
    [(WRONG_KEYS, "access-keys"), (Forbidden(), "edition"), (DroppedConnection(), "no-answer")],
    ids=["keys", "edition", "network"],
)
def test_what_is_wrong_with_every_call_is_told_once(world: World, doctor: Doctor, fault: Fault, name: str) -> None:
    """Of the region, however many extensions there are."""
    world.dataworks.fail(fault, times=12)
    report = doctor()
    (finding,) = [one for one in report.findings if one.name == name]
    assert wrong(report) == [(name, PROBLEM)]
    assert finding.where == "DataWorks in cn-shanghai"


def test_what_is_known_of_the_permission_to_call_back_is_said(doctor: Doctor) -> None:
    """These keys may call DataWorks; of the functions' role nothing is known."""
    ((level, what, advice),) = said(doctor, "callback-permission")
    assert level is OK
    assert "these keys may call DataWorks" in what
    assert "what the role of a function may do shows at its first callback only" in what
    assert "docs/ram/function.json" in advice


def test_a_probe_calls_back_for_a_message_that_there_cannot_be(world: World, doctor: Doctor) -> None:
    """Its refusal shows that the caller may."""
    found = said(doctor, "callback-permission", probes_callback=True)
    assert [level for level, *_ in found] == [OK, OK]
    assert "refused the message, which there is not, and not the caller (InvalidParameter.MessageId)" in found[1][1]
    assert "so these keys may call back; whether the role of a function may is not known from here" in found[1][1]
    calls = [call.parameters for call in world.dataworks.calls if call.action == "CallbackExtension"]
    assert {call["ExtensionCode"] for call in calls} == {DOWNLOADS_CODE, FILES_CODE}
    assert all(call["MessageId"].startswith("dwgate-doctor-") and len(call["MessageId"]) == 50 for call in calls)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (ErrorReply(status=403, code="Forbidden.RAM"), (PROBLEM, "does not let these access keys", "dataworks:*")),
        (ErrorReply(status=403, code="NoPermission"), (PROBLEM, "does not let", "docs/ram/doctor.json")),
        (ErrorReply(status=400, code="InternalError.UserId.Missing"), (PROBLEM, "does not let", "dataworks:*")),
        (Forbidden(), (PROBLEM, "the Enterprise Edition of DataWorks is missing", "renew")),
        (Unsuccessful(), (OK, "refused the message", "")),
        (SystemFailure(), (WARNING, "CallbackExtension could not be tried: DataWorks failed to answer", "try again")),
        (WRONG_KEYS, (WARNING, "CallbackExtension could not be tried: DataWorks does not accept", "ALIBABA_CLOUD")),
    ],
    ids=["RAM", "NoPermission", "nobody", "edition", "no", "system", "keys"],
)
def test_a_probe_tells_a_refused_caller_from_a_refused_message(
    world: World, doctor: Doctor, fault: Fault, expected: Said
) -> None:
    """The one is a problem with a policy to attach, the other none; and sometimes nothing can be said."""
    world.dataworks.fail(fault, times=12, action="CallbackExtension")
    assert_says(said(doctor, "callback-permission", probes_callback=True)[1], expected)


def test_a_probe_that_is_answered_is_permitted(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though nobody knows what DataWorks made of the message."""
    monkeypatch.setitem(api.OPERATIONS, "CallbackExtension", lambda *_: {"Success": True})
    found = said(doctor, "callback-permission", probes_callback=True)[1]
    assert found[:1] == (OK,)
    assert "CallbackExtension was answered, so these keys may call back" in found[1]

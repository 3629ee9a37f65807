"""The round on a laptop: a message, the decision, the callback, and the state that DataWorks is in then."""

import json
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dwgate.build import bytecode
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.project import Project
from dwgate.cli.serve import facts_of_samples
from dwgate.events.trial import marked_as_trial
from dwgate.facts.given import GivenFacts
from dwgate.serving import Beside, Options, serve_functions
from serving.client import FunctionCompute
from serving.laptop import Laptop, copy_project, functions, on_a_laptop, stage_packages

CALLING_BACK = {"extension_events"}
"""The functions that are shipped with a client: DataWorks reads of the others what they return."""

ROUNDS = [
    ("data_download", "allowed", "OK", "PASSED"),
    ("data_download", "many-rows", "WARN", "PASSED"),
    ("data_download", "too-many-rows", "FAIL", "BLOCKED"),
    ("data_download", "in-the-night", "FAIL", "BLOCKED"),
    ("data_upload", "allowed", "OK", "PASSED"),
    ("data_upload", "rows-replaced", "WARN", "PASSED"),
    ("data_upload", "table-overwritten", "FAIL", "BLOCKED"),
    ("asset_publish", "allowed", "OK", "PASSED"),
    ("asset_publish", "on-a-sunday", "WARN", "PASSED"),
    ("asset_publish", "publisher-not-listed", "FAIL", "BLOCKED"),
    ("asset_unpublish", "allowed", "OK", "PASSED"),
    ("asset_unpublish", "in-the-evening", "WARN", "PASSED"),
    ("asset_unpublish", "not-a-data-steward", "FAIL", "BLOCKED"),
    ("extension_events", "allowed", "OK", "PASSED"),
    ("extension_events", "tables-by-pattern", "WARN", "PASSED"),
    ("extension_events", "core-node-stopped", "FAIL", "BLOCKED"),
    ("extension_events", "max-pt-called", "FAIL", "BLOCKED"),
    ("extension_events", "code-too-long", "FAIL", "BLOCKED"),
    ("extension_events", "table-without-lifecycle", "FAIL", "BLOCKED"),
    ("extension_events", "facts-not-available", "FAIL", "BLOCKED"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project."""
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def laptop(project: Path) -> Iterator[Laptop]:
    """The functions of the checkout, with what lies beside the samples."""
    with on_a_laptop(project, Beside(facts_of_samples(Project(project)))) as one:
        yield one


@pytest.fixture(scope="module")
def with_packages(project: Path) -> Iterator[Laptop]:
    """The packages, in this interpreter, whose wheels they have."""
    stage_packages(project)
    this = bytecode.Interpreter(sys.executable, platform.python_version())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bytecode, "find_interpreter", lambda: this)
        with on_a_laptop(project, Beside(facts_of_samples(Project(project))), built=True) as one:
            yield one


@pytest.fixture
def read(project: Path) -> Callable[[str, str], tuple[bytes, datetime]]:
    """Read a sample of a function, and the time at which it is to be tried."""

    def read_sample(function: str, name: str) -> tuple[bytes, datetime]:
        (sample,) = [one for one in Project(project).function(function).samples() if one.name == name]
        return sample.path.read_bytes(), sample.at or ORDINARY_TIME

    return read_sample


@pytest.mark.parametrize("expected", ROUNDS, ids=lambda expected: f"{expected[0]}-{expected[1]}")
@pytest.mark.parametrize("served", ["laptop", "with_packages"])
def test_a_message_comes_to_its_state(
    request: pytest.FixtureRequest, served: str, read: Callable[..., Any], expected: tuple[str, str, str, str]
) -> None:
    """DataWorks asks, the function decides and answers in its own way, and the operation passes or is blocked."""
    laptop: Laptop = request.getfixturevalue(served)
    function, name, result, state = expected
    event, at = read(function, name)
    assert laptop.invoke(function, event, at)["checkResult"] == result
    calls_back = function in CALLING_BACK
    assert (laptop.last_record()["callback"] is not None) == calls_back
    document = json.loads(event)
    message = laptop.message(document.get("messageId") or document["id"])
    assert message["state"] == state
    assert message["results"].keys() == {f"local_{function}"} == set(message["asked"])
    assert message["results"][f"local_{function}"]["is_returned"] == (not calls_back)
    way = "called back" if calls_back else "returned"
    assert f"DataWorks: message {message['id']} is {state}: local_{function} {way} {result}" in laptop.told.notices


def test_each_of_several_messages_is_asked_about(laptop: Laptop, read: Callable[..., Any]) -> None:
    """And what among them is no message is told."""
    event, at = read("extension_events", "several-messages")
    assert laptop.invoke("extension_events", event, at)["checkResult"] == "FAIL"
    first, *_, last = json.loads(event)
    assert laptop.message(first["id"])["state"] == "PASSED"
    assert laptop.message(last["id"])["state"] != "CHECKING"
    assert any(notice.startswith("DataWorks does not ask: ") for notice in laptop.told.notices)


@pytest.mark.parametrize("event", [b"\xff", b"{}", b"[]", b"[7]", b'"text"', b"[" * 100_000])
def test_what_no_message_is_is_invoked_all_the_same(laptop: Laptop, event: bytes) -> None:
    """DataWorks asks about nothing then."""
    assert laptop.invoke("data_download", event)["checkResult"] == "FAIL"


def test_a_message_with_a_key_twice_reaches_the_function_as_it_came(laptop: Laptop, read: Callable[..., Any]) -> None:
    """To write it anew would leave one of the two: here it would be judged, and on Function Compute refused."""
    event, at = read("data_download", "allowed")
    twice = event.replace(b'"dataRowSize"', b'"dataRowSize": "9000000",\n"dataRowSize"')
    assert laptop.invoke("data_download", event, at)["checkResult"] == "OK"
    told = laptop.invoke("data_download", twice, at)["errorMessage"]
    assert told.endswith("键 dataRowSize 重复。")


def test_a_trial_is_not_asked_about(laptop: Laptop, read: Callable[..., Any]) -> None:
    """It is decided as any other message, and DataWorks knows nothing of it."""
    event, at = read("data_download", "several-faults")
    told = len(laptop.told.notices)
    assert laptop.invoke("data_download", marked_as_trial(event), at)["checkResult"] == "FAIL"
    assert laptop.invoke("data_download", marked_as_trial(b'{"messageBody": []}'))["checkResult"] == "FAIL"
    assert laptop.told.notices[told:] == []
    with pytest.raises(KeyError):
        laptop.dataworks.dataworks.message(json.loads(event)["messageId"])


def test_a_message_that_is_asked_again_keeps_its_state(laptop: Laptop, read: Callable[..., Any]) -> None:
    """Which is told, since another answer would be refused."""
    event, at = read("data_upload", "upload-too-large")
    message_id = json.loads(event)["messageId"]
    hint = f"message {message_id} was asked before and is BLOCKED, which stays: --as-new"
    for times in (0, 1):
        assert laptop.invoke("data_upload", event, at)["checkResult"] == "FAIL"
        assert sum(notice.startswith(hint) for notice in laptop.told.notices) == times


def test_an_old_message_is_called_back(laptop: Laptop, read: Callable[..., Any]) -> None:
    """Its three days count from now, since DataWorks asks about it now."""
    document = json.loads(read("extension_events", "protected-workspace")[0])
    document["aliyunpublishtime"] = "2020-11-18T02:00:00.194Z"
    laptop.invoke("extension_events", json.dumps(document).encode())
    told = f"DataWorks: message {document['id']} is BLOCKED: local_extension_events called back FAIL"
    assert laptop.told.notices[-1] == told


def test_a_message_can_be_handed_over_as_new(project: Path, read: Callable[..., Any]) -> None:
    """Under an id of its own each time, published now, with the facts of the one that it was made of."""
    event, at = read("extension_events", "max-pt-called")
    old = {**json.loads(event), "aliyunpublishtime": "2020-11-18T02:00:00.194Z"}
    beside = Beside(facts_of_samples(Project(project)), as_new=True)
    with on_a_laptop(project, beside) as laptop:
        for _ in range(2):
            assert (
                laptop.invoke("extension_events", json.dumps(old).encode(), datetime.now(UTC))["checkResult"] == "FAIL"
            )
        for event in (b'["text"]', b'"text"', read("data_download", "too-many-rows")[0]):
            assert laptop.invoke("data_download", event, at)["checkResult"] == "FAIL"
        details = [call for call in laptop.dataworks.dataworks.calls if call.action == "GetIDEEventDetail"]
        ids = {call.parameters["MessageId"] for call in details}
        assert old["id"] not in ids
        assert [laptop.message(one)["state"] for one in ids] == ["BLOCKED", "BLOCKED"]
        results = [laptop.message(one)["results"]["local_extension_events"]["reason"] for one in ids]
        assert all("max_pt" in reason.lower() for reason in results)
        assert json.loads(event)["messageId"] not in str(laptop.told.notices)
        assert laptop.told.notices[-1].endswith(" is BLOCKED: local_data_download returned FAIL")


def test_facts_are_told_as_dataworks_tells_them(laptop: Laptop, read: Callable[..., Any]) -> None:
    """Objects and fields by DataWorks's names, as GetIDEEventDetail gives them."""
    event, at = read("extension_events", "exempt-campaign")
    laptop.invoke("extension_events", event, at)
    message = laptop.dataworks.dataworks.message(json.loads(event)["id"])
    assert message.snapshot["CommittedFile"]["NodeConfiguration"]["CronExpress"] == "00 30 02 * * ?"
    event, at = read("extension_events", "in-the-deployment-lockdown")
    laptop.invoke("extension_events", event, at)
    message = laptop.dataworks.dataworks.message(json.loads(event)["id"])
    column = {"ColumnName": "shop_id", "ColumnType": "BIGINT", "Comment": "the shop"}
    comment = "sales of a shop in a day"
    assert message.snapshot == {"TableModel": {"Columns": [column], "Comment": comment, "LifeCycle": 365}}


def test_options_alone_can_be_known(project: Path, read: Callable[..., Any]) -> None:
    """Of a message for which no snapshot was written down, and none at all for another."""
    event, _ = read("data_download", "allowed")
    message_id = json.loads(event)["messageId"]
    beside = Beside({message_id: GivenFacts(None, {"max_rows": "7"})})
    with on_a_laptop(project, beside) as laptop:
        laptop.invoke("data_download", event)
        assert laptop.message(message_id)["state"] == "PASSED"
        assert not laptop.dataworks.dataworks.message(message_id).snapshot


def test_a_function_whose_file_cannot_be_read_is_asked_about_nothing(tmp_path: Path) -> None:
    """It is served all the same, and says itself what is wrong."""
    one = functions()[0]
    with serve_functions([one], tmp_path, Options(beside=Beside({}), desk={})) as served:
        client = FunctionCompute(served.url)
        assert client.refusal(lambda: client.invoke(one.function_name, b"{}"))[1] == "HandlerNotFound"

"""The round on a laptop: a message, the decision, the callback, and the state that DataWorks is in then."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.project import Project
from dwgate.cli.serve import facts_of_samples
from dwgate.deployment import DeployedFunction, read_deployment
from dwgate.events.envelope import marked_as_trial
from dwgate.facts.given import GivenFacts
from dwgate.serving import Beside, Options, serve_functions
from dwgate.testing import ServedDataWorks
from serving.client import FunctionCompute, Told

ROOT = Path(__file__).parents[2]
CLOCK = """
from datetime import datetime
from pathlib import Path

gate.clock = lambda: datetime.fromisoformat(Path({file!r}).read_text())
"""
"""What sets the time that rules call now, in the process of an instance."""

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


@dataclass
class Laptop:
    """The project's functions, and a DataWorks beside them."""

    client: FunctionCompute
    dataworks: ServedDataWorks
    now: Path
    told: Told = field(default_factory=Told)

    def invoke(self, name: str, event: bytes, at: datetime = ORDINARY_TIME) -> dict[str, Any]:
        """Invoke a function at a time, and give the answer."""
        self.now.write_text(at.isoformat())
        answer: dict[str, Any] = self.client.invoke("dwgate-" + name.replace("_", "-"), event).document
        return answer

    def message(self, message_id: str) -> dict[str, Any]:
        """Ask the DataWorks what became of a message."""
        found: dict[str, Any] = (
            FunctionCompute(self.dataworks.url).send("GET", f"/_dwgate/messages/{message_id}").document
        )
        return found


def functions() -> tuple[DeployedFunction, ...]:
    """Give what s.yaml deploys, without this shell's variables."""
    return read_deployment(ROOT, {})


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose clock stands where a test sets it."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "functions", root / "functions")
    for index in root.glob("functions/*/index.py"):
        index.write_text(index.read_text() + CLOCK.format(file=str(root / "now")))
    return root


@pytest.fixture(scope="module")
def laptop(project: Path) -> Iterator[Laptop]:
    """The whole of it, with what lies beside the samples."""
    told = Told()
    options = Options(beside=Beside(facts_of_samples(Project(project))), desk={})
    with serve_functions(functions(), project, options, told.journal()) as served:
        assert served.dataworks
        yield Laptop(FunctionCompute(served.url), served.dataworks, project / "now", told)


@pytest.fixture
def read(project: Path) -> Callable[[str, str], tuple[bytes, datetime]]:
    """Read a sample of a function, and the time at which it is to be tried."""

    def read_sample(function: str, name: str) -> tuple[bytes, datetime]:
        (sample,) = [one for one in Project(project).function(function).samples() if one.name == name]
        return sample.path.read_bytes(), sample.at or ORDINARY_TIME

    return read_sample


@pytest.mark.parametrize("expected", ROUNDS, ids=lambda expected: f"{expected[0]}-{expected[1]}")
def test_a_message_comes_to_its_state(
    laptop: Laptop, read: Callable[..., Any], expected: tuple[str, str, str, str]
) -> None:
    """DataWorks asks, the function decides and calls back, and the operation passes or is blocked."""
    function, name, result, state = expected
    event, at = read(function, name)
    assert laptop.invoke(function, event, at)["checkResult"] == result
    document = json.loads(event)
    message = laptop.message(document.get("messageId") or document["id"])
    assert message["state"] == state
    assert message["asked"] == [f"local_{function}"]
    assert f"DataWorks: message {message['id']} is {state}: local_{function} said {result}" in laptop.told.notices


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


def test_a_trial_is_not_asked_about(laptop: Laptop, read: Callable[..., Any]) -> None:
    """It is decided as any other message, and DataWorks knows nothing of it."""
    event, at = read("data_download", "several-faults")
    assert laptop.invoke("data_download", marked_as_trial(event), at)["checkResult"] == "FAIL"
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


def test_a_message_that_is_too_old_is_told(laptop: Laptop, read: Callable[..., Any]) -> None:
    """The function calls no result back for it, so DataWorks waits."""
    document = json.loads(read("extension_events", "protected-workspace")[0])
    document["aliyunpublishtime"] = "2020-11-18T02:00:00.194Z"
    laptop.invoke("extension_events", json.dumps(document).encode())
    assert (
        laptop.told.notices[-1]
        == f"DataWorks: message {document['id']} is CHECKING: it waits for local_extension_events"
    )
    hint = f"message {document['id']} is older than three days, so no result is called back: --as-new"
    assert any(notice.startswith(hint) for notice in laptop.told.notices)


def test_a_message_can_be_handed_over_as_new(project: Path, told: Told, read: Callable[..., Any]) -> None:
    """Under an id of its own each time, published now, with the facts of the one that it was made of."""
    event, at = read("extension_events", "max-pt-called")
    old = {**json.loads(event), "aliyunpublishtime": "2020-11-18T02:00:00.194Z"}
    beside = Beside(facts_of_samples(Project(project)), as_new=True)
    with serve_functions(functions(), project, Options(beside=beside, desk={}), told.journal()) as served:
        assert served.dataworks
        laptop = Laptop(FunctionCompute(served.url), served.dataworks, project / "now", told)
        for _ in range(2):
            assert (
                laptop.invoke("extension_events", json.dumps(old).encode(), datetime.now(UTC))["checkResult"] == "FAIL"
            )
        for event in (b'["text"]', b'"text"', read("data_download", "too-many-rows")[0]):
            assert laptop.invoke("data_download", event, at)["checkResult"] == "FAIL"
        details = [call for call in served.dataworks.dataworks.calls if call.action == "GetIDEEventDetail"]
        ids = {call.parameters["MessageId"] for call in details}
        assert old["id"] not in ids
        assert [laptop.message(one)["state"] for one in ids] == ["BLOCKED", "BLOCKED"]
        results = [laptop.message(one)["results"]["local_extension_events"]["reason"] for one in ids]
        assert all("max_pt" in reason.lower() for reason in results)
        assert json.loads(event)["messageId"] not in str(told.notices)
        assert told.notices[-1].endswith(" is BLOCKED: local_data_download said FAIL")


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
    assert message.snapshot == {"TableModel": {"Columns": [column], "LifeCycle": 365}}


def test_options_alone_can_be_known(project: Path, read: Callable[..., Any]) -> None:
    """Of a message for which no snapshot was written down, and none at all for another."""
    event, _ = read("data_download", "allowed")
    message_id = json.loads(event)["messageId"]
    beside = Beside({message_id: GivenFacts(None, {"max_rows": "7"})})
    with serve_functions(functions(), project, Options(beside=beside, desk={})) as served:
        assert served.dataworks
        laptop = Laptop(FunctionCompute(served.url), served.dataworks, project / "now")
        laptop.invoke("data_download", event)
        assert laptop.message(message_id)["state"] == "PASSED"
        assert not served.dataworks.dataworks.message(message_id).snapshot


def test_a_function_whose_file_cannot_be_read_is_asked_about_nothing(tmp_path: Path) -> None:
    """It is served all the same, and says itself what is wrong."""
    one = functions()[0]
    with serve_functions([one], tmp_path, Options(beside=Beside({}), desk={})) as served:
        client = FunctionCompute(served.url)
        assert client.refusal(lambda: client.invoke(one.function_name, b"{}"))[1] == "HandlerNotFound"

"""How an answer reaches the DataWorks beside the functions: by what a function returns, by a call, by both."""

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from dwgate.serving import Beside, Options, serve_functions
from serving.client import FunctionCompute
from serving.laptop import copy_project, functions, on_a_laptop
from testing.limits import wait_until

SAMPLES = Path(__file__).parents[2] / "functions" / "data_download" / "events"
RETURNS = """
answers = iter({answers!r})

def initialize(context):
    pass

def handler(event, context):
    return next(answers)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project for one test."""
    return copy_project(tmp_path)


def download(name: str) -> tuple[str, bytes]:
    """Give a message of a sample under an id of its own."""
    message_id = str(uuid.uuid4())
    return message_id, json.dumps(
        {**json.loads((SAMPLES / f"{name}.json").read_bytes()), "messageId": message_id}
    ).encode()


def let_it_return(project: Path, *answers: object) -> None:
    """Let the function of downloads return these, one after the other, and fail then."""
    (project / "functions" / "data_download" / "index.py").write_text(RETURNS.format(answers=answers))


def let_it_call_back(project: Path, *, calls_back: bool) -> None:
    """Say whether the function of downloads is shipped with a client."""
    path = project / "functions" / "data_download" / "function.yaml"
    path.write_text(path.read_text().partition("calls_back")[0] + f"calls_back: {str(calls_back).lower()}\n")


def test_a_result_that_is_called_back_and_returned_settles_once(project: Path) -> None:
    """The call comes first and stands; what is returned after it says the same."""
    let_it_call_back(project, calls_back=True)
    message_id, event = download("too-many-rows")
    with on_a_laptop(project, Beside({})) as laptop:
        assert laptop.invoke("data_download", event)["checkResult"] == "FAIL"
        message = laptop.message(message_id)
        assert laptop.last_record()["callback"]["state"] == "delivered"
        assert laptop.told.notices == [
            f"DataWorks: message {message_id} is BLOCKED: local_data_download called back FAIL"
        ]
        assert len(laptop.dataworks.dataworks.calls) == 1
    assert message["state"] == "BLOCKED"
    assert not message["results"]["local_data_download"]["is_returned"]


def test_whether_a_function_calls_back_may_change_while_it_is_served(project: Path) -> None:
    """As everything else in its folder; GetFunction shows the code that it is given."""
    with on_a_laptop(project, Beside({})) as laptop:
        for calls_back in (False, True, False):
            let_it_call_back(project, calls_back=calls_back)
            message_id, event = download("allowed")
            laptop.invoke("data_download", event)
            assert laptop.message(message_id)["results"]["local_data_download"]["is_returned"] == (not calls_back)
            code = laptop.client.get("dwgate-data-download")["environmentVariables"]["DWGATE_EXTENSION_CODE"]
            assert code == ("local_data_download" if calls_back else "")


def test_a_code_of_the_deployment_is_nobodys_here(project: Path) -> None:
    """This DataWorks does not know it, and without a client nothing would be called back under it anyway."""
    deployed = replace(functions()[0], environment={"DWGATE_EXTENSION_CODE": "of-the-console"})
    options = Options(beside=Beside({}), desk={"DWGATE_EXTENSION_CODE": "of-the-shell"})
    with serve_functions([deployed], project, options) as served:
        assert served.dataworks
        shown = FunctionCompute(served.url).get(deployed.function_name)["environmentVariables"]
        assert shown["DWGATE_EXTENSION_CODE"] == ""


@pytest.mark.parametrize("answer", ["no JSON", "[]", "{}", {"checkResult": "MAYBE"}, None])
def test_an_answer_that_cannot_be_read_leaves_the_check_open(project: Path, answer: object) -> None:
    """Which is told, and so is that DataWorks does not say what it does then; without an answer it is the same."""
    let_it_return(project, *([] if answer is None else [answer]))
    message_id, event = download("allowed")
    with on_a_laptop(project, Beside({})) as laptop:
        laptop.client.invoke("dwgate-data-download", event)
        assert laptop.message(message_id)["state"] == "CHECKING"
        first, last = laptop.told.notices
    unread = f"DataWorks cannot read what was returned for message {message_id}"
    assert first == f"{unread}; what it does then is not published, and here the check stays open"
    assert last == f"DataWorks: message {message_id} is CHECKING: it waits for local_data_download"


def test_another_result_of_the_same_message_is_not_taken(project: Path) -> None:
    """The first one stands, and that is told."""
    let_it_return(project, {"checkResult": "OK"}, {"checkResult": "FAIL"})
    message_id, event = download("allowed")
    with on_a_laptop(project, Beside({})) as laptop:
        for _ in range(2):
            laptop.client.invoke("dwgate-data-download", event)
        assert laptop.message(message_id)["state"] == "PASSED"
        *_, told, state = laptop.told.notices
    problem = "extension local_data_download has reported another result of this message"
    assert told == f"DataWorks does not take what was returned: {problem}"
    assert state == f"DataWorks: message {message_id} is PASSED: local_data_download returned OK"


def test_nobody_reads_what_an_asynchronous_invocation_returns(project: Path) -> None:
    """The check stays open."""
    message_id, event = download("allowed")
    with on_a_laptop(project, Beside({})) as laptop:
        laptop.now.write_text("2026-11-18T10:00:00+08:00")
        assert laptop.client.invoke("dwgate-data-download", event, kind="Async").status == 202
        wait_until(lambda: laptop.told.notices)
        assert laptop.last_record()["result"] == "OK"
        assert laptop.message(message_id)["state"] == "CHECKING"


def test_nobody_reads_what_is_returned_for_several_messages(project: Path) -> None:
    """DataWorks invokes a function with one message."""
    message_id, event = download("allowed")
    with on_a_laptop(project, Beside({})) as laptop:
        laptop.invoke("data_download", b"[%b]" % event)
        assert laptop.message(message_id)["state"] == "CHECKING"

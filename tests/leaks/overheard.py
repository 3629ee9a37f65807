"""A gate that asks DataWorks and calls it back, and all that can be heard of it: what it answers, raises and logs."""

import io
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator

import pytest

from calling_back import NOW, PATIENT, message, payload, request
from dwgate.errors import Undelivered
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.engine import Policy

POINTS = ("commit-file", "freeze-node", "delete-project", "download-resources")
_POLICY = """\
rules:
  - name: limited
    when: option("limit", 1) == 1
    then: FAIL
    reason: {en: "${operator} must not, by ${option('why', 'the limit')}."}
"""
_POLICY_OF_FILES = """\
points: [commit-file]
rules:
  - name: misnamed
    when: size(sql.writes(file.content())) != 1 || file.owner() != operator
    then: FAIL
    reason: {en: "${file.name()} is misnamed: ${size(file.content())} characters."}
"""

Heard = Callable[[], str]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A policy whose rules ask for all that DataWorks can be asked for, at a point of each module."""
    folder = tmp_path_factory.mktemp("function")
    (folder / "policy").mkdir()
    (folder / "function.yaml").write_text(f"points: [{', '.join(POINTS)}]\n")
    (folder / "policy" / "options.yaml").write_text(_POLICY)
    (folder / "policy" / "files.yaml").write_text(_POLICY_OF_FILES)
    compilation = compile_function(folder)
    assert [finding.render() for finding in compilation.diagnostics] == []
    return compilation.policy()


@pytest.fixture
def heard(capfd: pytest.CaptureFixture[str]) -> Iterator[Heard]:
    """Give what has gone to standard output, to standard error, and to any logger that anybody could listen to."""
    log, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(log), root.level
    root.setLevel(logging.INFO)  # which is that of Function Compute
    root.addHandler(handler)

    def hear() -> str:
        out, err = capfd.readouterr()
        return f"{out}\n{err}\n{log.getvalue()}"

    yield hear
    root.removeHandler(handler)
    root.setLevel(before)


def event(point: str) -> bytes:
    """A message of a point as EventBridge brings it."""
    return payload(message(point, f"e-{point}", operator="7", fileName="a.sql"))


def messages() -> list[bytes]:
    """A message of each point as EventBridge brings it, and one as a request, of nobody."""
    return [*map(event, POINTS), payload(request(projectId=91864, fileName="a.csv"))]


def answers(policy: Policy, asked: Iterable[bytes]) -> str:
    """What a new instance says to messages, whether it returns or raises that, with all that can be traced."""
    gate = Gate(policy, clock=lambda: NOW)
    gate.initialize(PATIENT)
    said = []
    for one in asked:
        try:
            said.append(gate.handler(one, PATIENT))
        except Undelivered as error:
            said.append("".join(traceback.format_exception(error)))
    return "\n".join(said)

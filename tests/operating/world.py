"""A project of two functions, deployed as it stands to a Function Compute and known to a DataWorks, both stubs."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import responses
from requests import PreparedRequest

from dwgate.build.local import running
from dwgate.build.stage import stage
from dwgate.cli.operating import checked_out
from dwgate.cli.project import Project
from dwgate.deployment import read_deployment
from dwgate.facts.asking import NoFacts
from dwgate.openapi.connections import Connections
from dwgate.operating.checked_out import Pair
from dwgate.operating.doctor import Report
from dwgate.operating.findings import Level
from dwgate.operating.trial import trial_of
from dwgate.testing import CREDENTIALS, DataWorks
from dwgate.testing.mock import _exchange, _request
from operating.function_compute import Answer, Function, FunctionCompute, message

ROOT = Path(__file__).parents[2]
REGION = "cn-shanghai"
DOWNLOADS, FILES = "dwgate-data-download", "dwgate-files"
DOWNLOADS_CODE, FILES_CODE = "downloads-code-canary", "files-code-canary"
ROLE = "acs:ram::1234567890123456:role/dwgate"

ROWS = """\
rules:
  - name: too-many-rows
    when: event.dataRowSize > 100000
    then: FAIL
    reason: {en: "${event.dataRowSize} rows.", zh: "${event.dataRowSize} 行。"}
"""
ROWS_TEST = """\
event: ../events/allowed.json
now: 2026-11-18T10:00:00+08:00
cases:
  - {name: few rows pass, expect: OK}
  - name: many rows are refused
    set: {dataRowSize: 100001}
    expect: FAIL
    rules: [too-many-rows]
"""
OWNER = ROWS.replace("event.dataRowSize > 100000", 'operator == "7"').replace("${event.dataRowSize}", "${operator}")
OWNER_TEST = ROWS_TEST.replace("{dataRowSize: 100001}", '{operator: "7"}')

TEMPLATE = """\
edition: 3.0.0
name: dwgate
access: default
vars:
  region: cn-shanghai
template:
  gate:
    region: ${vars.region}
    runtime: python3.12
    handler: index.handler
    timeout: 10
    memorySize: 512
    instanceLifecycleConfig:
      initializer: {handler: index.initialize, timeout: 10}
    role: dwgate
    environmentVariables:
      DWGATE_LANGUAGE: en
      DWGATE_BREAK_GLASS: ""
resources:
  data_download:
    component: fc3
    extend: {name: gate}
    props:
      functionName: dwgate-data-download
      code: ./build/data_download
      environmentVariables: {DWGATE_EXTENSION_CODE: downloads-code-canary}
  files:
    component: fc3
    extend: {name: gate}
    props:
      functionName: dwgate-files
      code: ./build/files
      environmentVariables: {DWGATE_EXTENSION_CODE: files-code-canary}
      triggers:
        - triggerName: dataworks
          triggerType: eventbridge
          triggerConfig:
            triggerEnable: true
            eventRuleFilterPattern: '{"source": ["acs.dataworks"], "type": ["dataworks:FileChange:CommitFile"]}'
"""
POINTS = {"data_download": ("download-resources",), "files": ("commit-file",)}


def write_project(root: Path) -> None:
    """Write the project, with tests that pass, and build it."""
    (root / "s.yaml").write_text(TEMPLATE)
    for name, policy, test in (("data_download", ROWS, ROWS_TEST), ("files", OWNER, OWNER_TEST)):
        folder = root / "functions" / name
        for below in ("policy", "events"):
            (folder / below).mkdir(parents=True)
        shutil.copyfile(ROOT / "functions" / "data_download" / "index.py", folder / "index.py")
        points = ", ".join(POINTS[name])
        (folder / "function.yaml").write_text(f"points: [{points}]\ncalls_back: true\n")
        (folder / "policy" / "rows.yaml").write_text(policy)
        (folder / "policy" / "rows_test.yaml").write_text(test)
    downloads = root / "functions" / "data_download" / "events"
    (downloads / "allowed.json").write_bytes(message("download-resources", dataRowSize=5))
    (downloads / "refused.json").write_bytes(message("download-resources", dataRowSize=100001))
    (downloads / "malformed.json").write_bytes(b"{")
    (root / "functions" / "files" / "events" / "allowed.json").write_bytes(message("commit-file", operator="5"))
    for name in POINTS:
        here = checked_out(Project(root).function(name))
        assert [finding.render() for finding in here.compilation.diagnostics] == []
        stage(here.folder, here.compilation, root / "build" / name)


@dataclass
class World:
    """The project and both clouds."""

    root: Path
    function_compute: FunctionCompute = field(default_factory=FunctionCompute)
    dataworks: DataWorks = field(default_factory=DataWorks)

    @classmethod
    def healthy(cls, root: Path) -> "World":
        """Write the project, deploy it, and register its extensions."""
        write_project(root)
        world = cls(root)
        world.deploy()
        world.dataworks.register_extension(DOWNLOADS_CODE, name="downloads", points=POINTS["data_download"])
        world.dataworks.register_extension(FILES_CODE, name="files", points=POINTS["files"])
        return world

    @property
    def project(self) -> Project:
        """The project."""
        return Project(self.root)

    def pairs(self, **environment: str) -> list[Pair]:
        """The functions, in the checkout and in the template, which an environment may fill in."""
        there = read_deployment(self.root, environment)
        return [Pair(checked_out(self.project.function(one.name)), one) for one in there]

    def deploy(self, **environment: str) -> None:
        """Deploy what the project says now; the answers to its samples are those of its own handler."""
        for pair in self.pairs(**environment):
            there = pair.there
            description = {
                "functionName": there.function_name,
                "runtime": there.runtime,
                "handler": there.handler,
                "timeout": there.timeout,
                "memorySize": there.memory_size,
                "instanceConcurrency": there.instance_concurrency,
                "role": ROLE,
                "environmentVariables": dict(there.environment),
                "instanceLifecycleConfig": {"initializer": {"handler": there.initializer, "timeout": 10}},
                "state": "Active",
                "lastUpdateStatus": "Successful",
            }
            triggers = [{**one, "triggerConfig": json.dumps(one["triggerConfig"])} for one in there.triggers]
            answer = self._answers(pair).__getitem__
            self.function_compute.functions[there.function_name] = Function(description, triggers, answer)

    def edit(self, file: str, old: str, new: str) -> None:
        """Change a file of the project."""
        path = self.root / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def describe(self, name: str, **changes: Any) -> None:
        """Change what describes a deployed function."""
        self.function_compute.functions[name].description.update(changes)

    def trigger(self, name: str, **config: Any) -> None:
        """Change the configuration of a deployed function's trigger."""
        (trigger,) = self.function_compute.functions[name].triggers
        trigger["triggerConfig"] = json.dumps({**json.loads(trigger["triggerConfig"]), **config})

    def set_environment(self, name: str, changes: Mapping[str, str]) -> None:
        """Change the environment of a deployed function."""
        description = self.function_compute.functions[name].description
        description["environmentVariables"] = {**description["environmentVariables"], **changes}

    def answer(self, name: str, change: Any) -> None:
        """Let a function answer with what ``change`` makes of its answers."""
        function = self.function_compute.functions[name]
        before = function.answer
        function.answer = lambda payload: change(before(payload))

    @contextmanager
    def network(self) -> Iterator[None]:
        """Put both clouds in the place of the network."""
        with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
            for method in (responses.GET, responses.POST):
                network.add_callback(method, _FUNCTION_COMPUTE, self._of_function_compute)
            with mock.patch.object(Connections, "exchange", _exchange(self.dataworks, lambda _seconds: None)):
                yield

    def _of_function_compute(self, prepared: PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        request = _request(prepared)
        reply = self.function_compute.respond(str(prepared.path_url), dict(request.headers), request.body)
        return reply.status, reply.headers, reply.body

    def _answers(self, pair: Pair) -> dict[bytes, Answer]:
        """Decide on every sample at once, since a handler sets the environment of the whole process."""
        answers = {}
        with running(pair.here.folder, pair.here.compilation) as local:
            local.environment.update(pair.settings)
            for payload in pair.here.samples.values():
                trial = trial_of(payload)
                assert trial is not None
                invocation = local.invoke(trial, facts=NoFacts())
                answers[trial] = Answer(invocation.body.encode(), invocation.log)
        return answers


_FUNCTION_COMPUTE = re.compile(rf"https://fcv3\.{REGION}\.aliyuncs\.com/.*")
KEYS = CREDENTIALS.environment()

Doctor = Callable[..., Report]


def changed_record(answer: Answer, **changes: Any) -> Answer:
    """Give an answer whose records say something else."""
    log = tuple(json.dumps(json.loads(line) | changes) for line in answer.log or ())
    return Answer(answer.body, log, answer.error_type)


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    out: str
    err: str
    status: int


def wrong(report: Report) -> list[tuple[str, Level]]:
    """The names and levels of what is not ok, each pair once."""
    return list(dict.fromkeys((one.name, one.level) for one in report.findings if one.level is not Level.OK))


def told(report: Report, name: str) -> str:
    """All that a check says of what is not ok."""
    return "\n".join(
        f"{one.where}: {one.what} / {one.advice}"
        for one in report.findings
        if one.name == name and one.level is not Level.OK
    )

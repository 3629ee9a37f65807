"""What a function loads on its way to an answer, run as Function Compute runs it: without site-packages."""

import json
import subprocess
import sys
from pathlib import Path

import cel_expr_python
import pytest
import sqlglot

import dwgate
from dwgate.build.stage import stage
from dwgate.cli.project import Function, Project

ROOT = Path(__file__).parents[2]

ALLOWED_OURS = {
    "dwgate",
    "dwgate.answer",
    "dwgate.answers",
    "dwgate.constructors",
    "dwgate.errors",
    "dwgate.events",
    "dwgate.events.catalogue",
    "dwgate.events.convert",
    "dwgate.events.envelope",
    "dwgate.events.event",
    "dwgate.events.open_fields",
    "dwgate.events.strict_json",
    "dwgate.facts",
    "dwgate.facts.asking",
    "dwgate.facts.function",
    "dwgate.facts.functions",
    "dwgate.facts.references",
    "dwgate.gate",
    "dwgate.json_text",
    "dwgate.light",
    "dwgate.link",
    "dwgate.openapi",
    "dwgate.openapi.endpoint",
    "dwgate.packed",
    "dwgate.policy",
    "dwgate.policy.case",
    "dwgate.policy.decision",
    "dwgate.policy.engine",
    "dwgate.policy.filling",
    "dwgate.policy.loading",
    "dwgate.quoting",
    "dwgate.record",
    "dwgate.runtime",
    "dwgate.runtime.admission",
    "dwgate.runtime.break_glass",
    "dwgate.runtime.context",
    "dwgate.runtime.deadline",
    "dwgate.runtime.policy_file",
    "dwgate.runtime.settings",
    "dwgate.runtime.variables",
    "dwgate.values",
}
OF_SOME_MESSAGES = {
    "dwgate.events.open_fields",
    "dwgate.facts.references",
    "dwgate.policy.filling",
    "dwgate.quoting",
    "dwgate.runtime.break_glass",
}
"""Those that no first message waits for that is allowed: of unpublished fields, of a second message, of a refusal."""
ALLOWED_BEHIND_EVENTBRIDGE = ALLOWED_OURS | {
    "dwgate.callback",
    "dwgate.callback.answered",
    "dwgate.callback.courier",
    "dwgate.callback.delivery",
    "dwgate.callback.report",
    "dwgate.facts.dataworks",
    "dwgate.openapi.client",
    "dwgate.openapi.operations",
    "dwgate.openapi.transport",
    "dwgate.runtime.connection",
}
"""What a function loads as well that asks DataWorks and calls back; what reaches the network is loaded when it does."""

_OF_SNAPSHOTS = ("dwgate.facts.snapshot", "dwgate.facts.snapshot_functions")
ALLOWED_FOR_FUNCTIONS = {
    "calendar": ("dwgate.facts.calendar", "zoneinfo"),
    "file": _OF_SNAPSHOTS,
    "glob": ("dwgate.facts.globs",),
    "guid": ("dwgate.facts.guids",),
    "ip": ("dwgate.facts.network",),
    "lists": ("dwgate.facts.lists",),
    "option": ("dwgate.facts.options",),
    "snapshot": _OF_SNAPSHOTS,
    "sql": ("dwgate.facts.sql", "sqlglot"),
    "table": _OF_SNAPSHOTS,
    "units": ("dwgate.facts.units",),
}
"""The modules and packages that a function loads as well where its rules call functions of a namespace."""

ALLOWED_FOR_UPLOADS = tuple(
    module for namespace in ("glob", "guid", "units") for module in ALLOWED_FOR_FUNCTIONS[namespace]
)

ALLOWED_OTHERS = {"index", "cel_expr_python", "cel_expr_python.cel"}

FIRST_OF_THE_STANDARD_LIBRARY = {
    "__future__", "binascii", "contextvars", "datetime", "genericpath", "itertools", "os", "posixpath", "stat", "time",
}  # fmt: skip
"""What the first answer waits for; each module more is somebody's wait (docs/performance.md)."""

# What messages make Python load that are refused with a value, or cannot be read: json and re.
# fmt: off
ALLOWED_STANDARD = FIRST_OF_THE_STANDARD_LIBRARY | {
    "ast", "base64", "calendar", "collections", "contextlib", "copy", "copyreg", "ctypes", "dataclasses", "dis",
    "encodings", "enum", "errno", "fnmatch", "functools", "glob", "hashlib", "importlib", "inspect", "ipaddress",
    "json", "keyword", "linecache", "locale", "math", "ntpath", "numbers", "opcode", "operator", "pathlib", "re",
    "reprlib", "string", "struct", "textwrap", "threading", "token", "tokenize", "types", "typing", "unicodedata",
    "urllib", "warnings", "weakref",
}
# fmt: on

# fmt: off
ALLOWED_STANDARD_FOR_FUNCTIONS = {
    "calendar": {"bisect", "pwd", "sysconfig"},
    "sql": {
        "array", "atexit", "bisect", "bz2", "csv", "decimal", "difflib", "email", "heapq", "logging", "lzma", "quopri",
        "random", "select", "selectors", "shutil", "socket", "tempfile", "traceback", "zipfile", "zlib",
    },
}
# fmt: on
"""What Python's own time zones and sqlglot load of the standard library."""

_PROBE = """
import sys
code, dependencies, *messages = sys.argv[1:]
sys.path[:0] = [code, dependencies]
before = set(sys.modules)


class Nowhere:
    def write(self, text):
        pass

    def flush(self):
        pass


out, sys.stdout = sys.stdout, Nowhere()
import index
index.initialize(None)
bodies, first = [], None
for message in messages:
    with open(message, "rb") as file:
        bodies.append(index.handler(file.read(), None))
    first = first or set(sys.modules) - before
every = set(sys.modules) - before
sys.stdout = out
import json
print(json.dumps({"bodies": bodies, "first": sorted(first), "every": sorted(every)}))
"""
"""Answers messages, and imports nothing by itself before it knows what that loads."""


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what is shipped to Function Compute, and nothing else."""
    folder = tmp_path_factory.mktemp("dependencies")
    for package in (dwgate, cel_expr_python, sqlglot):
        location = Path(package.__path__[0])
        (folder / location.name).symlink_to(location)
    return folder


@pytest.mark.parametrize("name", [function.name for function in Project(ROOT).functions()])
def test_an_answer_loads_no_module_beyond_the_allow_list(name: str, dependencies: Path, tmp_path: Path) -> None:
    """Importing a handler and deciding on all samples loads the library, CEL and a known part of Python's own."""
    function = Project(ROOT).function(name)
    messages = [sample.path for sample in function.samples()]
    functions, report = answered(function, messages, dependencies, tmp_path)

    namespaces = {function.partition(".")[0] for function in functions}
    for_functions = tuple(module for namespace in namespaces for module in ALLOWED_FOR_FUNCTIONS[namespace])
    loaded = {module for module in report["every"] if not is_below(module, for_functions)}
    allowed = ALLOWED_STANDARD.union(*(ALLOWED_STANDARD_FOR_FUNCTIONS.get(one, ()) for one in namespaces))
    assert ours(loaded) <= (ALLOWED_BEHIND_EVENTBRIDGE if name == "extension_events" else ALLOWED_OURS)
    assert sorted(standard(loaded) - allowed) == []
    results = [json.loads(body)["checkResult"] for body in report["bodies"]]
    assert len(results) == len(messages) > 1
    assert set(results) <= {"OK", "WARN", "FAIL"}


def test_the_first_answer_waits_for_a_handful_of_modules(dependencies: Path, tmp_path: Path) -> None:
    """Where rules ask neither SQL nor the calendar; docs/performance.md says what each of these takes."""
    function = Project(ROOT).function("data_upload")
    message = function.folder / "events" / "allowed.json"
    _, report = answered(function, [message], dependencies, tmp_path)

    loaded = {module for module in report["first"] if not is_below(module, ALLOWED_FOR_UPLOADS)}
    assert report["bodies"] == ['{"checkResult": "OK"}']
    assert standard(loaded) <= FIRST_OF_THE_STANDARD_LIBRARY | ({"hashlib"} if sys.version_info < (3, 12) else set())
    assert ours(loaded) == ALLOWED_OURS - OF_SOME_MESSAGES


def answered(
    function: Function, messages: list[Path], dependencies: Path, code: Path
) -> tuple[list[str], dict[str, list[str]]]:
    """Answer messages in a new process; gives the functions that the policy calls, and what the process tells."""
    compilation = function.compile()
    stage(function.folder, compilation, code)
    assert compilation.document
    probe = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROBE, code, dependencies, *messages],
        check=True,
        capture_output=True,
        text=True,
        env={"DWGATE_ANSWER": "return"},  # nobody is called
    )
    return compilation.document["functions"], json.loads(probe.stdout)


def ours(modules: set[str]) -> set[str]:
    """Give dwgate's own modules of these."""
    return {module for module in modules if module.partition(".")[0] == "dwgate"}


def standard(modules: set[str]) -> set[str]:
    """Give the top-level modules of the standard library among these, but for those that belong to another."""
    others = {module.partition(".")[0] for module in modules - ours(modules) - ALLOWED_OTHERS}
    return {module for module in others if not module.startswith("_") or module == "__future__"}


def is_below(module: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these, or lies in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)

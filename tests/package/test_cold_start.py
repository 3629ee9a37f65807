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
from dwgate.cli.project import Project

ROOT = Path(__file__).parents[2]

ALLOWED_OURS = {
    "dwgate",
    "dwgate.answer",
    "dwgate.answers",
    "dwgate.link",
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
    "dwgate.openapi",
    "dwgate.openapi.endpoint",
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
}
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

ALLOWED_OTHERS = {"index", "cel_expr_python", "cel_expr_python.cel"}

# The standard library as Python 3.11 to 3.13 load it for json, re, dataclasses, pathlib, hashlib and base64.
# fmt: off
ALLOWED_STANDARD = {
    "__future__", "ast", "base64", "binascii", "calendar", "collections", "contextlib", "copy", "copyreg", "ctypes",
    "dataclasses", "datetime", "dis", "encodings", "enum", "errno", "fnmatch", "functools", "glob", "hashlib",
    "importlib", "inspect", "ipaddress", "itertools", "json", "keyword", "linecache", "locale", "math", "ntpath",
    "numbers", "opcode", "operator", "pathlib", "posixpath", "re", "reprlib", "string", "struct", "textwrap",
    "threading", "token", "tokenize", "types", "typing", "unicodedata", "urllib", "warnings", "weakref",
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
import io, json, sys
from contextlib import redirect_stdout
code, dependencies, *messages = sys.argv[1:]
sys.path[:0] = [code, dependencies]
before = set(sys.modules)
import index
with redirect_stdout(io.StringIO()):
    index.initialize(None)
    bodies = [index.handler(open(message, "rb").read(), None) for message in messages]
print(json.dumps({"bodies": bodies, "modules": sorted(set(sys.modules) - before - {"contextlib"})}))
"""


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
    compilation = function.compile()
    stage(function.folder, compilation, tmp_path)
    assert compilation.document

    probe = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROBE, tmp_path, dependencies, *messages],
        check=True,
        capture_output=True,
        text=True,
        env={"DWGATE_ANSWER": "return"},  # nobody is called
    )

    report = json.loads(probe.stdout)
    namespaces = {function.partition(".")[0] for function in compilation.document["functions"]}
    for_functions = tuple(module for namespace in namespaces for module in ALLOWED_FOR_FUNCTIONS[namespace])
    loaded = {module for module in report["modules"] if not is_below(module, for_functions)}
    allowed = ALLOWED_STANDARD.union(*(ALLOWED_STANDARD_FOR_FUNCTIONS.get(one, ()) for one in namespaces))
    ours = {module for module in loaded if module.partition(".")[0] == "dwgate"}
    standard = {module.partition(".")[0] for module in loaded - ours - ALLOWED_OTHERS}
    assert ours <= (ALLOWED_BEHIND_EVENTBRIDGE if name == "extension_events" else ALLOWED_OURS)
    assert sorted(module for module in standard - allowed if not module.startswith("_")) == []
    results = [json.loads(body)["checkResult"] for body in report["bodies"]]
    assert len(results) == len(messages) > 1
    assert set(results) <= {"OK", "WARN", "FAIL"}


def is_below(module: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these, or lies in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)

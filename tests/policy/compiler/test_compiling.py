"""The compiler: one document, the same for the same source, with nothing in it but what is documented."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cel_expr_python
import pytest

import dwgate
from dwgate.policy.compiler import Compilation, canonical, compile_function

FUNCTION = "description: Downloads.\npoints: [download-resources, download-resources-execute]\n"
LIMITS = """\
params:
  max_rows: 100000
  since: 2026-01-01
  office: [10.0.0.0/8, 192.0.2.0/24]
  limits: {b: 2, a: 1}
rules:
- name: too-many-rows
  description: Nobody reads so many.
  when: event.dataRowSize > params.max_rows && now > params.since
  then: FAIL
  reason: {zh: "${event.dataRowSize} 行", en: "${event.dataRowSize} rows, ${params.limits.a}"}
- name: outside-the-office
  when: has(event.ip) && !ip.within(event.ip, params.office)
  then: WARN
  mode: shadow
  on_error: OK
  reason: {en: "from ${event.ip}"}
exemptions:
- rules: [too-many-rows]
  when: operator == "1904512876340213"
  reason: audit
  owner: me
  expires: 2026-12-31
contact: Ask me.
"""
MORE = "rules:\n- {name: large, when: event.fileSize > 1, then: WARN, reason: {en: No.}}\n"
NARROW = """\
points: [download-resources-execute]
rules:
- {name: far, when: event.ip != '', then: WARN, reason: {en: "${event.ip}"}}
"""
FILES = {"function.yaml": FUNCTION, "policy/limits.yaml": LIMITS, "policy/more.yaml": MORE}

COMPILE = """
import sys
from pathlib import Path
from dwgate.policy.compiler import canonical, compile_function
sys.stdout.buffer.write(canonical(compile_function(Path(sys.argv[1])).document))
"""
DECIDE = """
import json, sys
from datetime import datetime, UTC
from pathlib import Path
from dwgate.events.event import parse
from dwgate.policy.loading import load
policy = load(json.loads(Path(sys.argv[1]).read_bytes()))
body = {"dataRowSize": 100001, "ip": "192.0.2.1", "fileSize": 2}
message = {"eventType": "download-resources-execute", "messageBody": body}
(event,) = parse(json.dumps(message).encode(), policy.points)
print(policy.decide(event, now=datetime(2026, 11, 18, tzinfo=UTC)).result.value)
print(*sorted(name for name in sys.modules if "." not in name or name.startswith("dwgate")))
"""


@pytest.fixture
def whole(compiled: Callable[..., Compilation]) -> dict[str, Any]:
    """Compile a policy that says everything that a policy can say."""
    compilation = compiled(FILES)
    assert compilation.diagnostics == ()
    assert compilation.document is not None
    return compilation.document


def test_the_document_holds_what_is_documented(whole: dict[str, Any]) -> None:
    """Programs and parameters, and beside them only what explains them."""
    programs = [
        *(whole["rules"][0].pop("when"), whole["rules"][1].pop("when"), whole["exemptions"][0].pop("when")),
        whole["together"][0].pop("program"),
        *(
            piece.pop("cel")
            for rule in whole["rules"]
            for pieces in rule["reason"].values()
            for piece in pieces
            if isinstance(piece, dict)
        ),
    ]
    assert all(re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", program) for program in programs)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", whole.pop("digest"))
    assert whole["rules"].pop()["source"] == "policy/more.yaml:2"
    assert whole == {
        "format": 1,
        "function": "data_download",
        "description": {"en": "Downloads."},
        "points": ["download-resources", "download-resources-execute"],
        "params": {
            "max_rows": 100000,
            "since": "2026-01-01T00:00:00+08:00",
            "office": ["10.0.0.0/8", "192.0.2.0/24"],
            "limits": {"b": 2, "a": 1},
        },
        "timestamps": ["since"],
        "functions": ["ip.within"],
        "options": [],
        "rules": [
            {
                "name": "too-many-rows",
                "description": {"en": "Nobody reads so many."},
                "source": "policy/limits.yaml:7",
                "points": ["download-resources", "download-resources-execute"],
                "fires_at": ["download-resources", "download-resources-execute"],
                "condition": "event.dataRowSize > params.max_rows && now > params.since",
                "reads": ["event.dataRowSize", "now", "params.max_rows", "params.since"],
                "asks": [],
                "then": "FAIL",
                "mode": "enforce",
                "on_error": "FAIL",
                "reason": {"en": [{}, " rows, ", {}], "zh": [{}, " 行"]},
                "reason_text": {"en": "${event.dataRowSize} rows, ${params.limits.a}", "zh": "${event.dataRowSize} 行"},
                "contact": {"en": "Ask me."},
            },
            {
                "name": "outside-the-office",
                "description": {},
                "source": "policy/limits.yaml:12",
                "points": ["download-resources", "download-resources-execute"],
                "fires_at": ["download-resources-execute"],
                "condition": "has(event.ip) && !ip.within(event.ip, params.office)",
                "reads": ["event.ip", "params.office", "present"],
                "asks": ["ip.within"],
                "then": "WARN",
                "mode": "shadow",
                "on_error": "OK",
                "reason": {"en": ["from ", {}]},
                "reason_text": {"en": "from ${event.ip}"},
                "contact": {"en": "Ask me."},
            },
        ],
        "together": [{"rules": ["too-many-rows", "outside-the-office", "large"]}],
        "exemptions": [
            {
                "rules": ["too-many-rows"],
                "condition": 'operator == "1904512876340213"',
                "reads": ["operator"],
                "reason": "audit",
                "owner": "me",
                "expires": "2026-12-31T00:00:00+08:00",
            }
        ],
    }


def test_the_document_is_json_that_can_be_read_in_a_log(whole: dict[str, Any]) -> None:
    """UTF-8, a key a line, in order."""
    written = canonical(whole)
    assert json.loads(written) == whole
    assert written.endswith(b"}\n")
    assert "行".encode() in written
    assert list(json.loads(written)) == sorted(whole)


def test_the_same_source_gives_the_same_bytes(write: Callable[..., Path]) -> None:
    """In another folder, and in another process with other hashes."""
    folder = write(FILES)
    other = Path(shutil.copytree(folder, folder.parent / "elsewhere" / folder.name))
    document = compile_function(folder).document
    assert document is not None
    written = {
        subprocess.run(
            [sys.executable, "-c", COMPILE, str(one)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for one, seed in [(folder, "1"), (other, "2")]
    }
    assert written == {canonical(document)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max_rows: 100000", "max_rows: 100001"),
        ("> params.max_rows", ">= params.max_rows"),
        ("then: WARN", "then: FAIL"),
        ("mode: shadow", "mode: enforce"),
        ("on_error: OK", "on_error: WARN"),
        ("from ${event.ip}", "from  ${event.ip}"),
        ("name: outside-the-office", "name: outside-of-the-office"),
        ("expires: 2026-12-31", "expires: 2027-12-31"),
        ("owner: me", "owner: you"),
        ('operator == "1904512876340213"', 'operator != "1904512876340213"'),
        ("description: Nobody", "description: No one"),
    ],
)
def test_a_change_changes_the_digest(
    old: str, new: str, whole: dict[str, Any], compiled: Callable[..., Compilation]
) -> None:
    """Two policies that may decide otherwise are told apart."""
    assert old in LIMITS
    changed = compiled({**FILES, "policy/limits.yaml": LIMITS.replace(old, new)}).document
    assert changed is not None
    assert changed["digest"] != whole["digest"]


def test_the_points_change_the_digest(whole: dict[str, Any], compiled: Callable[..., Compilation]) -> None:
    """A function that serves another point decides otherwise."""
    changed = compiled({**FILES, "function.yaml": FUNCTION.replace("download-resources, ", "")}).document
    assert changed is not None
    assert changed["digest"] != whole["digest"]


def test_a_comment_changes_nothing(whole: dict[str, Any], compiled: Callable[..., Compilation]) -> None:
    """Nor do quotes, while the lines stay where they are."""
    text = LIMITS.replace("owner: me", "owner: 'me' # that is me").replace("when: operator", "when:   operator")
    assert compiled({**FILES, "policy/limits.yaml": text}).document == whole


def test_the_engine_needs_nothing_of_the_desk(tmp_path: Path, whole: dict[str, Any]) -> None:
    """A function loads and decides where there is no YAML, no protobuf and no command's library to be had."""
    (tmp_path / "policy.json").write_bytes(canonical(whole))
    for package in (dwgate, cel_expr_python):
        location = Path(package.__path__[0])
        (tmp_path / location.name).symlink_to(location)
    done = subprocess.run(
        [sys.executable, "-S", "-c", DECIDE, "policy.json"], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    result, modules = done.stdout.splitlines()
    assert result == "FAIL"
    loaded = set(modules.split())
    assert not loaded & {"ruamel", "yaml", "google", "typer", "rich", "click"}
    policy = {name.removeprefix("dwgate.policy.") for name in loaded if name.startswith("dwgate.policy.")}
    assert policy == {"case", "decision", "engine", "filling", "loading"}


ASKING = """\
rules:
- name: max-pt
  when: |
    file.content().matches("max_pt") && size(file.content()) > option("maxSqlLength", 5000)
    && ip.within("10.0.0.1", ["10.0.0.0/8"])
  then: FAIL
  reason: {en: "${file.name()} has ${size(file.content())}"}
- {name: large, when: event.fileType > 10, then: WARN, reason: {zh: "${file.type()}"}}
exemptions:
- {rules: [large], when: file.use() == "MANUAL", reason: audit, owner: me, expires: 2026-12-31}
"""


def test_the_document_says_what_is_asked(compiled: Callable[..., Compilation]) -> None:
    """Of each rule what its condition asks, and of the whole what every expression calls."""
    compilation = compiled(ASKING, "commit-file")
    document = compilation.document
    assert document is not None
    assert [rule["asks"] for rule in document["rules"]] == [["file.content", "ip.within", "option"], []]
    assert document["functions"] == [
        "file.content",
        "file.name",
        "file.type",
        "file.use",
        "ip.within",
        "option",
    ]
    assert compilation.policy().asks_facts


LOAD = """
import json, sys
from pathlib import Path
from dwgate.policy.loading import load
policy = load(json.loads(Path(sys.argv[1]).read_bytes()))
print(policy.asks_facts, *sorted(name for name in sys.modules if name.startswith(("dwgate.facts.", "dwgate.openapi"))))
"""
ALWAYS = {"dwgate.facts.asking", "dwgate.facts.functions"}
FUNCTION_MODULES = ("dwgate.facts.function", "dwgate.facts.references")
SNAPSHOT_MODULES = ("dwgate.facts.snapshot", "dwgate.facts.snapshot_functions")


@pytest.mark.parametrize(
    ("when", "asks", "loaded"),
    [
        ("event.fileType > 1", "False", set()),
        ("ip.within('10.0.0.1', ['10.0.0.0/8'])", "False", {*FUNCTION_MODULES, "dwgate.facts.network"}),
        ("file.type() > 1", "True", {*FUNCTION_MODULES, *SNAPSHOT_MODULES}),
        ("snapshot.has('file.type')", "True", {*FUNCTION_MODULES, *SNAPSHOT_MODULES}),
        ("option('x', 1) > 1", "True", {*FUNCTION_MODULES, "dwgate.facts.options"}),
    ],
)
def test_a_policy_loads_the_functions_that_it_calls(
    when: str, asks: str, loaded: set[str], compiled: Callable[..., Compilation], tmp_path: Path
) -> None:
    """A cold start is somebody's wait: without facts no module of facts, and no client before one is asked for."""
    document = compiled(MORE.replace("event.fileSize > 1", f'"{when}"'), "commit-file").document
    assert document is not None
    (tmp_path / "policy.json").write_bytes(canonical(document))
    done = subprocess.run(
        [sys.executable, "-c", LOAD, tmp_path / "policy.json"], capture_output=True, check=True, text=True
    )
    said, *modules = done.stdout.split()
    assert (said, set(modules)) == (asks, ALWAYS | loaded)


def test_a_file_can_narrow_its_rules_to_some_points(compiled: Callable[..., Compilation]) -> None:
    """There a field that the others lack needs no guard; the rules of other files keep all points."""
    document = compiled({**FILES, "policy/narrow.yaml": NARROW}).document
    assert document is not None
    assert {rule["name"]: len(rule["points"]) for rule in document["rules"]} == {
        "too-many-rows": 2,
        "outside-the-office": 2,
        "large": 2,
        "far": 1,
    }


def test_an_exemption_is_compiled_for_the_points_of_its_rules(compiled: Callable[..., Compilation]) -> None:
    """Whichever file they stand in."""
    lifting = "- {{rules: [{}], when: event.ip == 'x', reason: audit, owner: me, expires: 2026-12-31}}\n"
    good = compiled(
        {**FILES, "policy/narrow.yaml": NARROW, "policy/more.yaml": f"{MORE}exemptions:\n{lifting.format('far')}"}
    )
    assert good.diagnostics == ()
    bad = compiled(
        {
            **FILES,
            "policy/narrow.yaml": NARROW,
            "policy/more.yaml": f"{MORE}exemptions:\n{lifting.format('far, large')}",
        }
    )
    assert [finding.name for finding in bad.diagnostics] == ["unguarded-field"]


def test_a_parameter_that_only_a_reason_or_an_exemption_reads_is_used(compiled: Callable[..., Compilation]) -> None:
    """In whichever file."""
    files = {
        "function.yaml": FUNCTION,
        "policy/a.yaml": "params: {a: 1, b: x}\n" + MORE,
        "policy/b.yaml": MORE.replace("large", "more").replace("No.", "'${params.a}'")
        + "exemptions:\n- {rules: [large], when: operator == params.b, reason: a, owner: b, expires: 2026-12-31}\n",
    }
    assert compiled(files).diagnostics == ()


def test_the_order_of_rules_is_that_of_files_and_lines(compiled: Callable[..., Compilation]) -> None:
    """So that reasons of one result come in it."""
    rules = [f"{{name: {name}, when: 'true', then: FAIL, reason: {{en: No.}}}}" for name in ("z", "a")]
    files = {
        "function.yaml": FUNCTION,
        "policy/b.yaml": "rules:\n- {name: first, when: 'true', then: FAIL, reason: {en: No.}}\n",
        "policy/a.yaml": f"rules: [{', '.join(rules)}]",
    }
    document = compiled(files).document
    assert document is not None
    assert [rule["name"] for rule in document["rules"]] == ["z", "a", "first"]

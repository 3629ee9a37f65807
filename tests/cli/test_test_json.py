"""The JSON of ``dwgate test``: what a program reads of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.ran import Done, Run

TEST = "functions/data_download/policy/limits_test.yaml"
MIXED = """\
event: ../events/refused.json
now: 2026-11-18T10:00:00+08:00
cases:
  - {name: later, skip: until the limit is agreed, expect: OK}
  - {name: many rows, expect: FAIL, rules: [too-many-rows], shadow: [outside-the-office]}
  - {name: the auditor, set: {operatorUid: "7", ip: nowhere}, expect: FAIL, rules: [too-many-rows]}
"""


@pytest.fixture(autouse=True)
def test_file(project: Path) -> Path:
    """The test of the project's one function."""
    path = project / TEST
    path.write_text(MIXED)
    return path


def written(done: Done) -> dict[str, Any]:
    """Read what stands on standard output, which is JSON and nothing else."""
    document: dict[str, Any] = json.loads(done.stdout)
    assert done.stderr == b""
    return document


def test_each_case_says_what_came_of_it(run: Run) -> None:
    """In the order of the file, with its place; one that is skipped says why."""
    done = run("test", "--format", "json")
    place = {"function": "data_download", "file": TEST}
    assert written(done)["cases"] == [
        {**place, "line": 4, "name": "later", "state": "skipped", "skip": "until the limit is agreed"},
        {
            **place,
            "line": 5,
            "name": "many rows",
            "state": "passed",
            "result": "FAIL",
            "rules": ["too-many-rows"],
            "shadow": ["outside-the-office"],
            "errors": [],
            "exempted": [],
            "differences": [],
        },
        {
            **place,
            "line": 6,
            "name": "the auditor",
            "state": "failed",
            "result": "OK",
            "rules": [],
            "shadow": [],
            "errors": ["outside-the-office"],
            "exempted": ["too-many-rows"],
            "differences": [
                {"key": "expect", "expected": "FAIL", "got": "OK"},
                {"key": "rules", "expected": "too-many-rows", "got": "none"},
                {
                    "key": "errors",
                    "expected": "none",
                    "got": "outside-the-office (a number ran out of range, or a function failed)",
                },
                {"key": "exempted", "expected": "none", "got": "too-many-rows"},
            ],
        },
    ]
    assert done.returncode == 1


def test_all_is_counted_and_every_finding_told(run: Run, test_file: Path) -> None:
    """The functions are named with what they are tested for."""
    document = written(run("test", "--format", "json"))
    (function,) = document["functions"]
    assert (function["function"], function["rules"]) == ("data_download", ["too-many-rows", "outside-the-office"])
    assert function["digest"].startswith("sha256:")
    assert [finding["name"] for finding in document["findings"]] == ["untested-rule"]
    assert document["totals"] == {
        "passed": 1,
        "failed": 1,
        "skipped": 1,
        "not_selected": 0,
        "left_out": 0,
        "unread_files": 0,
        "findings": 1,
    }
    test_file.write_text(MIXED.replace("expect: OK", "expect: MAYBE"))
    totals = written(run("test", "--format", "json", "--case", "auditor"))["totals"]
    assert totals == {**document["totals"], "passed": 0, "skipped": 0, "not_selected": 1, "left_out": 1}


def test_a_policy_that_does_not_compile_has_its_findings(run: Run, project: Path) -> None:
    """And neither rules nor cases."""
    (project / "functions" / "data_download" / "policy" / "limits.yaml").write_text("rules: []\n")
    document = written(run("test", "--format", "json"))
    assert document["functions"] == [{"function": "data_download", "digest": None, "rules": None}]
    assert (document["cases"], document["totals"]["unread_files"]) == ([], 1)
    assert [finding["name"] for finding in document["findings"]] == ["wrong-type"]


def test_the_json_goes_to_a_file_and_the_text_to_the_terminal(run: Run, project: Path) -> None:
    """What is explained is in the text."""
    done = run("test", "--format", "json", "-o", "tests.json", "--explain")
    assert "params.max_rows = 100000" in done.stdout.decode()
    assert (project / "tests.json").read_bytes() == run("test", "--format", "json").stdout


def test_no_content_of_a_message_is_written(run: Run) -> None:
    """The message of the cases has SQL text."""
    assert b"sku_code" not in run("test", "--format", "json").stdout

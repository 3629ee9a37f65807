"""JUnit's XML of ``dwgate test``: what a build server reads of it."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cli.ran import Done, Run

TEST = "functions/data_download/policy/limits_test.yaml"
MIXED = """\
event: ../events/refused.json
now: 2026-11-18T10:00:00+08:00
set: {ip: 10.0.0.1}
cases:
  - name: many <rows> & "more"
    expect: FAIL
    rules: [too-many-rows]
  - name: a few rows pass
    set: {fileName: "a\\u0001b\\ufffe\\U0001F600"}
    expect: OK
    reason: {en: "\\x07"}
  - name: later
    skip: until the limit is agreed
    expect: OK
"""
ORDER = ["skipped", "error", "failure"]


@pytest.fixture(autouse=True)
def test_file(project: Path) -> Path:
    """The test of the project's one function."""
    path = project / TEST
    path.write_text(MIXED)
    return path


def written(done: Done) -> ET.Element:
    """Read what stands on standard output, which is XML and nothing else."""
    assert done.stdout.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')
    return ET.fromstring(done.stdout.decode())  # noqa: S314 - this project's own


def test_a_file_is_a_suite_and_a_case_says_where_it_stands(run: Run) -> None:
    """By the names of JUnit: the function and the file of tests are the class."""
    done = run("test", "--format", "junit")
    root = written(done)
    (tests, policy) = root.findall("testsuite")[::-1]
    assert [(one.get("name"), one.get("classname"), one.get("file"), one.get("line")) for one in tests] == [
        ('many <rows> & "more"', "data_download.limits_test", TEST, "5"),
        ("a few rows pass", "data_download.limits_test", TEST, "8"),
        ("later", "data_download.limits_test", TEST, "12"),
    ]
    assert (policy.get("name"), policy.get("package")) == (
        "functions/data_download/policy/limits.yaml",
        "data_download",
    )
    assert done.returncode == 1


def test_a_case_that_failed_says_by_what(run: Run) -> None:
    """All differences, the first of them as the message."""
    (failure,) = written(run("test", "--format", "junit")).iter("failure")
    assert failure.get("message") == "expect: expected OK; got FAIL"
    assert (failure.text or "").split("\n") == [
        "expect: expected OK; got FAIL",
        "rules: expected none; got too-many-rows",
        "reason, en: expected \ufffd; got 123456 rows are over the limit of 100000.",
    ]


def test_a_case_that_is_skipped_says_why(run: Run) -> None:
    """As the message of JUnit's own element."""
    (skipped,) = written(run("test", "--format", "junit")).iter("skipped")
    assert skipped.get("message") == "until the limit is agreed"


def test_a_finding_is_a_case_in_error(run: Run, test_file: Path) -> None:
    """No build server passes over it, whatever else is green."""
    test_file.write_text(MIXED.replace("set: {ip", "sett: {ip"))
    root = written(run("test", "--format", "junit"))
    (case,) = (case for case in root.iter("testcase") if case.find("error") is not None)
    (error,) = case
    assert (case.get("name"), case.get("file"), case.get("line")) == (
        "unknown-key: a policy test has no key sett",
        TEST,
        "3",
    )
    assert (error.get("type"), error.get("message")) == ("unknown-key", "a policy test has no key sett")
    assert "= did you mean set?" in (error.text or "")


def test_the_counts_are_those_of_the_elements(run: Run) -> None:
    """Of each suite, and of all; Jenkins's schema has no count of what is skipped for all."""
    root = written(run("test", "--format", "junit"))
    for element in (root, *root.findall("testsuite")):
        for name, tag in {"tests": "testcase", "failures": "failure", "errors": "error"}.items():
            assert element.get(name) == str(len(list(element.iter(tag))))
    assert [suite.get("skipped") for suite in root.findall("testsuite")] == ["0", "1"]
    assert root.get("skipped") is None


def test_the_elements_are_those_of_the_schema(run: Run) -> None:
    """No attribute beside it but the place of a case, and one outcome for each case at most."""
    allowed = {
        "testsuites": {"name", "tests", "failures", "errors"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped", "package"},
        "testcase": {"name", "classname", "file", "line"},
        "failure": {"message", "type"},
        "error": {"message", "type"},
        "skipped": {"message"},
    }
    root = written(run("test", "--format", "junit"))
    for element in root.iter():
        assert set(element.attrib) == allowed[element.tag]
        assert element.tag != "testcase" or [child.tag for child in element] in [[], *([one] for one in ORDER)]


def test_the_xml_goes_to_a_file_and_the_text_to_the_terminal(run: Run, project: Path) -> None:
    """As a build wants it."""
    done = run("test", "--format", "junit", "--output", "tests.xml")
    assert done.stdout.startswith(b"data_download: 2 of 3 cases of 2 rules ran, 1 skipped, 1 failed, 1 finding\n")
    assert (project / "tests.xml").read_bytes() == run("test", "--format", "junit").stdout


def test_no_content_of_a_message_is_written(run: Run) -> None:
    """The message of the cases has SQL text."""
    assert b"sku_code" not in run("test", "--format", "junit").stdout

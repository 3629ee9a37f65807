"""``dwgate check``: what is found by the compiler and by the analysis, in each of its forms."""

import ast
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from cli.ran import Run
from dwgate.cli.checking.catalogue import MEANINGS, PAGE
from dwgate.cli.checking.github import as_github
from dwgate.cli.checking.sarif import as_sarif
from dwgate.policy.compiler.diagnostics import Diagnostic, Example

ROOT = Path(__file__).parents[2]
POLICY = "functions/data_download/policy/limits.yaml"
BEFORE, AFTER = "2026-12-31T23:59:59+08:00", "2027-01-01T00:00:00+08:00"


def test_an_exemption_expires_by_the_time_that_is_given(run: Run) -> None:
    """What is clean today is found as it will be on the day."""
    assert run("check", "--at", BEFORE).returncode == 0
    done = run("check", "--at", AFTER)
    told = done.stdout.decode()
    assert done.returncode == 1
    assert f"{POLICY}:25:14: expired-exemption: this exemption expired at {AFTER}" in told
    assert "     = remove it, or ask data-governance@example.com whether it is still needed\n" in told
    assert "     = for example, too-many-rows stops this, and did not before 2027-01-01T00:00:00+08:00:\n" in told
    assert "\n         - name: FAIL where operatorUid is 7" in told
    assert told.endswith("1 finding in 1 file\n")


def test_without_a_time_it_is_the_time_of_the_clock(run: Run, project: Path) -> None:
    """An exemption that ended long ago has expired, and one that ends far away has not."""
    policy = project / POLICY
    text = policy.read_text()
    policy.write_text(text.replace("expires: 2027-01-01", "expires: 2020-01-01"))
    assert b"expired-exemption" in run("check").stdout
    policy.write_text(text.replace("expires: 2027-01-01", "expires: 9000-01-01"))
    assert run("check").returncode == 0


@pytest.mark.parametrize("at", ["yesterday", "2026-11-18"])
def test_a_time_that_is_none_is_said_in_one_line(at: str, run: Run) -> None:
    """And so is one without a zone."""
    done = run("check", "--at", at)
    assert (done.stdout, done.returncode) == (b"", 2)
    assert done.stderr.decode().startswith(f"dwgate: --at: {at} ")


def test_what_does_not_compile_is_not_analysed(run: Run, project: Path) -> None:
    """A policy with a typo has that finding alone."""
    policy = project / POLICY
    policy.write_text(policy.read_text().replace("then: WARN", "then: WRAN"))
    told = run("check", "--at", AFTER).stdout.decode()
    assert "bad-value" in told
    assert "expired-exemption" not in told


def test_an_expired_exemption_stops_no_build(run: Run, project: Path) -> None:
    """Nothing is said of it where a policy is built, not even where another one does not compile."""
    policy = project / POLICY
    text = policy.read_text().replace("expires: 2027-01-01", "expires: 2020-01-01")
    policy.write_text(text.replace("then: WARN", "then: WRAN"))
    done = run("build")
    assert b"bad-value" in done.stdout
    policy.write_text(text)
    done = run("build")
    assert b"expired-exemption" not in done.stdout + done.stderr


def test_json_has_the_example_as_a_case_of_a_test(run: Run) -> None:
    """With what it shows."""
    (finding,) = json.loads(run("check", "--at", AFTER, "--format", "json").stdout)["findings"]
    assert finding["name"] == "expired-exemption"
    assert finding["example"]["says"].startswith("too-many-rows stops this")
    assert finding["example"]["case"] == {
        "name": "FAIL where operatorUid is 7, dataRowSize is 100001",
        "event": "../events/allowed.json",
        "now": AFTER,
        "set": {"operatorUid": "7", "dataRowSize": 100001},
        "expect": "FAIL",
        "rules": ["too-many-rows"],
        "shadow": ["outside-the-office"],
    }


def test_sarif_is_of_the_form_that_code_hosts_take(run: Run) -> None:
    """One run, whose rules have a page, and whose results have a place in a file of the project."""
    done = run("check", "--at", AFTER, "--format", "sarif")
    log = json.loads(done.stdout)
    assert done.returncode == 1
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (one,) = log["runs"]
    assert one["columnKind"] == "unicodeCodePoints"
    driver = one["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("dwgate", version("dwgate"))
    assert driver["rules"] == [
        {
            "id": "expired-exemption",
            "shortDescription": {"text": "An exemption whose time is over."},
            "help": {
                "text": "See docs/policies.md#expired-exemption.",
                "markdown": "See [docs/policies.md#expired-exemption](docs/policies.md#expired-exemption).",
            },
            "defaultConfiguration": {"level": "error"},
        }
    ]
    (result,) = one["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("expired-exemption", 0, "error")
    assert result["message"]["text"].startswith("this exemption expired at ")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": POLICY, "uriBaseId": "PROJECT"},
        "region": {"startLine": 25, "startColumn": 14},
    }
    assert list(one["originalUriBaseIds"]) == ["PROJECT"]


def test_sarif_of_a_clean_project_has_no_results(run: Run) -> None:
    """A code host then closes what it has shown before."""
    done = run("check", "--at", BEFORE, "--format", "sarif")
    (one,) = json.loads(done.stdout)["runs"]
    assert (one["results"], one["tool"]["driver"]["rules"], done.returncode) == ([], [], 0)


def test_sarif_describes_each_kind_once_and_names_files_as_uris() -> None:
    """Results point at theirs, in whichever order they stand."""
    findings = [
        Diagnostic("functions/f/policy/a b.yaml", 3, 1, "tab", "one"),
        Diagnostic("functions/f/policy/工.yaml", 2, 7, "bad-name", "two", hint="mend it"),
        Diagnostic("functions/f/policy/工.yaml", 9, 7, "tab", "three"),
    ]
    (one,) = json.loads(as_sarif(findings))["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert rules == ["bad-name", "tab"]
    assert [rules[result["ruleIndex"]] for result in one["results"]] == ["tab", "bad-name", "tab"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in one["results"]]
    assert places[:2] == ["functions/f/policy/a%20b.yaml", "functions/f/policy/%E5%B7%A5.yaml"]
    assert one["results"][1]["message"]["text"] == "two\nmend it"


def test_github_gets_a_command_for_each_finding(run: Run, project: Path) -> None:
    """Which its log shows at the line, with a summary for whoever reads the log."""
    done = run("check", "--at", AFTER, "--format", "github")
    command, summary = done.stdout.decode().splitlines()
    assert command.startswith(
        f"::error file={POLICY},line=25,col=14,title=expired-exemption::this exemption expired at {AFTER}, and now, "
    )
    assert "%0Aremove it, or ask " in command
    assert (summary, done.returncode) == ("1 finding in 1 file", 1)
    clean = run("check", "--at", BEFORE, "--format", "github").stdout.decode()
    assert clean.endswith("no findings in 1 function\n")
    assert "::" not in clean
    assert project.is_dir()


def test_what_github_would_take_for_its_own_is_escaped() -> None:
    """A percent sign and the ends of lines everywhere, and in properties what stands between them."""
    example = Example("it shows", {"name": "x"}, "- name: x\n")
    finding = Diagnostic("a,b:c%.yaml", 1, 2, "tab", "100% of\r\nit: so, well", "", "mend it", example)
    line = (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=tab::"
        "100%25 of%0D%0Ait: so, well%0Amend it%0AFor example, it shows:%0A- name: x"
    )
    assert as_github([finding, finding]).splitlines() == [line, line]


RAISING = {"Diagnostic", "Finding", "at", "diagnostic", "report", "_duplicate", "_finding", "_note", "_report_part"}
"""The calls of which one of the first four values, or the one called ``name``, is the name of a finding."""
NAME = re.compile(r"[a-z]+(?:-[a-z0-9]+)+|tab")


def raised(*places: str) -> set[str]:
    """Give the names of findings that modules give."""
    found: set[str] = set()
    for path in (path for place in places for path in (ROOT / "shared" / "dwgate").glob(place)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in RAISING:
                given = [*node.args[:4], *(keyword.value for keyword in node.keywords if keyword.arg == "name")]
                values: list[Any] = [value.value for value in given if isinstance(value, ast.Constant)]
                found |= {value for value in values if isinstance(value, str) and NAME.fullmatch(value)}
    return found


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


CHECKED = raised("policy/compiler/**/*.py", "analysis/*.py", "cli/project.py")
TESTED = raised("policy_tests/*.py")
GUIDE = (ROOT / PAGE).read_text(encoding="utf-8")
ANCHORS = re.findall(r'<a id="([a-z-]+)"></a>`([a-z-]+)`|^#### `([a-z-]+)`$', GUIDE, re.MULTILINE)


def test_every_finding_of_the_command_is_in_its_catalogue() -> None:
    """And the catalogue has no other: SARIF describes each by it."""
    assert set(MEANINGS) == CHECKED


def test_every_finding_has_its_place_in_the_guide_and_no_other_has_one() -> None:
    """Those of tests too: an address ends in the name."""
    assert all(anchor == name for anchor, name, _ in ANCHORS)
    anchors = [name or heading for _, name, heading in ANCHORS]
    assert len(anchors) == len(set(anchors))
    assert set(anchors) == CHECKED | TESTED


def test_the_guide_says_what_the_catalogue_says() -> None:
    """In the table of the compiler's findings, word for word."""
    rows = dict(re.findall(r'^\| <a id="[a-z-]+"></a>`([a-z-]+)` \| (.*) \|$', GUIDE, re.MULTILINE))
    for name in CHECKED - raised("analysis/*.py"):
        assert rows[name] == MEANINGS[name]

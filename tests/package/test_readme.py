"""The README shows what the project really does: its blocks are held against the code and its output."""

import re
import sys
from pathlib import Path

import pytest

from dwgate.cli.main import run as dwgate
from dwgate.cli.project import Project
from dwgate.runtime.variables import VARIABLES

ROOT = Path(__file__).parents[2]
READMES = ["README.md", "README.zh.md"]


def block(readme: str, name: str) -> str:
    """What stands between the marks of a block."""
    text = (ROOT / readme).read_text()
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end of {name} -->", text, re.DOTALL)
    assert found, f"{readme} has no block {name}"
    return found[1]


def output(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """What a command prints when it is run in the project: its output and its errors."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["dwgate", *arguments])
    with pytest.raises(SystemExit):
        dwgate()
    out, err = capsys.readouterr()
    return out, err


@pytest.mark.parametrize("readme", READMES)
def test_the_demo_is_the_real_one(
    readme: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The README shows lines of what dwgate demo prints, in their order, and says where it leaves some out."""
    printed = iter([line.rstrip() for line in output(monkeypatch, capsys, "demo")[0].splitlines()])
    shown = [line for line in block(readme, "demo").splitlines()[1:-1] if line.strip() != "…"]
    assert len(shown) > 20
    assert [line for line in shown if line not in printed] == []


def test_the_explanation_is_the_real_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The README's command prints what stands below it; what is left out is marked."""
    lines = block("README.md", "explain").splitlines()[1:-1]
    command = lines[0].removeprefix("$ .venv/bin/dwgate ").split()
    printed = output(monkeypatch, capsys, *command)
    told = [line.rstrip() for line in "\n".join(printed).splitlines()]
    shown = [line for line in lines[1:] if line.strip() not in {"", "…"}]
    assert len(shown) > 5
    assert [line for line in shown if line not in told] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_stands_in_the_table(readme: str) -> None:
    """The table has a row for each setting, with its default, and none for another."""
    rows = [
        tuple(cell.strip().strip("`") for cell in line.split("|")[1:3])
        for line in block(readme, "settings").splitlines()
        if "`DWGATE_" in line.split("|")[1]
    ]
    assert rows == [(variable.name, variable.default) for variable in VARIABLES]


def test_every_extension_point_stands_in_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table of the 33 points is what the command prints of the catalogue, and each point has a function."""
    printed, _ = output(monkeypatch, capsys, "events", "list", "--format", "markdown")
    assert block("README.md", "points") == printed
    heading, line, *rows = printed.splitlines()
    assert (heading, set(line)) == ("| event | module | callback | function |", set("| -"))
    assert len(rows) == 33
    assert [row for row in rows if row.count("`") != 6] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_function_is_known(readme: str) -> None:
    """A function that is not in the README is not found by anybody."""
    text = (ROOT / readme).read_text()
    assert [function.name for function in Project(ROOT).functions() if f"| `{function.name}` |" not in text] == []


def test_every_finding_of_the_compiler_is_documented() -> None:
    """Whoever looks up a finding by its name finds it in the guide."""
    guide = (ROOT / "docs" / "policies.md").read_text()
    package = ROOT / "shared" / "dwgate" / "policy"
    names = {
        name for path in package.rglob("*.py") for name in re.findall(r'"([a-z]+(?:-[a-z]+)+|tab)"', path.read_text())
    }
    assert len(names) > 25
    assert {name for name in names if f"`{name}`" not in guide} == set()


@pytest.mark.parametrize(
    "document", [*READMES, "CONTRIBUTING.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
)
def test_links_within_the_project_lead_somewhere(document: str) -> None:
    """No link points at a file that there is not."""
    path = ROOT / document
    links = re.findall(r"\]\((?!http)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def sections(readme: str) -> list[str]:
    """What stands below each heading of the second level, and before the first."""
    return re.split(r"^## .*$", (ROOT / readme).read_text(), flags=re.MULTILINE)


def rows(section: str) -> list[str]:
    """The first cell of each row of the tables of a section, without their headings."""
    tables = re.findall(r"^\|[^\n]*\|\n\| ---[^\n]*\n((?:\|[^\n]*\n)+)", section, re.MULTILINE)
    return [line.split("|")[1].strip() for table in tables for line in table.splitlines()]


def code(section: str) -> list[list[str]]:
    """The lines of each block of code of a section, without comments."""
    blocks = re.findall(r"^```(?:\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return [[re.sub(r" +#.*", "", line) for line in block.splitlines() if line.strip()] for block in blocks]


@pytest.mark.parametrize("number", range(len(sections("README.md"))))
def test_both_readmes_say_the_same(number: int) -> None:
    """Section by section: the same tables of the same things, and as many blocks of code, with the same commands."""
    english, chinese = (sections(readme)[number] for readme in READMES)
    assert rows(chinese) == rows(english)
    assert [len(block) for block in code(chinese)] == [len(block) for block in code(english)]
    commands = [
        [line for block in code(text) for line in block if re.match(r"\$ |s |\.venv/", line)]
        for text in (english, chinese)
    ]
    assert commands[0] == commands[1]


def test_both_readmes_have_the_same_sections() -> None:
    """Nothing is told in one language only."""
    assert len(sections("README.zh.md")) == len(sections("README.md")) > 10

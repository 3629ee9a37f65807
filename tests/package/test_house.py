"""The architecture, where import-linter cannot see it: who reads the environment, the clock and the disk."""

import ast
from fnmatch import fnmatch
from pathlib import Path

import pytest

from dwgate.build import library

PACKAGE = Path(__file__).parents[2] / "shared" / "dwgate"
SHIPPED = [
    path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in library.NOT_SHIPPED
]


def calls(path: Path) -> set[str]:
    """Every dotted name that a module reads, such as os.environ or datetime.now."""
    return {ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_runtime_reads_the_environment(path: Path) -> None:
    """What a function's environment says is read in one place, into settings."""
    is_runtime = path.relative_to(PACKAGE).parts[0] == "runtime"
    assert is_runtime or not calls(path) & {"os.environ", "os.getenv"}


@pytest.mark.parametrize("name", ["policy/engine.py", "policy/decision.py", "answer.py", "events/event.py"])
def test_deciding_reads_no_clock_and_no_file(name: str) -> None:
    """The time is handed in, and so is everything else."""
    read = calls(PACKAGE / name)
    assert not {one for one in read if one.endswith((".now", ".today", ".utcnow", ".read_text", ".read_bytes"))}
    assert "open" not in {
        node.func.id
        for node in ast.walk(ast.parse((PACKAGE / name).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    """A module begins with a docstring, and holds one idea: fewer than 300 lines."""
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) < 300


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """Pytest looks into no folder named build unless it is told to."""
    folders = [path.name for path in Path(__file__).parents[1].rglob("*") if path.is_dir() and path.name[0] not in "._"]
    assert "build" in folders
    passed_over = pytestconfig.getini("norecursedirs")
    assert [name for name in folders if any(fnmatch(name, pattern) for pattern in passed_over)] == []

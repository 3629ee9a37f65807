"""What is shipped of dwgate is what its gate may import, and all of that."""

import ast
from pathlib import Path

import grimp

import dwgate
from dwgate.build import files, library

PACKAGE = Path(dwgate.__file__).parent


def test_what_is_shipped_is_what_the_gate_imports(tmp_path: Path) -> None:
    """Also what it imports late, where a message needs it; nothing of the desk comes along."""
    library.copy_library(tmp_path)
    modules = {path.relative_to(tmp_path) for path in files.every_file(tmp_path) if path.suffix == ".py"}
    shipped = {".".join(module.with_suffix("").parts).removesuffix(".__init__") for module in modules}
    graph = grimp.build_graph("dwgate", exclude_type_checking_imports=True, cache_dir=None)
    needed = {"dwgate.gate"}.union(*(graph.find_upstream_modules(one) for one in ("dwgate", "dwgate.gate")))
    packages = {name.rpartition(".")[0] for name in needed} - {""}
    assert shipped == needed | packages


def test_the_data_of_the_catalogue_is_shipped(tmp_path: Path) -> None:
    """A message of any point can be read."""
    library.copy_library(tmp_path)
    here = {path.name for path in (PACKAGE / "events" / "data").rglob("*.json")}
    assert len(here) > 50
    assert {path.name for path in (tmp_path / "dwgate" / "events" / "data").rglob("*.json")} == here


def test_the_licence_is_shipped_with_the_library(tmp_path: Path) -> None:
    """Apache-2.0 asks for a copy of itself, for wheels that bring none too."""
    library.copy_library(tmp_path)
    assert (tmp_path / "dwgate" / library.LICENCE).read_text() == (PACKAGE.parents[1] / "LICENSE").read_text()


def test_no_extension_of_cel_is_in_use() -> None:
    """They are left out of the wheel, 4 to 7 MB each; code that imports one must ship it."""
    imported = {
        name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert "dwgate.errors" in imported
    assert not [name for name in imported if name.startswith("cel_expr_python.ext")]

"""The patch is one that git takes, and what it adds is known to whoever reads the catalogue."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dwgate.cli.main import run as dwgate
from dwgate.events import catalogue, event
from dwgate.learning.patch import FOLDER, publishes_fields, written
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.yaml_source import Text, YamlSource
from learning.logged import lesson, logged, patch

FILES = Path(catalogue.__file__).parent / "data" / "fields"
BODY: dict[str, Any] = {
    "projectId": 91864,
    "assetName": "客户",
    "asset": {"level": 3, "tags": ["gold"]},
    "columns": [{"name": "id", "isKey": True}],
    "score": 0.5,
    "empty": [],
}


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.stem)
def test_a_file_of_the_catalogue_is_written_as_it_stands(path: Path) -> None:
    """So that a patch changes the lines of what is new and no other."""
    text = path.read_text(encoding="utf-8")
    fields = json.loads(text)
    assert (written(fields) if fields else "[]\n") == text


@pytest.mark.parametrize("code", ["download-resources", "commit-file"])
def test_what_dataworks_documents_is_not_patched(code: str) -> None:
    """A field that is new there is told, and is for the documentation to say."""
    assert publishes_fields(catalogue.find(code))
    found = patch(logged(code, {"approvalId": "a"}))
    assert (found.text, found.events, found.left_out) == ("", (), {})


def test_a_point_of_which_nothing_is_new_has_no_patch() -> None:
    """Nor one whose fields have no type."""
    found = patch(logged("asset-publish", {"by": None}))
    assert (found.text, found.events) == ("", ())
    assert found.left_out == {"asset-publish": {"by": "it came as null"}}


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A clone with the catalogue's files, which is the catalogue until the test is over."""
    data = tmp_path / FOLDER
    shutil.copytree(FILES.parent, data.parent)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.setattr(catalogue, "_DATA", data.parent)
    monkeypatch.setattr("dwgate.learning.patch._FILES", data)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Have the files read again."""
    for module in (catalogue, event):
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


def apply(text: str, clone: Path) -> None:
    """Apply a patch as an administrator does."""
    (clone / "fields.patch").write_text(text, encoding="utf-8")
    subprocess.run(["git", "apply", "fields.patch"], cwd=clone, check=True)
    forget()


def problem_of(condition: str, point: str) -> str:
    """What the compiler says of a condition, nothing where it compiles."""
    source = YamlSource("a.yaml", "a: 1")
    source._compose()
    assert source.root is not None
    Conditions((point,), {}).condition(Text(condition, source, source.root), source.findings)
    return "; ".join(finding.message for finding in source.findings)


@pytest.mark.parametrize(
    "point", ["asset-publish", "asset-unpublish", "delete-data-quality-evaluation-task-notification"]
)
def test_git_takes_the_patch_and_the_fields_are_known(
    point: str, clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The compiler types them, a typo is found, the parser converts them, and the command shows them."""
    assert catalogue.find(point).is_open
    made = patch(logged(point, BODY, ["score"]), logged(point, BODY, ["score"]))
    assert made.events == (point,)
    assert made.left_out == {point: {"empty": "what is in the list was not seen, or is a list"}}
    apply(made.text, clone)

    assert not catalogue.find(point).is_open
    assert problem_of('event.asset.level > 2 && event.assetName != "" && event.score > 0.1', point) == ""
    assert problem_of("event.columns.exists(c, c.isKey)", point) == ""
    assert "no field assetNmae" in problem_of('event.assetNmae == ""', point)
    assert "does not take" in problem_of("event.assetName > 1", point)
    assert not lesson(logged(point, {name: value for name, value in BODY.items() if name != "empty"})).is_new

    monkeypatch.setattr("sys.argv", ["dwgate", "events", "show", point])
    with pytest.raises(SystemExit):
        dwgate()
    told = capsys.readouterr().out
    assert "asset.level" in told
    assert "columns[].isKey" in told


def test_a_second_patch_adds_to_the_first(clone: Path) -> None:
    """Nothing that is known already is said again."""
    apply(patch(logged("asset-publish", {"a": 1})).text, clone)
    second = patch(logged("asset-publish", {"a": 1, "b": "x"}))
    assert second.text.count('\n+  {"name"') == 2  # the line before it gets a comma
    apply(second.text, clone)
    assert [field.name for field in catalogue.find("asset-publish").fields] == ["a", "b"]

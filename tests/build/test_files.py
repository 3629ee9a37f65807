"""Files are copied as they are, but for links, modes and what is left out."""

import io
import zipfile
from pathlib import Path

import pytest

from dwgate.build import files


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a package, its tests, and what should not be shipped."""
    folder = tmp_path / "source"
    for name in ("bin/tool", "package/module.py", "package/tests/test_module.py", "package-1.0.dist-info/RECORD"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def names(folder: Path) -> list[str]:
    """Give what is in a folder."""
    return [path.relative_to(folder).as_posix() for path in files.every_file(folder)]


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ((), ["bin/tool", "package/module.py", "package/tests/test_module.py", "package-1.0.dist-info/RECORD"]),
        (("bin", "tests"), ["package/module.py", "package-1.0.dist-info/RECORD"]),
        (("*.dist-info/RECORD", "bin"), ["package/module.py", "package/tests/test_module.py"]),
        (("package/tests", "*.dist-info"), ["bin/tool", "package/module.py"]),
        (
            ("module.py", "package-1.0.dist-info/RECORD/deeper"),
            [
                "bin/tool",
                "package/tests/test_module.py",
                "package-1.0.dist-info/RECORD",
            ],
        ),
    ],
)
def test_what_is_left_out_is_named_by_patterns(
    source: Path, tmp_path: Path, without: tuple[str, ...], left: list[str]
) -> None:
    """A pattern without a slash is held against each part of a path, one with slashes against its beginning."""
    files.copy(source, tmp_path / "target", without=without)
    assert sorted(names(tmp_path / "target")) == sorted(left)


def test_a_link_becomes_what_it_leads_to(source: Path, tmp_path: Path) -> None:
    """A link out of the code folder would dangle on Function Compute."""
    (tmp_path / "elsewhere.py").write_text("elsewhere")
    (source / "package" / "linked.py").symlink_to(tmp_path / "elsewhere.py")
    files.copy(source, tmp_path / "target")
    copied = tmp_path / "target" / "package" / "linked.py"
    assert not copied.is_symlink()
    assert copied.read_text() == "elsewhere"


def test_modes_do_not_depend_on_this_machine(source: Path) -> None:
    """Whatever the umask was, another user can read the files and enter the folders."""
    (source / "bin" / "tool").chmod(0o700)
    (source / "bin").chmod(0o700)
    files.settle_modes(source)
    modes = {path.relative_to(source).as_posix(): path.stat().st_mode & 0o777 for path in source.rglob("*")}
    assert modes["bin"] == modes["package/tests"] == 0o755
    assert modes["bin/tool"] == modes["package/module.py"] == 0o644


def test_a_folder_is_measured_as_it_is_sent(source: Path) -> None:
    """The size of the archive is that of one which holds these files."""
    (source / "large").write_bytes(b"0" * 100_000)
    size = files.size(source)
    assert size.files == 5
    assert size.unpacked == 100_000 + sum(len(name) for name in names(source) if name != "large")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names(source):
            packed.write(source / name, name)
    assert abs(size.zipped - len(archive.getvalue())) < 100
    assert size.zipped < 10_000

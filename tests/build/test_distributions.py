"""Unpacked wheels tell of themselves, for the runtime and not for the Python that asks them."""

from pathlib import Path

import pytest

from dwgate.build.distributions import required_of_library, unpacked_in
from wheels_at_hand import write_wheel


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", True),
        ('; python_version == "3.12"', True),
        ('; python_full_version < "3.12"', False),
        ('; sys_platform == "linux" and platform_machine == "x86_64"', True),
        ('; platform_system == "Windows"', False),
        ('; implementation_name != "PyPy" and platform_python_implementation == "CPython"', True),
        ('; os_name == "posix" and implementation_version >= "3.12"', True),
        ('; extra == "all"', False),
        ('; extra == "all" or python_version > "3"', True),
    ],
)
def test_what_is_required_is_what_the_runtime_requires(condition: str, *, holds: bool, tmp_path: Path) -> None:
    """Whichever Python this is; names are normalized."""
    write_wheel(tmp_path, "some-package", "1.0", f"Requires-Dist: Other_Package>=2{condition}")
    (one,) = unpacked_in(tmp_path)
    assert [str(required) for required in one.requires] == (
        [f"other-package>=2{condition and f'; {condition[2:]}'}"] if holds else []
    )


@pytest.mark.parametrize(
    ("told", "licence"),
    [
        ("License-Expression: MIT OR Apache-2.0\nLicense: old", "MIT OR Apache-2.0"),
        ("License: BSD-3-Clause", "BSD-3-Clause"),
        ("License: Apache License 2.0", "Apache-2.0"),
        ("License: Apache 2.0", "Apache-2.0"),
        ("Summary: of nobody", "unknown"),
    ],
)
def test_a_licence_is_told_by_its_identifier(told: str, licence: str, tmp_path: Path) -> None:
    """Also where metadata are older than the field for it."""
    info = write_wheel(tmp_path, "some-package", "1.0")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: some-package\nVersion: 1.0\n{told}\n")
    assert [one.licence for one in unpacked_in(tmp_path)] == [licence]


def test_texts_and_bills_are_found_where_wheels_have_them(tmp_path: Path) -> None:
    """Below licenses/, or beside the metadata in older wheels; bills of materials below sboms/."""
    info = write_wheel(tmp_path, "some-package", "1.0", NOTICE="ours")
    for name in ("LICENSE.txt", "top_level.txt", "sboms/bill.json"):
        (info / name).parent.mkdir(exist_ok=True)
        (info / name).write_text("")
    (one,) = unpacked_in(tmp_path)
    assert one.texts == tuple(f"some_package-1.0.dist-info/{name}" for name in ("LICENSE.txt", "licenses/NOTICE"))
    assert one.bills == ("some_package-1.0.dist-info/sboms/bill.json",)


def test_the_extras_of_dwgate_bring_what_their_sets_of_wheels_are_for() -> None:
    """One extra at a time, and CEL always."""
    assert required_of_library(()) == ["cel-expr-python"]
    assert required_of_library(["cel", "sql"]) == ["cel-expr-python", "sqlglot"]
    assert required_of_library(["openapi"]) == ["cel-expr-python", "certifi"]

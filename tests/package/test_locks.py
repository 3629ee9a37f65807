"""What is locked is what pyproject.toml asks for, all of it and nothing else, and is what is said of it.

The wheels come from the package index the first time, and stay in build/.wheels.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dwgate.build import bytecode, package, wheels
from dwgate.build.distributions import Unpacked, unpacked_in
from dwgate.build.licences import page
from dwgate.build.linked import LINKED
from dwgate.build.lock import CEL, LOCKS, OPENAPI, SQL, Locked, read_lock

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
SETS = {CEL: PROJECT["project"]["dependencies"], OPENAPI: EXTRAS["openapi"], SQL: EXTRAS["sql"]}
VERSION = re.compile(r"\b([a-z][a-z0-9-]+)(?:==| )(\d+\.\d[\d.]*\b)")
DESK = read_lock(ROOT / "requirements.txt")
DESK_ASKS = [
    *PROJECT["project"]["dependencies"],
    *(one for extra in ("desk", "test", "check") for one in EXTRAS[extra]),
    *PROJECT["build-system"]["requires"],
]


def locked(name: str) -> dict[str, Locked]:
    """Give a lock of what is shipped."""
    return read_lock(LOCKS / f"{name}.txt")


SHIPPED = {name: one for of_set in SETS for name, one in locked(of_set).items()}


@cache
def folder(name: str) -> Path:
    """Give the folder that a set of wheels is unpacked in."""
    return wheels.unpacked(name, ROOT / package.BUILD_FOLDER / package.WHEELS_FOLDER, bytecode.find_interpreter())


def unpacked(name: str) -> dict[str, Unpacked]:
    """Give what is unpacked of a set by name."""
    return {one.name: one for one in unpacked_in(folder(name))}


def test_every_lock_has_its_set() -> None:
    """No lock is left over, and none is missing."""
    assert {path.stem for path in LOCKS.iterdir()} == set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_what_is_shipped_is_pinned_and_locked_at_that_version(name: str) -> None:
    """pyproject.toml and the lock name the same version, which the lock's head says too."""
    lock = locked(name)
    for asked in map(Requirement, SETS[name]):
        assert str(asked.specifier) == f"=={lock[canonicalize_name(asked.name)].version}"
    head, *lines = (LOCKS / f"{name}.txt").read_text().splitlines()
    assert head.startswith(f"# {', '.join(SETS[name])} for ")
    assert lines == [str(one) for one in sorted(lock.values(), key=lambda one: one.name)]


@pytest.mark.parametrize("name", SETS)
def test_a_lock_is_whole_and_holds_nothing_else(name: str) -> None:
    """All that the runtime needs of what is asked for, each version as allowed, and no wheel that nobody asks for."""
    lock, found = locked(name), unpacked(name)
    assert {one.name: one.version for one in found.values()} == {one.name: one.version for one in lock.values()}
    reached: set[str] = set()
    waiting = [(one, "pyproject.toml") for one in map(Requirement, SETS[name])]
    while waiting:
        required, by = waiting.pop()
        wanted = canonicalize_name(required.name)
        assert wanted in lock, f"{by} requires {required}"
        assert required.specifier.contains(lock[wanted].version), f"{by} requires {required}"
        if wanted not in reached:
            reached.add(wanted)
            waiting += [(one, wanted) for one in found[wanted].requires]
    assert reached == set(lock)


def test_sets_that_are_shipped_together_do_not_contradict() -> None:
    """A wheel in two of them would be the same one."""
    every = [one for of_set in SETS for one in locked(of_set).values()]
    assert len(every) == len({one.name for one in every})


def test_three_wheels_are_shipped() -> None:
    """A fourth is a decision: it is more to trust, more to fetch at a cold start, and more to load."""
    assert set(SHIPPED) == {"cel-expr-python", "certifi", "sqlglot"}


def test_the_desk_is_locked_as_it_is_asked_for() -> None:
    """Every requirement of the desk, of its tests and of its checks, at a version that it allows."""
    for asked in map(Requirement, DESK_ASKS):
        assert asked.specifier.contains(DESK[canonicalize_name(asked.name)].version), asked


def test_the_desk_tries_what_is_shipped() -> None:
    """The same versions, if not the same wheels: this machine may have one of a newer glibc."""
    assert {name: DESK[name].version for name in SHIPPED} == {name: one.version for name, one in SHIPPED.items()}


def test_a_wheel_without_a_later_one_is_held_on_a_desk_that_is_not_locked_too() -> None:
    """Otherwise pip builds a later version from its source there."""
    assert f"alibabacloud-tea=={DESK['alibabacloud-tea'].version}" in EXTRAS["desk"]


def test_what_names_a_version_names_the_shipped_one() -> None:
    """Where a text says with which version something was found out, or what to install."""
    texts = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "shared").rglob("*.py")]
    said = {
        (name, version)
        for path in texts
        for name, version in VERSION.findall(path.read_text(encoding="utf-8"))
        if name in SHIPPED
    }
    assert ("cel-expr-python", SHIPPED["cel-expr-python"].version) in said
    assert [(name, version) for name, version in said if version != SHIPPED[name].version] == []


def test_the_page_on_licences_is_that_of_the_wheels() -> None:
    """scripts/write-licences has been run since a lock was changed, and there is an answer to each licence."""
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == page({name: folder(name) for name in SETS})


def test_every_wheel_is_shipped_with_the_text_of_its_licence() -> None:
    """Nothing that is left out of a wheel is one; where one came without, it would be under that of dwgate at most."""
    every = [(name, one) for name in SETS for one in unpacked(name).values()]
    assert [one.name for _, one in every if not one.texts] == []
    assert [text for name, one in every for text in one.texts if not (folder(name) / text).is_file()] == []


@pytest.mark.parametrize("wheel", LINKED)
def test_what_is_linked_into_a_wheel_shows_in_its_binaries(wheel: str) -> None:
    """The list of what metadata do not name is of the wheels that are shipped."""
    held = binaries(next(name for name in SETS if wheel in locked(name)))
    assert [part.name for part in LINKED[wheel] if part.sign not in held] == []


@cache
def binaries(name: str) -> bytes:
    """Give all binaries of a set of wheels."""
    return b"".join(path.read_bytes() for path in sorted(folder(name).rglob("*.so")))

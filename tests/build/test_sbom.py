"""A bill of materials names all that a package was made of, and is the same for the same package."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dwgate.build import files
from dwgate.build.lock import CEL, LOCKS, SQL, WheelsError, read_lock
from dwgate.build.sbom import Contents, bill_of
from wheels_at_hand import write_set, write_wheel

DIGEST = f"sha256:{'d' * 64}"


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    """A package of little: a handler, a policy, a library of one module, and the wheel that every function needs."""
    code = tmp_path / "code"
    (code / "dwgate").mkdir(parents=True)
    for name in ("index.py", "policy.json", "dwgate/gate.py"):
        (code / name).write_text(name)
    return Contents("data_download", code, DIGEST, {CEL: write_set(CEL, tmp_path / "wheels")})


def read(contents: Contents) -> dict[str, Any]:
    """Give the bill of a package, which must be one of CycloneDX 1.6."""
    bill = bill_of(contents)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill.decode()) is None
    document: dict[str, Any] = json.loads(bill)
    return document


def parts(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the components of a bill by name."""
    return {one["name"]: one for one in document["components"]}


def sha256(component: dict[str, Any]) -> str:
    """Give the one hash of a component."""
    (found,) = component["hashes"]
    assert found["alg"] == "SHA-256"
    return str(found["content"])


def test_every_part_is_named_with_its_hash(contents: Contents) -> None:
    """Files by theirs, folders by that of all in them, a wheel by the one that pip held it to."""
    document = read(contents)
    named = parts(document)
    assert {name: one["type"] for name, one in named.items()} == {
        "index.py": "file",
        "policy.json": "data",
        "dwgate": "library",
        "cel-expr-python": "library",
        "python": "platform",
    }
    assert named["policy.json"]["version"] == DIGEST
    assert sha256(named["index.py"]) == hashlib.sha256(b"index.py").hexdigest()
    assert sha256(named["policy.json"]) == hashlib.sha256(b"policy.json").hexdigest()
    assert sha256(named["dwgate"]) == files.digest(contents.code / "dwgate")
    locked = read_lock(LOCKS / "cel.txt")["cel-expr-python"]
    assert named["cel-expr-python"]["purl"] == f"pkg:pypi/cel-expr-python@{locked.version}"
    assert sha256(named["cel-expr-python"]) == locked.sha256
    function = document["metadata"]["component"]
    assert (function["name"], sha256(function)) == ("data_download", files.digest(contents.code))


def test_the_hash_of_a_folder_is_as_it_is_described(tmp_path: Path) -> None:
    """Anybody can work it out: each file's path, length and content, with zero bytes between."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_text("two")
    (tmp_path / "a").write_text("four")
    assert files.digest(tmp_path) == hashlib.sha256(b"a\0004\0fourb/c\0003\0two").hexdigest()


def test_who_needs_what_is_told(contents: Contents) -> None:
    """From the function down to its wheels."""
    graph = {one["ref"]: one.get("dependsOn", []) for one in read(contents)["dependencies"]}
    cel = parts(read(contents))["cel-expr-python"]["purl"]
    assert graph["function:data_download"] == ["dwgate", "index.py", "policy.json", "python"]
    assert graph["index.py"] == ["dwgate"]
    assert graph["dwgate"] == [cel]
    assert graph[cel] == graph["python"] == []


def test_the_same_package_has_the_same_bill(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it is written; another package has another number."""
    first = bill_of(contents)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert bill_of(contents) == first
    assert "timestamp" not in json.loads(first)["metadata"]
    (contents.code / "index.py").write_text("another")
    assert json.loads(bill_of(contents))["serialNumber"] != json.loads(first)["serialNumber"]


def test_what_is_bundled_in_a_wheel_is_inside_of_it(contents: Contents) -> None:
    """As its own bill says (PEP 770), without what built it; and as its binary shows, without a version."""
    version = read_lock(LOCKS / "cel.txt")["cel-expr-python"].version
    info = write_wheel(contents.wheels[CEL], "cel-expr-python", version)
    bundled = {"type": "library", "bom-ref": "path+file:///builder/some", "author": "Somebody", "version": "1"}
    told = [
        {**bundled, "name": "some", "licenses": [{"expression": "MIT OR Apache-2.0"}], "purl": "pkg:cargo/some@1"},
        {**bundled, "name": "compiler", "scope": "excluded"},
        {**bundled, "name": "other", "hashes": [{"alg": "SHA-256", "content": "0" * 64}]},
    ]
    (info / "sboms").mkdir()
    (info / "sboms" / "bill.json").write_text(json.dumps({"bomFormat": "CycloneDX", "components": told}))
    wheel = parts(read(contents))["cel-expr-python"]
    inside = {one["name"]: one for one in wheel["components"]}
    assert {"some", "other", "re2"} <= set(inside)
    assert "compiler" not in inside
    assert inside["some"]["bom-ref"] == f"{wheel['purl']}#pkg:cargo/some@1"
    assert inside["other"]["bom-ref"] == f"{wheel['purl']}#other@1"
    assert sha256(inside["other"]) == "0" * 64
    assert "version" not in inside["re2"]
    assert "builder" not in json.dumps(wheel)


def test_a_wheel_that_is_required_and_not_locked_is_told(contents: Contents) -> None:
    """Nobody ships a function that lacks a wheel without hearing of it."""
    incomplete = Contents("data_download", contents.code, DIGEST, {**contents.wheels, SQL: contents.code})
    with pytest.raises(WheelsError, match="sqlglot is required and not locked; run scripts/lock-wheels"):
        bill_of(incomplete)
    version = read_lock(LOCKS / "cel.txt")["cel-expr-python"].version
    write_wheel(contents.wheels[CEL], "cel-expr-python", version, "Requires-Dist: antlr5")
    with pytest.raises(WheelsError, match="antlr5 is required"):
        bill_of(contents)

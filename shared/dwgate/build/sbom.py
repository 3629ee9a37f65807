"""The bill of materials of a package, in CycloneDX 1.6: what it consists of, of which licence, and what needs what.

It lies beside the package, which does not grow by it, and names it by a hash.
The same package has the same bill, byte for byte: there is no time in it, and its serial number comes of its content.
https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.lifecycle import LifecyclePhase, PredefinedLifecycle
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from dwgate.build import bytecode, files
from dwgate.build.distributions import Unpacked, required_of_library, unpacked_in
from dwgate.build.linked import LINKED
from dwgate.build.lock import LOCKS, WheelsError, read_lock
from dwgate.build.stage import HANDLER_FILE
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cyclonedx.model.license import License

    from dwgate.build.lock import Locked

_OF_A_FOLDER = Property(name="dwgate:hash-of", value="a folder: the path, the length and the bytes of each file in it")
_OF_A_WHEEL = Property(name="dwgate:hash-of", value="the wheel; parts that no function uses are not shipped")

_FOUND = Property(name="dwgate:found-in", value="the binary of the wheel, which does not tell its version")
_OF_A_BUNDLED_PART = ("type", "name", "version", "scope", "hashes", "licenses", "purl")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package was made of.

    ``code`` is its folder, ``digest`` names its policy, and ``wheels`` has the folder of each set of wheels in it.
    """

    function: str
    code: Path
    digest: str
    wheels: Mapping[str, Path]


def bill_of(contents: Contents) -> bytes:
    """Write the bill of materials of a package; WheelsError where what it requires is not in it."""
    function = Component(
        type=ComponentType.APPLICATION,
        name=contents.function,
        bom_ref=f"function:{contents.function}",
        hashes=[_sha256(files.digest(contents.code))],
        properties=[_OF_A_FOLDER],
    )
    own = _own_parts(contents)
    shipped = [both for name, folder in contents.wheels.items() for both in wheels_of(name, folder)]
    wheels = {one.name: component for one, component in shipped}
    metadata = BomMetaData(component=function, lifecycles=[PredefinedLifecycle(phase=LifecyclePhase.BUILD)])
    bill = Bom(components=[*own.values(), *wheels.values()], metadata=metadata)
    bill.register_dependency(function, own.values())
    bill.register_dependency(own[HANDLER_FILE], [own["dwgate"]])
    bill.register_dependency(own["dwgate"], _found(required_of_library(contents.wheels), wheels))
    for one, component in shipped:
        bill.register_dependency(component, _found([required.name for required in one.requires], wheels))
    return _settled(json.loads(JsonV1Dot6(bill).output_as_string()))


def wheels_of(name: str, folder: Path) -> list[tuple[Unpacked, Component]]:
    """Give each wheel of a set that is unpacked in a folder, and the component that it is."""
    lock = read_lock(LOCKS / f"{name}.txt")
    return [(one, _wheel(one, lock[one.name], folder)) for one in unpacked_in(folder)]


def _own_parts(contents: Contents) -> dict[str, Component]:
    """Give what is no wheel: the handler, the policy, the library; and the Python, which Function Compute brings."""
    parts = (
        Component(type=ComponentType.FILE, name=HANDLER_FILE, hashes=[_sha256_of(contents.code / HANDLER_FILE)]),
        Component(
            type=ComponentType.DATA,
            name=POLICY_FILE,
            version=contents.digest,
            hashes=[_sha256_of(contents.code / POLICY_FILE)],
        ),
        Component(
            name="dwgate",
            version=version("dwgate"),
            licenses=[_licence("Apache-2.0")],
            hashes=[_sha256(files.digest(contents.code / "dwgate"))],
            properties=[_OF_A_FOLDER],
        ),
        Component(
            type=ComponentType.PLATFORM,
            name="python",
            version=bytecode.RUNTIME,
            description="Function Compute's runtime python3.12, which is not in the package",
        ),
    )
    for part in parts:
        part.bom_ref.value = part.name
    return {part.name: part for part in parts}


def _wheel(one: Unpacked, locked: Locked, folder: Path) -> Component:
    purl = PackageURL("pypi", name=one.name, version=one.version)
    return Component(
        name=one.name,
        version=one.version,
        purl=purl,
        bom_ref=purl.to_string(),
        hashes=[_sha256(locked.sha256)],
        licenses=[_licence(one.licence)],
        properties=[_OF_A_WHEEL],
        components=[
            *(part for bill in one.bills for part in _bundled(folder / bill, purl.to_string())),
            *_linked(one.name, purl.to_string()),
        ],
    )


def _bundled(bill: Path, inside: str) -> Iterator[Component]:
    """Give what a wheel says to be bundled in it, but for what was needed to build it alone.

    Their names in the graph are new: those of the bill are paths of the machine that built the wheel.
    """
    for told in json.loads(bill.read_bytes())["components"]:
        kept = {key: told[key] for key in _OF_A_BUNDLED_PART if key in told}
        part: Component = Component.from_json(kept)  # type: ignore[attr-defined]  # which a decorator adds
        if part.scope is not ComponentScope.EXCLUDED:
            part.bom_ref.value = f"{inside}#{part.purl or f'{part.name}@{part.version}'}"
            yield part


def _linked(wheel: str, inside: str) -> Iterator[Component]:
    for part in LINKED.get(wheel, ()):
        yield Component(
            name=part.name,
            bom_ref=f"{inside}#{part.name}",
            licenses=[_licence(part.licence)],
            properties=[_FOUND],
        )


def _found(names: Sequence[str], wheels: Mapping[str, Component]) -> list[Component]:
    missing = [name for name in names if name not in wheels]
    if missing:
        raise WheelsError(f"{', '.join(missing)} is required and not locked; run scripts/lock-wheels")
    return [wheels[name] for name in names]


def _licence(told: str) -> License:
    return LicenseFactory().make_from_string(told)


def _sha256(digest: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)


def _sha256_of(path: Path) -> HashType:
    return _sha256(hashlib.sha256(path.read_bytes()).hexdigest())


def _settled(document: dict[str, Any]) -> bytes:
    """Write a document without its time, and with a serial number that its content gives it."""
    del document["metadata"]["timestamp"], document["serialNumber"]
    number = uuid5(NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return json.dumps({**document, "serialNumber": number.urn}, indent=2, sort_keys=True).encode() + b"\n"

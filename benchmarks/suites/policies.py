"""Policies of any number of rules, compiled once and loaded by each process that measures them."""

from __future__ import annotations

import io
import json
import shutil
from typing import TYPE_CHECKING, Any

from measuring.suite import ROOT, SCRATCH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dwgate.gate import Gate

_FOLDER = SCRATCH / "policies"
_COMPILED = "policy.json"

_SAMPLE = ROOT / "shared" / "dwgate" / "testing" / "samples" / "download-resources.json"
POINTS = ("download-resources", "download-resources-execute")


def write(name: str, rules: Mapping[str, Sequence[Mapping[str, object]]], params: Mapping[str, object]) -> None:
    """Compile rules, by the point at which they apply, with parameters for those of the first point."""
    from dwgate.policy.compiler import canonical, compile_function  # noqa: PLC0415 - only who compiles needs it

    folder = _FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "policy").mkdir(parents=True)
    manifest = {"description": {"en": "Measured.", "zh": "测量。"}, "points": list(POINTS)}
    (folder / "function.yaml").write_text(json.dumps(manifest), encoding="utf-8")
    for point in POINTS:
        if rules.get(point):
            policy = {"points": [point], "params": params if point == POINTS[0] else {}, "rules": rules[point]}
            file = folder / "policy" / f"{point.replace('-', '_')}.yaml"
            file.write_text(json.dumps(policy), encoding="utf-8")
    compilation = compile_function(folder)
    if compilation.document is None:
        raise RuntimeError(f"{name} does not compile: {compilation.diagnostics[0]}")
    (folder / _COMPILED).write_bytes(canonical(compilation.document))


def gate(name: str) -> Gate:
    """Load a policy as a function does, and give its gate."""
    from dwgate.gate import Gate  # noqa: PLC0415 - what is measured is loaded by whoever measures it

    return Gate.load(str(_FOLDER / name / "index.py"))


def message(fields: Mapping[str, Any]) -> bytes:
    """Give the documented message of a download with other values of some fields."""
    document = json.loads(_SAMPLE.read_bytes())["function_compute"]
    document["messageBody"] |= fields
    return json.dumps(document).encode()


class Sink(io.TextIOBase):
    """Where the log of a function goes."""

    def write(self, text: str) -> int:
        """Take a line."""
        return len(text)

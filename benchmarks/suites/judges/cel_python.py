"""cel-python: the same conditions of CEL, compiled to programs once, evaluated by Python.

Source: https://cloud-custodian.github.io/cel-python/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import celpy
from celpy.adapter import json_to_cel

from suites.judges.dwgate_policy import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from suites.judges import Judge


def judge() -> Judge:
    """Compile each condition; the event is converted once for all of them."""
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    programs = {name: environment.program(environment.compile(text)) for name, text in CONDITIONS.items()}

    def judged(event: Mapping[str, Any]) -> frozenset[str]:
        activation = {"event": json_to_cel(dict(event))}
        return frozenset(name for name, program in programs.items() if program.evaluate(activation))

    return judged

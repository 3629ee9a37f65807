"""What compiling a function comes to: the document of its ``policy.json``, or everything that is wrong with its policy.

Whoever on the desk decides by a document loads it here, as a function does, so that what is tested is what is shipped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.policy.loading import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.model import Sources
    from dwgate.policy.engine import Policy


@dataclass(frozen=True, slots=True)
class Compilation:
    """What became of a function's policy: a document where there is nothing to complain about.

    ``calls_out`` says whether the function reaches DataWorks's OpenAPI, to call back or to ask for facts, so that it
    must be shipped with a client.  ``sources`` is what the document was compiled from, None where there is none.
    """

    function: str
    document: dict[str, Any] | None
    diagnostics: tuple[Diagnostic, ...]
    calls_out: bool = False
    sources: Sources | None = None

    def policy(self) -> Policy:
        """Load the document as ``load_document`` does; ValueError where the policy does not compile."""
        if self.document is None:
            raise ValueError(f"the policy of {self.function} does not compile")
        return load_document(self.document)


def canonical(document: Mapping[str, Any]) -> bytes:
    """Write a document as the bytes of ``policy.json``: the same document gives the same bytes."""
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def load_document(document: Mapping[str, Any]) -> Policy:
    """Load a document through the bytes of ``policy.json``; PolicyError where a function would refuse it."""
    return load(json.loads(canonical(document)))


def description_of(rule: Mapping[str, Any]) -> Mapping[str, str]:
    """Give what a rule of a document is for, by language; a document of an earlier version has one text or none."""
    description = rule["description"] or {}
    return {"en": description} if isinstance(description, str) else dict(description)

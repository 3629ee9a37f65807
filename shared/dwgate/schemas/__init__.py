"""JSON Schemas of the files that people write, for editors: made of what the readers take, so that both agree.

An editor completes keys, shows what each means, and underlines what a reader would refuse for its form.
What a file means, such as the fields that a condition reads, is for ``dwgate check`` and ``dwgate test`` to say.

    parts        what several schemas have in common: texts, times, choices
    values       what can be set in a message, and given as a fact
    catalogue    the fields of DataWorks's messages, by their paths
    policy       policy/<concern>.yaml; calendars: those in it
    policy_test  policy/<concern>_test.yaml
    function     function.yaml, and events/times.yaml
    facts        events/<sample>.facts.yaml
    snippets     the names in conditions, which no schema can complete

Source: JSON Schema draft-07, of which the YAML language server knows the most, and the keywords that it adds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dwgate.schemas import facts, function, policy, policy_test, snippets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.schemas.parts import Schema

SNIPPETS_FILE = "dwgate.code-snippets"


def every() -> dict[str, Schema]:
    """Give each schema by the name of its file."""
    return {
        "facts.schema.json": facts.schema(),
        "function.schema.json": function.schema(),
        "policy-test.schema.json": policy_test.schema(),
        "policy.schema.json": policy.schema(),
        "times.schema.json": function.times(),
    }


def files(served: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Write all files for editors, by name; ``served`` gives the points of each function of the project."""
    documents = {**every(), SNIPPETS_FILE: snippets.snippets(served)}
    return {name: json.dumps(document, ensure_ascii=False, indent=1) + "\n" for name, document in documents.items()}

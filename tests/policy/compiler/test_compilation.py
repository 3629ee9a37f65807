"""What compiling comes to: loaded as it is shipped, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest

from dwgate.errors import PolicyError
from dwgate.policy.compiler import Compilation, description_of, load_document

POLICY = """\
params: {since: 2026-01-01, limits: {b: 2, a: 1}}
rules:
- {name: late, when: now > params.since && params.limits.a == 1, then: WARN, reason: {en: No.}}
"""


def test_a_policy_is_loaded_as_it_is_shipped(compiled: Callable[..., Compilation]) -> None:
    """From its bytes, and so by its digest."""
    compilation = compiled(POLICY)
    assert compilation.document is not None
    policy = compilation.policy()
    assert (policy.function, policy.digest) == ("data_download", compilation.document["digest"])
    assert [rule.name for rule in policy.rules] == ["late"]
    assert policy.parameters.keys() == {"since", "limits"}


def test_a_policy_that_does_not_compile_cannot_be_loaded(compiled: Callable[..., Compilation]) -> None:
    """There is nothing to decide by."""
    with pytest.raises(ValueError, match="the policy of data_download does not compile"):
        compiled("rules: []").policy()


def test_a_document_that_a_function_would_refuse_is_refused(document: Callable[..., dict[str, Any]]) -> None:
    """Which was changed after it was compiled."""
    with pytest.raises(PolicyError, match="its digest"):
        load_document({**document(POLICY), "points": []})


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (None, {}),
        ({}, {}),
        ("Large files.", {"en": "Large files."}),
        ({"en": "Large files.", "zh": "大文件。"}, {"en": "Large files.", "zh": "大文件。"}),
    ],
)
def test_a_description_is_by_language(description: object, expected: dict[str, str]) -> None:
    """In a document of an earlier version too, where it is one text or none."""
    assert description_of({"description": description}) == expected

"""Loading: what is not a compiled policy is refused when it is loaded, not when a message comes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.errors import PolicyError
from dwgate.policy.loading import digest, load
from support import Rule

LIFTED = {"rules": ["refused"], "when": "true", "reason": "audit", "owner": "me", "expires": "2027-01-01"}


@pytest.mark.parametrize("found", [None, 0, 2, "1"])
def test_a_policy_of_another_format_is_refused(found: object, document: Callable[..., Any], rule: Rule) -> None:
    """By its number, which is not read any further."""
    with pytest.raises(PolicyError, match=f"is of format {found!r}; this dwgate reads 1"):
        load({**document(rule("event.fileSize > 1")), "format": found})


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """Give a document the digest of its content, so that something else is found to be wrong with it."""
    return {**document, "digest": digest(document)}


def without(document: dict[str, Any], *path: str | int) -> dict[str, Any]:
    """Give a copy of a document without one of its parts."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    part: Any = copy
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    return copy


def test_a_policy_that_is_broken_is_refused(document: Callable[..., Any], rule: Rule) -> None:
    """Whatever is missing from it."""
    whole = document(rule("event.fileSize > 1", reason={"en": "${event.fileSize}"}, exemptions=[LIFTED]))
    load(whole)
    needed = ["function", "points", "rules", "exemptions", "params", "timestamps", "functions"]
    paths: list[tuple[str | int, ...]] = [
        *((name,) for name in needed),
        *(("rules", 0, name) for name in ("name", "points", "when", "then", "on_error", "mode", "reason")),
        *(("exemptions", 0, name) for name in ("rules", "when", "expires", "reason", "owner")),
    ]
    for path in paths:
        with pytest.raises(PolicyError, match="the compiled policy is broken: KeyError"):
            load(sealed(without(whole, *path)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("when", "no base64!"),
        ("when", ""),
        ("when", "AAAA"),
        ("when", None),
        ("when", 5),
        ("then", "DENY"),
        ("on_error", None),
        ("points", 5),
        ("points", "download-resources"),
        ("points", []),
        ("points", [5]),
        ("points", ["commit-file"]),
        ("mode", "Shadow"),
        ("mode", None),
        ("reason", ["a"]),
        ("reason", {"en": [{"cel": "AAAA"}]}),
        ("reason", {"en": [{}]}),
        ("reason", {"en": 5}),
    ],
)
def test_a_rule_that_is_broken_is_refused(name: str, value: object, document: Callable[..., Any], rule: Rule) -> None:
    """It is found when the policy is loaded, not when a message comes."""
    whole = document(rule("event.fileSize > 1"))
    whole["rules"][0][name] = value
    with pytest.raises(PolicyError, match="the compiled policy is broken: "):
        load(sealed(whole))


@pytest.mark.parametrize(
    "more",
    [
        {"functions": ["mail.send"]},
        {"timestamps": ["x"]},
        {"timestamps": None},
        {"rules": None},
        {"rules": []},
        {"rules": {}},
        {"rules": ""},
        {"points": "download-resources"},
        {"params": {"t": "2026-01-01"}, "timestamps": ["t"]},
        {"exemptions": [{**LIFTED, "when": ""}]},
        {"exemptions": [{**LIFTED, "rules": "refused"}]},
        {"params": None, "timestamps": ["x"]},
    ],
)
def test_a_document_that_is_broken_is_refused(more: dict[str, Any], document: Callable[..., Any], rule: Rule) -> None:
    """A function that this dwgate does not have is one such thing."""
    with pytest.raises(PolicyError, match="the compiled policy is broken: "):
        load(sealed({**document(rule("event.fileSize > 1")), **more}))


def test_a_policy_that_was_changed_after_it_was_compiled_is_refused(document: Callable[..., Any], rule: Rule) -> None:
    """Its digest says so, even where what it says now would load."""
    whole = document(rule("event.fileSize > 1"))
    whole["rules"][0]["then"] = "WARN"
    with pytest.raises(PolicyError, match="it was changed after it was compiled"):
        load(whole)
    load(sealed(whole))
    with pytest.raises(PolicyError, match="not what its digest says"):
        load(without(whole, "digest"))


@pytest.mark.parametrize("expires", ["2027-01-01", "2027-01-01T00:00:00", "soon", None])
def test_an_exemption_without_an_end_is_refused(expires: object, document: Callable[..., Any], rule: Rule) -> None:
    """A time without a zone cannot be held against now: it would be found out by a message, of which all is lost."""
    whole = document(rule("event.fileSize > 1", exemptions=[LIFTED]))
    whole["exemptions"][0]["expires"] = expires
    with pytest.raises(PolicyError, match="the compiled policy is broken: "):
        load(sealed(whole))

"""A rule problem is never an OK: whatever is missing or unreadable, a rule that needed it does not pass."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwgate.events.event import Event
from dwgate.policy.decision import CheckResult, Outcome
from dwgate.policy.engine import Policy
from support import combined

SUBSTITUTES: dict[str, tuple[int | str, ...]] = {
    "dataRowSize": (-1, 0, 1, 100001, 2**63 - 1),
    "fileSize": (-1, 0, 1, 100001, 2**63 - 1),
    "fileName": ("", "a", "File Name.csv", "数据"),
    "moduleType": ("", "sqlx_query", "dw_excel"),
}
"""For each field, values that bring every comparison below to true and to false."""

ATOMS = st.sampled_from(
    [
        "event.dataRowSize > 100000",
        "event.dataRowSize == 0",
        "event.dataRowSize > event.fileSize",
        "100 / event.dataRowSize > 1",
        "event.fileSize < 1",
        "event.fileSize + 1 > 1",
        'event.fileName == "a"',
        'event.fileName.startsWith("File")',
        "event.fileName.size() > 1",
        'event.moduleType in ["sqlx_query", "dw_excel"]',
        'event.moduleType == "sqlx_query"',
        "has(event.dataRowSize)",
        '"fileName" in present',
        "[0, 100000].exists(x, event.dataRowSize > x)",
        "[0, 100000].all(x, event.dataRowSize > x)",
        "[0, 100000].exists_one(x, event.fileSize > x)",
        "[event.dataRowSize, event.fileSize].exists(x, x > 100000)",
        "[0, 100000].filter(x, event.fileSize > x) == [0]",
        '{"a": event.fileName}.a == "a"',
        'workspace == "91864"',
    ]
).map("({})".format)


CONDITIONS = st.recursive(ATOMS, lambda parts: combined(parts, "&&", "||", "==", "!="), max_leaves=6)
SPOILT = st.dictionaries(st.sampled_from(sorted(SUBSTITUTES)), st.sampled_from(["missing", "unreadable"]), min_size=1)


@pytest.fixture(scope="session")
def judging(
    policy: Callable[..., Policy], rule: Callable[..., Any], now: datetime
) -> Callable[[str, str], Callable[[Event], Outcome]]:
    """Give what judges messages of a point by one condition."""

    def prepare(when: str, point: str) -> Callable[[Event], Outcome]:
        loaded = policy(rule(when), point)
        return lambda message: loaded.decide(message, now=now).outcomes[0]

    return prepare


@given(when=CONDITIONS, spoilt=SPOILT)
def test_what_is_judged_without_a_field_is_so_whatever_the_field_were(
    when: str, spoilt: dict[str, str], judging: Callable[..., Any], event: Callable[..., Event]
) -> None:
    """A rule passes, or fires, only where no value of what is missing could have made it otherwise."""
    judge = judging(when, "download-resources")
    missing = tuple(name for name, how in spoilt.items() if how == "missing")
    broken: dict[str, Any] = {name: [{"x": 1}] for name, how in spoilt.items() if how == "unreadable"}
    message = event(without=missing, **broken)
    assert set(message.unreadable) == set(broken)
    assert not set(spoilt) & set(message.values)
    judged = judge(message)
    if judged.state == "error":
        assert judged.result is CheckResult.FAIL
        return
    for values in itertools.product(*(SUBSTITUTES[name] for name in spoilt)):
        completed = {**message.values, **dict(zip(spoilt, values, strict=True))}
        assert judge(replace(message, values=completed, unreadable={})).state == judged.state


TEXTS = st.text("ab ,数😀", max_size=9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@given(when=CONDITIONS, body=st.dictionaries(st.sampled_from(sorted(SUBSTITUTES)) | TEXTS, JSON))
def test_whatever_comes_is_decided(
    when: str, body: dict[str, Any], judging: Callable[..., Any], event: Callable[..., Event]
) -> None:
    """Where no fields are published a value of any type is judged, or an error that is answered."""
    outcome = judging(when, "asset-publish")(event("asset-publish", **body))
    assert (outcome.state == "error") == (outcome.error is not None)
    assert outcome.result is (CheckResult.OK if outcome.state == "passed" else CheckResult.FAIL)

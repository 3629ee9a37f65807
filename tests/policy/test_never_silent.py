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
from dwgate.facts.asking import NoFacts
from dwgate.facts.given import GivenFacts
from dwgate.policy.decision import CheckResult, Outcome
from dwgate.policy.engine import Policy
from support import combined

NO_FACTS = NoFacts()

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
) -> Callable[[str, str], Callable[..., Outcome]]:
    """Give what judges messages of a point by one condition, and by facts where there are any."""

    def prepare(when: str, point: str) -> Callable[..., Outcome]:
        loaded = policy(rule(when), point)
        return lambda message, facts=NO_FACTS: loaded.decide(message, now=now, facts=facts).outcomes[0]

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


FACT_SUBSTITUTES: dict[str, tuple[Any, ...]] = {
    "file.name": ("", "a", "x.sql"),
    "file.type": (-1, 0, 1, 10),
    "file.inputs": ([], [{"input": "a"}], [{"input": "b"}, {"input": "a"}]),
    "maxRows": (0, 5, 100),
}
"""For each fact, and for an option, values that bring every comparison below to true and to false."""

FACT_ATOMS = st.sampled_from(
    [
        'file.name() == "a"',
        'file.name().endsWith(".sql")',
        "file.type() > 1",
        "100 / file.type() > 10",
        'file.inputs().exists(i, i.input == "a")',
        'file.inputs().all(i, i.input == "a")',
        "file.inputs().size() > 1",
        "[1, 10].exists(x, file.type() == x)",
        'option("maxRows", 1) > 3',
        'option("maxRows", 1) > file.type()',
        "event.fileType == 10",
        'workspace == "1"',
    ]
).map("({})".format)
FACT_CONDITIONS = st.recursive(FACT_ATOMS, lambda parts: combined(parts, "&&", "||", "==", "!="), max_leaves=6)
SPOILT_FACTS = st.dictionaries(
    st.sampled_from(sorted(FACT_SUBSTITUTES)), st.sampled_from(["missing", "unreadable"]), min_size=1
)


def facts_of(values: dict[str, Any]) -> GivenFacts:
    """Give facts of a snapshot and the options; without the one option these cannot be had."""
    snapshot = {name: value for name, value in values.items() if name.startswith("file.")}
    return GivenFacts(snapshot, {"maxRows": values["maxRows"]} if "maxRows" in values else None)


@given(when=FACT_CONDITIONS, spoilt=SPOILT_FACTS)
def test_what_is_judged_without_a_fact_is_so_whatever_the_fact_were(
    when: str, spoilt: dict[str, str], judging: Callable[..., Any], event: Callable[..., Event]
) -> None:
    """Nor is a default taken for an option that could not be had, or read."""
    judge, message = judging(when, "commit-file"), event("commit-file")
    had = {name: values[-1] for name, values in FACT_SUBSTITUTES.items() if name not in spoilt}
    judged = judge(message, facts_of(had | {name: [[1]] for name, how in spoilt.items() if how == "unreadable"}))
    if judged.state == "error":
        assert judged.result is CheckResult.FAIL
        return
    for values in itertools.product(*(FACT_SUBSTITUTES[name] for name in spoilt)):
        completed = had | dict(zip(spoilt, values, strict=True))
        assert judge(message, facts_of(completed)).state == judged.state


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

"""No value of an environment variable gets into an answer or a log, where somebody has put a key into the wrong one."""

import json
from collections.abc import Callable

import pytest

import calling_back
from dwgate.policy.engine import Policy
from dwgate.runtime.connection import KEY_VARIABLES
from dwgate.runtime.variables import VARIABLES
from dwgate.testing import DataWorks
from leaks import overheard
from leaks.canaries import Nest, canaries_in
from leaks.overheard import Heard, answers, messages

pytestmark = pytest.mark.once

waits = calling_back.waits
dataworks = calling_back.dataworks
policy = overheard.policy
heard = overheard.heard

FC_VARIABLES = (
    *("FC_REGION", "FC_ACCOUNT_ID", "FC_FUNCTION_NAME", "FC_INSTANCE_ID", "FC_FUNC_CODE_PATH", "FC_SERVICE_NAME"),
    *("FC_FUNCTION_HANDLER", "FC_FUNCTION_VERSION", "FC_QUALIFIER"),
)
OTHERS = ("HOME", "TZ", "LANG", "PYTHONPATH", "DEBUG", "HTTP_PROXY", "https_proxy", "SSL_CERT_FILE", "DATABASE_URL")
SHAPES: dict[str, Callable[[str], str]] = {
    "a key": lambda canary: f"{canary}ABCdef0123456789",
    "a token": lambda canary: f"CAIS+{canary}/{canary}==",
    "several lines": lambda canary: f"-----BEGIN KEY-----\n{canary}\n-----END KEY-----",
    "JSON": lambda canary: json.dumps({"AccessKeySecret": canary}),
    "a URL": lambda canary: f"https://user:{canary}@example.com/{canary}?key={canary}",
    "a list": lambda canary: f"{canary}abcdefgh ,x={canary} y,{canary}=",
    "a time": lambda canary: f"{canary}AbCdEf;who;why",
    "parts": lambda canary: f"{canary} {canary};{canary}",
}
REPEATED = "DWGATE_REASON_KEYS"
"""The one setting that an answer repeats, as the keys of the reason."""


@pytest.fixture(autouse=True)
def _asked(dataworks: DataWorks) -> None:
    """DataWorks knows the messages."""
    for message in messages():
        dataworks.ask(message)


@pytest.mark.parametrize("name", [variable.name for variable in VARIABLES])
def test_a_setting_that_is_wrong_is_told_by_its_beginning_at_most(
    name: str, policy: Policy, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight characters are enough to know it by, and too few to use."""
    nest = Nest()
    for shape in SHAPES.values():
        monkeypatch.setenv(name, shape(nest.text(name)))
        body = answers(policy, messages())
        assert name == REPEATED or canaries_in(body) == set()
        assert canaries_in(heard()) == set()


@pytest.mark.parametrize("name", [*KEY_VARIABLES, *FC_VARIABLES, *OTHERS])
def test_no_other_variable_is_told_of(name: str, policy: Policy, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the keys, with which DataWorks is called in vain, nor what Function Compute says of the function."""
    nest = Nest()
    for shape in SHAPES.values():
        monkeypatch.setenv(name, shape(nest.text(name)))
        assert canaries_in(answers(policy, messages())) == set()
        assert canaries_in(heard()) == set()


def test_break_glass_names_who_and_why_and_nothing_else(
    policy: Policy, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are written to be read by whoever is let through."""
    nest = Nest()
    who, why, key = (nest.text(place) for place in ("who", "why", "key"))
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", key)
    monkeypatch.setenv("DWGATE_BREAK_GLASS", f"2026-11-18T12:00:00+08:00;{who};{why}")
    assert canaries_in(answers(policy, messages())) == {who, why}
    assert canaries_in(heard()) == {who, why}


def test_a_wrong_setting_can_be_found(policy: Policy, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record names the variable, and how its value begins."""
    monkeypatch.setenv("DWGATE_LANGUAGE", "LTAI5tAbCdEfGhIjKl")
    answers(policy, messages())
    problems = {json.loads(line)["problem"] for line in heard().splitlines() if line}
    assert problems == {"DWGATE_LANGUAGE: 'LTAI5tAb…' is none of en, zh, both"}

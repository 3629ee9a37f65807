"""The doctor: a deployment examined; each finding says what to do.

Without keys it looks at the checkout and at what a template makes of it: policies and their tests, packages, regions,
runtimes, timeouts, settings, triggers.  With keys it asks Function Compute about the functions and their triggers, and
DataWorks about the extensions.

What it cannot see: whether DataWorks sends events to EventBridge, what the role of a function may do, the disk, the
network and the instances of a function, its log, and what its code is beside the policy.

It changes nothing: its one invocation of each function is marked as a trial, and its one result for DataWorks, where
that is asked for, names a message that there cannot be.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.deployment import DeploymentError
from dwgate.operating import (
    admission_checks,
    checkout_checks,
    deployment_checks,
    extension_checks,
    function_checks,
    trigger_checks,
)
from dwgate.operating.checked_out import Pair, settings_in
from dwgate.operating.differences import in_order
from dwgate.operating.findings import Finding, Level, has_problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from dwgate.deployment import DeployedFunction
    from dwgate.operating.checked_out import CheckedOut
    from dwgate.operating.cloud import FunctionCompute
    from dwgate.operating.dataworks import DataWorks

AT_A_TIME = 4
"""How many functions, and how many extensions, are examined at once."""

NEED_KEYS = (
    "function",
    "configuration",
    "role",
    "environment",
    "deployed-trigger",
    "policy-digest",
    "extension",
    "bound-events",
    "extension-parameters",
    "callback-permission",
)
"""The checks that ask Function Compute or DataWorks."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """What is examined; ``deployment`` is what ``template`` deploys, or why it cannot be read."""

    root: Path
    template: str
    functions: Sequence[CheckedOut]
    deployment: Sequence[DeployedFunction] | DeploymentError

    @property
    def pairs(self) -> list[Pair]:
        """The functions that are both here and in the template."""
        there = {} if isinstance(self.deployment, DeploymentError) else {one.name: one for one in self.deployment}
        return [Pair(here, there[here.name]) for here in self.functions if here.name in there]


@dataclass(frozen=True, slots=True)
class Clouds:
    """How Function Compute and DataWorks are reached in a region."""

    function_compute: Callable[[str], FunctionCompute]
    dataworks: Callable[[str], DataWorks]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings about one kind of thing."""

    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All findings; ``left_out`` names the checks that were not made for want of keys."""

    groups: tuple[Group, ...]
    left_out: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all groups."""
        return tuple(finding for group in self.groups for finding in group.findings)

    @property
    def is_clean(self) -> bool:
        """Whether there is no problem; a warning is none."""
        return not has_problem(self.findings)

    def of(self, level: Level) -> list[Finding]:
        """Give the findings of a level, and first of them those of a function that answers nobody."""
        found = [finding for finding in self.findings if finding.level is level]
        return sorted(found, key=lambda finding: finding.name != deployment_checks.EXTENSION_CODE_CHECK)

    def as_document(self) -> dict[str, Any]:
        """Give the report as JSON types."""
        groups = [
            {"title": group.title, "findings": [finding.as_document() for finding in group.findings]}
            for group in self.groups
        ]
        return {"groups": groups, "left_out": list(self.left_out)}


def examine(checkout: Checkout, clouds: Clouds | None, *, now: datetime, probes_callback: bool = False) -> Report:
    """Check all that can be checked, with ``clouds`` what is deployed too."""
    here = _group("this checkout", _of_the_checkout(checkout, now))
    if clouds is None:
        return Report((here,), NEED_KEYS)
    pairs = checkout.pairs
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        looked_at = list(pool.map(lambda pair: _of_a_function(pair, clouds, now), pairs))
        functions = _group("functions", (finding for findings, _ in looked_at for finding in findings))
        settings = [
            deployment_checks.settings_of(pair.name, found)[0]
            for pair, (_, found) in zip(pairs, looked_at, strict=True)
        ]
        extensions = extension_checks.extensions_of(zip(pairs, settings, strict=True))
        asked = pool.map(lambda bound: _of_an_extension(bound, clouds, probes_callback=probes_callback), extensions)
        return Report((here, functions, _group("extensions", (finding for found in asked for finding in found))))


def _group(title: str, findings: Iterable[Finding]) -> Group:
    """Gather findings, each once."""
    return Group(title, tuple(dict.fromkeys(findings)))


def _of_the_checkout(checkout: Checkout, now: datetime) -> Iterator[Finding]:
    yield checkout_checks.python_version()
    for function in checkout.functions:
        yield checkout_checks.policy(function)
        if function.compilation.document:
            yield checkout_checks.policy_tests(function)
    if isinstance(checkout.deployment, DeploymentError):
        error = checkout.deployment
        yield problem("deployment", error.where, error.problem, "--template names the file that is read")
        return
    yield from checkout_checks.described(checkout.functions, checkout.deployment, checkout.template)
    for pair in checkout.pairs:
        yield from _of_a_deployment(pair, checkout.root, now)


def _of_a_deployment(pair: Pair, root: Path, now: datetime) -> Iterator[Finding]:
    settings, findings = deployment_checks.settings_of(pair.deployed_as, pair.settings)
    yield deployment_checks.region(pair)
    yield from deployment_checks.runtime(pair)
    yield deployment_checks.timeout(pair, settings)
    yield from findings
    yield from admission_checks.who_may_ask(pair, settings)
    yield from deployment_checks.extension_code(pair, settings)
    yield from trigger_checks.described(pair)
    if glass := deployment_checks.break_glass(pair.deployed_as, settings, now):
        yield glass
    yield checkout_checks.built(pair, root)


def _of_a_function(pair: Pair, clouds: Clouds, now: datetime) -> tuple[list[Finding], Mapping[str, str]]:
    """Check a deployed function; also the settings that it has, or would have where it cannot be looked at."""
    cloud = clouds.function_compute(pair.there.region)
    found = function_checks.look_up(pair, cloud)
    if isinstance(found, Finding):
        return [found], pair.settings
    role = function_checks.role(pair, found)
    findings = [
        function_checks.state(pair, found),
        *function_checks.configuration(pair, found),
        *([role] if role else []),
        *function_checks.environment(pair, found, now),
        *trigger_checks.deployed(pair, cloud),
        function_checks.policy_digest(pair, cloud),
    ]
    return [*in_order(pair, findings)], settings_in(found.environment)


def _of_an_extension(bound: extension_checks.Bound, clouds: Clouds, *, probes_callback: bool) -> list[Finding]:
    dataworks = clouds.dataworks(bound.region)
    findings = list(extension_checks.examine(bound, dataworks))
    return [*findings, extension_checks.probe_callback(bound, dataworks)] if probes_callback else findings

"""What can be checked of a deployed function: that it is there, as its template says, and which policy decides in it.

The last takes one invocation, with a sample that is marked as a trial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.operating.checked_out import settings_in
from dwgate.operating.cloud import CloudError
from dwgate.operating.codes import EXTENSION_CODE, shown
from dwgate.operating.decisions import another_policy, same_policy, unknown_policy
from dwgate.operating.deployment_checks import break_glass, settings_of
from dwgate.operating.differences import Aspect, difference, missing
from dwgate.operating.findings import Level, ok, problem, warning
from dwgate.operating.trial import trial_of, verdict_of_invocation
from dwgate.operating.trouble import ROLE_POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.cloud import Description, FunctionCompute
    from dwgate.operating.findings import Finding
    from dwgate.operating.trouble import Trouble

_USUAL_SAMPLE = "allowed"


def look_up(pair: Pair, cloud: FunctionCompute) -> Description | Finding:
    """Describe the deployed function, or say why that cannot be had."""
    try:
        return cloud.describe(pair.there.function_name)
    except CloudError as error:
        return of_trouble("function", pair, error.trouble)


def of_trouble(name: str, pair: Pair, trouble: Trouble) -> Finding:
    """Say that a call was not answered; what is wrong with every call is said of the region, and so only once."""
    if trouble.concerns_every_call:
        return problem(trouble.kind, f"Function Compute in {pair.there.region}", trouble.what, trouble.advice)
    if trouble.kind == "not-found":
        what = f"there is no function {pair.there.function_name} in {pair.there.region}{_because(trouble.code)}"
        return problem(name, pair.deployed_as, what, missing(pair, f"dwgate build, {pair.deploy}"))
    return problem(name, pair.deployed_as, trouble.what, trouble.advice)


def state(pair: Pair, found: Description) -> Finding:
    """Whether the function can be invoked, and whether its last update took effect."""
    where = pair.deployed_as
    if found.state not in {"", "Active"}:
        what = f"it cannot be invoked: its state is {found.state}{_because(found.state_reason)}"
        return problem("function", where, what, "wait while it is Pending; else read the reason, and deploy it again")
    if found.last_update == "Failed":
        what = f"its last update failed{_because(found.last_update_reason)}, so the one before it runs"
        return problem("function", where, what, f"deploy it again: {pair.deploy}")
    if found.last_update == "InProgress":
        return warning("function", where, "an update of it is in progress", "look again when it is done")
    told = "can be invoked" if found.state else "its state is not told"
    return ok("function", where, f"it is there, in {pair.there.region}, and {told}")


def configuration(pair: Pair, found: Description) -> Iterator[Finding]:
    """Whether Function Compute has what the template says, but for the environment and the triggers."""
    there = pair.there
    aspects = (
        ("runtime", "runtime", found.runtime, there.runtime),
        ("handler", "handler", found.handler, there.handler),
        ("initializer", "instanceLifecycleConfig.initializer.handler", found.initializer, there.initializer),
        ("timeout", "timeout", found.timeout, there.timeout),
        ("memory", "memorySize", found.memory_size, there.memory_size),
        ("concurrency", "instanceConcurrency", found.instance_concurrency, there.instance_concurrency),
        ("role", "role", _role_name(found.role), _role_name(there.role)),
    )
    different = [aspect for aspect in aspects if aspect[2] != aspect[3]]
    for name, path, deployed, described in different:
        aspect = Aspect(f"the {name}", path, str(deployed or ""), str(described or ""))
        yield difference("configuration", pair, aspect)
    if not different:
        names = ", ".join(name for name, *_ in aspects)
        yield ok("configuration", pair.deployed_as, f"its {names} are as the template says")


def role(pair: Pair, found: Description) -> Finding | None:
    """Whether the function gets keys to call DataWorks with; None where it calls nothing."""
    if not pair.here.compilation.calls_out and EXTENSION_CODE not in settings_in(found.environment):
        return None
    where = pair.deployed_as
    if not found.role:
        what = "it calls DataWorks, and has no role: it gets no keys"
        return problem("role", where, what, f"give it a role that {ROLE_POLICY} is attached to")
    if not found.has_credentials:
        what = "it calls DataWorks, and the keys of its role are kept from its environment"
        return problem("role", where, what, "set disableInjectCredentials: None")
    return ok("role", where, f"it calls DataWorks with the keys of the role {_role_name(found.role)}")


def environment(pair: Pair, found: Description, now: datetime) -> Iterator[Finding]:
    """Whether the function has the settings that its template gives it, whether they are valid, and break-glass."""
    deployed = settings_in(found.environment)
    different = tuple(_differences(pair, deployed))
    yield from different
    if not different:
        yield ok(
            "environment",
            pair.deployed_as,
            f"its settings are as the template says; those with a value: {len(deployed)}",
        )
    settings, problems = settings_of(pair.deployed_as, deployed)
    if different:
        yield from problems
    if glass := break_glass(pair.deployed_as, settings, now):
        yield glass


def not_set_here(pair: Pair, found: Description) -> tuple[Finding, ...]:
    """Give a warning for each setting that the function was deployed with, and for which this shell has a default."""
    return tuple(one for one in _differences(pair, settings_in(found.environment)) if one.level is Level.WARNING)


def _differences(pair: Pair, deployed: Mapping[str, str]) -> Iterator[Finding]:
    described = pair.settings
    for name in sorted(deployed.keys() | described.keys()):
        values = (deployed.get(name, ""), described.get(name, ""))
        if values[0] != values[1]:
            there, here = map(shown, values) if name == EXTENSION_CODE else values
            yield difference("environment", pair, Aspect(name, f"environmentVariables.{name}", there, here))


def policy_digest(pair: Pair, cloud: FunctionCompute) -> Finding:
    """Whether the function decides by the checkout's policy: one sample is tried, and the record says the digest.

    The sample is marked as a trial; a function of a dwgate from before there was a mark would act on it.
    """
    trial = _trial(pair)
    if trial is None:
        what = "it is not known by which policy it decides: there is no sample message to try"
        return warning("policy-digest", pair.deployed_as, what, f"add one to functions/{pair.name}/events")
    seconds = pair.there.timeout + pair.there.initializer_timeout
    try:
        invoked = cloud.invoke(pair.there.function_name, trial, seconds=seconds)
    except CloudError as error:
        return of_trouble("policy-digest", pair, error.trouble)
    if invoked.error_type:
        advice = "read the function's log" + (f", request {invoked.request_id}" if invoked.request_id else "")
        return problem("policy-digest", pair.deployed_as, f"it failed on a trial: {invoked.error_type}", advice)
    verdict = verdict_of_invocation(invoked)
    digest = verdict.policy_digest
    if digest is None:
        return unknown_policy(pair, {verdict.log})
    return same_policy(pair) if digest == pair.here.digest else another_policy(pair, digest)


def _trial(pair: Pair) -> bytes | None:
    """Give the sample that is to be tried: one that is let through, as its record is short, or else any message."""
    names = sorted(pair.here.samples, key=lambda name: (name != _USUAL_SAMPLE, name))
    trials = ((trial_of(pair.here.samples[name]), pair.here.samples[name]) for name in names)
    return next((trial for trial, sample in trials if trial not in (None, sample)), None)


def _because(reason: str | None) -> str:
    return f" ({reason})" if reason else ""


def _role_name(role: str | None) -> str | None:
    """Give the name of a role, from its ARN too; Serverless Devs writes it in lower case."""
    return role.rpartition("/")[2].lower() if role else None

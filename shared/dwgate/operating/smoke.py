"""The smoke test: deployed functions decide on the sample messages, and their answers are held against the checkout's.

Both decide at their own now, and a rule may ask for the hour.  So the checkout decides twice, before the deployed
function and after it, and either answer is the right one.

The checkout decides with the settings of the template, as this shell fills it in.  Where the shell lacks a variable
that a function was deployed with, that is told, since the two may then decide otherwise for no other reason.

The functions are asked a few at a time, and each is asked one sample after the other: two at once would only start
another instance of it.  A call that fails ends the turn of its function, since the next one would most likely fail too.
"""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dwgate.build.local import running
from dwgate.facts.asking import NoFacts
from dwgate.operating.admission_checks import refused_samples
from dwgate.operating.checked_out import SETTING_PREFIX
from dwgate.operating.cloud import CloudError
from dwgate.operating.comparison import Comparison, compare
from dwgate.operating.decisions import another_policy, broken_glass, unknown_policy
from dwgate.operating.differences import in_order, missing
from dwgate.operating.findings import has_problem, problem, warning
from dwgate.operating.function_checks import not_set_here
from dwgate.operating.trial import trial_of, verdict_of, verdict_of_invocation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dwgate.build.local import LocalFunction
    from dwgate.operating.checked_out import Pair
    from dwgate.operating.cloud import FunctionCompute
    from dwgate.operating.findings import Finding
    from dwgate.operating.trial import Verdict

AT_A_TIME = 4
"""How many functions are asked at once."""


@dataclass(frozen=True, slots=True)
class Smoked:
    """What came of one function: its samples compared, and what is to be said of it as a whole."""

    function: str
    function_name: str
    comparisons: tuple[Comparison, ...]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Whether the deployed function decides as the checkout does; what was not asked does not."""
        differs = any(comparison.differences for comparison in self.comparisons)
        return bool(self.comparisons) and not differs and not has_problem(self.findings)

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON types."""
        return {
            "function": self.function,
            "function_name": self.function_name,
            "samples": [comparison.as_document() for comparison in self.comparisons],
            "findings": [finding.as_document() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    """The verdicts of a deployed function by sample, as far as it could be asked, and why no further."""

    verdicts: Mapping[str, Verdict]
    findings: tuple[Finding, ...]


def smoke(pairs: Sequence[Pair], cloud_of: Callable[[Pair], FunctionCompute]) -> tuple[Smoked, ...]:
    """Ask the deployed functions about their samples, and compare; HandlerError where one cannot be run here."""
    ready = [pair for pair in pairs if pair.here.compilation.document]
    done = {one.function: one for one in _smoke(ready, [cloud_of(pair) for pair in ready])}
    return tuple(done.get(pair.name) or _not_compiling(pair) for pair in pairs)


def _not_compiling(pair: Pair) -> Smoked:
    what = "the policy of the checkout does not compile, so there is nothing to compare with"
    finding = problem("policy", f"functions/{pair.name}/policy", what, "run dwgate check")
    return Smoked(pair.name, pair.there.function_name, (), (finding,))


def _smoke(pairs: Sequence[Pair], clouds: Sequence[FunctionCompute]) -> Iterator[Smoked]:
    trials = [_trials(pair) for pair in pairs]
    with contextlib.ExitStack() as stack:
        local = [stack.enter_context(running(pair.here.folder, pair.here.compilation)) for pair in pairs]
        before = [_decided(*one) for one in zip(pairs, local, trials, strict=True)]
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            asked = list(pool.map(_ask, pairs, clouds, trials))
        after = [_decided(*one) for one in zip(pairs, local, trials, strict=True)]
    yield from map(_smoked, pairs, trials, asked, before, after)


def _trials(pair: Pair) -> dict[str, bytes]:
    trials = {name: trial_of(payload) for name, payload in pair.here.samples.items()}
    return {name: trial for name, trial in trials.items() if trial is not None}


def _decided(pair: Pair, local: LocalFunction, trials: Mapping[str, bytes]) -> dict[str, Verdict]:
    """Decide in this checkout, now, with the settings that its template gives the function and no others."""
    deployed = replace(local, environment={**local.environment, **pair.settings})
    verdicts = {}
    with _without_settings():
        for name, trial in trials.items():
            invocation = deployed.invoke(trial, facts=NoFacts())
            verdicts[name] = verdict_of(invocation.body.encode(), invocation.log)
    return verdicts


@contextlib.contextmanager
def _without_settings() -> Iterator[None]:
    """Take the settings of whoever runs the test out of this process's environment for a while."""
    settings = {name: value for name, value in os.environ.items() if name.startswith(SETTING_PREFIX)}
    for name in settings:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(settings)


def _ask(pair: Pair, cloud: FunctionCompute, trials: Mapping[str, bytes]) -> _Asked:
    """Ask a deployed function, until a call fails."""
    verdicts: dict[str, Verdict] = {}
    for name, trial in trials.items():
        seconds = pair.there.timeout + (pair.there.initializer_timeout or 0)
        try:
            invoked = cloud.invoke(pair.there.function_name, trial, seconds=seconds)
        except CloudError as error:
            return _Asked(verdicts, (_unanswered(pair, name, error, len(trials) - len(verdicts)),))
        if invoked.error_type:
            told = f"it failed on {name}: {invoked.error_type}"
            return _Asked(verdicts, (_failed(pair, told, invoked.request_id, len(trials) - len(verdicts)),))
        verdicts[name] = verdict_of_invocation(invoked)
    return _Asked(verdicts, _not_set_here(pair, cloud) if verdicts else ())


def _not_set_here(pair: Pair, cloud: FunctionCompute) -> tuple[Finding, ...]:
    """Say which settings differ for what this shell lacks; nothing where these keys may not look at the function."""
    try:
        return not_set_here(pair, cloud.describe(pair.there.function_name))
    except CloudError:
        return ()


def _unanswered(pair: Pair, sample: str, error: CloudError, left: int) -> Finding:
    trouble = error.trouble
    advice = missing(pair, pair.deploy) if trouble.kind == "not-found" else trouble.advice
    what = f"{sample} was not answered: {trouble.what}{_left(left)}"
    return problem(trouble.kind, pair.deployed_as, what, advice)


def _failed(pair: Pair, told: str, request_id: str | None, left: int) -> Finding:
    advice = "read the function's log" + (f", request {request_id}" if request_id else "")
    return problem("function-failed", pair.deployed_as, told + _left(left), advice)


def _left(unanswered: int) -> str:
    """Say how many samples have not been sent, of those that have no answer."""
    return f"; {unanswered - 1} more not sent" if unanswered > 1 else ""


def _smoked(
    pair: Pair,
    trials: Mapping[str, bytes],
    asked: _Asked,
    before: Mapping[str, Verdict],
    after: Mapping[str, Verdict],
) -> Smoked:
    comparisons = tuple(compare(name, verdict, (before[name], after[name])) for name, verdict in asked.verdicts.items())
    findings = (*asked.findings, *_unsent(pair, trials), *refused_samples(pair), *_of_the_records(pair, asked.verdicts))
    return Smoked(pair.name, pair.there.function_name, comparisons, in_order(pair, findings))


def _unsent(pair: Pair, trials: Mapping[str, bytes]) -> Iterator[Finding]:
    where = f"functions/{pair.name}/events"
    if not trials:
        what = "there is no sample message to send, so nothing was asked"
        yield problem("no-samples", where, what, "add one: events/<what it shows>.json")
    for name in pair.here.samples.keys() - trials.keys():
        what = f"{name} was not sent: it cannot be marked as a trial"
        yield warning("unmarked", where, what, "write its messages as JSON objects")


def _of_the_records(pair: Pair, verdicts: Mapping[str, Verdict]) -> Iterator[Finding]:
    """Say once for the function that another policy decides there, that none is known to, and that none does."""
    rulings = [ruling for verdict in verdicts.values() for ruling in verdict.rulings]
    digests = dict.fromkeys(ruling.policy_digest for ruling in rulings if ruling.policy_digest)
    yield from (another_policy(pair, digest) for digest in digests if digest != pair.here.digest)
    if verdicts and not digests:
        yield unknown_policy(pair, {verdict.log for verdict in verdicts.values()})
    until = next((ruling.break_glass for ruling in rulings if ruling.break_glass), None)
    if until:
        yield broken_glass(pair.deployed_as, until)

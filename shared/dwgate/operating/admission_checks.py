"""Who may ask a function by its lists: at which points messages do not tell it, and which samples they keep out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.events.event import DOCUMENTED_SPELLINGS, Event, parse
from dwgate.operating.deployment_checks import settings_of
from dwgate.operating.findings import few, ok, problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.findings import Finding
    from dwgate.runtime.settings import Settings

NAME = "who-may-ask"


def who_may_ask(pair: Pair, settings: Settings) -> Iterator[Finding]:
    """Say of each list whether messages tell what it asks for; nothing where everybody may ask."""
    lists = settings.admission
    sizes = {"tenants": len(lists.tenants), "workspaces": len(lists.workspaces), "accounts": len(lists.accounts)}
    if any(sizes.values()):
        said = ", ".join(f"{name}: {size}" for name, size in sizes.items() if size)
        found = [*_of_accounts(pair, settings), *_of_tenants(pair, settings), *_of_workspaces(pair, settings)]
        yield from found or [ok(NAME, pair.deployed_as, f"those may ask that are listed, {said}")]


def _of_accounts(pair: Pair, settings: Settings) -> Iterator[Finding]:
    asked = [point for point in pair.here.points if catalogue.find(point).function_compute]
    if settings.admission.accounts and asked:
        what = f"a Function Compute request names no account, so DWGATE_ACCOUNTS refuses every one at {few(asked)}"
        advice = "set it for functions behind EventBridge alone; DWGATE_TENANTS is for every function"
        yield problem(NAME, pair.deployed_as, what, advice)


def _of_tenants(pair: Pair, settings: Settings) -> Iterator[Finding]:
    silent = _silent(pair, DOCUMENTED_SPELLINGS.tenant)
    if settings.admission.tenants and silent:
        what = f"DataWorks documents no tenant at {few(silent)}: where none comes, DWGATE_TENANTS refuses every message"
        advice = "see by the records whether one comes; behind EventBridge DWGATE_ACCOUNTS can be set in its place"
        yield warning(NAME, pair.deployed_as, what, advice)


def _of_workspaces(pair: Pair, settings: Settings) -> Iterator[Finding]:
    silent = _silent(pair, DOCUMENTED_SPELLINGS.workspace)
    is_told_elsewhere = settings.spellings.workspace != DOCUMENTED_SPELLINGS.workspace  # and taken at its word
    if settings.admission.workspaces and silent and not is_told_elsewhere:
        told = f"DataWorks documents no workspace at {few(silent)}"
        what = f"{told}: where none comes, DWGATE_WORKSPACES refuses every message"
        advice = "see by the records which field names it, for DWGATE_WORKSPACE_FIELDS; or set no list here"
        yield warning(NAME, pair.deployed_as, what, advice)


def _silent(pair: Pair, spellings: tuple[str, ...]) -> list[str]:
    """Give the points at which DataWorks documents no field of these."""
    return [point for point in pair.here.points if not any(catalogue.find(point).field_at(name) for name in spellings)]


def refused_samples(pair: Pair) -> Iterator[Finding]:
    """Say which samples no rule judges in the deployed function, since its lists keep them out."""
    settings, _ = settings_of(pair.deployed_as, pair.settings)
    refused = [name for name in sorted(pair.here.samples) if _is_kept_out(pair, name, settings)]
    if refused:
        what = f"of {len(pair.here.samples)} samples {len(refused)} are of nobody who may ask, and no rule judges them"
        advice = "let them name a tenant and a workspace of its lists, to compare what its rules say"
        yield warning(NAME, pair.deployed_as, f"{what}: {few(refused)}", advice)


def _is_kept_out(pair: Pair, sample: str, settings: Settings) -> bool:
    try:
        messages = parse(pair.here.samples[sample], pair.here.points, settings.spellings)
    except MessageError:  # which no rule would judge either
        return False
    return any(settings.admission.refusal(message) for message in messages if isinstance(message, Event))

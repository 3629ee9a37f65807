"""What can be checked of an extension: whether DataWorks knows it, whether it is in force, and what it is asked about.

``GetExtension`` tells that, called with the keys of whoever runs the check.  That these keys may not call it is nothing
that is wrong with the deployment.  What the *functions'* role may do cannot be seen from outside of it: an answer shows
that these keys may call DataWorks, and no more.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.errors import CallError, CallRefused
from dwgate.events import catalogue
from dwgate.openapi.operations import CALLBACK_EXTENSION, GET_EXTENSION
from dwgate.operating import extension as of
from dwgate.operating.codes import EXTENSION_CODE
from dwgate.operating.dataworks import trouble_of
from dwgate.operating.extension import effect_of, read_extension
from dwgate.operating.findings import few, ok, problem, warning
from dwgate.operating.trouble import DOCTOR_POLICY, ROLE_POLICY
from dwgate.runtime.settings import shortened_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.dataworks import DataWorks
    from dwgate.operating.extension import Extension
    from dwgate.operating.findings import Finding
    from dwgate.runtime.settings import Settings

CONSOLE = "in DataWorks's console, Open Platform > Extensions"


@dataclass(frozen=True, slots=True)
class Bound:
    """The code of an extension with all points that functions of one region answer under it."""

    code: str
    region: str
    points: frozenset[str]

    @property
    def where(self) -> str:
        """Where a finding about it stands."""
        return f"extension {shortened_code(self.code)}"


def extensions_of(functions: Iterable[tuple[Pair, Settings]]) -> tuple[Bound, ...]:
    """Gather the extensions that functions answer for, each once, from the settings that they have."""
    points: dict[tuple[str, str], set[str]] = {}
    for pair, settings in functions:
        for code in settings.extension_codes.values():
            served = {point for point in pair.here.points if settings.extension_code(point) == code}
            points.setdefault((code, pair.there.region), set()).update(served)
    return tuple(Bound(code, region, frozenset(served)) for (code, region), served in points.items())


def examine(bound: Bound, dataworks: DataWorks) -> Iterator[Finding]:
    """Ask DataWorks about an extension, and say all that is found."""
    try:
        found = read_extension(dataworks.call(GET_EXTENSION, {"ExtensionCode": bound.code}))
    except CallError as error:
        yield _unknown(bound, error)
        return
    yield status(bound, found)
    yield from points(bound, found)
    yield from parameters(bound, found.parameters)
    told = (
        "GetExtension was answered, so these keys may call DataWorks; what the role of a function may do shows at its"
    )
    what = f"{told} first callback only, in the record's callback"
    yield ok(
        "callback-permission",
        bound.where,
        what,
        f"attach {ROLE_POLICY} to the role; try these keys by --probe-callback",
    )


def status(bound: Bound, found: Extension) -> Finding:
    """Whether DataWorks asks the extension."""
    name, where = f"{found.name or 'it'} is", bound.where
    match found.status:
        case of.ONLINE:
            return ok("extension", where, f"{name} online")
        case of.TESTING:
            workspace = f"workspace {found.workspace}" if found.workspace else "the workspace for tests"
            what = f"{name} in testing: it is asked in {workspace} alone, and of the tenant's events about its owner's"
            return warning("extension", where, what, f"publish it {CONSOLE}")
        case of.PENDING:
            return warning("extension", where, f"{name} under review", "wait: it takes up to three working days")
        case of.APPROVED:
            return warning("extension", where, f"{name} approved, and not yet published", f"publish it {CONSOLE}")
        case of.DISABLED:
            return problem("extension", where, f"{name} disabled: DataWorks asks nobody", f"enable it {CONSOLE}")
        case of.REJECTED:
            return problem("extension", where, f"{name} rejected by the review", f"mend and submit it again {CONSOLE}")
    what = f"{name} in a state that is not documented: {found.status}"
    if found.status is None:
        what = "DataWorks did not say in which state it is"
    return warning("extension", where, what, f"look at it {CONSOLE}")


def points(bound: Bound, found: Extension) -> Iterator[Finding]:
    """Whether the extension is bound to the points that the functions answer, and to no others.

    The codes of the asset points are not published.  So one that is not known may be theirs, and is no surplus one.
    """
    name, where = "bound-events", bound.where
    if found.points is None:
        yield warning(name, where, "DataWorks did not say what it is bound to", f"look at it {CONSOLE}")
        return
    served = ", ".join(sorted(bound.points))
    if not found.points:
        yield problem(name, where, "it is bound to nothing: nobody is asked", f"bind it to {served} {CONSOLE}")
        return
    problems = tuple(_wrongly_bound(bound, found.points))
    yield from problems
    unpublished = ", ".join(sorted(bound.points - catalogue.events().keys()))
    if not problems and unpublished:
        what = f"it is bound to {', '.join(found.points)}; DataWorks does not publish the codes of {unpublished}"
        yield ok(name, where, what, f"see {CONSOLE.removeprefix('in ')} that it is bound to them")
    elif not problems:
        yield ok(name, where, f"it is bound to what the functions serve: {few(found.points)}")


def _wrongly_bound(bound: Bound, codes: Iterable[str]) -> Iterator[Finding]:
    documented = catalogue.events().keys()
    unpublished = sorted(bound.points - documented)
    unknown = {code for code in codes if code not in documented}
    missing = sorted((bound.points & documented).difference(codes))
    missing += [] if unknown else unpublished
    surplus = [code for code in codes if code not in bound.points and not (unpublished and code in unknown)]
    if missing:
        what = f"it is not bound to {', '.join(missing)}: there nobody is asked"
        yield problem("bound-events", bound.where, what, f"bind them {CONSOLE}")
    if surplus:
        what = (
            f"it is bound to {', '.join(surplus)}, which no function serves: each such message is answered as an error"
        )
        yield problem("bound-events", bound.where, what, f"take them away {CONSOLE}, or serve them in a function.yaml")


def parameters(bound: Bound, given: Mapping[str, str] | None) -> Iterator[Finding]:
    """Say what the built-in parameters do; of others the names, since nobody knows what their values are."""
    if given is None:
        what = "what DataWorks says of its parameters cannot be read"
        yield warning("extension-parameters", bound.where, what, f"look at them {CONSOLE}")
        return
    others = []
    for name, value in given.items():
        effect = effect_of(name, value)
        if effect is None:
            others.append(name)
        elif effect.opens:
            advice = f"see {CONSOLE.removeprefix('in ')} that this is meant"
            yield warning("extension-parameters", bound.where, f"{name}: {effect.text}", advice)
        else:
            yield ok("extension-parameters", bound.where, f"{name}: {effect.text}")
    if others:
        yield ok("extension-parameters", bound.where, f"parameters of its own: {', '.join(others)}")
    elif not given:
        yield ok("extension-parameters", bound.where, "DataWorks names no parameters")


def probe_callback(bound: Bound, dataworks: DataWorks) -> Finding:
    """Try whether these keys may call back, with a result for a message that there cannot be: nothing comes of it."""
    message_id = f"dwgate-doctor-{uuid.uuid4()}"
    name, where = "callback-permission", bound.where
    result = {"MessageId": message_id, "ExtensionCode": bound.code, "CheckResult": "OK"}
    inferred = "so these keys may call back; whether the role of a function may is not known from here"
    try:
        dataworks.call(CALLBACK_EXTENSION, result)
    except CallError as error:
        trouble = trouble_of(error, bound.region)
        if trouble.kind in {"permission", "edition"}:
            return problem(name, where, f"CallbackExtension: {trouble.what}", trouble.advice)
        if isinstance(error, CallRefused):
            told = f"CallbackExtension refused the message, which there is not, and not the caller ({error.code})"
            return ok(name, where, f"{told}, {inferred}")
        return warning(name, where, f"CallbackExtension could not be tried: {trouble.what}", trouble.advice)
    return ok(name, where, f"CallbackExtension was answered, {inferred}")


def _unknown(bound: Bound, error: CallError) -> Finding:
    trouble = trouble_of(error, bound.region)
    if trouble.concerns_every_call or trouble.kind == "no-answer":
        return problem(trouble.kind, f"DataWorks in {bound.region}", trouble.what, trouble.advice)
    if trouble.kind == "permission":
        advice = f"attach {DOCTOR_POLICY} to these keys, or look at it {CONSOLE}"
        return warning("extension", bound.where, f"these keys may not look at the extension: {trouble.what}", advice)
    if isinstance(error, CallRefused):
        what = f"DataWorks does not know it in {bound.region} ({trouble.code})"
        advice = f"compare {EXTENSION_CODE} with the code {CONSOLE}"
        return problem("extension", bound.where, what, advice)
    return problem("extension", bound.where, trouble.what, trouble.advice)

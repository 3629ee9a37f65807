"""What can be checked of a function as its template deploys it, before it is: its runtime, its settings, its region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.errors import SettingError
from dwgate.events import catalogue
from dwgate.operating.codes import EXTENSION_CODE
from dwgate.operating.decisions import broken_glass
from dwgate.operating.findings import few, ok, problem, warning
from dwgate.runtime import settings as runtime_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.findings import Finding
    from dwgate.runtime.settings import Settings

RUNTIME, HANDLER, INITIALIZER = "python3.12", "index.handler", "index.initialize"

REGIONS = (
    *("cn-beijing", "cn-hangzhou", "cn-shanghai", "cn-zhangjiakou", "cn-shenzhen", "cn-chengdu"),
    *("us-west-1", "us-east-1", "eu-central-1", "ap-northeast-1", "cn-hongkong", "ap-southeast-1"),
)
"""The regions in which DataWorks has extensions.

Source: https://www.alibabacloud.com/help/en/dataworks/user-guide/extensions
"""


def region(pair: Pair) -> Finding:
    """Whether there are extensions where the function is deployed."""
    name = pair.there.region
    if name in REGIONS:
        return ok("region", pair.deployed_as, f"DataWorks has extensions in {name}")
    what = f"DataWorks documents no extensions in {name}, so nobody would ask the function"
    return problem("region", pair.deployed_as, what, f"deploy to one of {', '.join(REGIONS)}")


def runtime(pair: Pair) -> Iterator[Finding]:
    """Whether Function Compute would run what is built, and long enough."""
    there, where = pair.there, pair.deployed_as
    found = []
    if there.runtime != RUNTIME:
        what = f"the runtime is {there.runtime}, and what is built is for {RUNTIME}"
        found.append(problem("runtime", where, what, f"set runtime: {RUNTIME}"))
    if there.handler != HANDLER:
        what = f"the handler is {there.handler}, and index.py has {HANDLER}"
        found.append(problem("runtime", where, what, f"set handler: {HANDLER}"))
    if there.initializer != INITIALIZER:
        what = "a policy that does not load is not told before the first message: there is no initializer"
        advice = f"set instanceLifecycleConfig.initializer.handler: {INITIALIZER}"
        found.append(warning("runtime", where, what, advice))
    yield from found or [ok("runtime", where, f"{RUNTIME}, {HANDLER}, {INITIALIZER}")]


def timeout(pair: Pair, settings: Settings) -> Finding:
    """Whether there is time to decide beside what is kept for answering."""
    seconds, margin = pair.there.timeout, settings.deadline_margin
    if seconds > margin:
        return ok("timeout", pair.deployed_as, f"{seconds} s, of which {margin:g} s are kept for answering")
    what = f"the timeout of {seconds} s leaves no time beside the {margin:g} s that DWGATE_DEADLINE_MARGIN_MS keeps"
    return problem("timeout", pair.deployed_as, what, "raise the timeout, or lower the margin")


def settings_of(where: str, environment: Mapping[str, str]) -> tuple[Settings, tuple[Finding, ...]]:
    """Read the settings of a function, a wrong one by its default, and say of each one that it is wrong."""
    left, found = dict(environment), []
    while True:
        try:
            settings = runtime_settings.read(left)
        except SettingError as error:
            what = str(error)
            found.append(problem("settings", where, what, "mend it: every message is answered by DWGATE_ON_ERROR"))
            del left[error.name]
        else:
            return settings, tuple(found) or (ok("settings", where, f"{len(environment)} settings, all valid"),)


def extension_code(pair: Pair, settings: Settings) -> Iterator[Finding]:
    """Whether the function can answer what only a callback answers, and has what a callback needs."""
    where = pair.deployed_as
    if settings.extension_codes and not pair.here.compilation.calls_out:
        what = "it has the code of an extension, and is built without the client that calls back"
        yield problem("extension-code", where, what, f"say calls_back: true in functions/{pair.name}/function.yaml")
    asked = filter(catalogue.is_extension_point, pair.here.points)
    points = [point for point in asked if not catalogue.find(point).function_compute]
    missing = [point for point in points if not settings.extension_code(point)]
    if missing:
        what = f"without the code of its extension it cannot answer {few(missing)}"
        unset = ", ".join(pair.there.unset.get(f"environmentVariables.{EXTENSION_CODE}", ()))
        register = f"register the extension if need be (dwgate register {pair.name}{pair.option})"
        then = f"export its code as {unset}, which this shell does not set" if unset else f"set {EXTENSION_CODE} to it"
        yield warning("extension-code", where, what, f"{register}, and {then}")
    elif points:
        yield ok("extension-code", where, "it knows the code of its extension at every point that needs one")


def break_glass(where: str, settings: Settings, now: datetime) -> Finding | None:
    """Say what ``DWGATE_BREAK_GLASS`` does now; None where it is not set."""
    if settings.break_glass is None:
        return None
    until = settings.break_glass.until.isoformat()
    match settings.break_glass.at(now).state:
        case "open":
            return broken_glass(where, until)
        case "refused":
            what = f"DWGATE_BREAK_GLASS holds for more than a day, until {until}, so no message can be judged"
            return problem("break-glass", where, what, "name an earlier time, or take it away")
    return warning("break-glass", where, f"DWGATE_BREAK_GLASS has been over since {until}", "take it away")

"""What can be checked of a function as its template deploys it, before it is: its runtime, its settings, its region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.errors import SettingError
from dwgate.events import catalogue
from dwgate.operating.checked_out import SETTING_PREFIX
from dwgate.operating.codes import EXTENSION_CODE
from dwgate.operating.decisions import broken_glass, in_beijing
from dwgate.operating.findings import few, ok, problem, warning
from dwgate.policy.compiler.diagnostics import nearest
from dwgate.runtime import settings as runtime_settings
from dwgate.runtime.variables import VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.findings import Finding
    from dwgate.runtime.settings import Settings

_SETTINGS = tuple(variable.name for variable in VARIABLES)

EXTENSION_CODE_CHECK = "extension-code"
"""The check whose warning outweighs all others: a function that answers nobody."""

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
    left, wrong = dict(environment), []
    while True:
        try:
            settings = runtime_settings.read(left)
        except SettingError as error:
            wrong.append(error)
            del left[error.name]
        else:
            break
    what = f"settings with a value: {len(environment)}, all valid; an empty one counts for nothing"
    found = tuple(_wrong(where, error, settings.on_error.value) for error in wrong)
    return settings, found or (ok("settings", where, what),)


def _wrong(where: str, error: SettingError, answer: str) -> Finding:
    """Say of a setting that it is wrong, and what is answered meanwhile."""
    meanwhile = f"until then every message is answered {answer}"
    if error.name in _SETTINGS:
        return problem("settings", where, str(error), f"mend it: {meanwhile}")
    # All settings begin alike, which is no likeness.
    rest = error.name.removeprefix(SETTING_PREFIX)
    meant = nearest(rest, (name.removeprefix(SETTING_PREFIX) for name in _SETTINGS))
    advice = f"did you mean {SETTING_PREFIX}{meant}?" if meant else f"the settings are {', '.join(_SETTINGS)};"
    what = f"{error.name}: there is no such setting"
    return problem("settings", where, what, f"{advice} {meanwhile}")


def extension_code(pair: Pair, settings: Settings) -> Iterator[Finding]:
    """Whether the function can answer what only a callback answers, and has what a callback needs."""
    where = pair.deployed_as
    if settings.extension_codes and not pair.here.compilation.calls_out:
        what = "it has the code of an extension, and is built without the client that calls back"
        yield problem(EXTENSION_CODE_CHECK, where, what, f"say calls_back: true in functions/{pair.name}/function.yaml")
    points = [point for point in pair.here.points if catalogue.find(point).is_behind_eventbridge]
    missing = [point for point in points if not settings.extension_code(point)]
    if points and settings.answer == "return":
        what = f"{_checking(points, points)}, since DWGATE_ANSWER is return, and EventBridge reads nothing of an answer"
        yield warning(EXTENSION_CODE_CHECK, where, what, "set DWGATE_ANSWER: auto")
    elif missing:
        what = f"{_checking(missing, points)}, since it has no code of an extension to call back with"
        unset = ", ".join(pair.there.not_set_for(EXTENSION_CODE))
        register = f"register the extension if need be (dwgate register {pair.name}{pair.option})"
        then = f"export its code as {unset}, which this shell does not set" if unset else f"set {EXTENSION_CODE} to it"
        yield warning(EXTENSION_CODE_CHECK, where, what, f"{register}, and {then}")
    elif points:
        yield ok(EXTENSION_CODE_CHECK, where, "it knows the code of its extension at every point that needs one")


def _checking(unanswered: Sequence[str], points: Sequence[str]) -> str:
    """Say what becomes of operations at points that are not answered, among all that need a callback."""
    nobody = "it answers nobody: " if len(unanswered) == len(points) else ""
    return f"deployed like this {nobody}every operation at {few(unanswered)} stays in Checking"


def break_glass(where: str, settings: Settings, now: datetime) -> Finding | None:
    """Say what ``DWGATE_BREAK_GLASS`` does now; None where it is not set."""
    if settings.break_glass is None:
        return None
    until = in_beijing(settings.break_glass.until)
    match settings.break_glass.at(now).state:
        case "open":
            return broken_glass(where, settings.break_glass.until)
        case "refused":
            what = f"DWGATE_BREAK_GLASS holds for more than a day, until {until}, so no message can be judged"
            return problem("break-glass", where, what, "name an earlier time, or take it away")
    return warning("break-glass", where, f"DWGATE_BREAK_GLASS has been over since {until}", "take it away")

"""What can be checked of a checkout alone: without keys, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.build.bytecode import RUNTIME, find_interpreter
from dwgate.build.package import BUILD_FOLDER, built_digest
from dwgate.operating.findings import ok, problem, warning
from dwgate.policy.explanation import short
from dwgate.policy_tests import run_tests
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dwgate.deployment import DeployedFunction
    from dwgate.operating.checked_out import CheckedOut, Pair
    from dwgate.operating.findings import Finding


def python_version() -> Finding:
    """Whether what is built here can hold the bytecode that Function Compute's Python takes."""
    found = find_interpreter()
    if found:
        return ok("python-version", "this machine", f"Python {found.version} is at hand, as Function Compute runs it")
    what = (
        f"there is no Python {RUNTIME}: what is built holds no bytecode, so every cold start compiles what it imports"
    )
    return warning("python-version", "this machine", what, f"install Python {RUNTIME}")


def policy(function: CheckedOut) -> Finding:
    """Whether the policy of a function compiles."""
    where = f"functions/{function.name}/policy"
    document = function.compilation.document
    if document:
        return ok("policy", where, f"{short(function.digest)}, rules: {len(document['rules'])}")
    number = len(function.compilation.diagnostics)
    return problem("policy", where, f"it does not compile; findings: {number}", "run dwgate check")


def policy_tests(function: CheckedOut) -> Finding:
    """Whether the tests of a policy that compiles pass, and test every rule."""
    where = f"functions/{function.name}/policy"
    report = run_tests(function.folder, function.compilation, f"functions/{function.name}", function.spellings)
    if report.is_clean:
        return ok("policy-tests", where, f"every rule is tested, and every case passes: {len(report.results)}")
    what = f"cases that fail: {len(report.failures)}; findings about the tests: {len(report.findings)}"
    return problem("policy-tests", where, what, f"run dwgate test {function.name}")


def described(
    functions: Sequence[CheckedOut], deployment: Sequence[DeployedFunction], template: str
) -> Iterator[Finding]:
    """Whether the template and the folders of functions/ name the same functions."""
    here, there = {one.name for one in functions}, {one.name for one in deployment}
    for name in (one.name for one in functions if one.name not in there):
        yield problem("deployment", template, f"it does not deploy {name}", f"add the resource {name}")
    for name in (one.name for one in deployment if one.name not in here):
        advice = f"give the resource the name of a folder of functions/, or take {name} away"
        yield problem("deployment", template, f"there is no folder functions/{name} to deploy", advice)
    if here == there:
        yield ok("deployment", template, f"it deploys every function: {', '.join(sorted(here)) or 'none'}")


def built(pair: Pair, root: Path) -> Finding:
    """Whether what ``s deploy`` would upload is this function's package, and holds the policy of the checkout."""
    code = root / pair.there.code
    packages = root / BUILD_FOLDER
    if code.parent == packages and code.name != pair.name:
        what = f"{pair.deployed_as} would run this, the package of {code.name}"
        advice = f"set code: ./{BUILD_FOLDER}/{pair.name} in the resource {pair.name} of {pair.there.template}"
        return problem("build", pair.there.code, what, advice)
    try:
        digest = built_digest(code)
    except OSError:
        return warning("build", pair.there.code, "it is not built", "run dwgate build")
    if digest is None:
        return warning("build", pair.there.code, f"its {POLICY_FILE} cannot be read", "run dwgate build")
    if digest == pair.here.digest:
        return ok("build", pair.there.code, f"it holds the policy of this checkout, {short(digest)}")
    what = f"it holds the policy {short(digest)}, and that of this checkout is {short(pair.here.digest)}"
    return warning("build", pair.there.code, what, "run dwgate build")

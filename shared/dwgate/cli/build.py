"""``dwgate build``: the packages of functions, once their policies compile and pass their tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.build import bytecode, package
from dwgate.build.calendars import NOTICE, endings
from dwgate.cli.arguments import Format
from dwgate.cli.checking import check as check_command
from dwgate.cli.project import FUNCTIONS_FOLDER, UsageError
from dwgate.cli.terminal import console, counted, json_text, new_table, show_table, write
from dwgate.cli.testing import test as test_command
from dwgate.deployment import read_deployments
from dwgate.events import catalogue
from dwgate.operating.codes import EXTENSION_CODE
from dwgate.policy.explanation import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from rich.table import Table

    from dwgate.build.package import Package
    from dwgate.cli.project import Function, Project
    from dwgate.deployment import DeployedFunction
    from dwgate.policy.compiler import Compilation

_MEGA = 1e6
_BILLS = f"What each is made of is listed beside it, in {package.BUILD_FOLDER}/<function>{package.BILL_SUFFIX}."


def build(project: Project, functions: Sequence[Function], output: Format, today: date) -> bool:
    """Build the functions into the project's ``build/``, and show what was built; whether all could be built.

    Nothing is built where one of the policies does not compile or fails a test.  ``today`` is a day in Beijing, by
    which calendars end soon or not.
    """
    if not functions:
        raise UsageError(f"there is no function to build: a function is a folder of {FUNCTIONS_FOLDER}/")
    errors = console(stderr=True)
    compilations = {function: function.compile() for function in functions}
    target = project.root / package.BUILD_FOLDER
    if not _are_sound(compilations):
        older = f"; what is in {package.BUILD_FOLDER}/ is older" if _holds_packages(target) else ""
        errors.print(f"dwgate: nothing was built{older}", style="fail", soft_wrap=True)
        return False
    deployed = [one for file in read_deployments(project.root, os.environ).values() for one in file]
    _refuse_codes_in_vain(deployed, compilations)
    interpreter = bytecode.find_interpreter()
    packages = []
    for function, compilation in compilations.items():
        with errors.status(f"building {function.name}"):
            packages.append(package.build(function.folder, compilation, target, interpreter))
    if output is Format.JSON:
        write(f"{json_text([_document(one, project.root, today) for one in packages])}\n")
    else:
        show_table(console(), _table(packages, project.root))
        console().print(_BILLS, soft_wrap=True)
    for warning in (*_without_codes(deployed, compilations), *_ending(packages, today)):
        errors.print(f"dwgate: {warning}", style="warn", soft_wrap=True)
    if interpreter is None:
        cost = (
            f"without Python {bytecode.RUNTIME} no bytecode is shipped, and every cold start compiles what it imports"
        )
        errors.print(f"dwgate: {cost}; install it, and build again", style="warn", soft_wrap=True)
    return True


def _are_sound(compilations: Mapping[Function, Compilation]) -> bool:
    """Whether all policies compile and pass their tests; what is wrong is shown as the commands for it show it."""
    functions = list(compilations)
    if any(compilation.diagnostics for compilation in compilations.values()):
        check_command.refuse(compilations)
        return False
    reports = (test_command.report_of(function, compilation) for function, compilation in compilations.items())
    return all(report.is_clean for report in reports) or test_command.test(functions)


def _holds_packages(target: Path) -> bool:
    """Whether an earlier build left a package; what begins with a dot is the builds' own."""
    return target.is_dir() and any(path.is_dir() and path.name[0] != "." for path in target.iterdir())


def _refuse_codes_in_vain(deployed: Iterable[DeployedFunction], compilations: Mapping[Function, Compilation]) -> None:
    """Refuse to build a function without a client that is given the code of its extension: it could not call back."""
    in_vain = {one.name: one.template for one in deployed if one.extension_code}
    for function, compilation in compilations.items():
        if function.name in in_vain and not compilation.calls_out:
            raise UsageError(
                f"{in_vain[function.name]} gives {function.name} the code of an extension, and its function.yaml does"
                " not say that it calls back; add calls_back: true there, or take the code away"
            )


def _without_codes(deployed: Sequence[DeployedFunction], compilations: Mapping[Function, Compilation]) -> Iterator[str]:
    """Warn of each function behind EventBridge, where a callback is the only answer, that has no extension code."""
    for function in compilations:
        described = [one for one in deployed if one.name == function.name]
        lacking = [one for one in described if not one.extension_code]
        if lacking and any(catalogue.find(point).is_behind_eventbridge for point in function.points()):
            names = (one.not_set_for(EXTENSION_CODE) or (EXTENSION_CODE,) for one in lacking)
            unset = dict.fromkeys(name for of_one in names for name in of_one)
            files = "" if len(lacking) == len(described) else f" in {', '.join(one.template for one in lacking)}"
            yield (
                f"{function.name} has no extension code{files} ({', '.join(unset)}):"
                " deployed like this it can answer nobody"
            )


def _ending(packages: Iterable[Package], today: date) -> Iterator[str]:
    """Warn of each function in which a calendar has ended, or ends soon."""
    for built in packages:
        soon = [one for one in endings(built.reference, today) if one.days_left <= NOTICE]
        told = [f"{one.calendar} {_when(one.days_left)} {one.until}" for one in soon]
        if told:
            advice = " and ".join(dict.fromkeys(one.advice for one in soon))
            yield (
                f"{built.function}: the calendar {', '.join(told)}, and rules that ask it for a later day cannot be"
                f" judged; {advice}, and build again"
            )


def _when(days_left: int) -> str:
    if days_left < 0:
        return "ended on"
    return f"ends in {counted(days_left, 'day')}, on" if days_left else "ends today,"


def _document(built: Package, root: Path, today: date) -> dict[str, Any]:
    return {
        "function": built.function,
        "folder": built.folder.relative_to(root).as_posix(),
        "bill_of_materials": built.bill.relative_to(root).as_posix(),
        "files": built.size.files,
        "unpacked": built.size.unpacked,
        "zipped": built.size.zipped,
        "calls_out": built.calls_out,
        "policy_digest": built.digest,
        "calendars": [
            {"name": one.calendar, "until": one.until.isoformat(), "days_left": one.days_left}
            for one in endings(built.reference, today)
        ],
    }


def _table(packages: Sequence[Package], root: Path) -> Table:
    table = new_table()
    table.add_column("package", no_wrap=True)
    for heading in ("files", "unpacked", "zipped"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("calls DataWorks")
    table.add_column("policy digest", no_wrap=True)
    for built in packages:
        sizes = (f"{size / _MEGA:.1f} MB" for size in (built.size.unpacked, built.size.zipped))
        table.add_row(
            Text(built.folder.relative_to(root).as_posix(), "name"),
            str(built.size.files),
            *sizes,
            "yes" if built.calls_out else "no",
            short(built.digest),
        )
    return table

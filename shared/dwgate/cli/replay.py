"""``dwgate replay``: the decisions of the past by the policies of now, and what would be different."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dwgate.cli.arguments import Format
from dwgate.cli.checking.summary import summary
from dwgate.cli.progress import progress
from dwgate.cli.project import FUNCTIONS_FOLDER, Project, UsageError
from dwgate.cli.replay_json import as_json
from dwgate.cli.replay_output import Replayed, show
from dwgate.cli.terminal import console, counted, write
from dwgate.policy.compiler import compile_function
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.function import FUNCTION_FILE
from dwgate.records import Reading
from dwgate.replay import Candidate, Replay, Sweep
from dwgate.replay.values import can_be_given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.policy.compiler import Compilation


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for: ``policy`` and ``was`` are folders, ``sweeps`` are ``NAME=V,V``, ``top`` counts rows."""

    logs: tuple[str, ...]
    policy: str = ""
    was: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    sweeps: tuple[str, ...] = ()
    top: int = 10
    max_new_fail: int | None = None
    allows_unreplayable: bool = False
    output: Format = Format.TEXT


def replay(directory: Path, options: Options) -> bool:
    """Replay the records and write what came of it to standard output; whether no more became FAIL than may."""
    candidates = _candidates(directory, options)
    sweeps = [_sweep(text, candidates) for text in options.sweeps]
    earlier = [document for folder in options.was for document in _documents(_compiled(Path(folder)))]
    is_whole = not (options.policy or options.functions)
    project = [] if is_whole else _documents(_of_project(directory))
    again = Replay(candidates, sweeps, earlier, project=project, is_whole=is_whole)
    reading = Reading(options.logs)
    with progress(reading, "replaying") as look:
        again.run(reading, look)
    _refuse_nothing(again, reading, candidates)
    replayed = Replayed(again, reading)
    if options.output is Format.JSON:
        write(as_json(replayed, options.max_new_fail))
    else:
        show(console(), replayed, options.top, options.max_new_fail)
    return _is_clean(replayed, options)


def _is_clean(replayed: Replayed, options: Options) -> bool:
    if options.max_new_fail is None:
        return True
    is_told = options.allows_unreplayable or not replayed.untold
    return replayed.replay.report.new_fails <= options.max_new_fail and is_told


def _candidates(directory: Path, options: Options) -> list[Candidate]:
    """Give the policies to try, one for each function; UsageError where one does not compile."""
    if not options.policy:
        functions = Project.at(directory).selected(list(options.functions))
        return [_candidate(compile_function(function.folder, _named(function.name))) for function in functions]
    compiled = _compiled(Path(options.policy))
    wanted = set(options.functions)
    if len(compiled) == 1 and len(wanted) == 1:  # the function whose policy it is, however its folder is called
        return [_candidate(compiled[0], next(iter(wanted)))]
    names = {compilation.function for compilation in compiled}
    for name in sorted(wanted - names):
        raise UsageError(
            f"there is no function {name} in {options.policy}; {did_you_mean(name, names, listing='there are')}"
        )
    return [_candidate(one) for one in compiled if not wanted or one.function in wanted]


def _candidate(compilation: Compilation, function: str | None = None) -> Candidate:
    return Candidate.of(_document(compilation), function, compilation.sources)


def _compiled(folder: Path) -> list[Compilation]:
    """Compile what a folder holds: one function, a folder of functions, or a project."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    if (folder / FUNCTION_FILE).is_file():
        return [compile_function(folder.resolve(), str(folder))]
    within = folder / FUNCTIONS_FOLDER if (folder / FUNCTIONS_FOLDER).is_dir() else folder
    functions = [one for one in sorted(within.iterdir()) if (one / FUNCTION_FILE).is_file()]
    if not functions:
        raise UsageError(f"there is no function in {folder}: a function is a folder with a {FUNCTION_FILE}")
    return [compile_function(one, str(one)) for one in functions]


def _of_project(directory: Path) -> list[Compilation]:
    """Compile the policies of the project, of which one may have decided; none where there is no project."""
    try:
        project = Project.at(directory)
    except UsageError:
        return []
    return [compile_function(function.folder) for function in project.functions()]


def _documents(compilations: Sequence[Compilation]) -> list[dict[str, Any]]:
    return [compilation.document for compilation in compilations if compilation.document]


def _document(compilation: Compilation) -> dict[str, Any]:
    if compilation.document is None:
        first = compilation.diagnostics[0].render()
        raise UsageError(
            f"the policy of {compilation.function} does not compile ({summary(compilation.diagnostics)})\n{first}"
        )
    return compilation.document


def _named(function: str) -> str:
    return f"{FUNCTIONS_FOLDER}/{function}"


def _sweep(text: str, candidates: Sequence[Candidate]) -> Sweep:
    name, equals, values = text.partition("=")
    given = [value.strip() for value in values.split(",")]
    if not equals or not all(given):
        raise UsageError(f"--sweep {text}: write the parameter and its values as max_rows=1000,5000,10000")
    parameters = sorted({name for one in candidates for name in one.policy.parameters})
    if name not in parameters:
        raise UsageError(
            f"--sweep: there is no parameter {name}; {did_you_mean(name, parameters, listing='there are')}"
        )
    if not all(can_be_given(one.policy.parameters.get(name)) for one in candidates):
        raise UsageError(f"--sweep: {name} is a list or a mapping; try one as --policy, in a copy of the policy")
    try:
        return Sweep(name, candidates, given)
    except ValueError as error:
        raise UsageError(f"--sweep {name}: {error}") from None


def _refuse_nothing(again: Replay, reading: Reading, candidates: Sequence[Candidate]) -> None:
    """Refuse to say of nothing that none of it would be different."""
    if again.report.read:
        return
    if again.left_out:
        functions = ", ".join(sorted(candidate.function for candidate in candidates))
        of = ", ".join(sorted(again.functions_read)) or "no function by name"
        raise UsageError(f"no record is of {functions}; they are of {of}")
    if reading.records:
        told = ", ".join(f"{count} {why}" for why, count in sorted(reading.passed_over.items()))
        raise UsageError(f"none of {counted(reading.records, 'record')} is of a decision to replay: {told}")
    broken = f", and {reading.broken} that are not whole" if reading.broken else ""
    raise UsageError(
        f"there is no record in {counted(reading.others, 'line')}{broken}; a record is a line of JSON that a function"
        ' logs, {"kind": "decision", …'
    )

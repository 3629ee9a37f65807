"""``dwgate serve``: Function Compute on this machine, over the functions of the checkout or of their packages."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dwgate.cli.arguments import HERE, Directory, Template
from dwgate.cli.facts_file import read_facts
from dwgate.cli.operating import deployed
from dwgate.cli.project import Project, UsageError
from dwgate.cli.terminal import command, console, counted, result_style
from dwgate.deployment.function import TEMPLATE
from dwgate.errors import MessageError
from dwgate.events.envelope import open_envelopes
from dwgate.serving import Access, Beside, Journal, Options, remark, serve_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from dwgate.deployment import DeployedFunction
    from dwgate.facts.given import GivenFacts
    from dwgate.serving import Served

PORT = 9000
_RESULTS = {"OK", "WARN", "FAIL"}
_ENDS = (signal.SIGINT, signal.SIGTERM)


def serve(  # noqa: PLR0913 - the options of one command
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0 for any free one.")] = PORT,
    template: Template = TEMPLATE,
    max_instances: Annotated[
        int, typer.Option(min=1, help="How many instances of a function there may be at a time.")
    ] = 10,
    *,
    built: Annotated[
        bool, typer.Option("--built", help="Serve the packages in build/, in the runtime's Python and nothing beside.")
    ] = False,
    dataworks: Annotated[
        bool, typer.Option("--dataworks", help="Put a stub of DataWorks beside them, which asks and is answered.")
    ] = False,
    as_new: Annotated[
        bool,
        typer.Option("--as-new", help="With --dataworks: give each message an id of its own, and the time of now."),
    ] = False,
    no_watch: Annotated[
        bool, typer.Option("--no-watch", help="Do not look for changes: functions stay what they were at first.")
    ] = False,
    directory: Directory = HERE,
) -> None:
    """Serve the functions on this machine, behind the API of Function Compute, until Ctrl-C.

    A function that has changed is loaded anew at its next invocation.
    """
    if as_new and not dataworks:
        raise UsageError("--as-new says how DataWorks is to ask; give --dataworks as well")
    project = Project.at(directory.resolve())
    functions = deployed(project, template)
    beside = Beside(facts_of_samples(project), as_new=as_new) if dataworks else None
    options = Options(port, built=built, beside=beside, is_watching=not no_watch, max_instances=max_instances)
    out = console()
    with contextlib.ExitStack() as serving:
        try:
            served = serving.enter_context(serve_functions(functions, project.root, options, _journal(out)))
        except OSError as error:
            raise UsageError(f"port {port}: {error.strerror}; give another by --port, or 0 for any free one") from None
        _say_what_is_served(out, served, functions, options, project.root)
        for name in _not_served(project, functions):
            out.print(Text(f"functions/{name} is not in {template}, and is not served", "warn"), soft_wrap=True)
        wait_for_the_end()


def wait_for_the_end(wait: Callable[[], object] | None = None) -> None:
    """Wait for Ctrl-C, or for the signal that ends a process; a second one does not disturb the end."""
    with contextlib.suppress(KeyboardInterrupt):
        for number in _ENDS:
            signal.signal(number, signal.default_int_handler)
        (wait or threading.Event().wait)()
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)


def facts_of_samples(project: Project) -> dict[str, GivenFacts]:
    """Read what DataWorks would tell of sample messages, by the id of the first message in each."""
    return {
        message_id: read_facts(sample.facts)
        for function in project.functions()
        for sample in function.samples()
        if sample.facts and (message_id := _message_id(sample.path))
    }


def _message_id(path: Path) -> str | None:
    try:
        return open_envelopes(path.read_bytes())[0].message_id
    except MessageError as error:
        return error.message_id


def _say_what_is_served(
    out: Console, served: Served, functions: Sequence[DeployedFunction], options: Options, root: Path
) -> None:
    what = counted(len(functions), "package" if options.built else "function")
    out.print(Text(f"{what} at {served.url}, until Ctrl-C:", "name"), soft_wrap=True)
    width = max(len(one.function_name) for one in functions)
    remarks = [remark(one, root) if options.built else None for one in functions]
    for one, said in zip(functions, remarks, strict=True):
        folder = one.code.removeprefix("./") if options.built else f"functions/{one.name}"
        amiss = f"  {said}" if said else ""
        out.print(Text.assemble(f"  {one.function_name:{width}}  {folder}", (amiss, "warn")), soft_wrap=True)
    if any(remarks):
        advice = f"{command()} build makes packages anew, and they are served as soon as they are there"
        out.print(Text(advice, "warn"), soft_wrap=True)
    for line in _hints(served, functions[0]):
        out.print(Text(line, "quiet"), soft_wrap=True)


def _not_served(project: Project, functions: Sequence[DeployedFunction]) -> list[str]:
    served = {one.name for one in functions}
    return [one.name for one in project.functions() if one.name not in served]


def _hints(served: Served, first: DeployedFunction) -> Iterator[str]:
    event = f"functions/{first.name}/events/allowed.json"
    yield f"FC_CLIENT_CUSTOM_ENDPOINT={served.url} s {first.name} invoke -f {event}"
    yield f"curl --data-binary @{event} {served.url}/2023-03-30/functions/{first.function_name}/invocations"
    if served.dataworks:
        yield f"curl {served.dataworks.url}/_dwgate/messages/<id>    what DataWorks made of a message"
    elif os.environ.get("ALIBABA_CLOUD_ACCESS_KEY_ID"):
        yield "With the keys of this shell, functions ask DataWorks itself, and call it back where they have a code."


def _journal(out: Console) -> Journal:
    def tell(access: Access) -> None:
        style = result_style(access.result) if access.result in _RESULTS else "quiet"
        cold = ", cold start" if access.is_cold_start else ""
        out.print(
            Text.assemble(
                (f"{access.at:%H:%M:%S}  {access.what}  ", "name"),
                (access.result, style),
                f"  {access.milliseconds:.0f} ms{cold}",
            ),
            soft_wrap=True,
        )

    return Journal(
        log=lambda _function, line: out.print(Text(f"  {line}", "quiet"), soft_wrap=True),
        access=tell,
        notice=lambda text: out.print(Text(text, "warn"), soft_wrap=True),
    )

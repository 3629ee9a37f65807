"""``python -m dwgate.testing.server``: the stub of DataWorks as a process of its own.

It prints the environment variables to set, in the form in which a shell takes them, and answers until Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
from typing import TYPE_CHECKING

from dwgate.testing.dataworks import DataWorks
from dwgate.testing.endpoint import serve_dataworks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_END = (signal.SIGINT, signal.SIGTERM)


def main(arguments: Sequence[str] | None = None, wait: Callable[[], object] = lambda: signal.sigwait(_END)) -> None:
    """Serve a DataWorks with the extensions that the arguments name, until ``wait`` returns."""
    dataworks, port, codes = _configured(arguments)
    with _end_is_waited_for(), contextlib.ExitStack() as serving:
        try:
            served = serving.enter_context(serve_dataworks(dataworks, port=port))
        except OSError as error:
            raise SystemExit(f"python -m dwgate.testing.server: port {port}: {error.strerror}") from None
        variables = {"DWGATE_ENDPOINT": served.url, **codes, **dataworks.environment()}
        lines = [f"# DataWorks answers at {served.url} until Ctrl-C; its callers need:"]
        lines += [f"export {name}={value}" for name, value in variables.items()]
        print("\n".join(lines), flush=True)  # noqa: T201 - whoever starts it reads this
        wait()


def _configured(arguments: Sequence[str] | None) -> tuple[DataWorks, int, dict[str, str]]:
    parser = argparse.ArgumentParser(prog="python -m dwgate.testing.server", description="A local stub of DataWorks.")
    parser.add_argument("--port", type=int, default=0, help="the port on 127.0.0.1; any free one unless given")
    parser.add_argument(
        "--extension",
        action="append",
        default=[],
        metavar="CODE=POINT[,POINT]",
        help="an extension and the extension points to which it is bound; may be given several times",
    )
    options = parser.parse_args(arguments)
    dataworks = DataWorks()
    for extension in options.extension:
        code, equals, points = extension.partition("=")
        if not equals:
            parser.error(f"--extension {extension}: write {extension}=POINT[,POINT]")
        try:
            dataworks.register_extension(code, points=points.split(","))
        except ValueError as error:
            parser.error(f"--extension {extension}: {error}")
    codes = [extension.partition("=")[0] for extension in options.extension]
    return dataworks, options.port, {"DWGATE_EXTENSION_CODE": codes[0]} if len(codes) == 1 else {}


@contextlib.contextmanager
def _end_is_waited_for() -> Iterator[None]:
    """Keep the signals of the end from every thread that starts in here, for ``sigwait`` to take them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _END)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


if __name__ == "__main__":  # pragma: no cover - its test runs it in a process of its own
    main()

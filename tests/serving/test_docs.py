"""What docs/serving.md shows is what there is."""

import contextlib
import io
import re
import sys
from pathlib import Path

import pytest

from dwgate.cli import serve as serve_command
from dwgate.cli.main import run as dwgate
from dwgate.deployment import read_deployment
from dwgate.serving import Beside, Options, serve_functions
from serving.client import Told

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "serving.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(source: str) -> str:
    """Run an example, and give what it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(source, "docs/serving.md", "exec"), {})  # noqa: S102 - the page's own example
    return out.getvalue()


def test_the_client_is_used_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives the id of the request and the response body."""
    monkeypatch.chdir(ROOT)
    with serve_functions(read_deployment(ROOT, {}), ROOT, Options(desk={})) as served:
        said = run(EXAMPLES[0].replace("127.0.0.1:9000", served.url.removeprefix("http://")))
    assert re.fullmatch(r"1-\S+ b'\{\"checkResult\": \S+.*\}'\n", said)


def test_functions_are_served_within_a_block_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the DataWorks beside them."""
    monkeypatch.chdir(ROOT)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+ http://127\.0\.0\.1:\d+\n", run(EXAMPLES[1]))


def test_smoke_asks_it_as_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without keys, and its trials are no messages to the DataWorks beside."""
    monkeypatch.chdir(ROOT)
    (shown,) = re.findall(r"^\$ \.venv/bin/(dwgate smoke .*)$", PAGE, re.MULTILINE)
    told = Told()
    options = Options(beside=Beside({}), desk={})
    with serve_functions(read_deployment(ROOT, {}), ROOT, options, told.journal()) as served:
        monkeypatch.setattr(sys, "argv", shown.replace("http://127.0.0.1:9000", served.url).split())
        with pytest.raises(SystemExit) as ended:
            dwgate()
    assert (ended.value.code, told.notices) == (0, [])
    assert "samples answered, 0 of them otherwise than here" in capsys.readouterr().out


def test_every_option_is_explained() -> None:
    """But for the folder, which every command takes."""
    options = set(re.findall(r"^\| `(--[a-z-]+)` \|", PAGE, re.MULTILINE))
    parameters = set(serve_command.serve.__annotations__) - {"directory", "return"}
    assert options == {"--" + name.replace("_", "-") for name in parameters}

"""What the documentation shows of the commands is what they print."""

from pathlib import Path

import pytest

from package.consoles import ROOT, agree, printed, refreshed, sandbox, shortened, steps

pytestmark = pytest.mark.once

PAGES = {"docs/policies.md": False, "docs/records.md": False, "docs/tutorial.md": True}
"""Each page with whether it begins in an empty folder."""

PAGE = """\
<!-- file: a/b.txt -->
```text
seven
```

<!-- end of: a/b.txt -->
```text
eight
```

```console
$ cat a/b.txt \\
>   && echo nine
seven
eight
nine
$ printf '1\\n2\\n3\\n'
1
…
$ exit 3
```

<!-- not run -->
```console
$ false
```
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_its_commands_print(name: str, tmp_path: Path) -> None:
    """Every command of the page is run, in its order, in one folder."""
    folder = sandbox(tmp_path / "project", is_empty=PAGES[name])
    found = steps((ROOT / name).read_text(encoding="utf-8"))
    assert len([step for step in found if step.file is None]) > 5
    for step in found:
        got = printed(step, folder)
        assert agree(step.shown, got), f"$ {step.command}\n{got}\n--- the page shows\n{step.shown}"


def test_the_steps_of_a_page_are_found_and_done(tmp_path: Path) -> None:
    """A file is written, a command is run with its lines, and what is only to be read is not."""
    found = steps(PAGE)
    assert [step.file or step.command for step in found] == [
        "a/b.txt",
        "a/b.txt",
        "cat a/b.txt \\\n  && echo nine",
        "printf '1\\n2\\n3\\n'",
        "exit 3",
    ]
    assert [agree(step.shown, printed(step, tmp_path)) for step in found] == [True] * 5


def test_what_a_page_leaves_out_is_no_excuse_for_the_rest() -> None:
    """A line of dots stands for lines, and the others must be there."""
    assert agree("a\n…\nd\n", "a\nb\nc\nd\n")
    assert agree("…\nd\n", "d\n")
    assert not agree("a\n…\nx\n", "a\nb\n")
    assert not agree("a\n", "a\nb\n")


def test_a_page_is_filled_in_with_what_is_printed_now(tmp_path: Path) -> None:
    """What a command prints otherwise than the page shows takes its place, and all else stays."""
    stale = PAGE.replace("\nnine\n$", "\nten\n$")
    assert stale != PAGE
    assert refreshed(stale, tmp_path) == PAGE


def test_what_a_page_leaves_out_stays_out() -> None:
    """As long as its lines are there, but for their numbers."""
    assert shortened("…\nb 1\n…\n", "a 2\nb  22.5\nc 2\n") == "…\nb  22.5\n…\n"
    assert shortened("a 1\n…\nb 1\n", "a 2\nb 2\n") == "a 2\nb 2\n"
    assert shortened("a 1\n…\nd\n", "a 2\nb 2\n") == "a 2\nb 2\n"
    assert shortened("a 1\n", "a 2\nb 2\n") == "a 2\nb 2\n"

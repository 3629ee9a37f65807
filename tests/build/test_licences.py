"""The page on licences says what each licence asks for, and knows of none that it has no answer to."""

from pathlib import Path

import pytest

from dwgate.build.licences import page
from dwgate.build.lock import CEL, LOCKS, read_lock
from wheels_at_hand import write_wheel

VERSION = read_lock(LOCKS / "cel.txt")["cel-expr-python"].version


def test_a_wheel_stands_there_with_its_licence_and_its_texts(tmp_path: Path) -> None:
    """And what its licence asks for; that no wheel lacks a text is not said of none."""
    write_wheel(tmp_path, "cel-expr-python", VERSION, licence="MIT AND MPL-2.0", LICENSE="ours", NOTICE="ours too")
    written = page({CEL: tmp_path})
    row = f"| cel-expr-python | {VERSION} | MIT AND MPL-2.0 | LICENSE, NOTICE | every function |"
    assert row in written.splitlines()
    assert "| MPL-2.0 | the source of the files that are under it; they are shipped as their source |\n" in written
    assert "Wheels without a text" not in written


def test_wheels_without_a_text_are_counted(tmp_path: Path) -> None:
    """The licence of dwgate stands for theirs."""
    write_wheel(tmp_path, "cel-expr-python", VERSION, licence="Apache-2.0")
    assert "Wheels without a text are under Apache-2.0, whose text is `dwgate/LICENSE`: 1 of them." in page(
        {CEL: tmp_path}
    )


def test_a_licence_that_nobody_has_looked_at_stops_the_page(tmp_path: Path) -> None:
    """A new wheel under another licence is a decision, and no row in a table."""
    write_wheel(tmp_path, "cel-expr-python", VERSION, licence="AGPL-3.0-only WITH Some-exception")
    with pytest.raises(KeyError, match=r"AGPL-3[.]0-only"):
        page({CEL: tmp_path})

"""A lock says one thing: which version of which wheel, by its hash."""

from pathlib import Path

import pytest

from dwgate.build.lock import Locked, WheelsError, read_lock

HASH = "0" * 64
LINE = f"some-package==1.0 --hash=sha256:{HASH}"


def test_a_lock_is_read_by_name(tmp_path: Path) -> None:
    """What stands behind a # is for people; a line is written as it is read."""
    lock = tmp_path / "some.txt"
    lock.write_text(f"# of some package\n{LINE}\n")
    assert read_lock(lock) == {"some-package": Locked("some-package", "1.0", HASH)}
    assert str(read_lock(lock)["some-package"]) == LINE


@pytest.mark.parametrize(
    "line",
    [
        "some-package==1.0",
        f"some-package>=1.0 --hash=sha256:{HASH}",
        f"some-package --hash=sha256:{HASH}",
        f"some_package==1.0 --hash=sha256:{HASH}",
        f"{LINE} --hash=sha256:{HASH}",
        f"other==1.0 --hash=md5:{HASH[:32]}",
        "--index-url https://example.com/simple",
        "--extra-index-url https://example.com/simple",
        "-e .",
        "other @ https://example.com/other-1.0-py3-none-any.whl",
        "",
        LINE,
    ],
)
def test_a_line_that_locks_nothing_is_refused(line: str, tmp_path: Path) -> None:
    """Neither a version without a hash, nor an index, nor the same wheel again; and it is said where."""
    lock = tmp_path / "some.txt"
    lock.write_text(f"{LINE}\n{line}\n")
    with pytest.raises(WheelsError, match=r"^some[.]txt:2 does not pin a wheel by its version and hash"):
        read_lock(lock)

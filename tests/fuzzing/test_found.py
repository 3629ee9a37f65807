"""What once broke a promise, or would have, stays mended: each file is one message, or a list of them, as it came."""

from pathlib import Path

import pytest

from fuzzing.answered import invoke
from fuzzing.gates import nobody_called
from fuzzing.plain import shared_targets

FOUND = Path(__file__).parent / "found"
REFUSED = sorted((FOUND / "refused").iterdir())
JUDGED = sorted((FOUND / "judged").iterdir())


@pytest.mark.parametrize("path", [*REFUSED, *JUDGED], ids=lambda path: path.stem)
def test_what_was_found_is_mended(path: Path) -> None:
    """Every gate answers it as is promised, in time and out of it; what two readers see in two ways is refused."""
    payload = path.read_bytes()
    with nobody_called():
        for target in shared_targets():
            records = invoke(target.gate, payload)
            invoke(target.gate, payload, looks=0)
            assert path not in REFUSED or any(record["problem"] for record in records)


def test_each_case_tells_by_its_name_what_was_wrong() -> None:
    """A name is words, and no digest."""
    names = [path.name for path in (*REFUSED, *JUDGED)]
    assert len(names) > 20
    assert [name for name in names if not name.removesuffix(".json").replace("-", "").isalpha()] == []

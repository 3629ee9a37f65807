"""The page on policies knows every kind of mutant."""

from pathlib import Path

from dwgate.mutation import Kind

PAGE = (Path(__file__).parents[2] / "docs" / "policies.md").read_text()


def test_every_kind_is_documented() -> None:
    """Whoever reads of a survivor finds there what is changed."""
    assert {kind for kind in Kind if f"| `{kind.value}` |" not in PAGE} == set()

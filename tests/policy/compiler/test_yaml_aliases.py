"""Aliases of YAML: those that repeat too much, and those within what they repeat."""

import pytest

from dwgate.policy.compiler import yaml_aliases
from dwgate.policy.compiler.yaml_source import YamlSource

MOST_REPEATED = 2000
"""More than four levels repeat and less than five; to read up to the real bound takes seconds."""


@pytest.fixture(autouse=True)
def _bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_aliases, "MOST_REPEATED", MOST_REPEATED)


def findings(text: str) -> list[str]:
    """Read a text, and give what is wrong with it."""
    source = YamlSource("a.yaml", text)
    source._compose()
    assert (source.root is None) == bool(source.findings)
    return [f"{one.line}:{one.column}: {one.name}: {one.message}" for one in source.findings]


def levels(count: int) -> str:
    """Write levels of aliases, each of which names the one before it ten times."""
    lines = [f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 10)}]" for level in range(1, count)]
    return "\n".join(["l0: &l0 x", *lines])


def test_aliases_repeat_a_little() -> None:
    """As the message that some cases share; a file may hold any number of values by itself."""
    assert findings("a: &a {b: 1}\nc: [*a, *a, {d: *a}]") == []
    assert findings(levels(4)) == []
    assert findings(f"[{'1, ' * (MOST_REPEATED + 1)}]") == []


def test_aliases_do_not_repeat_billions() -> None:
    """It is told at what is repeated, after a look at each line."""
    problem = f"yaml-syntax: aliases of this and others repeat more than {MOST_REPEATED} values"
    assert findings(levels(200)) == [f"4:5: {problem}"]
    assert findings(f"- &x {{y: z}}\n- [{', '.join(['*x'] * MOST_REPEATED)}]") == [f"1:3: {problem}"]


@pytest.mark.parametrize("text", ["&a [*a]", "&a {b: [1, *a, *a]}", "&a [{b: *a}, *a]"])
def test_nothing_holds_itself(text: str) -> None:
    """There would be no end to it."""
    assert findings(text) == ["1:1: yaml-syntax: this holds itself, by an alias"]

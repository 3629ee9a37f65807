"""YAML with positions: from a character of a value to its place in the file."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    PlainScalarString,
    SingleQuotedScalarString,
)

from dwgate.policy.compiler.yaml_source import MappingNode, ScalarNode, Text, YamlSource

STYLES = (
    PlainScalarString,
    SingleQuotedScalarString,
    DoubleQuotedScalarString,
    LiteralScalarString,
    FoldedScalarString,
)
WORDS = st.text(st.sampled_from("ab'\"\\:#{}[]|>-&!nt数据😀,"), min_size=1, max_size=12)
VALUES = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "  ", "\n", "\n\n", "\n  ", "\t"])), min_size=1, max_size=8
).map(lambda pairs: "".join(word + blank for word, blank in pairs))


def read(text: str) -> YamlSource:
    """Read a text as a file is read."""
    source = YamlSource("a.yaml", text)
    source._compose()
    return source


def value_of(source: YamlSource) -> ScalarNode:
    """Give the value of the one key in a file."""
    assert isinstance(source.root, MappingNode)
    ((_, value),) = source.root.value
    assert isinstance(value, ScalarNode)
    return value


@given(value=VALUES, style=st.sampled_from(STYLES), width=st.integers(10, 80), is_unicode=st.booleans())
def test_every_character_of_a_value_is_found_in_its_file(
    value: str, style: type[str], width: int, *, is_unicode: bool
) -> None:
    """Whatever the style, each character stands at its place, or an escape for it does."""
    writer = YAML()
    writer.width, writer.allow_unicode = width, is_unicode
    written = io.StringIO()
    writer.dump({"key": style(value)}, written)
    source = read(written.getvalue())
    node = value_of(source)
    places = [source.locate(node, offset) for offset, char in enumerate(node.value) if not char.isspace()]
    assert places == sorted(set(places))
    for place, char in zip(places, "".join(node.value.split()), strict=True):
        assert source.text[place] == char or (node.style == '"' and source.text[place] == "\\")


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("key: a b\n", 1, 6),
        ("key: a    b\n", 1, 6),
        ('key: "a\\tb"\n', 1, 7),
        ('key: "  a"\n', 0, 6),
        ("key: a b\n", 3, 8),
        ("key: |\n   a\n", 1, 11),
    ],
)
def test_a_blank_stands_after_the_character_before_it(text: str, offset: int, place: int) -> None:
    """YAML folds blanks, so that only where they begin is known; the end of a value is after its last character."""
    source = read(text)
    assert source.locate(value_of(source), offset) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("key:\n", 4),
        ("key: # why\n", 10),
        ("key: |\n", 5),
        ("key: ''\n", 5),
        ("key: [a]\n", 5),
        ("key: {a: b}\n", 5),
        ("key: &a [b]\n", 5),
        ("key: x\n", 5),
        ("key: 'x'\n", 6),
        ("key: &name 'name'\n", 12),
    ],
)
def test_a_node_is_found_where_it_begins(text: str, place: int) -> None:
    """What is not there stands after what comes before it, and a text within its quotes."""
    source = read(text)
    assert isinstance(source.root, MappingNode)
    ((_, value),) = source.root.value
    source.report(value, "wrong-type", "no", "do")
    assert source.findings == [source.at(place, "wrong-type", "no", "do")]
    assert (source.findings[0].line, source.findings[0].column) == (1, place + 1)


def test_a_text_knows_its_line_and_its_place() -> None:
    """A finding about a text is one about the file."""
    source = read("# 中文\nkey: '一 二'\n")
    text = Text("一 二", source, value_of(source))
    finding = text.diagnostic("unknown-name", "no", offset=2, hint="do")
    assert (text.line, finding.line, finding.column, finding.source) == (2, 2, 9, "key: '一 二'")


def test_a_file_is_read_whole_or_with_a_finding(tmp_path: Path) -> None:
    """A byte order mark is no character; an encoding other than UTF-8 leaves nothing to read."""
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfkey: x\n")
    (tmp_path / "b.yaml").write_bytes(b"a: 1\nb: \xcf\xde\n")
    read_whole = YamlSource.read(tmp_path / "a.yaml", "a.yaml")
    assert (read_whole.text, read_whole.findings, value_of(read_whole).value) == ("key: x\n", [], "x")
    refused = YamlSource.read(tmp_path / "b.yaml", "b.yaml")
    assert (refused.text, refused.root) == ("", None)
    assert [(one.line, one.message) for one in refused.findings] == [(2, "the file is not UTF-8")]


def test_a_second_document_leaves_the_first_to_be_read() -> None:
    """What is wrong with the first document is found too."""
    source = read("a: 1\n---\nb: 2\n")
    assert source.root is not None
    assert [finding.line for finding in source.findings] == [3]


def test_the_pairs_of_a_mapping_are_unique() -> None:
    """A key that stands twice, or is no text, is reported and left out."""
    source = read("{a: 1, [b]: 2, c: 3, a: 4}")
    assert isinstance(source.root, MappingNode)
    assert [(key.value, value.value) for key, value in source.pairs(source.root)] == [("a", "1"), ("c", "3")]
    assert [finding.name for finding in source.findings] == ["wrong-type", "duplicate-key"]

"""What somebody else has chosen is shown as it is, as far as it is a text to look at, and obeyed by nothing."""

import json
import unicodedata
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from dwgate.quoting import escaped, quoted, visible

ANY_TEXT = st.text(st.characters()) | st.text(
    st.sampled_from("<>&\"'[]()`~|\\!/#;*_ab1 \n\r\t\x1b\x9b\u202e\u2066\u200b\u2028\ufeff")
)
HARMLESS = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" .,:;-_*/()+=%$@!?，。：（）《》"))
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ods_user_info_d*", "ods_user_info_d*"),
        ("2026 年预算（终稿）.xlsx", "2026 年预算（终稿）.xlsx"),
        ("$checkValue <= 0 && x >= 1", "$checkValue <= 0 && x >= 1"),
        ("https://example.com/a?b=1", "https://example.com/a?b=1"),
        ("\N{FAMILY}\u200d\N{GIRL}", "\N{FAMILY}\u200d\N{GIRL}"),
        ("report [final].csv", "report ［final］.csv"),
        ("<script>alert(1)</script>", "＜script>alert(1)＜/script>"),
        ("<!-- <? <", "＜!-- ＜? ＜"),
        ("R&D &lt; &#60; &", "R＆D ＆lt; ＆#60; ＆"),
        ('x" onclick="', "x＂ onclick=＂"),
        ("[click](https://example.com)", "［click］(https://example.com)"),
        ("`a` ~~b~~ |c| \\", "｀a｀ ～～b～～ ｜c｜ ＼"),
        ("a\r\n::error::b\tc", "a��::error::b�c"),
        ("\x1b[2J\x9b1m\x7f", "�［2J�1m�"),
        ("gnp\u202efdp.exe\u2066", "gnp�fdp.exe�"),
        ("a\u200bb\u2028c\ufeff\U000e0041", "a�b�c��"),
        ("\ud800", "�"),
        ("", ""),
    ],
)
def test_a_text_is_known_again_and_harmless(text: str, shown: str) -> None:
    """What is replaced is seen to be, and what is in full width can be read."""
    assert quoted(text) == shown


@settings(max_examples=300)
@given(text=ANY_TEXT)
@example(text="\N{FULLWIDTH LESS-THAN SIGN}script")
def test_nothing_in_it_is_obeyed_and_nothing_hides(text: str) -> None:
    """No control character, no end of a line, nothing that turns the direction, nothing that cannot be encoded."""
    shown = quoted(text)
    assert len(shown) == len(text)
    assert quoted(shown) == shown
    assert {unicodedata.category(one) for one in shown}.isdisjoint({"Cc", "Zl", "Zp", "Cs"})
    assert {unicodedata.bidirectional(one) for one in shown}.isdisjoint(TURNS)
    assert shown.encode().decode() == shown
    assert len(shown.splitlines()) <= 1


class _Reader(HTMLParser):
    """What a reader of HTML makes of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += "".join(value or "" for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=300)
@given(
    text=ANY_TEXT, before=st.sampled_from(["", "a", "<", "&"]), after=st.sampled_from(["", "b", "lt;", "!--", "/p>"])
)
def test_to_a_reader_of_html_it_is_a_text(text: str, before: str, after: str) -> None:
    """Also with what stands around it, be it another value or the author's own text."""
    shown = quoted(before) + quoted(text) + after
    reader = _Reader()
    reader.feed(shown)
    reader.close()
    assert (reader.tags, reader.text) == ([], shown)
    assert unescape(shown) == shown


@settings(max_examples=100)
@given(text=ANY_TEXT)
def test_in_an_attribute_of_html_it_ends_nothing(text: str) -> None:
    """An author may write it into one, in whichever quotes."""
    for quote in "\"'":
        reader = _Reader()
        reader.feed(f"<a title={quote}{quoted(text)}{quote}>")
        assert (reader.tags, reader.text) == (["a"], quoted(text))


NOT_A_TEXT = {
    *("link_open", "image", "code_inline", "code_block", "fence", "html_inline", "html_block"),
    *("s_open", "table_open", "text_special", "softbreak", "hardbreak"),
}
AROUND = ("{}", "A reason: {}.", "{}(https://example.com)", "[{}", "{}: https://example.com", "{}]", "`a {}`", "{}*a*")


@settings(max_examples=300)
@given(text=ANY_TEXT, around=st.sampled_from(AROUND))
def test_to_a_reader_of_markdown_it_is_a_text(text: str, around: str) -> None:
    """It may come in slanted, or as a heading: no link, picture, code, HTML or table, and nothing struck out."""
    reader = MarkdownIt("commonmark").enable(["strikethrough", "table"])
    alone = {token.type for token in _tokens(reader, around.format("a"))}
    shown = {token.type for token in _tokens(reader, around.format(quoted(text)).strip())}
    assert shown & NOT_A_TEXT <= alone


def _tokens(reader: MarkdownIt, text: str) -> list[Token]:
    return [inner for token in reader.parse(text) for inner in (token, *(token.children or ()))]


@settings(max_examples=200)
@given(text=HARMLESS)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    """Letters of any language, numbers, blanks, and what stands between them."""
    assert quoted(text) == text


NESTED = st.recursive(ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner), max_leaves=6)


@settings(max_examples=60)
@given(document=NESTED)
def test_json_stays_the_same_json(document: object) -> None:
    """A program reads what was written, and a terminal obeys nothing of it."""
    text = escaped(json.dumps(document, ensure_ascii=False, indent=2))
    assert json.loads(text) == document
    lines = text.split("\n")
    assert [visible(line) for line in lines] == lines

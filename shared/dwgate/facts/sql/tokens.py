"""Tokens: the words of a statement, and the names of tables among them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from sqlglot.tokenizer_core import Token, TokenType

from dwgate.facts.sql.problems import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.errors import FactError
    from dwgate.facts.sql.notes import Notes

_CALLED = (TokenType.VAR, TokenType.IDENTIFIER)
_NO_WORDS = (TokenType.IDENTIFIER, TokenType.STRING)
_NO_NAMES = (TokenType.STRING, TokenType.L_PAREN, TokenType.NUMBER)


def word_of(token: Token) -> str:
    """Give a token as a word in small letters; what is quoted is none."""
    return "" if token.token_type in _NO_WORDS else token.text.lower()


def holds_query(tokens: Sequence[Token], but: Sequence[Token] = ()) -> bool:
    """Whether a query stands among the tokens, beside those that are read for themselves."""
    known = {token.start for token in but}
    return any(token.token_type is TokenType.SELECT and token.start not in known for token in tokens)


def end_of_parenthesis(tokens: Sequence[Token], at: int) -> int:
    """Give the place behind the parenthesis that opens here, or the end where it is not closed."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(tokens[index].token_type, 0)
        if not depth:
            return index + 1
    return len(tokens)


def as_word(token: Token, kind: TokenType, text: str) -> Token:
    """Give another word in the place of a token."""
    return Token(kind, text, token.line, token.col, token.start, token.end)


class Words:
    """A statement as words, which notes the names of tables in it."""

    def __init__(self, tokens: Sequence[Token], notes: Notes, dialect: str) -> None:
        """Take the tokens of one statement, and where to note what is found."""
        self.tokens = tokens
        self.words = [word_of(token) for token in tokens]
        self.notes = notes
        self.dialect = dialect

    def at(self, index: int) -> str:
        """Give a word, or nothing behind the last."""
        return self.words[index] if index < len(self.words) else ""

    def begins(self, index: int, *phrase: str) -> bool:
        """Whether these words stand from here on."""
        return self.words[index : index + len(phrase)] == list(phrase)

    def skip(self, index: int, *skipped: str) -> int:
        """Give the place of the first word from here on that is none of these."""
        while self.at(index) in skipped:
            index += 1
        return index

    def find(self, word: str, after: int = 0) -> int:
        """Give the place of a word, or that behind the last where it does not stand."""
        return self.words.index(word, after) if word in self.words[after:] else len(self.words)

    def named(self, index: int, kind: Literal["read", "write"], *, without_last: bool = False) -> tuple[str, int]:
        """Note the name of a table that begins here; FactError where there is none.  Gives the place behind it too."""
        first, parts = index, []
        while index < len(self.tokens) and _is_name(self.tokens[index]):
            parts.append(self.tokens[index].text)
            index += 1
            if index >= len(self.tokens) or self.tokens[index].token_type is not TokenType.DOT:
                break
            index += 1
        parts = parts[:-1] if without_last else parts
        if not parts:
            raise self.unknown(first)
        start = self.tokens[first].start
        name = self.notes.name(".".join(parts), start)
        self.notes.mentions.append((start, kind, name))
        return name, index

    def all_named(self, index: int, kind: Literal["read", "write"]) -> None:
        """Note the names that begin here, with commas between them."""
        _, index = self.named(index, kind)
        while index < len(self.tokens) and self.tokens[index].token_type is TokenType.COMMA:
            _, index = self.named(index + 1, kind)

    def whole(self, index: int) -> None:
        """Note a table of which all columns are read."""
        name, _ = self.named(index, "read")
        self.notes.star(self.tokens[index].start, (name,))

    def quoted(self, index: int) -> None:
        """Note the table that is written under a name in a literal."""
        if index >= len(self.tokens) or self.tokens[index].token_type is not TokenType.STRING:
            raise self.unknown(index)
        start = self.tokens[index].start
        self.notes.write(self.notes.name(self.tokens[index].text, start), start)

    def calls(self) -> None:
        """Note the functions that are called where a partition is named."""
        for token, after in pairwise(self.tokens[self.find("partition") :]):
            if token.token_type in _CALLED and after.token_type is TokenType.L_PAREN:
                self.notes.functions.append((token.start, self.notes.name(token.text, token.start)))

    def holds_query(self) -> bool:
        """Whether a query stands anywhere in the statement."""
        return holds_query(self.tokens)

    def unknown(self, index: int = 0) -> FactError:
        """Give the error of a statement that is not known from here on."""
        place = self.notes.text.place(self.tokens[min(index, len(self.tokens) - 1)].start)
        return unreadable("a statement that is not known", "无法识别的语句", *place)


def _is_name(token: Token) -> bool:
    first = token.text[:1]
    is_word = first.isalpha() or first == "_" or not first.isascii()
    return token.token_type is TokenType.IDENTIFIER or (token.token_type not in _NO_NAMES and is_word)

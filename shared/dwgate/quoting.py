r"""Quoting: a text that somebody else has chosen, as it may stand in a text of ours.

A value of a message is filled into a reason.  DataWorks shows reasons in its console, and nobody knows where else: in
an e-mail, in a chat, in a terminal.  So what one of these would obey, and not show, takes another form, which all of
them show.

=====================================  ========================================================================
control characters, line ends as well  U+FFFD, one for each: an escape moves no cursor, a line end adds no line to a
what turns the direction of a text     log, nothing is read backwards, and nothing hides
what nobody sees
``"  '  [  ]  `  ~  |  \``             their full-width forms: HTML has no attribute that ends too soon; Markdown has
                                       no link, no code, nothing struck out, no cell of a table, and nothing that an
                                       escape takes away
``<`` and ``&``                        their full-width forms where a tag or an entity could begin, also with the
                                       text that follows: ``$checkValue <= 0`` stays as it is
=====================================  ========================================================================

A full-width form is known again by whoever reads it, as in ``report ［final］.csv``, and no reader of markup takes it
for what it was.  An entity or a backslash in its place would be shown as such wherever markup is not read.

What can do no more than look odd stays as it is: ``_`` and ``*``, which the names of tables have, and which at most
slant a text; an address, which leads where it says; the joiners in emoji and in Persian names.

The characters are listed, and not looked up, since what Python knows of Unicode differs between its versions: the desk
and the function must write the same reason.
"""

from __future__ import annotations

from dwgate import json_text
from dwgate.light import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_UNSEEN = Pattern(
    "["
    "\x00-\x1f\x7f-\x9f"  # the controls of ASCII and those above it
    "\xad\u061c\u180e\u200b\u200e\u200f"  # a soft hyphen, blanks without a width, marks of direction
    "\u2028-\u202e"  # the ends of lines and paragraphs, and what turns the direction
    "\u2060-\u206f\ufeff\ufff9-\ufffb"  # joiners of words, what isolates a direction, a mark of byte order, annotations
    "\ud800-\udfff"  # halves of characters, which nothing can encode
    "\U000e0000-\U000e007f"  # tags: a text that nobody sees, but programs read
    "]"
)
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_MARKUP = Pattern(r"""["'\[\]`~|\\]|<(?=[A-Za-z/!?]|\Z)|&(?=[A-Za-z0-9#]|\Z)""")
_OF_MARKUP = frozenset("\"'[]`~|\\<&")
_TO_FULL_WIDTH = ord("＜") - ord("<")


def _is_plain(text: str) -> bool:
    """Whether all of a text is seen; a text of which that is not known at a glance is looked through."""
    return text.isascii() and text.isprintable()


def escaped(document: str) -> str:
    """Give JSON, in lines or in one, with what nobody sees in its texts escaped: to a reader of JSON it is the same."""
    return document if _is_plain(document) else _UNSEEN().sub(_escape, document)


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[0] == "\n" else json_text.write(found[0])[1:-1]


def visible(text: str) -> str:
    """Give a text as one line in which nothing hides and which no terminal obeys; markup stays."""
    return text if _is_plain(text) else _UNSEEN().sub(_REPLACED, text)


def quoted(text: str) -> str:
    """Give a text as it may stand in a reason, whoever shows it: visible, and without markup."""
    seen = visible(text)
    if _OF_MARKUP.isdisjoint(seen):
        return seen
    return _MARKUP().sub(lambda found: chr(ord(found[0]) + _TO_FULL_WIDTH), seen)

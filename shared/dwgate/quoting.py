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

import json
import re

_UNSEEN = re.compile(
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
_MARKUP = re.compile(r"""["'\[\]`~|\\]|<(?=[A-Za-z/!?]|\Z)|&(?=[A-Za-z0-9#]|\Z)""")
_TO_FULL_WIDTH = ord("＜") - ord("<")


def escaped(document: str) -> str:
    """Give JSON, in lines or in one, with what nobody sees in its texts escaped: to a reader of JSON it is the same."""
    return _UNSEEN.sub(_escape, document)


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[0] == "\n" else json.dumps(found[0])[1:-1]


def visible(text: str) -> str:
    """Give a text as one line in which nothing hides and which no terminal obeys; markup stays."""
    return _UNSEEN.sub(_REPLACED, text)


def quoted(text: str) -> str:
    """Give a text as it may stand in a reason, whoever shows it: visible, and without markup."""
    return _MARKUP.sub(lambda found: chr(ord(found[0]) + _TO_FULL_WIDTH), visible(text))

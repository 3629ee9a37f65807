"""Text: SQL without its comments, and with a name in place of each scheduling parameter, character for character.

DataWorks replaces ``${bizdate}`` and ``${yyyymmdd-1}`` before an engine sees the text, wherever they stand: as a value,
within a name, within a literal.  No grammar has them, so each becomes a name of characters that no engine knows, of the
same length, and is given back in what is told of the text.  What is a comment and what a literal is told here once, for
every dialect, since whatever is mistaken for a comment is hidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dwgate.facts.sql.problems import unreadable

_FIRST, _LAST, _DIGITS, _BASE = "\ue000", "\ue001", 0xE100, 1024
_MARK = re.compile(f"{_FIRST}([\ue100-\ue4ff]{{2}}){_LAST}+")
_RESERVED = re.compile("[\x00\ue000-\ue4ff]")
_WITHIN = r"[A-Za-z0-9_](?:(?!--|/\*|\*/)[A-Za-z0-9_.:+\-*/, ])*"  # what would open or end a comment is no parameter
_DIGITS_BEFORE = r"(?:(?<![\w.])[0-9]+)?"  # 2026${mm} is one value
_PARAMETER, _BRACKETED = rf"{_DIGITS_BEFORE}\$\{{{_WITHIN}\}}", rf"\$\[{_WITHIN}\]"

# What is repeated is never given back (``++``, ``*+``): a literal without an end would be tried in every way there is.
_BACKSLASH_SINGLE, _BACKSLASH_DOUBLE = r"'(?:[^'\\]++|\\.)*+'", r'"(?:[^"\\]++|\\.)*+"'
_SINGLE, _DOUBLE, _BACKQUOTED = r"'(?:[^']++|'')*+'", r'"(?:[^"]++|"")*+"', r"`(?:[^`]++|``)*+`"
_DASHES, _HASH = r"--[^\r\n]*", r"#[^\r\n]*"
_DOLLARS = r"(?<![\w$])\$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?\$(?P=tag)\$"
_QUOTES, _OPEN_DOLLARS, _OPEN_BRACKET = r"['\"`]", r"(?<![\w$])\$(?:[A-Za-z_]\w*)?\$", r"\["
_RAW = r'(?<!\w)R"(?P<mark>[^()\\\s"]{0,16})\(.*?\)(?P=mark)"'
"""``R"(…)"`` and ``R"x(…)x"``, within which nothing is escaped and quotes are letters.

Source: the vendor's page on escape characters, https://www.alibabacloud.com/help/en/maxcompute/maxcompute-escape-character-using
"""
_OF_HIVE = (_BACKSLASH_SINGLE, _BACKSLASH_DOUBLE, _BACKQUOTED)
_OF_MYSQL = (r"'(?:[^'\\]++|\\.|'')*+'", r'"(?:[^"\\]++|\\.|"")*+"', _BACKQUOTED)
_OF_POSTGRES = (r"(?<!\w)[eE]'(?:[^'\\]++|\\.|'')*+'", _SINGLE, _DOUBLE, _DOLLARS)


@dataclass(frozen=True, slots=True)
class Lexis:
    """What is a literal or a quoted name in a dialect, and what a comment, as patterns.

    ``opens`` is what begins a literal or a quoted name, so that one without an end is told where it begins.
    ``nests`` says that a comment may hold another.
    ``refused`` is what some engine of the dialect takes for a comment or a literal and another for code.
    ``raw`` is a literal that sqlglot does not know.
    """

    quoted: tuple[str, ...]
    line_comments: tuple[str, ...] = (_DASHES,)
    parameters: tuple[str, ...] = (_PARAMETER,)
    opens: tuple[str, ...] = (_QUOTES,)
    nests: bool = False
    refused: str | None = None
    raw: str | None = None


_MAXCOMPUTE = Lexis(_OF_HIVE, parameters=(_PARAMETER, _BRACKETED), refused=r"(?<!\w)[rR]['\"]", raw=_RAW)
_HIVE = Lexis(_OF_HIVE, parameters=(_PARAMETER, _BRACKETED))
_POSTGRES = Lexis(_OF_POSTGRES, opens=(_QUOTES, _OPEN_DOLLARS), nests=True)
_MYSQL = Lexis(_OF_MYSQL, line_comments=(_DASHES, _HASH), refused=r"/\*M?!|--(?![\s\x00-\x1f]|$)")
_PRESTO = Lexis((_SINGLE, _DOUBLE))
_LEXIS = {
    "maxcompute": _MAXCOMPUTE,
    "hive": _HIVE,
    "spark": Lexis((r"(?<!\w)[rR]'[^']*'", r'(?<!\w)[rR]"[^"]*"', *_OF_HIVE), nests=True),
    "hologres": _POSTGRES,
    "postgres": _POSTGRES,
    "mysql": _MYSQL,
    "doris": _MYSQL,
    "starrocks": _MYSQL,
    "clickhouse": Lexis((*_OF_MYSQL[:2], r"`(?:[^`\\]++|\\.|``)*+`"), line_comments=(_DASHES, r"#[ !][^\r\n]*")),
    "oracle": Lexis((_SINGLE, _DOUBLE)),
    "sqlserver": Lexis((_SINGLE, _DOUBLE, r"\[(?:[^\]]++|\]\])*+\]"), opens=(_QUOTES, _OPEN_BRACKET), nests=True),
    "presto": _PRESTO,
    "trino": _PRESTO,
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is given to the grammar; each part of it stands where it stood.

    ``quoted`` are the places of its literals and quoted names, from the first character to the last.
    """

    sql: str
    quoted: tuple[tuple[int, int], ...]
    parameters: tuple[str, ...]

    def restored(self, name: str) -> str:
        """Give a name with its parameters as they were written."""
        return _MARK.sub(lambda found: self.parameters[_number(found[1])], name) if _FIRST in name else name

    def place(self, index: int) -> tuple[int, int]:
        """Give the line and the column of a character, counted from 1."""
        return place(self.sql, index)


def is_parameter(name: str) -> bool:
    """Whether a name is nothing but parameters and digits: a value that DataWorks fills in, ``2026${mm}01``."""
    return _FIRST in name and not _MARK.sub("", name).strip("0123456789")


def has_parameter(name: str) -> bool:
    """Whether DataWorks fills in some part of a name."""
    return _FIRST in name


def place(sql: str, index: int) -> tuple[int, int]:
    """Give the line and the column of a character, counted from 1."""
    return sql.count("\n", 0, index) + 1, index - sql.rfind("\n", 0, index)


def clean(sql: str, dialect: str) -> Text:
    """Blank the comments of a text and replace its parameters; FactError where a literal or a comment has no end."""
    if found := _RESERVED.search(sql):
        raise unreadable("a character that no text has", "包含文本中不应有的字符", *place(sql, found.start()))
    lexis = _LEXIS[dialect]
    sql = re.sub(r"^\ufeff", " ", sql)  # the mark of byte order, which some editors write
    parameters: dict[str, int] = {}
    sql = re.sub("|".join(lexis.parameters), lambda found: _marked(found[0], parameters), sql)
    pieces: list[str] = []
    quoted: list[tuple[int, int]] = []
    done = index = 0
    scan = _scanner(lexis)
    while found := scan.search(sql, index):
        index = found.end()
        if found["quoted"] is not None or found["raw"] is not None:
            quoted.append((found.start(), index - 1))
            if found["raw"] is not None:
                pieces += (sql[done : found.start()], f"'{_blank(found[0][1:-1])}'")
                done = index
            continue
        if found["refused"] is not None:
            english = "what may be a comment, a literal or code, depending on the engine"
            raise unreadable(english, "此处是注释、字符串还是代码取决于引擎", *place(sql, found.start()))
        if found["open"] is not None:
            raise unreadable("a literal or a quoted name without an end", "引号没有结束", *place(sql, found.start()))
        if found["block"] is not None:
            index = _end_of_comment(sql, found.start(), nests=lexis.nests)
        pieces += (sql[done : found.start()], _blank(sql[found.start() : index]))
        done = index
    return Text("".join((*pieces, sql[done:])), tuple(quoted), tuple(parameters))


@cache
def _scanner(lexis: Lexis) -> re.Pattern[str]:
    kinds = {
        "raw": lexis.raw or r"(?!)",
        "refused": lexis.refused or r"(?!)",
        "line": "|".join(lexis.line_comments),
        "block": r"/\*",
        "quoted": "|".join(lexis.quoted),
        "open": "|".join(lexis.opens),
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in kinds.items()), re.DOTALL)


def _end_of_comment(sql: str, start: int, *, nests: bool) -> int:
    depth = 0
    for found in re.compile(r"/\*|\*/" if nests else r"\*/").finditer(sql, start if nests else start + 2):
        depth += 1 if found[0] == "/*" else -1
        if depth <= 0:
            return found.end()
    raise unreadable("a comment without an end", "注释没有结束", *place(sql, start))


def _blank(comment: str) -> str:
    return re.sub(r"[^\r\n]", " ", comment)


def _marked(parameter: str, parameters: dict[str, int]) -> str:
    number = parameters.setdefault(parameter, len(parameters))
    high, low = divmod(number, _BASE)
    return (_FIRST + chr(_DIGITS + high) + chr(_DIGITS + low)).ljust(len(parameter), _LAST)


def _number(digits: str) -> int:
    high, low = (ord(digit) - _DIGITS for digit in digits)
    return high * _BASE + low

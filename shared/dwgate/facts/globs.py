"""Globs: whether a name has the form that a pattern shows.

``*`` is any text, ``?`` one character, ``[abc]`` and ``[0-9]`` one of these, ``[!abc]`` one of all others, and
``{csv,xlsx}`` one of these texts, which may hold all that but braces.  The whole name must fit, in whichever letter
case.  A name is not a path: ``/`` stands for itself, and ``*`` runs over it.  Nothing escapes: a star is ``[*]``.

Between two stars a pattern has a fixed length, so the first place at which such a piece fits is as good as any later
one, and nothing is tried twice: the time grows with the length of the text times that of the pattern.
"""

from __future__ import annotations

from itertools import chain
from itertools import product as products

from dwgate.errors import FactError, Problem
from dwgate.facts.asking import asking
from dwgate.facts.function import Function
from dwgate.light import remembered
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from dwgate.facts.asking import Asking

LONGEST = 1000
_MOST_CHOICES = 256
MOST_WRITTEN_OUT = 20_000
_STAR = "*"
_PLAIN = tuple(map(chr, range(0x20, 0x7F)))
_ANY = "(?:.)"
_SPECIAL = frozenset("*?[]{}\\")
_SPECIAL_IN_BRACKETS = frozenset("\\]^-[&~|")
_BROKEN = Problem("a pattern of names is broken", "名称的通配模式有误")

_Parts = tuple[str, ...]
"""What a pattern without braces consists of: for each character itself, a regular expression of one, or a star."""


class BrokenPatternError(ValueError):
    """The text is no pattern; the error says what it should be, ``a pattern whose [ is closed``."""


class _Text(Value):
    """What a pattern has between two stars where it is but a text; most patterns have nothing else."""

    text: str

    @property
    def length(self) -> int:
        """The characters that it fits."""
        return len(self.text)

    def fits(self, name: str, place: int = 0) -> bool:
        """Whether it fits what stands at a place."""
        return name.startswith(self.text, place)

    def end_in(self, name: str, place: int) -> int:
        """Give the end of the first place from this one on at which it fits, -1 where there is none."""
        found = name.find(self.text, place)
        return found if found < 0 else found + len(self.text)


class _Form(Value):
    """What a pattern has between two stars where it is no text: ``form`` fits exactly ``length`` characters."""

    form: re.Pattern[str]
    length: int

    def fits(self, name: str, place: int = 0) -> bool:
        """Whether it fits what stands at a place."""
        return self.form.match(name, place) is not None

    def end_in(self, name: str, place: int) -> int:
        """Give the end of the first place from this one on at which it fits, -1 where there is none."""
        found = self.form.search(name, place)
        return found.end() if found else -1


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Whether the name fits one of the patterns; BrokenPatternError where one of them cannot be read.

    Letters are compared as Unicode folds them: ``ß`` is ``ss``, which is two characters to a ``?``.
    """
    # Every pattern is read before one is asked, so that a broken one is found whichever name comes.
    read = [_read(pattern) for pattern in patterns]
    folded = name.casefold()
    return any(_fits(folded, pieces) for choices in read for pieces in choices)


def examples(pattern: str) -> list[str]:
    """Give a name that fits, for each choice of a pattern's braces; none where it is no pattern."""
    try:
        return ["".join(map(_example, parts)) for parts in _Reader(pattern).read()]
    except BrokenPatternError:
        return []


def _example(part: str) -> str:
    """Give a character that fits a part, one that stands in it if need be; what a star stands for may be that too."""
    import re  # noqa: PLC0415 - the desk alone asks

    if len(part) == 1:
        return "x" if part == _STAR else part
    return next((one for one in ("x", *part, *_PLAIN) if re.fullmatch(part, one, re.DOTALL)), "")


def _fits(name: str, pieces: tuple[_Text | _Form, ...]) -> bool:
    first, last = pieces[0], pieces[-1]
    if not first.fits(name):
        return False
    if len(pieces) == 1:
        return len(name) == first.length
    place = first.length
    for piece in pieces[1:-1]:
        place = piece.end_in(name, place)
        if place < 0:
            return False
    return place <= len(name) - last.length and last.fits(name, len(name) - last.length)


@remembered(1024)
def _read(pattern: str) -> tuple[tuple[_Text | _Form, ...], ...]:
    if not pattern:
        raise BrokenPatternError("a pattern, such as *.csv")
    if len(pattern) > LONGEST:
        raise BrokenPatternError(f"a pattern of at most {LONGEST} characters")
    return tuple(tuple(_pieces(parts)) for parts in _Reader(pattern).read())


def _pieces(parts: _Parts) -> Iterator[_Text | _Form]:
    stars = [place for place, part in enumerate(parts) if part == _STAR]
    for start, end in zip([-1, *stars], [*stars, len(parts)], strict=True):
        piece = parts[start + 1 : end]
        yield _Text("".join(piece)) if all(len(part) == 1 for part in piece) else _form(piece)


def _form(piece: _Parts) -> _Form:
    import re  # noqa: PLC0415 - few patterns need it, and it takes long to load

    form = "".join(re.escape(part) if len(part) == 1 else part for part in piece)
    return _Form(re.compile(form, re.DOTALL), len(piece))


def written_out(pattern: str) -> int:
    """Count the characters of a pattern with each choice of its braces written out, or more: what reading it costs."""
    return len(pattern) * _product(1 + pattern.count(",", start, end) for start, end in _braces(pattern))


def _product(numbers: Iterable[int]) -> int:
    """Multiply, as ``math.prod``, without one module more to load."""
    product = 1
    for number in numbers:
        product *= number
    return product


def _braces(pattern: str) -> Iterator[tuple[int, int]]:
    """Give where braces begin and end, from the first one that opens to the next one that closes."""
    start = pattern.find("{")
    end = pattern.find("}", start)
    while 0 <= start < end:
        yield start, end
        start = pattern.find("{", end)
        end = pattern.find("}", start)


class _Reader:
    """A reading of one pattern; ``_place`` is that of the next character."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._place = 0

    def read(self) -> list[_Parts]:
        """Give what the pattern comes to by each choice of its braces."""
        choices: list[list[_Parts]] = []
        while self._place < len(self._pattern):
            choices.append(self._choices() if self._comes("{") else [self._part()])
        if _product(map(len, choices)) > _MOST_CHOICES:
            raise BrokenPatternError(f"a pattern whose braces give at most {_MOST_CHOICES} choices")
        if written_out(self._pattern) > MOST_WRITTEN_OUT:
            message = f"a pattern of at most {MOST_WRITTEN_OUT} characters in all choices of its braces"
            raise BrokenPatternError(message)
        return [tuple(chain.from_iterable(chosen)) for chosen in products(*choices)]

    def _comes(self, character: str) -> bool:
        """Whether this comes next, and then go past it."""
        comes = self._pattern.startswith(character, self._place)
        self._place += comes
        return comes

    def _choices(self) -> list[_Parts]:
        choices: list[_Parts] = [()]
        is_empty = self._pattern.startswith("}", self._place)
        while not self._comes("}"):
            if self._place >= len(self._pattern):
                raise BrokenPatternError("a pattern whose { is closed (one that stands for itself is [{])")
            if self._comes("{"):
                raise BrokenPatternError("a pattern whose braces do not stand in one another")
            if self._comes(","):
                choices.append(())
            else:
                choices[-1] += self._part()
        if is_empty:
            raise BrokenPatternError("a pattern with something between its braces")
        return choices

    def _part(self) -> _Parts:
        character = self._pattern[self._place]
        self._place += 1
        match character:
            case "[":
                return (self._one_of(),)
            case "*":
                return (_STAR,)
            case "?":
                return (_ANY,)
            case "]" | "}":
                pair = {"]": "[", "}": "{"}[character]
                message = f"a pattern in which every {character} closes a {pair} (one for itself is [{character}])"
                raise BrokenPatternError(message)
            case "\\" if self._pattern[self._place : self._place + 1] in _SPECIAL:
                raise BrokenPatternError("a pattern: a backslash escapes nothing in one (a star is [*])")
        return tuple(character.casefold())

    def _one_of(self) -> str:
        negates = self._comes("!")
        start = self._place
        end = self._pattern.find("]", start + 1)
        if end < 0:
            raise BrokenPatternError("a pattern whose [ is closed (one that stands for itself is [[])")
        self._place = end + 1
        return f"(?i:[{'^' if negates else ''}{''.join(_members(self._pattern[start:end]))}])"


def _members(text: str) -> Iterator[str]:
    """Give what stands between brackets as a regular expression has it: ``a-z`` is a range, a ``-`` at an end none."""
    if text.startswith("^"):
        raise BrokenPatternError("a pattern: all but a and b is [!ab], not [^ab]")
    place = 0
    while place < len(text):
        is_range = text[place + 1 : place + 2] == "-" and place + 2 < len(text)
        members = text[place : place + 3 : 2] if is_range else text[place]
        if any(len(member.casefold()) > 1 for member in members):
            raise BrokenPatternError("a pattern: a letter that is several in another case cannot stand in brackets")
        if members[0] > members[-1]:
            raise BrokenPatternError("a pattern whose ranges begin with the first of their characters, [a-z]")
        yield "-".join(f"\\{member}" if member in _SPECIAL_IN_BRACKETS else member for member in members)
        place += 3 if is_range else 1


def _matches(_: Asking, name: str, patterns: str | Sequence[str]) -> bool:
    try:
        return matches(name, [patterns] if isinstance(patterns, str) else patterns)
    except BrokenPatternError:
        raise FactError(_BROKEN) from None


def _not_a_pattern(text: str) -> str | None:
    try:
        _read(text)
    except BrokenPatternError as error:
        return str(error)
    return None


FUNCTIONS = tuple(
    Function(
        name="glob.matches",
        parameters=("string", patterns),
        result="bool",
        implementation=asking(_matches),
        meaning=meaning,
        checks={1: _not_a_pattern},
    )
    for patterns, meaning in (
        ("string", "whether a name fits the pattern, as in *.{csv,xlsx}, in whichever letter case"),
        ("list<string>", "whether a name fits one of the patterns"),
    )
)

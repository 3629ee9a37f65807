"""Light stand-ins for modules of the standard library that a cold start would have to wait for.

``re``, ``enum``, ``functools``, ``contextlib`` and what they bring take as long to load as Python takes to start.
What stands here does the same for what runs before the first answer, on what those modules are made of; each is
loaded where it is needed after all, and nothing is gained where somebody else has loaded it before.
"""

from __future__ import annotations

import sys
from _functools import _lru_cache_wrapper  # type: ignore[import-not-found]  # which has no stubs

try:
    import _sha2  # type: ignore[import-not-found]  # which has no stubs
except ImportError:  # Python 3.11
    import hashlib as _sha2

__all__ = [
    "Choice",
    "FunctionType",
    "MappingProxyType",
    "Pattern",
    "Remembered",
    "are_digits",
    "partial",
    "remembered",
    "sha256",
    "suppressed",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator
    from functools import partial
    from hashlib import _Hash
    from types import FunctionType, MappingProxyType
    from typing import Any, NoReturn, ParamSpec, Self, TypeVar

    _P = ParamSpec("_P")
    _T = TypeVar("_T")
else:
    from _functools import partial

    FunctionType, MappingProxyType = type(lambda: None), type(type.__dict__)


class _Choosing(type):
    """Makes the classes of choices: each of a class's public texts is a member of it."""

    members: dict[str, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _Choosing:
        """Make a class."""
        texts = {key: text for key, text in namespace.items() if isinstance(text, str) and not key.startswith("_")}
        made = super().__new__(cls, name, bases, {**namespace, "__slots__": ("name", "value")})
        made.members = {}
        for key, text in texts.items():
            member: Any = object.__new__(made)  # type: ignore[arg-type]  # a class of this metaclass is one
            object.__setattr__(member, "name", key)
            object.__setattr__(member, "value", text)
            made.members[text] = member
            setattr(made, key, member)
        return made

    def __iter__(cls) -> Iterator[Any]:
        """Go through the members in their order."""
        return iter(cls.members.values())

    def __len__(cls) -> int:
        """Count the members."""
        return len(cls.members)

    def __contains__(cls, member: object) -> bool:
        """Whether it is a member."""
        return isinstance(member, cls)


class _Choice(metaclass=_Choosing):
    """One of a few, as ``enum.Enum`` of texts: a class of choices gives its member of a value, or ValueError."""

    name: str
    value: str

    def __new__(cls, value: object) -> Self:
        """Give the member."""
        member: Self | None = cls.members.get(value) if isinstance(value, str) else None
        if member is None:
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        return member

    def __repr__(self) -> str:
        """Show the member."""
        return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        """Give what finds the member in another process."""
        return type(self), (self.value,)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Raise AttributeError."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")


def sha256(content: bytes) -> _Hash:
    """Hash bytes.

    ``hashlib`` loads OpenSSL, which takes two milliseconds, and so is asked only where somebody has loaded it.
    CPython's own implementation takes ten times as long for each byte: the gate loads ``hashlib`` when a second message
    has come.
    """
    hashed: _Hash = (sys.modules.get("hashlib") or _sha2).sha256(content)
    return hashed


class suppressed:  # noqa: N801 - it reads as a statement
    """A context that goes on after errors of these kinds, as ``contextlib.suppress``."""

    __slots__ = ("_kinds",)

    def __init__(self, *kinds: type[BaseException]) -> None:
        """Take the kinds."""
        self._kinds = kinds

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        """Say whether to go on."""
        return kind is not None and issubclass(kind, self._kinds)


def are_digits(text: str, most: int) -> bool:
    """Whether a text is digits of ASCII, one at least and so many at the most, as of ``[0-9]{1,most}``."""
    return text.isascii() and text.isdecimal() and len(text) <= most


class Remembered:
    """What ``cache_info()`` gives, as that of ``functools``."""

    def __init__(self, hits: int, misses: int, maxsize: int | None, currsize: int) -> None:
        """Take the counts."""
        self.hits, self.misses, self.maxsize, self.currsize = hits, misses, maxsize, currsize


def _remembered(most: int | None = None) -> Callable[[Callable[_P, _T]], Callable[_P, _T]]:
    """Have a function remember its answers, the ``most`` last used or all, as ``functools.lru_cache``."""

    def of(function: Callable[_P, _T]) -> Callable[_P, _T]:
        remembering: Any = _lru_cache_wrapper(function, most, False, Remembered)  # noqa: FBT003 - it takes no names
        for name in ("__module__", "__name__", "__qualname__", "__doc__"):
            setattr(remembering, name, getattr(function, name))
        remembering.__wrapped__ = function
        return remembering  # type: ignore[no-any-return]  # which nobody has written down

    return of


class Pattern:
    """A regular expression that is compiled when it is first looked for, which is when ``re`` is loaded."""

    __slots__ = ("_compiled", "_text")

    def __init__(self, text: str) -> None:
        """Take the expression, with its flags in it."""
        self._text = text
        self._compiled: re.Pattern[str] | None = None

    def __call__(self) -> re.Pattern[str]:
        """Give the expression, compiled."""
        if self._compiled is None:
            import re  # noqa: PLC0415 - see above

            self._compiled = re.compile(self._text)
        return self._compiled


if TYPE_CHECKING:
    from enum import Enum as Choice
    from functools import lru_cache as remembered
else:
    Choice, remembered = _Choice, _remembered

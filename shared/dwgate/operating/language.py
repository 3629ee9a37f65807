"""What is said to an administrator, in the language that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Language(Enum):
    """A language in which an administrator is addressed."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True, slots=True)
class Say:
    """Says one of two texts that say the same."""

    language: Language

    def __call__(self, english: str, chinese: str) -> str:
        """Give the text in the language."""
        return chinese if self.language is Language.ZH else english

    def listing(self, texts: Iterable[str]) -> str:
        """List texts as the language does."""
        return self(", ", "、").join(texts)

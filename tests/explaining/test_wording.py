"""The words of letters."""

import re
import string
from dataclasses import fields

import pytest

from dwgate.explaining.wording import WORDINGS, Wording

NAMES = [field.name for field in fields(Wording)]
LATIN = {"DataWorks", "OK", "WARN", "FAIL"}
"""What is spelled alike in every language."""


def places(text: str) -> set[str]:
    """Give the names of what is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_are_filled_in_with_the_same(name: str) -> None:
    """What one reader learns, the other learns too."""
    assert places(getattr(WORDINGS["en"], name)) == places(getattr(WORDINGS["zh"], name))


@pytest.mark.parametrize("name", NAMES)
def test_chinese_is_chinese(name: str) -> None:
    """There is no English in it but names, and its punctuation is full width."""
    text = re.sub(r"\{\w+\}", "", getattr(WORDINGS["zh"], name))
    assert set(re.findall("[A-Za-z]+", text)) <= LATIN
    assert not re.search(r"[,.;:()!?]", text)


@pytest.mark.parametrize("name", NAMES)
def test_english_is_ascii(name: str) -> None:
    """It can be pasted anywhere."""
    assert getattr(WORDINGS["en"], name).isascii()

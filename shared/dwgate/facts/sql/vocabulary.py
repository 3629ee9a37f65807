"""Vocabulary: sets of words, written as a line of them."""

from __future__ import annotations


def vocabulary(*lines: str) -> frozenset[str]:
    """Give the words of some lines."""
    return frozenset(word for line in lines for word in line.split())

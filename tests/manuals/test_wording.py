"""The words of the catalogue, in each language."""

import string
from dataclasses import fields

import pytest

from dwgate.events import catalogue
from dwgate.manuals.wording import WORDINGS, Wording
from dwgate.policy.decision import LANGUAGES


def test_there_are_words_in_every_language() -> None:
    """A page is written in each."""
    assert tuple(WORDINGS) == LANGUAGES


@pytest.mark.parametrize("name", [field.name for field in fields(Wording) if field.name != "modules"])
def test_a_text_has_the_same_places_in_each_language(name: str) -> None:
    """What is filled in is told to every reader."""
    texts = [getattr(words, name) for words in WORDINGS.values()]
    places = [{place for _, place, _, _ in string.Formatter().parse(text) if place} for text in texts]
    assert all(texts)
    assert places[0] == places[1]


def test_every_module_with_an_extension_point_has_a_name() -> None:
    """The catalogue of events names them by codes."""
    documented = {event.module for event in catalogue.events().values() if event.is_extension_point}
    modules = documented | {catalogue.find(point).module for point in catalogue.unpublished()}
    assert [set(words.modules) for words in WORDINGS.values()] == [modules, modules]

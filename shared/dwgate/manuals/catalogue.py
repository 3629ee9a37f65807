"""The catalogue of a project: an index of its policies and a page for each, in every language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.events import catalogue
from dwgate.manuals.markdown import code, paragraphs, prose, sentences, table
from dwgate.manuals.page import Place, page
from dwgate.manuals.wording import WORDINGS
from dwgate.policy.decision import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dwgate.manuals.chapter import Chapter
    from dwgate.policy.decision import Language

MARK = "<!-- made by dwgate policies --write; change the policy files instead -->"
"""The first line of every page, by which one that is no longer made is known."""

_SUFFIXES: Mapping[Language, str] = {"en": ".md", "zh": ".zh.md"}
_INDEX = "README"
_FROM_A_FOLDER = "../"


@dataclass(frozen=True, slots=True)
class Part:
    """The policies of one function, and what the function is for, by language."""

    function: str
    description: Mapping[str, str]
    chapters: tuple[Chapter, ...]


def pages(parts: Sequence[Part], to_project: str) -> dict[str, str]:
    """Write every page by its path in the catalogue; ``to_project`` leads from there to the project's folder."""
    written: dict[str, str] = {}
    for language in LANGUAGES:
        written[_INDEX + _SUFFIXES[language]] = _text(_index(parts, language))
        for chapter in (chapter for part in parts for chapter in part.chapters):
            place = Place(1, _FROM_A_FOLDER + to_project)
            lines = page(chapter, language, place, _links_beside(chapter, language))
            written[path_of(chapter, language)] = _text(lines)
    return written


def path_of(chapter: Chapter, language: Language) -> str:
    """Give the path of a page in the catalogue."""
    return f"{chapter.function}/{chapter.path.stem}{_SUFFIXES[language]}"


def in_one(parts: Sequence[Part], language: Language) -> str:
    """Write everything as one page, from the project's folder, for whoever has no catalogue."""
    words = WORDINGS[language]
    lines = paragraphs([f"# {words.catalogue}"], *(_part_in_one(part, language) for part in parts))
    return "\n".join(lines) + "\n"


def overview(parts: Iterable[Part], language: Language, folder: str) -> str:
    """Tabulate which policies each function has, with links to their pages in the catalogue's ``folder``."""
    words = WORDINGS[language]
    rows = (
        (
            code(part.function),
            words.modules[module],
            words.comma.join(_link(chapter, language, folder) for chapter in chapters),
            str(sum(len(chapter.rules) for chapter in chapters)),
        )
        for part in parts
        for module, chapters in _by_module(part).items()
    )
    return "\n".join(table((words.function, words.module, words.policies, words.rules), rows)) + "\n"


def _index(parts: Iterable[Part], language: Language) -> list[str]:
    words = WORDINGS[language]
    other = next(one for one in LANGUAGES if one != language)
    return paragraphs(
        [f"# {words.catalogue}"],
        [f"[{WORDINGS[other].itself}]({_INDEX}{_SUFFIXES[other]})"],
        sentences(words.introduction),
        *(_of_function(part, language) for part in parts),
    )


def _of_function(part: Part, language: Language) -> list[str]:
    """Write the policies of a function; below the name of each module, where its points are of several."""
    named = WORDINGS[language].modules
    has_several = len({catalogue.find(point).module for chapter in part.chapters for point in chapter.points}) > 1
    below = (
        paragraphs([f"### {named[module]}"] if has_several else [], _table(chapters, language))
        for module, chapters in _by_module(part).items()
    )
    return paragraphs(_heading(part), _description(part, language), *below)


def _by_module(part: Part) -> dict[str, list[Chapter]]:
    """Sort policy files by the module of DataWorks that their first rule is about, in the order of the points."""
    found: dict[str, list[Chapter]] = {}
    for chapter in sorted(part.chapters, key=_first_point):
        module = catalogue.find(chapter.points[_first_point(chapter)]).module
        found.setdefault(module, []).append(chapter)
    return found


def _first_point(chapter: Chapter) -> int:
    """Give the number of the first point of the function at which the file has a rule."""
    return min(chapter.points.index(point) for rule in chapter.rules for point in rule["points"])


def _table(chapters: Iterable[Chapter], language: Language) -> list[str]:
    words = WORDINGS[language]
    rows = (
        (
            _link(chapter, language, ""),
            prose(manual.what) if (manual := chapter.manual(language)) else "",
            chapter.results()[0],
            str(len(chapter.rules)),
        )
        for chapter in chapters
    )
    return table((words.policy, words.what_it_stops, words.strictest, words.rules), rows)


def _part_in_one(part: Part, language: Language) -> list[str]:
    place = Place(3, "")
    chapters = (page(chapter, language, place) for chapter in part.chapters)
    return paragraphs(_heading(part), _description(part, language), *chapters)


def _heading(part: Part) -> list[str]:
    return [f"## {code(part.function)}"]


def _description(part: Part, language: Language) -> list[str]:
    description = part.description.get(language) or part.description.get("en")
    return [prose(description)] if description else []


def _link(chapter: Chapter, language: Language, folder: str) -> str:
    return f"[{prose(chapter.title(language))}]({folder}{path_of(chapter, language)})"


def _links_beside(chapter: Chapter, language: Language) -> tuple[str, ...]:
    """Link the same page in the other language, and the index."""
    other = next(one for one in LANGUAGES if one != language)
    words = WORDINGS[language]
    return (
        f"[{WORDINGS[other].itself}]({chapter.path.stem}{_SUFFIXES[other]})",
        f"[{words.catalogue}]({_FROM_A_FOLDER}{_INDEX}{_SUFFIXES[language]})",
    )


def _text(lines: Iterable[str]) -> str:
    return "\n".join([MARK, "", *lines]) + "\n"

"""One policy file as a page: what it is for, what is to be set, its rules, and what they answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.errors import MessageError
from dwgate.explaining.operations import operation
from dwgate.manuals.chapter import SHADOW
from dwgate.manuals.markdown import code, console, paragraphs, prose, quoted, sentences, table
from dwgate.manuals.wording import WORDINGS
from dwgate.policy.compiler.function import file_of_tests
from dwgate.policy.decision import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.manuals.answers import Answer
    from dwgate.manuals.chapter import Chapter
    from dwgate.manuals.model import Example
    from dwgate.manuals.wording import Wording
    from dwgate.policy.compiler.model import ParameterValue
    from dwgate.policy.decision import Language, Outcome

_MANY = 6
"""Of more points than this, a page says how many there are where a rule holds at all of the function's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: how deep its heading is, and the way from it to the project's folder."""

    depth: int
    to_project: str

    def heading(self, text: str, below: int = 0) -> list[str]:
        """Write a heading, so many levels below that of the page."""
        return [f"{'#' * (self.depth + below)} {text}"]

    def link(self, text: str, path: object) -> str:
        """Write a link to a file of the project."""
        return f"[{text}]({self.to_project}{path})"


def page(chapter: Chapter, language: Language, place: Place, beside: tuple[str, ...] = ()) -> list[str]:
    """Write the page of a policy file as lines; ``beside`` are links to pages that belong to it."""
    writer = _Writer(chapter, language, WORDINGS[language], place)
    return paragraphs(
        place.heading(prose(chapter.title(language))),
        [" · ".join((*writer.files(), *beside))],
        *writer.manual(),
        *writer.rules(),
        *writer.exemptions(),
        *writer.examples(),
    )


def written_value(value: ParameterValue | None) -> str:
    """Write a parameter as a policy file has it; a time at which a day begins in Beijing, as that day."""
    if not isinstance(value, datetime):
        return json.dumps(value, ensure_ascii=False, default=written_value)
    return day(value.isoformat())


def day(moment: str) -> str:
    """Write a time in ISO 8601 as a page shows it: the beginning of a day, in Beijing, as that day."""
    time = datetime.fromisoformat(moment).astimezone(BEIJING)
    return f"{time:%Y-%m-%d}" if not (time.hour or time.minute or time.second) else moment


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the parts of one page, each as lines."""

    chapter: Chapter
    language: Language
    words: Wording
    place: Place

    def files(self) -> Iterator[str]:
        """Link the file and what lies beside it."""
        path = self.chapter.path
        yield code(self.chapter.function)
        yield self.place.link(f"{self.words.file} {code(path.name)}", path)
        if self.chapter.has_tests:
            yield self.place.link(self.words.tests, file_of_tests(str(path)))

    def manual(self) -> Iterator[list[str]]:
        manual = self.chapter.manual(self.language)
        yield sentences(manual.what) if manual else [self.words.no_manual]
        if manual:
            yield self.place.heading(self.words.why, 1)
            yield sentences(manual.why)
        yield self.place.heading(self.words.settings, 1)
        yield self._settings({one.name: one.meaning for one in manual.settings} if manual else {})

    def _settings(self, meanings: Mapping[str, str]) -> list[str]:
        """Tabulate the parameters of the file with what they mean, as far as a manual says that."""
        parameters = [one.name.value for one in self.chapter.parameters]
        values = [code(written_value(one.value)) for one in self.chapter.parameters]
        columns = [map(code, parameters), values]
        columns += [[prose(meanings.get(name, "")) for name in parameters]] if meanings else []
        headings = (self.words.parameter, self.words.value, self.words.meaning)[: len(columns)]
        return table(headings, zip(*columns, strict=True)) if parameters else [self.words.nothing_to_set]

    def rules(self) -> Iterator[list[str]]:
        """Write the rules; the points that they have in common stand once, above them."""
        yield self.place.heading(self.words.rules_heading, 1)
        points = {_points(rule) for rule in self.chapter.rules}
        common = points.pop() if len(points) == 1 else ()
        if common:
            yield [self.words.all_at_points.format(points=self._listed(common))]
        for rule in self.chapter.rules:
            yield self.place.heading(rule["name"], 2)
            at = self.words.result if common else self.words.at_points
            yield [at.format(result=rule["then"], points=self._listed(_points(rule)))]
            yield sentences(_in_language(rule["description"], self.language))
            if rule["mode"] == SHADOW:
                yield [self.words.shadow]
            if rule["on_error"] != "FAIL":
                yield [self.words.on_error.format(result=rule["on_error"])]

    def _listed(self, points: tuple[str, ...]) -> str:
        if len(points) > _MANY and len(points) == len(self.chapter.points):
            return self.words.at_every_point
        return self.words.comma.join(self._operation(point) for point in points)

    def _operation(self, point: str) -> str:
        return self.words.operation.format(code=code(point), name=operation(point, self.language))

    def exemptions(self) -> Iterator[list[str]]:
        if not self.chapter.exemptions:
            return
        words = self.words
        yield self.place.heading(words.exemptions, 1)
        yield [words.examples_of_exemptions]
        yield table(
            (words.lifted, words.when, words.reason, words.owner, words.until),
            (
                (
                    ", ".join(code(name) for name in item["rules"]),
                    code(" ".join(item["condition"].split())),
                    prose(item["reason"]),
                    prose(item["owner"]),
                    day(item["expires"]),
                )
                for item in self.chapter.exemptions
            ),
        )

    def examples(self) -> Iterator[list[str]]:
        manual = self.chapter.manual(self.language)
        if manual:
            yield from self._example(self.words.refused, manual.refused)
            yield from self._example(self.words.allowed, manual.allowed)

    def _example(self, heading: str, example: Example) -> Iterator[list[str]]:
        yield self.place.heading(heading, 1)
        link = self.place.link(code(example.path), self.chapter.folder / example.path)
        yield [f"{link}{self.words.colon}{prose(example.text)}"]
        answer = self.chapter.answers.get(example.path)
        if answer is None or isinstance(answer, MessageError):
            return
        yield from self._answer(answer)
        yield [self.words.try_it]
        yield console(self._command(example.path, answer))

    def _answer(self, answer: Answer) -> Iterator[list[str]]:
        reason = answer.reason(self.language)
        if reason:
            yield [self.words.answered.format(result=answer.strictest.result.value)]
            yield list(quoted(reason))
        else:
            yield [self.words.answered_ok]
        for outcome in (one for one in answer.outcomes() if one.shadow and one.reason):
            yield from self._in_shadow(outcome)

    def _in_shadow(self, outcome: Outcome) -> Iterator[list[str]]:
        yield [self.words.in_shadow.format(rule=code(outcome.rule), result=outcome.result.value)]
        yield list(quoted(outcome.reason.in_language(self.language) if outcome.reason else ""))

    def _command(self, path: str, answer: Answer) -> str:
        """Give the command by which anybody gets this answer."""
        chinese = "DWGATE_LANGUAGE=zh " if self.language == "zh" else ""
        folder, sample = self.chapter.folder, answer.sample
        facts = f" --facts {folder / sample.facts_path}" if sample.facts_path else ""
        return (
            f"$ {chinese}dwgate invoke {self.chapter.function} -e {folder / path} --at {sample.at.isoformat()}{facts}"
        )


def _points(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the points at which a rule can fire, or those of its file where that is none of them."""
    return tuple(rule["fires_at"] or rule["points"])


def _in_language(texts: Mapping[str, str], language: Language) -> str:
    """Give a text in this language, or in the one that there is."""
    return texts.get(language) or next(iter(texts.values()), "")

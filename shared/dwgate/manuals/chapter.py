"""One policy file as the catalogue tells of it: its manuals, its parameters, its rules, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from dwgate.manuals.answers import answer_to
from dwgate.manuals.reading import read_manuals
from dwgate.policy.compiler.function import POLICY_FOLDER, file_of_tests

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from dwgate.errors import MessageError
    from dwgate.manuals.answers import Answer, Samples
    from dwgate.manuals.model import Manual
    from dwgate.manuals.reading import Reading
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.model import ParameterSource, Sources
    from dwgate.policy.compiler.yaml_source import YamlSource
    from dwgate.policy.decision import Language
    from dwgate.policy.engine import Policy

SHADOW = "shadow"
"""The mode of a rule that is judged and recorded, and not answered."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A policy file of a function, named by its path from the project.

    ``rules`` and ``exemptions`` are those of the compiled document that stand in the file.  ``answers`` are those to
    the samples that manuals of the function name, by their paths from its folder; ``samples`` are the paths of all that
    it has.
    """

    function: str
    points: tuple[str, ...]
    source: YamlSource
    reading: Reading
    parameters: tuple[ParameterSource, ...]
    rules: tuple[Mapping[str, Any], ...]
    exemptions: tuple[Mapping[str, Any], ...]
    samples: frozenset[str]
    answers: Mapping[str, Answer | MessageError]
    has_tests: bool

    @property
    def path(self) -> PurePosixPath:
        """Where the file lies in the project."""
        return PurePosixPath(self.source.name)

    @property
    def folder(self) -> PurePosixPath:
        """The folder of its function in the project."""
        return self.path.parent.parent

    def manual(self, language: Language) -> Manual | None:
        """Give the manual in this language, if there is a whole one."""
        return self.reading.manuals.get(language)

    def title(self, language: Language) -> str:
        """Name the file by its manual, or by its concern where it has none."""
        manual = self.manual(language)
        return manual.title if manual else self.path.stem

    def results(self) -> tuple[str, ...]:
        """Give what its rules come to, the strictest first, and then whether one of them is in shadow."""
        answered = {rule["then"] for rule in self.rules if rule["mode"] != SHADOW}
        modes = {rule["mode"] for rule in self.rules}
        return (*(result for result in ("FAIL", "WARN") if result in answered), *({SHADOW} & modes))


def chapters_of(compilation: Compilation, folder: Path, samples: Samples) -> list[Chapter]:
    """Give a chapter for each policy file of a function that compiles, in the order of their rules.

    ``folder`` is the function's.
    """
    document, sources = compilation.document, compilation.sources
    if document is None or sources is None:
        raise ValueError(f"the policy of {compilation.function} does not compile")
    readings = [(source, read_manuals(source)) for source in _files(sources)]
    answers = _answers({path for _, reading in readings for path in reading.examples()}, compilation.policy(), samples)
    return [
        Chapter(
            function=compilation.function,
            points=tuple(document["points"]),
            source=source,
            reading=reading,
            parameters=tuple(one for one in sources.parameters if one.name.source is source),
            rules=_of(source, (one.name.source for one in sources.rules), document["rules"]),
            exemptions=_of(source, (one.rules[0].source for one in sources.exemptions), document["exemptions"]),
            samples=frozenset(samples),
            answers=answers,
            has_tests=(folder / file_of_tests(f"{POLICY_FOLDER}/{PurePosixPath(source.name).name}")).is_file(),
        )
        for source, reading in readings
    ]


def _files(sources: Sources) -> list[YamlSource]:
    """Give the files of a policy, each of which has a rule."""
    return list({rule.name.source.name: rule.name.source for rule in sources.rules}.values())


def _answers(named: Collection[str], policy: Policy, samples: Samples) -> dict[str, Answer | MessageError]:
    return {path: answer_to(samples[path](), policy) for path in sorted(named) if path in samples}


def _of(source: YamlSource, written: Iterable[YamlSource], entries: Iterable[Any]) -> tuple[Any, ...]:
    """Give the entries of a document that stand in one file; ``written`` says of each where it does."""
    return tuple(entry for one, entry in zip(written, entries, strict=True) if one is source)

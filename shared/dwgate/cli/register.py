"""``dwgate register FUNCTION``: everything that the form of an extension asks for, ready to be pasted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from dwgate.cli.arguments import Format
from dwgate.cli.checking.summary import summary
from dwgate.cli.operating import deployed
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import json_text, write
from dwgate.deployment.function import TEMPLATE
from dwgate.events import catalogue
from dwgate.operating.language import Language, Say
from dwgate.operating.registration import registration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dwgate.cli.project import Project
    from dwgate.deployment import DeployedFunction
    from dwgate.operating.registration import Field, Form, Registration


@dataclass(frozen=True, slots=True)
class Source:
    """The function to register, by name, and the template that says how it is deployed."""

    project: Project
    function: str
    template: str

    def deployed(self) -> DeployedFunction | None:
        """Give the deployed function, or None where there is no ``s.yaml``, or the function is not in it."""
        if self.template == TEMPLATE and not (self.project.root / TEMPLATE).is_file():
            return None
        functions = deployed(self.project, self.template)
        return next((one for one in functions if one.name == self.function), None)


def register(source: Source, language: Language, output: Format) -> None:
    """Write the forms for the function to standard output."""
    name = source.function
    compilation = source.project.function(name).compile()
    document = compilation.document
    if document is None:
        raise UsageError(f"{name} cannot be registered like this: {summary(compilation.diagnostics)}; run dwgate check")
    if not any(map(catalogue.is_extension_point, document["points"])):
        raise UsageError(f"{name} cannot be registered: DataWorks only reports its events, and waits for no answer")
    say = Say(language)
    found = registration(document, source.deployed(), say, has_client=compilation.calls_out)
    if output is Format.JSON:
        write(f"{json_text(asdict(found))}\n")
    else:
        write("\n".join(_lines(found, say)) + "\n")


def _lines(found: Registration, say: Say) -> Iterator[str]:
    """Mark what is said with #, so that everything else can be pasted."""
    yield say(
        f"# The extension of {found.function} in DataWorks's console; there is no API to register one.",
        f"# {found.function} 在 DataWorks 控制台中的扩展程序；没有注册扩展程序的 API。",
    )
    if len(found.forms) > 1:
        number = len(found.forms)
        yield say(
            f"# It takes {number} extensions: one has points of workspaces or of the tenant, deployed in one way.",
            f"# 需要注册 {number} 个扩展程序：一个扩展程序只能有一种级别的扩展点和一种部署方式。",
        )
    yield from _steps(say("First", "准备"), found.before)
    for form in found.forms:
        yield from _form(form, say)
    yield from _steps(say("Then", "之后"), found.after)


def _steps(heading: str, steps: Sequence[str]) -> Iterator[str]:
    yield ""
    yield f"# {heading}"
    yield from (f"#   {number}. {step}" for number, step in enumerate(steps, 1))


def _form(form: Form, say: Say) -> Iterator[str]:
    yield ""
    yield f"# ──── {form.extension} ────"
    for field in form.fields:
        yield from _field(field, say)


def _field(field: Field, say: Say) -> Iterator[str]:
    yield ""
    yield f"# [{field.label}]"
    yield from (f"#   {note}" for note in field.notes)
    yield field.value or say("# (nothing to paste)", "#（无可粘贴内容）")

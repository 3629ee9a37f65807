"""``dwgate explain --record``: why an operation was refused, in words for the person whose operation it was.

Standard output gets the letter and nothing else; what is for the administrator alone goes to standard error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from dwgate.cli.built_policy import read_policy
from dwgate.cli.checking.summary import summary
from dwgate.cli.chosen_record import Choice, choose_record
from dwgate.cli.project import Project, UsageError
from dwgate.cli.terminal import console, show_hanging, shown, write
from dwgate.explaining.account import account_of
from dwgate.explaining.letter import letter
from dwgate.explaining.notes import notes
from dwgate.explaining.snippet import snippet
from dwgate.explaining.wording import WORDINGS
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dwgate.explaining.account import Account
    from dwgate.policy.decision import Language
    from dwgate.records import Record


class ReplyLanguage(Enum):
    """The languages that a reply can be in."""

    _value_: Language
    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Options:
    """Where the record is, ``-`` for standard input, which one it is, and how it is told.

    ``policy`` is where the policy is that explains it: a compiled one, a package or a folder of packages, a project.
    """

    path: str
    policy: Path
    choice: Choice
    language: Language = "en"
    with_snippet: bool = False


@dataclass(frozen=True, slots=True)
class _Policy:
    """The compiled policy that explains a record, if there is one; ``problem`` says why there is none."""

    document: Mapping[str, Any] | None
    problem: str | None = None


def explain_record(options: Options) -> bool:
    """Write the letter about a record; whether there is a policy that explains it."""
    record = choose_record(options.path, options.choice)
    policy = _policy_for(record, options.policy)
    account = account_of(record, policy.document, now=datetime.now(UTC))
    out = console()
    for line in letter(account, options.language):
        show_hanging(out, shown(line.head), shown(line.text))
    if options.with_snippet:
        _show_snippet(account, options.language)
    for note in [policy.problem, *notes(account)]:
        if note:
            write(f"note: {shown(note)}\n", stderr=True)
    return policy.problem is None


def _show_snippet(account: Account, language: Language) -> None:
    lines = [shown(line) for line in snippet(account, language)]
    if lines:
        words = WORDINGS[language]
        write("\n".join(["", f"{words.for_administrator}{words.colon.rstrip()}", "", *lines, ""]))


def _policy_for(record: Record, place: Path) -> _Policy:
    """Find the policy that decides what a record is of; a project's is compiled."""
    if record.kind == "event":  # no policy was asked
        return _Policy(None)
    packed = [place, place / POLICY_FILE, place / (record.function or "") / POLICY_FILE]
    found = next((path for path in packed if path.is_file()), None)
    if found:
        return _Policy(_compiled(found, record))
    functions = {function.name: function for function in Project.at(place.resolve()).functions()}
    serving = [function for function in functions.values() if record.point in function.points()]
    function = functions.get(record.function or "") or (next(iter(serving), None) if not record.function else None)
    if function is None:
        what = f"function {record.function}" if record.function else f"function for {record.point or 'such a message'}"
        return _Policy(None, f"the project has no {what}, so only what the record holds is told")
    compilation = function.compile()
    if compilation.document is None:
        what = f"the policy of {function.name} does not compile, so only what the record holds is told"
        return _Policy(None, f"{what}: {summary(compilation.diagnostics)}; run dwgate check")
    return _Policy(compilation.document)


def _compiled(path: Path, record: Record) -> dict[str, Any]:
    """Read a policy that is compiled; UsageError where it is none, or is that of another function."""
    document = read_policy(path)
    if record.function not in {None, document["function"]}:
        whose = f"{document['function']}, and the record is of {record.function}"
        raise UsageError(shown(f"{path} is the policy of {whose}"))
    return document

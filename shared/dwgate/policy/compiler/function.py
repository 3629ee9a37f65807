"""A whole function: its folder to its policy.json, or to everything that is wrong with its policy."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from dwgate.facts import functions
from dwgate.policy.compiler import reader, template
from dwgate.policy.compiler.analysis import TRUE
from dwgate.policy.compiler.conditions import Compiled, Conditions
from dwgate.policy.compiler.diagnostics import Diagnostic, did_you_mean
from dwgate.policy.compiler.model import Sources
from dwgate.policy.compiler.yaml_source import YamlSource
from dwgate.policy.loading import FORMAT, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from dwgate.policy.compiler.model import ExemptionSource, FunctionSource, ParameterSource, PolicySource, RuleSource
    from dwgate.policy.compiler.options import Option
    from dwgate.policy.compiler.yaml_source import Text

FUNCTION_FILE = "function.yaml"
POLICY_FOLDER = "policy"
TEST_SUFFIX = "_test.yaml"
_IGNORED_SUFFIXES = (".md", ".txt")
_FOLLOW_FROM_A_LOSS = {"unknown-parameter", "unknown-rule"}


@dataclass(frozen=True, slots=True)
class Compilation:
    """What became of a function's policy: a document where there is nothing to complain about.

    ``calls_out`` says whether the function reaches DataWorks's OpenAPI, to call back or to ask for facts, so that it
    must be shipped with a client.  ``sources`` is what the document was compiled from, None where there is none.
    """

    function: str
    document: dict[str, Any] | None
    diagnostics: tuple[Diagnostic, ...]
    calls_out: bool = False
    sources: Sources | None = None


def compile_function(folder: Path, name: str | None = None) -> Compilation:
    """Compile the policy of the function in this folder; findings name the files below ``name``."""
    compiler = _Compiler(folder, folder.name if name is None else name)
    document = compiler.compile()
    diagnostics = tuple(sorted(set(compiler.findings)))
    if diagnostics:
        return Compilation(folder.name, None, diagnostics, compiler.calls_out)
    return Compilation(folder.name, document, (), compiler.calls_out, compiler.sources)


def canonical(document: Mapping[str, Any]) -> bytes:
    """Write a document as the bytes of ``policy.json``: the same document gives the same bytes."""
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def policy_files(folder: Path) -> list[Path]:
    """Give the files of a function's policy, in the order in which their rules are judged and reported."""
    found = sorted((folder / POLICY_FOLDER).glob("*.yaml"))
    return [path for path in found if path.is_file() and not path.name.endswith(TEST_SUFFIX)]


@dataclass(slots=True)
class _Compiler:
    folder: Path
    name: str
    findings: list[Diagnostic] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    options: dict[Option, set[str]] = field(default_factory=dict)
    calls_out: bool = False
    sources: Sources | None = None

    def compile(self) -> dict[str, Any] | None:
        """Compile everything, so that everything that is wrong is found at once."""
        function = self._function()
        served = function.points if function else reader.every_point()
        policies = [(path.name, self._policy(path, served)) for path in self._files()]
        parameters = self._parameters(policy for _, policy in policies)
        points_of = self._points_of_rules(policy for _, policy in policies)
        if function is None:  # without its points it is not known what a condition can read
            return None

        @cache
        def over(points: tuple[str, ...]) -> Conditions | None:
            return Conditions(points, parameters) if points else None

        rules = [
            self._rule(rule, over(rule.points), file_name) for file_name, policy in policies for rule in policy.rules
        ]
        exemptions = [
            self._exemption(exemption, points_of, over) for _, policy in policies for exemption in policy.exemptions
        ]
        if not all(policy.is_whole for _, policy in policies):
            self.findings = [finding for finding in self.findings if finding.name not in _FOLLOW_FROM_A_LOSS]
        self._unused(policy for _, policy in policies)
        self.sources = Sources(
            function,
            rules=tuple(rule for _, policy in policies for rule in policy.rules),
            parameters=tuple(parameter for _, policy in policies for parameter in policy.parameters),
            exemptions=tuple(exemption for _, policy in policies for exemption in policy.exemptions),
        )
        self.calls_out = function.calls_back or functions.ask_facts(self.calls.intersection(functions.every()))
        document = {
            "format": FORMAT,
            "function": self.folder.name,
            "description": dict(sorted(function.description.items())),
            "points": list(function.points),
            "params": {name: _as_json(value) for name, value in parameters.items()},
            "timestamps": sorted(name for name, value in parameters.items() if isinstance(value, datetime)),
            "functions": sorted(self.calls.intersection(functions.every())),
            "options": [option.as_document(points) for option, points in sorted(self.options.items())],
            "rules": rules,
            "exemptions": exemptions,
        }
        return {**document, "digest": digest(document)}

    def _read(self, path: Path) -> YamlSource:
        return YamlSource.read(path, f"{self.name}/{path.relative_to(self.folder).as_posix()}")

    def _function(self) -> FunctionSource | None:
        path = self.folder / FUNCTION_FILE
        if not path.is_file():
            hint = "write the extension points that the function serves: points: [download-resources]"
            self._note(f"{self.name}/{FUNCTION_FILE}", "no-function-file", f"there is no {FUNCTION_FILE}", hint)
            return None
        source = self._read(path)
        function = reader.read_function(source)
        self.findings += source.findings
        return function

    def _files(self) -> list[Path]:
        """Give the policy files; what lies beside them and would not be read is a finding, since it may be a rule."""
        files = policy_files(self.folder)
        if not files:
            hint = f"write one, such as {POLICY_FOLDER}/limits.yaml"
            self._note(f"{self.name}/{POLICY_FOLDER}", "no-rules", "the function has no policy file", hint)
        beside = (self.folder / POLICY_FOLDER).iterdir() if (self.folder / POLICY_FOLDER).is_dir() else ()
        for path in sorted(beside):
            is_known = path in files or path.name.endswith((TEST_SUFFIX, *_IGNORED_SUFFIXES))
            if not is_known and not path.name.startswith("."):
                hint = "a policy file is named <concern>.yaml and lies directly in the folder"
                self._note(f"{self.name}/{POLICY_FOLDER}/{path.name}", "unread-file", "this would not be read", hint)
        return files

    def _policy(self, path: Path, served: tuple[str, ...]) -> PolicySource:
        source = self._read(path)
        policy = reader.read_policy(source, served)
        self.findings += source.findings
        return policy

    def _parameters(self, policies: Iterable[PolicySource]) -> dict[str, Any]:
        found: dict[str, ParameterSource] = {}
        for policy in policies:
            for parameter in policy.parameters:
                other = found.setdefault(parameter.name.value, parameter)
                if other is not parameter:
                    self._duplicate("duplicate-parameter", parameter.name, other.name)
        return {name: parameter.value for name, parameter in found.items()}

    def _points_of_rules(self, policies: Iterable[PolicySource]) -> dict[str, tuple[str, ...]]:
        """Give the points of every rule that has a name, also of one with something else wrong with it."""
        found: dict[str, Text] = {}
        points: dict[str, tuple[str, ...]] = {}
        for policy in policies:
            for name in policy.rule_names:
                other = found.setdefault(name.value, name)
                if other is not name:
                    self._duplicate("duplicate-rule", name, other)
                points.setdefault(name.value, ())
            points |= {rule.name.value: rule.points for rule in policy.rules}
        return points

    def _duplicate(self, finding: str, name: Text, other: Text) -> None:
        what = finding.removeprefix("duplicate-")
        message = f"the {what} {name.value} stands in {other.source.name}:{other.line} already"
        self.findings.append(name.diagnostic(finding, message, hint="a name is unique in its function"))

    def _rule(self, rule: RuleSource, conditions: Conditions | None, file_name: str) -> dict[str, Any]:
        """Compile a rule, without ``conditions`` as far as that goes where its points were refused."""
        when = self._noted(conditions.condition(rule.when, self.findings)) if conditions else None
        points = when.points_where(TRUE) if when else ()
        return {
            "name": rule.name.value,
            "description": rule.description,
            "source": f"{POLICY_FOLDER}/{file_name}:{rule.name.line}",
            "points": list(rule.points),
            "fires_at": list(points),
            "condition": rule.when.value.strip(),
            "when": when.program if when else None,
            "reads": sorted(when.reads) if when else [],
            "asks": sorted(when.calls.intersection(functions.every())) if when else [],
            "then": rule.then,
            "mode": rule.mode,
            "on_error": rule.on_error,
            "reason": {
                language: self._reason(text, conditions, points) for language, text in sorted(rule.reason.items())
            },
            "reason_text": {language: text.value for language, text in sorted(rule.reason.items())},
            "contact": dict(sorted(rule.contact.items())),
        }

    def _reason(self, text: Text, conditions: Conditions | None, points: tuple[str, ...]) -> list[str | dict[str, str]]:
        try:
            pieces = template.split(text.value)
        except template.UnclosedPlaceholder as error:
            self.findings.append(text.diagnostic("bad-reason", str(error), offset=error.offset, hint="add the }"))
            return []
        compiled: list[str | dict[str, str]] = []
        for piece in pieces:
            if isinstance(piece, str):
                compiled.append(piece)
            elif conditions:
                found = self._noted(conditions.placeholder(text, piece.expression, piece.offset, self.findings, points))
                compiled.append({"cel": found.program if found else ""})
        return compiled

    def _exemption(
        self,
        exemption: ExemptionSource,
        points_of: dict[str, tuple[str, ...]],
        over: Callable[[tuple[str, ...]], Conditions | None],
    ) -> dict[str, Any]:
        points: dict[str, None] = {}
        for name in exemption.rules:
            if name.value not in points_of:
                hint = did_you_mean(name.value, points_of, listing="the rules of the function")
                self.findings.append(
                    name.diagnostic("unknown-rule", f"there is no rule {name.value} to lift", hint=hint)
                )
            points |= dict.fromkeys(points_of.get(name.value, ()))
        conditions = over(tuple(points))
        when = self._noted(conditions.condition(exemption.when, self.findings)) if conditions else None
        return {
            "rules": [name.value for name in exemption.rules],
            "condition": exemption.when.value.strip(),
            "when": when.program if when else None,
            "reads": sorted(when.reads) if when else [],
            "reason": exemption.reason,
            "owner": exemption.owner,
            "expires": exemption.expires.isoformat(),
        }

    def _unused(self, policies: Iterable[PolicySource]) -> None:
        """Find parameters that nobody uses, once all that could use them compiles."""
        if self.findings:
            return
        for policy in policies:
            for parameter in policy.parameters:
                if f"params.{parameter.name.value}" not in self.reads:
                    message = f"no condition and no reason uses the parameter {parameter.name.value}"
                    self.findings.append(
                        parameter.name.diagnostic("unused-parameter", message, hint="remove it, or use it")
                    )

    def _noted(self, compiled: Compiled | None) -> Compiled | None:
        if compiled:
            self.reads |= compiled.reads
            self.calls |= compiled.calls
            for option in compiled.options:
                self.options.setdefault(option, set()).update(compiled.possible)
        return compiled

    def _note(self, file: str, name: str, message: str, hint: str) -> None:
        self.findings.append(Diagnostic(file, 1, 1, name, message, hint=hint))


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

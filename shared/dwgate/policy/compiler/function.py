"""The folder of a function: which of its files are its policy, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dwgate.policy.compiler import reader
from dwgate.policy.compiler.diagnostics import Diagnostic
from dwgate.policy.compiler.yaml_source import YamlSource

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.policy.compiler.model import FunctionSource, PolicySource

FUNCTION_FILE = "function.yaml"
POLICY_FOLDER = "policy"
TEST_SUFFIX = "_test.yaml"
_IGNORED_SUFFIXES = (".md", ".txt")


def policy_files(folder: Path) -> list[Path]:
    """Give the files of a function's policy, in the order in which their rules are judged and reported."""
    found = sorted((folder / POLICY_FOLDER).glob("*.yaml"))
    return [path for path in found if path.is_file() and not path.name.endswith(TEST_SUFFIX)]


def paths_of_tests(folder: Path) -> list[Path]:
    """Give what is called like a file of a function's tests, whether it can be read or not."""
    return sorted((folder / POLICY_FOLDER).glob(f"*{TEST_SUFFIX}"))


def file_of_tests(policy: str) -> str:
    """Give the path of the tests of a policy file, which stand beside it: ``limits_test.yaml`` for ``limits.yaml``."""
    return policy.removesuffix(".yaml") + TEST_SUFFIX


def file_of_policy(tests: str) -> str:
    """Give the path of the policy file whose tests these are, whether there is one or not."""
    return tests.removesuffix(TEST_SUFFIX) + ".yaml"


@dataclass(frozen=True, slots=True)
class Folder:
    """A function's folder; its files are named below ``name`` in ``findings``, which gets what is wrong with them."""

    path: Path
    name: str
    findings: list[Diagnostic] = field(default_factory=list)

    def function(self) -> FunctionSource | None:
        """Read ``function.yaml``; None where it does not say what the function serves."""
        path = self.path / FUNCTION_FILE
        if not path.is_file():
            hint = "write the extension points that the function serves: points: [download-resources]"
            self._note(FUNCTION_FILE, "no-function-file", f"there is no {FUNCTION_FILE}", hint)
            return None
        source = self._read(path)
        function = reader.read_function(source)
        self.findings.extend(source.findings)
        return function

    def policies(self, served: tuple[str, ...]) -> tuple[PolicySource, ...]:
        """Read the files of the policy of a function that serves these points."""
        files = policy_files(self.path)
        if not files:
            hint = f"write one, such as {POLICY_FOLDER}/limits.yaml"
            self._note(POLICY_FOLDER, "no-rules", "the function has no policy file", hint)
        self._refuse_others(files)
        return tuple(self._policy(path, served) for path in files)

    def _refuse_others(self, files: list[Path]) -> None:
        """Find what lies beside the files and would not be read, since it may be a rule."""
        folder = self.path / POLICY_FOLDER
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            is_known = path in files or path.name.endswith((TEST_SUFFIX, *_IGNORED_SUFFIXES))
            if not is_known and not path.name.startswith("."):
                hint = "a policy file is named <concern>.yaml and lies directly in the folder"
                self._note(f"{POLICY_FOLDER}/{path.name}", "unread-file", "this would not be read", hint)

    def _policy(self, path: Path, served: tuple[str, ...]) -> PolicySource:
        source = self._read(path)
        policy = reader.read_policy(source, served)
        self.findings.extend(source.findings)
        return policy

    def _read(self, path: Path) -> YamlSource:
        return YamlSource.read(path, f"{self.name}/{path.relative_to(self.path).as_posix()}")

    def _note(self, file: str, name: str, message: str, hint: str) -> None:
        self.findings.append(Diagnostic(f"{self.name}/{file}", 1, 1, name, message, hint=hint))

"""Which cases are to be run: those about some rules, and those whose names hold some text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.function import file_of_tests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy_tests.model import Case


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules and the parts of names of which a case must have one each; without any, every case is taken."""

    rules: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether every case is taken, whatever there is."""
        return not self.rules and not self.names

    def takes(self, case: Case, tests: Mapping[str, str]) -> bool:
        """Whether a case is to be run; ``tests`` gives the file of tests of each rule of its function."""
        is_about = not self.rules or any(_is_about(case, rule, tests) for rule in self.rules)
        return is_about and (not self.names or any(text.casefold() in case.name.casefold() for text in self.names))


def tests_by_rule(document: Mapping[str, Any], name: str) -> dict[str, str]:
    """Give the file of the tests of each rule of a compiled policy, as findings call it below ``name``.

    They stand beside the file of the rule: those of ``limits.yaml`` in ``limits_test.yaml``.
    """
    files = {rule["name"]: rule["source"].rpartition(":")[0] for rule in document["rules"]}
    return {rule: f"{name}/{file_of_tests(file)}" for rule, file in files.items()}


def names_rule(case: Case, rule: str) -> bool:
    """Whether a case says that something becomes of a rule: that it fires, is lifted, or cannot be judged."""
    expected = case.expected
    return rule in expected.rules | expected.shadow | expected.errors | expected.exempted


def _is_about(case: Case, rule: str, tests: Mapping[str, str]) -> bool:
    """Whether a case is about a rule: it names it, or is a test of its concern, since what lets it pass names none."""
    return names_rule(case, rule) or tests.get(rule) == case.file

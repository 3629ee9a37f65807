"""One policy with a manual, compiled once for all tests of manuals."""

from dataclasses import replace

import pytest

from dwgate.manuals.answers import answer_to
from dwgate.manuals.chapter import Chapter
from dwgate.policy.compiler import Compilation
from manuals.written import SAMPLES, WHOLE, chapters, compiled


@pytest.fixture(scope="session")
def compilation(tmp_path_factory: pytest.TempPathFactory) -> Compilation:
    """The function compiled."""
    return compiled(tmp_path_factory.mktemp("compilation"), {"limits": WHOLE})


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, compilation: Compilation) -> Chapter:
    """Its one policy file, with the answers to every sample."""
    (chapter,) = chapters(tmp_path_factory.mktemp("chapter"), {"limits": WHOLE})
    policy = compilation.policy()
    return replace(chapter, answers={path: answer_to(sample, policy) for path, sample in SAMPLES.items()})

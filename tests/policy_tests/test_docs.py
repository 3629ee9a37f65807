"""The page on policies shows how tests are written: its examples work, and it knows every finding."""

import re
import shutil
from pathlib import Path

import dwgate.policy_tests
from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import run_tests

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text()
SECTION = PAGE.partition("\n## Testing rules\n")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"(?<!-->\n)```yaml\n(# functions.*?|event:.*?)```", SECTION, re.DOTALL)
"""The tests that are shown, but for those that the page itself runs."""


def test_the_examples_pass(tmp_path: Path) -> None:
    """Each of them by the policy of the function that it is about."""
    for function, example in zip(["data_download", "extension_events"], EXAMPLES, strict=True):
        folder = tmp_path / function
        shutil.copytree(ROOT / "functions" / function, folder)
        for path in folder.glob("policy/*_test.yaml"):
            path.unlink()
        (folder / "policy" / "limits_test.yaml").write_text(example)
        report = run_tests(folder, compile_function(folder), function)
        assert report.diagnostics == ()
        assert len(report.results) == example.count("- name:")
        assert report.failures == ()


def test_every_finding_is_documented() -> None:
    """Whoever looks up a finding by its name finds it in the guide."""
    package = Path(dwgate.policy_tests.__file__).parent
    names = {name for path in package.glob("*.py") for name in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text())}
    assert len(names) > 10
    assert {name for name in names if f"`{name}`" not in PAGE} == set()

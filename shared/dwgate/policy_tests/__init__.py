"""Policy tests: sample messages, what is changed in them, and what the policy must say then.

A file ``policy/<concern>_test.yaml`` holds cases.  One goes through these modules in this order::

    reader   the file to cases, or to everything that is wrong with it; values, facts, fields: its parts
    message  a sample with the case's changes, as the bytes that DataWorks would send
    runner   the bytes through the gate's own parser and the engine; differences: what was expected, and what came
    report   what became of all cases; coverage: which rules they leave untested
"""

from dwgate.policy_tests.model import Case
from dwgate.policy_tests.report import CaseResult, Report
from dwgate.policy_tests.runner import run_tests

__all__ = ["Case", "CaseResult", "Report", "run_tests"]

"""Policy tests: sample messages, what is changed in them, and what the policy must say then.

A file ``policy/<concern>_test.yaml`` holds cases.  One goes through these modules in this order::

    reader      the file to cases, or to everything that is wrong with it, by these
    written     what a case says, and its file for all of them, and the rows of its table; row_names: what these go by
    sent        a sample with the case's changes, as the bytes that DataWorks would send; samples, fields, message
    parameters  the values of parameters that the compiler takes: refusals; facts, expectations, values: all the rest
    selection   which of the cases are asked for
    runner      the bytes through the gate's own parser and the engine; differences: what was expected, and what came
    report      what became of all cases; untested: which rules they leave out; vacuous: which cases hold nothing

Beside that ``clause_coverage`` says what the cases see of each clause of a condition; covered: that in numbers;
coverage_gaps: what is missing.
"""

from dwgate.policy_tests.model import Case, Origin
from dwgate.policy_tests.report import CaseResult, Report
from dwgate.policy_tests.runner import run_tests
from dwgate.policy_tests.selection import Selection

__all__ = ["Case", "CaseResult", "Origin", "Report", "Selection", "run_tests"]

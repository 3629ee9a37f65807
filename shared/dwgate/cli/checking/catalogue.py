"""What ``dwgate check`` can find, by name: what is the matter, as the page on policies says it too."""

from __future__ import annotations

PAGE = "docs/policies.md"
"""Where each finding is explained, at an anchor of its name."""

MEANINGS = {
    "yaml-syntax": "the file is not one YAML document in UTF-8, or is over one of the limits of files",
    "tab": "a tab stands where YAML wants spaces",
    "wrong-type": "a list where a text belongs, an empty list, no value where one belongs, and the like",
    "unknown-key": "a key that there is not",
    "missing-key": "a key is needed and is not there",
    "duplicate-key": "a key that stands twice",
    "bad-value": "a text that cannot stand there, such as `then: BLOCK`",
    "too-long": "a text that is longer than one may be, a condition or a reason above all",
    "too-many": "more rules, exemptions, parameters, calendars, days or cases than there may be",
    "bad-name": (
        "a rule's name that is not kebab-case, a parameter's or a calendar's that is no name, "
        "a loop variable that is called like something else"
    ),
    "bad-date": "a date that is none or says no zone",
    "bad-number": "a number with a leading zero, not finite, or over 64 bits",
    "no-handler": "a function without `index.py`",
    "no-function-file": "a function without `function.yaml`",
    "no-rules": "a function without a policy, or a file without one",
    "unread-file": "a file in `policy/` that would not be read",
    "duplicate-rule": "a rule's name that another rule of the function has",
    "duplicate-parameter": "a parameter's name that another parameter of the function has",
    "duplicate-calendar": "a calendar's name that another calendar of the function has, or `china`",
    "duplicate-point": "a point that is listed twice",
    "unknown-point": "a point that the function or the file does not have",
    "unknown-rule": "an exemption of a rule that there is not",
    "unknown-calendar": "a calendar that there is not, with the nearest one that there is",
    "unused-parameter": "a parameter that no condition and no reason reads",
    "unused-calendar": "a calendar that no condition and no reason asks, and none extends",
    "condition-syntax": "what stands for a condition is not CEL",
    "condition-error": "CEL refuses a condition",
    "too-many-steps": (
        "a condition, or what a reason shows, that may take more steps than it may; its place is the dearest part"
    ),
    "comment-in-condition": "a comment of CEL that takes in the line below it, since YAML folds the two into one",
    "unknown-field": "a field that there is not, with the nearest one that there is",
    "unknown-parameter": "a parameter that there is not, with the nearest one that there is",
    "unknown-name": "a name that there is not, with the nearest one that there is",
    "unknown-function": "a function that there is not, with the nearest one that there is",
    "type-mismatch": "an operator or a function that does not take such values",
    "not-a-bool": "a condition that is not true or false",
    "conflicting-types": "a field that is of another type at another point of the file",
    "unguarded-field": "a field that one of the points lacks, read without a guard",
    "unguarded-fact": "a fact asked for without a guard, where one of the points has no such fact",
    "unknown-fact": "`snapshot.has(…)` of a fact that no snapshot holds, or of one that is not written as text",
    "unlisted-value": "a comparison with a value that DataWorks does not list for the field or the fact",
    "bad-argument": (
        "a regular expression, a pattern, a network, a size, a GUID, the name of a table or column, "
        "a time, hours of days, a duration or a zone that is none"
    ),
    "bad-reason": "a `${` that is not closed",
    "content-in-reason": "a reason that would show content",
    "never-fires": "a condition that no message makes true",
    "always-fires": "a condition that no message makes false",
    "contradicting-parameters": "a rule that never fires because of the values of its parameters",
    "pointless-rule": "a rule without which every answer would be the same, because another one asks for as much",
    "limit-out-of-range": "a comparison with what a value can never be, so that it always comes out the same",
    "exemption-too-wide": "an exemption that lifts a rule wherever it fires",
    "exemption-in-vain": "an exemption from a rule that stops nothing of what is exempt",
    "expired-exemption": "an exemption whose time is over",
}

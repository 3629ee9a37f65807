"""The kinds of changes that tests are tried with."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is changed; ``docs/policies.md`` says how."""

    BOUNDARY = "boundary"
    COMPARISON = "comparison"
    LIMIT = "limit"
    MEMBER = "member"
    LOGIC = "logic"
    NEGATION = "negation"
    DATE = "date"
    RESULT = "result"
    MODE = "mode"
    ON_ERROR = "on-error"
    RULE = "rule"
    EXEMPTION = "exemption"

"""The schema of a policy file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.policy.compiler.reader import (
    EXEMPTION_KEYS,
    FILE_KEYS,
    FILE_NEEDS,
    MODES,
    NEEDED_LANGUAGES,
    ON_ERROR,
    PARAMETER_NAME,
    RULE_KEYS,
    RULE_NAME,
    RULE_NEEDS,
    THEN,
)
from dwgate.policy.decision import LANGUAGES
from dwgate.schemas.calendars import calendars
from dwgate.schemas.parts import choice, described, document, instant, mapping, points, some, text, texts, value

if TYPE_CHECKING:
    from collections.abc import Collection

    from dwgate.schemas.parts import Schema

_GUIDE = "docs/policies.md"
_CONDITION = (
    "A condition in CEL, which is true or false. It reads `event.<field>`, `params.<name>`, `point`, `tenant`, "
    "`workspace`, `operator`, `present` and `now`, and asks `ip.within(…)`, `file.content()`, `table.columns()`, "
    '`snapshot.has("…")`, `option("…", …)`.\n\n'
    "A condition that begins with a quote or `!`, or that holds `: ` or ` #`, stands in a block: `when: |`.\n\n"
    'A field that only some points have is read behind a guard: `"ip" in present && …`, or `point == "…" && …`.'
)
_REASON = (
    "What whoever is refused reads, in `en`, `zh` or both. `${…}` holds any expression: "
    "`${event.dataRowSize} rows are over the limit of ${params.max_rows}.`"
)
_RESULTS = {
    "FAIL": "DataWorks stops the operation, and shows the reason.",
    "WARN": "DataWorks shows the reason, and what follows is for its own settings to say.",
    "OK": "The operation goes on.",
}
_MODES = {"enforce": "judged and answered", "shadow": "judged and recorded, not answered"}
_RULE_SNIPPET: Schema = {
    "label": "rule",
    "description": "a rule: what it stops, when, and what whoever is refused reads",
    "body": {
        "name": "${1:the-fault-that-it-stops}",
        "description": "${2:Why this must not happen.}",
        "when": "${3:event.field > params.limit}",
        "then": "${4|FAIL,WARN|}",
        "reason": {"en": "${5:What is wrong. What to do instead.}", "zh": "${6:哪里不对。应当怎样做。}"},
    },
}
_EXEMPTION_SNIPPET: Schema = {
    "label": "exemption",
    "description": "an exemption: the rules that it lifts, for whom, why, and until when",
    "body": {
        "rules": ["${1:rule}"],
        "when": 'operator == "${2:uid}"',
        "reason": "${3:why the rule does not fit here}",
        "owner": "${4:who answers for it}",
        "expires": "${5:2027-01-01}",
    },
}


def schema() -> Schema:
    """Describe a policy file."""
    properties = {
        "description": described(text(), "What the file is about."),
        "contact": described(
            {"anyOf": [text(), texts(LANGUAGES, NEEDED_LANGUAGES)]},
            "Who grants an exemption from the rules of the file, and how to ask for one: a text, or one for each "
            "language.",
        ),
        "points": described(points(), "The points that the rules are about; all that the function serves unless said."),
        "params": described(
            _parameters(),
            "Values that conditions and reasons read as `params.<name>`. All files of a function share them.",
        ),
        "calendars": calendars(),
        "rules": described(some(_rule()), "The rules: each names a fault, and says when it is there."),
        "exemptions": described(some(_exemption()), "What lifts rules, for some events and until a date."),
    }
    told = f"The rules of one concern. {_GUIDE} says all of it."
    return document("dwgate policy", told, mapping(FILE_KEYS, FILE_NEEDS, properties), value=value())


def _parameters() -> Schema:
    of_a_parameter: Schema = {
        "description": "A number, a text, true or false, a date, a list, or a mapping of names to values.",
        "allOf": [{"$ref": "#/definitions/value"}],
    }
    names = {"pattern": f"^{PARAMETER_NAME.pattern}$"}
    return {"type": "object", "propertyNames": names, "additionalProperties": of_a_parameter}


def _rule() -> Schema:
    properties = {
        "name": described(
            text(pattern=f"^{RULE_NAME.pattern}$"),
            "Names the fault, such as too-many-rows: in kebab-case, and unique in the function.",
        ),
        "description": described(
            {"anyOf": [text(), texts(LANGUAGES, NEEDED_LANGUAGES)]},
            "What the rule stops, and why: a text, or one for each language. `dwgate explain` shows it.",
        ),
        "when": _condition("When the rule fires."),
        "then": described(_result(THEN), "What the rule says where its condition is true."),
        "reason": described(texts(LANGUAGES, (), of=text()), _REASON),
        "mode": described(
            choice({mode: _MODES.get(mode, "") for mode in MODES}, "enforce"),
            "Whether the rule is answered, or only judged and recorded.",
        ),
        "on_error": described(
            _result(ON_ERROR, "FAIL"), "The answer where the rule cannot be judged, as for a field that did not come."
        ),
    }
    return {**mapping(RULE_KEYS, RULE_NEEDS, properties), "defaultSnippets": [_RULE_SNIPPET]}


def _condition(purpose: str) -> Schema:
    """Describe a condition, which may be a plain true."""
    return described(text(type=["string", "boolean"]), f"{purpose} {_CONDITION}")


def _exemption() -> Schema:
    properties = {
        "rules": described(some(text()), "The names of the rules that it lifts."),
        "when": _condition("For which events it lifts them."),
        "reason": described(text(), "Why. It stands in the record of each message for which a rule is lifted."),
        "owner": described(text(), "Who answers for the exemption, such as an address of a team."),
        "expires": described(
            instant(),
            "The first instant at which it no longer holds: a date, which is its midnight in Beijing, or a time with "
            "its zone.",
        ),
    }
    return {**mapping(EXEMPTION_KEYS, EXEMPTION_KEYS, properties), "defaultSnippets": [_EXEMPTION_SNIPPET]}


def _result(results: Collection[str], default: str | None = None) -> Schema:
    return choice({result: _RESULTS.get(result, "") for result in results}, default)

"""The schema of a policy test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.policy.compiler.reader import PARAMETER_NAME
from dwgate.policy.decision import LANGUAGES, CheckResult
from dwgate.policy_tests.expectations import EXPECTED_KEYS
from dwgate.policy_tests.samples import DOCUMENTED
from dwgate.policy_tests.written import CASE_KEYS, FILE_KEYS, NEEDED, ROW_KEYS
from dwgate.schemas import catalogue, facts
from dwgate.schemas.parts import NOT_NULL, choice, described, document, instant, mapping, point, some, text, texts
from dwgate.schemas.values import VALUE, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dwgate.schemas.parts import Schema

_EXPECTED = {
    "expect": "The result of the whole policy.",
    "rules": "The rules that fire and are enforced: all of them, in any order.",
    "shadow": "The rules in shadow that fire.",
    "errors": "The rules that cannot be judged, or whose reason or exemption cannot.",
    "exempted": "The rules that an exemption lifts.",
    "reason": "What a reason says in `en`, `zh` or both: all of it, or a part as `{contains: …}`.",
}
_RESULTS = {"OK": "Nothing is said.", "WARN": "A rule warns.", "FAIL": "A rule refuses, or cannot be judged."}
_CASE_SNIPPET: Schema = {
    "label": "case",
    "description": "a case: what differs in the message, and what the policy answers",
    "body": {
        "name": "${1:what is special about it}",
        "set": {"${2:field}": "${3:value}"},
        "expect": "${4|FAIL,WARN,OK|}",
        "rules": ["${5:rule}"],
    },
}


def schema() -> Schema:
    """Describe a policy test."""
    properties = {
        **_of_all(),
        "cases": described(some(_case()), "The cases: each says what the policy answers to one message."),
    }
    content = mapping(FILE_KEYS, ("cases",), properties)
    needs = [_needed(key) for key in NEEDED]
    told = "What a policy answers to messages. docs/policies.md says all of it, under Testing rules."
    return document(
        "dwgate policy test",
        told,
        {**content, "allOf": needs},
        value=value(),
        facts=facts.content(),
        set=_set(),
        unset=_unset(),
    )


def _case() -> Schema:
    table = described(
        some(_row()),
        "Rows that each make a case of their own: what a row says takes the place of what the case says, and what it "
        "changes comes after what the case changes.",
    )
    keys = mapping(CASE_KEYS, ("name",), {**_of_a_row(), "name": _name("a case"), "table": table})
    rows_expect: Schema = {"required": ["table"], "properties": {"table": {"items": {"required": ["expect"]}}}}
    needs: list[Schema] = [
        {"anyOf": [{"required": ["expect"]}, rows_expect]},
        {"if": {"not": {"required": ["table"]}}, "then": _names_its_rules()},
    ]
    return {**keys, "allOf": needs, "defaultSnippets": [_CASE_SNIPPET]}


def _row() -> Schema:
    return {**mapping(ROW_KEYS, (), {**_of_a_row(), "name": _name("a row")}), **_names_its_rules()}


def _needed(key: str) -> Schema:
    """Ask for a key, in the file, in every case, or in every row."""
    in_case: Schema = {
        "anyOf": [
            {"required": [key]},
            {"required": ["table"], "properties": {"table": {"items": {"required": [key]}}}},
        ]
    }
    return {"anyOf": [{"required": [key]}, {"properties": {"cases": {"items": in_case}}}]}


def _names_its_rules() -> Schema:
    """Ask for the rules that make a result other than OK."""
    refused: Schema = {"required": ["expect"], "properties": {"expect": {"enum": ["WARN", "FAIL"]}}}
    return {"if": refused, "then": {"anyOf": [{"required": ["rules"]}, {"required": ["errors"]}]}}


def _name(what: str) -> Schema:
    return described(text(), f"What is special about {what}: no other case of the file has this name.")


def _of_a_row() -> dict[str, Schema]:
    skip = described(text(), "Why the case is not run; what this says is shown.")
    return {**_of_all(), **_expected(), "skip": skip}


def _of_all() -> dict[str, Schema]:
    """Give what can stand in the file for all its cases, in a case, and in a row."""
    sample = mapping(("sample",), ("sample",), {"sample": {"enum": _documented()}})
    any_of_the_facts: Schema = {"anyOf": [text(), {"$ref": "#/definitions/facts"}]}
    parameters: Schema = {
        "type": "object",
        "propertyNames": {"pattern": f"^{PARAMETER_NAME.pattern}$"},
        "additionalProperties": {"type": NOT_NULL},
    }
    return {
        "event": described(
            {"anyOf": [text(), sample]},
            "The message that a case begins with: a file, by its path from the test, or `{sample: commit-file}`, the "
            "message that DataWorks documents for the event.",
        ),
        "point": described(point(), "The event code, to make the message one of another point."),
        "now": described(instant(), "The time that rules call `now`: a date, or a time with its zone."),
        "facts": described(
            any_of_the_facts,
            "What DataWorks would answer: a file, or the facts themselves; {} where it answers nothing.",
        ),
        "set": described({"allOf": [{"$ref": "#/definitions/set"}]}, "Fields of the body, with the values they get."),
        "unset": described(
            {"allOf": [{"$ref": "#/definitions/unset"}]}, "Fields that are taken out of the body, before any is set."
        ),
        "params": described(parameters, "Parameters of the policy, with the values that they get."),
    }


def _documented() -> list[str]:
    return sorted(path.stem for path in DOCUMENTED.glob("*.json"))


def _expected() -> dict[str, Schema]:
    part = mapping(("contains",), ("contains",), {"contains": described(text(), "A part of the reason.")})
    schemas: Mapping[str, Schema] = {
        "expect": choice({result.value: _RESULTS.get(result.value, "") for result in CheckResult}),
        "reason": texts(LANGUAGES, (), of={"anyOf": [text(), part]}),
    }
    return {key: described(schemas.get(key, some(text())), _EXPECTED.get(key, "")) for key in EXPECTED_KEYS}


def _set() -> Schema:
    """Describe changes: the documented fields by their paths, and any other, since a sample may have more."""
    fields = {path: _field(found) for path, found in catalogue.in_messages().items()}
    return {"type": "object", "properties": fields, "additionalProperties": VALUE}


def _field(found: Iterable[catalogue.Described]) -> Schema:
    values = [*dict.fromkeys(value for one in found for value in one.field.values)]
    told = "\n\n".join(map(str, found))
    return described({"allOf": [VALUE], **({"examples": values} if values else {})}, told)


def _unset() -> Schema:
    return some({"anyOf": [{"enum": list(catalogue.in_messages())}, text()]})

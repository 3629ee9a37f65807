"""What an answer and a record may say of a message: the list that the README gives, and what a rule's reason names."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dwgate.events import catalogue
from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.policy.compiler.template import Placeholder, split
from dwgate.runtime.variables import DEFAULT_RECORD_FIELDS
from leaks.canaries import Nest, canaries_in, leaves

WHO = {
    "tenant": DOCUMENTED_SPELLINGS.tenant,
    "workspace": DOCUMENTED_SPELLINGS.workspace,
    "operator": DOCUMENTED_SPELLINGS.operator,
}
PLACES = {
    **WHO,
    "message_id": ("envelope.messageId", "envelope.id"),
    "account": ("envelope.aliyunaccountid",),
    **{f"event.{field}": (field,) for field in DEFAULT_RECORD_FIELDS},
}
"""By its path in a record, the places in a message whose values it may show."""
NAMES = {"present", "cut", "~unreadable", "~unknown_fields"}
"""The paths in a record where names of fields stand."""
_FIELD = re.compile(r"\bevent\.([A-Za-z0-9_.]+)(?![A-Za-z0-9_.(])")
_FIELD_WITH_METHOD = re.compile(r"\bevent\.([A-Za-z0-9_.]+)\.\w+\(")
_FACT = re.compile(r"\b((?:file|table)\.\w+)\(|\b(option)\(")


def leaked(body: str, log: Iterable[str], nest: Nest, document: Mapping[str, Any]) -> list[str]:
    """Say where a canary came out that should not have, of an answer and its records."""
    records = [json.loads(line) for line in log]
    found = [one for record in records for one in _in_record(record, nest, document)]
    said = {place for record in records for place in _said(record, document)}
    return found + _strangers("answer", body, said, nest)


def _in_record(record: dict[str, Any], nest: Nest, document: Mapping[str, Any]) -> list[str]:
    said = _said(record, document)
    found: list[str] = []
    for path, text in leaves(record):
        places = said if path.startswith("reasons.") else PLACES.get(path, ())
        found += _strangers(path, text, places, nest, names=path in NAMES)
    return found


def _strangers(path: str, text: str, places: Collection[str], nest: Nest, *, names: bool = False) -> list[str]:
    """Give the canaries in a text that were planted elsewhere than in one of these places, or than as a name."""
    strangers = []
    for canary in canaries_in(text):
        planted = nest.places[canary]
        is_content = catalogue.holds_content(planted.removeprefix("~")) or planted in CONTENT_FACTS
        is_value_of_place = any(_is_within(planted.removeprefix("~"), place) for place in places)
        if is_content or not (is_value_of_place or (names and planted.startswith("~"))):
            strangers.append(f"{path}: {planted}")
    return strangers


CONTENT_FACTS = ("file.content", "file.schedule.paraValue")


def _is_within(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}.")


def _said(record: dict[str, Any], document: Mapping[str, Any]) -> set[str]:
    """Name the fields and the facts that the reasons of the rules that fired fill in."""
    texts = [rule["reason_text"] for rule in document["rules"] if rule["name"] in record["rules"]["fired"]]
    filled = [
        piece.expression
        for text in texts
        for language in text.values()
        for piece in split(language)
        if isinstance(piece, Placeholder)
    ]
    fields = {field for one in filled for field in (*_FIELD.findall(one), *_FIELD_WITH_METHOD.findall(one))}
    named = {name for one in filled for name in WHO if re.search(rf"\b{name}\b", one)}
    who = {place for name in named for place in WHO[name]}
    facts = {name for one in filled for names in _FACT.findall(one) for name in names if name}
    return fields | who | facts

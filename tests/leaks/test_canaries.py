"""What looks for canaries finds them, so that the tests that find none say something."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from leaks.allowed import leaked
from leaks.canaries import Nest, canaries_in

DOCUMENT = {
    "rules": [
        {"name": "named", "reason_text": {"en": "${event.fileName} of ${operator}, ${event.tables.map(t, t.name)}."}}
    ]
}
RECORD: dict[str, object] = {
    "message_id": None,
    "event": {},
    "reasons": [],
    "rules": {"fired": ["named"]},
    "present": [],
}


@pytest.mark.parametrize(
    "write",
    [
        str,
        str.upper,
        repr,
        json.dumps,
        quote,
        lambda text: json.dumps({"a": [text]}).replace("z", "\\u007a"),
        lambda text: quote(text).replace("z", "%7A"),
        lambda text: text.encode().hex(),
        lambda text: text.encode().hex().upper(),
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
        lambda text: base64.b64encode(b"x" + text.encode()).decode(),
        lambda text: base64.b64encode(b"xy" + text.encode()).decode(),
    ],
)
def test_a_canary_is_found_however_it_is_written(write: Callable[[str], str]) -> None:
    """In the letters of another case, escaped, or encoded, at whatever place in the text."""
    nest = Nest()
    written = write(f"select {nest.text('sqlText')}")
    assert canaries_in(f"before {written} after") == set(nest.places)
    assert canaries_in(write("select 1")) == set()


@pytest.mark.parametrize("start", range(0, 24, 3))
def test_a_part_of_a_text_of_canaries_is_found(start: int) -> None:
    """Twenty characters, from wherever they are cut."""
    assert canaries_in(Nest().texts("sqlText")[start : start + 20])


@pytest.mark.parametrize(
    ("place", "change", "found"),
    [
        ("fileName", lambda canary: {"reasons": [{"result": "FAIL", "en": canary}]}, []),
        ("operatorUid", lambda canary: {"reasons": [{"result": "FAIL", "en": canary}]}, []),
        ("tables.name", lambda canary: {"reasons": [{"result": "FAIL", "en": canary}]}, []),
        ("fileOwner", lambda canary: {"reasons": [{"result": "FAIL", "en": canary}]}, ["reasons.en: fileOwner"]),
        ("sqlText", lambda canary: {"reasons": [{"result": "FAIL", "en": canary}]}, ["reasons.en: sqlText"]),
        ("moduleType", lambda canary: {"event": {"moduleType": canary}}, []),
        ("moduleType", lambda canary: {"event": {"fileType": canary}}, ["event.fileType: moduleType"]),
        ("fileName", lambda canary: {"event": {"fileName": canary}}, ["event.fileName: fileName"]),
        ("envelope.id", lambda canary: {"message_id": canary}, []),
        ("fileName", lambda canary: {"message_id": canary}, ["message_id: fileName"]),
        ("fileName", lambda canary: {"problem": canary}, ["problem: fileName"]),
        ("~", lambda canary: {"present": [canary]}, []),
        ("~", lambda canary: {"unknown_fields": {canary: "string"}}, []),
        ("~", lambda canary: {"problem": canary}, ["problem: ~"]),
        ("~sqlText", lambda canary: {"present": [canary]}, ["present: ~sqlText"]),
        ("fileName", lambda canary: {canary: 1}, ["~: fileName"]),
    ],
)
def test_a_canary_is_told_from_what_may_be_shown(
    place: str, change: Callable[[str], dict[str, object]], found: list[str]
) -> None:
    """By the place that it was planted in, and the one where it came out."""
    nest = Nest()
    record = {**RECORD, **change(nest.text(place))}
    assert leaked("{}", [json.dumps(record)], nest, DOCUMENT) == found


def test_what_an_answer_may_say_is_what_the_reasons_may() -> None:
    """And nothing else of a record."""
    nest = Nest()
    body = f"{nest.text('fileName')} {nest.text('moduleType')}"
    assert leaked(body, [json.dumps(RECORD)], nest, DOCUMENT) == ["answer: moduleType"]

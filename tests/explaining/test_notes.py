"""What only an administrator is told."""

from typing import Any

import pytest

from dwgate.explaining.account import account_of
from dwgate.explaining.notes import notes
from dwgate.records import Record
from explaining.explained import AT, recorded

FIELDS = ("fileName", "dataRowSize")


def told(record: Record, document: dict[str, Any] | None) -> str:
    """Give the notes as one text."""
    return "\n".join(notes(account_of(record, document, now=AT)))


def test_a_whole_record_leaves_nothing_to_note(document: dict[str, Any]) -> None:
    """Every value is there, and every exemption could be judged."""
    assert told(recorded(document, fields=FIELDS), document) == ""


def test_a_field_that_is_not_recorded_is_named_with_the_setting(document: dict[str, Any]) -> None:
    """Once, whichever rules read it; content is never recorded, so no setting is named for it."""
    record = recorded(document, fields=(), fileName="salary.csv", sqlText="x" * 200)
    note = "not recorded: dataRowSize, fileName; what DWGATE_RECORD_FIELDS names is in later records"
    assert note in told(record, document)


def test_an_exemption_that_cannot_be_judged_is_named(document: dict[str, Any]) -> None:
    """The administrator may know what the record does not."""
    note = "the record does not tell whether an exemption from too-many-rows is about this operation: by name"
    assert note in told(recorded(document), document)


def test_another_policy_is_named_whole(document: dict[str, Any]) -> None:
    """So that it can be searched for."""
    record = recorded(document, changes={"policy_digest": "sha256:0123456789abcdef"})
    assert "the record is of another policy, sha256:0123456789abcdef; to explain it by that one" in told(
        record, document
    )


def test_what_went_wrong_beside_a_verdict_is_named(document: dict[str, Any]) -> None:
    """An exemption that could not be judged then, a policy that could not be asked, a line that was shortened."""
    record = recorded(document)
    error = {"rule": "too-many-rows", "error": "the exemption of me could not be judged", "result": "FAIL"}
    unsure = Record.of({**record.document, "rules": {**record.document["rules"], "errors": [error]}})
    assert "too-many-rows: the exemption of me could not be judged" in told(unsure, document)
    problem = recorded(document, changes={"problem": "the message is not JSON", "rules": {}})
    assert "the policy could not be asked: the message is not JSON" in told(problem, document)
    assert "the record was shortened" in told(recorded(document, changes={"shortened": True}), document)


@pytest.mark.parametrize(
    ("callback", "is_noted"),
    [({"state": "refused"}, True), ({"state": "delivered"}, False), ({"state": "expired"}, False), (None, False)],
)
def test_a_result_that_never_reached_dataworks_is_noted(
    document: dict[str, Any], callback: dict[str, str] | None, *, is_noted: bool
) -> None:
    """The person may have seen something else then."""
    record = recorded(document, changes={"callback": callback})
    assert ("the result did not reach DataWorks by callback: refused" in told(record, document)) is is_noted


def test_no_setting_is_named_for_content(document: dict[str, Any]) -> None:
    """It is never recorded, also where its length is lost."""
    record = recorded(document, fields=FIELDS, sqlText="x" * 200, changes={"content": {}})
    assert told(record, document) == ""

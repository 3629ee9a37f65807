"""Exemptions that lift nothing, or lift their rule wherever it fires."""

from datetime import datetime

import pytest

from analysis.conftest import AT, Analyse

POLICY = """\
rules:
  - name: too-many-rows
    when: event.dataRowSize > 5
    then: FAIL
    reason: {{en: no}}
  - name: too-many-bytes
    when: event.fileSize > 5
    then: FAIL
    reason: {{en: no}}
exemptions:
  - rules: [{rules}]
    when: |
      {when}
    reason: audit
    owner: me@example.com
    expires: {expires}
"""


def policy(when: str, rules: str = "too-many-rows", expires: str = "2027-01-01") -> str:
    """Write a policy of two rules and an exemption."""
    return POLICY.format(when=when, rules=rules, expires=expires)


def test_an_exemption_that_lifts_its_rule_everywhere_is_too_wide(analysed: Analyse) -> None:
    """With a message that the rule would stop and the exemption lifts."""
    (finding,) = analysed(policy("event.dataRowSize > 3"))
    assert (finding.name, finding.line) == ("exemption-too-wide", 11)
    assert finding.source[finding.column - 1 :] == "too-many-rows]"
    assert finding.message == (
        "the exemption lifts too-many-rows wherever it fires: until it expires there is no such rule"
    )
    assert finding.example is not None
    assert finding.example.case["exempted"] == ["too-many-rows"]


@pytest.mark.parametrize("when", ["true", "event.dataRowSize > 5 || operator == '7'", "size(present) >= 0 || true"])
def test_what_follows_from_its_rule_is_too_wide(when: str, analysed: Analyse) -> None:
    """Whatever else it asks."""
    assert "exemption-too-wide" in [finding.name for finding in analysed(policy(when))]


def test_an_exemption_that_meets_nothing_of_its_rule_is_in_vain(analysed: Analyse) -> None:
    """With a message that is exempt and that the rule lets pass anyway."""
    (finding,) = analysed(policy("operator == '7' && event.dataRowSize < 3"))
    assert (finding.name, finding.line) == ("exemption-in-vain", 11)
    assert finding.message == "no message that too-many-rows stops is exempt by this, so it lifts nothing"
    assert finding.hint == (
        "compare the condition with that of the rule (functions/f/policy/limits.yaml:2), or take the rule off the list"
    )
    assert finding.example is not None
    assert finding.example.case["set"] == {"dataRowSize": 0, "operatorUid": "7"}


def test_each_rule_of_an_exemption_is_looked_at_by_itself(analysed: Analyse) -> None:
    """It may lift one of them everywhere, another one never, and a third as it should."""
    both = analysed(policy("event.fileSize > 3", rules="too-many-rows, too-many-bytes"))
    assert [(one.name, one.source[one.column - 1 :]) for one in both] == [("exemption-too-wide", "too-many-bytes]")]


@pytest.mark.parametrize(
    "when",
    [
        "operator == '7'",
        "event.dataRowSize > 7",
        "event.dataRowSize > 3 && operator == '7'",
        "event.dataRowSize / 1 > 3",
    ],
)
def test_an_exemption_that_lifts_something_is_right(when: str, analysed: Analyse) -> None:
    """And one that may be an error where the rule fires lifts less than the rule."""
    assert analysed(policy(when)) == []


def test_an_exemption_of_a_rule_that_never_fires_is_not_blamed(analysed: Analyse) -> None:
    """The rule is."""
    never = policy("operator == '7'").replace("event.dataRowSize > 5", "event.dataRowSize > 5 && event.dataRowSize < 5")
    assert [finding.name for finding in analysed(never)] == ["never-fires"]


def test_an_exemption_expires(analysed: Analyse) -> None:
    """From its end on, with a message that its rule stops again."""
    written = policy("operator == '7'", expires="2026-11-18T10:00:00+08:00")
    assert analysed(written, at=datetime.fromisoformat("2026-11-18T09:59:59+08:00")) == []
    (finding,) = analysed(written, at=AT)
    assert (finding.name, finding.line) == ("expired-exemption", 16)
    assert finding.source[finding.column - 1 :] == "2026-11-18T10:00:00+08:00"
    assert finding.message == (
        "this exemption expired at 2026-11-18T10:00:00+08:00, and now, at 2026-11-18T10:00:00+08:00, it lifts nothing"
    )
    assert finding.hint == "remove it, or ask me@example.com whether it is still needed"
    assert finding.example is not None
    assert finding.example.says == "too-many-rows stops this, and did not before 2026-11-18T10:00:00+08:00"
    assert finding.example.case["rules"] == ["too-many-rows", "too-many-bytes"]
    assert finding.example.case["now"] == "2026-11-18T02:00:00+00:00"


def test_what_else_is_wrong_with_an_expired_exemption_is_of_no_use(analysed: Analyse) -> None:
    """It is to be removed."""
    assert [one.name for one in analysed(policy("true", expires="2026-01-01"))] == ["expired-exemption"]


def test_an_expired_exemption_may_have_no_message_to_show_it(analysed: Analyse) -> None:
    """Its rule stops nothing any more either."""
    window = policy("operator == '7'", expires="2026-01-01").replace(
        "event.dataRowSize > 5", "now < timestamp('2026-06-01T00:00:00Z')"
    )
    (finding,) = analysed(window)
    assert (finding.name, finding.example) == ("expired-exemption", None)


def test_an_exemption_whose_condition_never_holds_contradicts_itself(analysed: Analyse) -> None:
    """Its rule has nothing to do with it."""
    (finding,) = analysed(policy("event.fileName == 'a' && event.fileName == 'b'"))
    assert finding.name == "exemption-in-vain"
    assert finding.message == (
        "no message makes the condition of this exemption true, so it lifts nothing of too-many-rows"
    )
    assert finding.hint == "its condition contradicts itself: mend it, or remove the exemption"
    assert finding.example is None


@pytest.mark.parametrize(
    ("when", "rules", "is_replaced"),
    [
        ("operator  ==  '7'", "too-many-rows, too-many-bytes", True),
        ("operator == '8'", "too-many-rows", False),
        ("operator == '7'", "too-many-bytes", False),
    ],
)
def test_an_expired_exemption_that_was_renewed_is_to_be_removed(
    when: str, rules: str, *, is_replaced: bool, analysed: Analyse
) -> None:
    """Its owner need not be asked: another of the same condition lifts all of its rules."""
    renewed = POLICY.partition("exemptions:\n")[2].format(rules=rules, when=when, expires="2027-01-01")
    (finding,) = analysed(policy("operator == '7'", expires="2026-01-01") + renewed)
    assert finding.name == "expired-exemption"
    assert finding.hint == (
        "another exemption of the same condition has replaced it: remove this one"
        if is_replaced
        else "remove it, or ask me@example.com whether it is still needed"
    )

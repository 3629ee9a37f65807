"""A letter: an account in words, to be pasted into a reply to the person whose operation it was.

It tells that person what concerns the operation, and nothing of others: no exemption that is not about it, no list of
names that the rule's reason does not show, no condition, and nothing of a rule in shadow.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from dwgate.events import catalogue
from dwgate.explaining.operations import operation
from dwgate.explaining.wording import WORDINGS
from dwgate.policy.decision import BEIJING, CheckResult
from dwgate.policy.explanation import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dwgate.explaining.account import Account, RuleAccount
    from dwgate.explaining.readings import Value
    from dwgate.explaining.wording import Wording
    from dwgate.policy.decision import Language
    from dwgate.records import Record


class Line(NamedTuple):
    """A line of a letter; a text that is too wide for a terminal goes on below itself, and not below its head."""

    head: str
    text: str


_EMPTY = Line("", "")
_OF_AN_EXEMPTION = ("expires", "reason", "owner")


def letter(account: Account, language: Language) -> list[Line]:
    """Write the letter, a paragraph for each rule; lines are not broken."""
    writer = _Writer(account, WORDINGS[language], language)
    paragraphs = (writer.heading(), writer.facts(), *map(writer.rule, account.rules), writer.ending())
    lines: list[Line] = []
    for paragraph in paragraphs:
        written = list(paragraph)
        lines += [_EMPTY, *written] if lines and written else written
    return lines


class _Writer:
    """Writes each paragraph of one letter."""

    __slots__ = ("account", "language", "record", "words")

    def __init__(self, account: Account, words: Wording, language: Language) -> None:
        self.account = account
        self.record = account.record
        self.words = words
        self.language: Language = language

    def heading(self) -> Iterator[Line]:
        """Say what became of the operation."""
        yield Line("", self._outcome())
        if self.record.is_trial:
            yield Line("", self.words.trial)

    def facts(self) -> Iterator[Line]:
        """Say what was tried, when, where and by whom, and what was answered to it."""
        words, record = self.words, self.record
        yield self._of(words.operation, self._operation())
        if record.time:
            yield self._of(words.time, self._beijing(record.time))
        for name, text in (
            (words.workspace, record.workspace),
            (words.account, record.operator),
            (words.message, record.message_id),
        ):
            if text:
                yield self._of(name, text)
        for reason in _reasons(record, self.language):
            yield self._of(words.reason, reason)
        in_shadow = {item["rule"] for item in record.shadow}
        for lifted in (item for item in record.exempted if item["rule"] not in in_shadow):
            yield self._of(words.exemption, self._lifted(lifted))
        if record.kind == "undecided":
            yield Line("", words.unjudged)

    def rule(self, rule: RuleAccount) -> Iterator[Line]:
        """Say of a rule what it is for, what it looked at, and which exemption there might have been."""
        words = self.words
        name = words.rule if rule.result else words.rule_without_result
        yield Line("", name.format(name=rule.name, result=rule.result.value if rule.result else ""))
        description = rule.description.get(self.language)
        if description:
            yield self._of(words.description, description, indented=True)
        if rule.state == "error" and rule.result:
            yield Line("  ", words.rule_in_error.format(result=rule.result.value))
        for value in rule.values:
            yield self._of(words.value, self._value(value), indented=True)
        for limit in rule.limits:
            shown = words.is_value if limit.text is not None else words.is_hidden
            text = shown.format(field=limit.parameter, name=limit.parameter, text=limit.text)
            yield self._of(words.limit_today if self.account.has_changed else words.limit, text, indented=True)
        if rule.facts:
            yield self._of(words.facts, words.comma.join(rule.facts), indented=True)
        has_ended = words.has_ended if self.account.has_changed else words.has_expired
        for template, uses in ((has_ended, rule.exemptions.expired), (words.came_later, rule.exemptions.later)):
            for use in uses:
                text = self._exemption(template, expires=use.expires, reason=use.reason, owner=use.owner)
                yield self._of(words.exemption, text, indented=True)
        if self.account.digest and not rule.is_known:
            yield Line("  ", words.rule_is_gone)

    def ending(self) -> Iterator[Line]:
        """Say how to ask for an exemption, and which policy it was."""
        words = self.words
        for contact, rules in self._contacts().items():
            yield Line("", words.how_to_ask.format(rules=words.comma.join(rules), colon=words.colon, contact=contact))
        if self.record.policy_digest or self.record.kind == "decision":
            digest, today = short(self.record.policy_digest), short(self.account.digest)
            yield self._of(words.policy, self._policy().format(digest=digest, today=today))

    def _outcome(self) -> str:
        words, record = self.words, self.record
        if record.kind == "event":
            return words.only_reported
        if record.point and not catalogue.is_extension_point(record.point) and record.kind == "decision":
            return words.judged_report.format(result=record.decided.value)
        if record.answered is CheckResult.OK and record.decided is not CheckResult.OK:
            return words.opened.format(result=record.decided.value)
        return {CheckResult.OK: words.passed, CheckResult.WARN: words.warned, CheckResult.FAIL: words.refused}[
            record.answered
        ]

    def _policy(self) -> str:
        words, account = self.words, self.account
        if not self.record.policy_digest:
            return words.is_not_recorded_today if account.digest else words.is_not_recorded
        return words.has_changed if account.has_changed else words.is_same if account.digest else words.is_not_known

    def _operation(self) -> str:
        point = self.record.point
        if point is None:
            return self.words.unreadable_operation
        name = operation(point, self.language)
        if name == point:
            return name
        return f"{name} ({point})" if self.language == "en" else f"{name}（{point}）"

    def _contacts(self) -> dict[str, list[str]]:
        """Give whom to ask about which of the rules that made the result: an exemption lifts no error, and no OK.

        A rule of which nobody knows what it asked for may have made it.
        """
        contacts: dict[str, list[str]] = {}
        if self.record.answered is CheckResult.OK:
            return contacts
        made_it = (rule for rule in self.account.rules if rule.result in {None, self.record.answered})
        for rule in made_it:
            if rule.state == "fired" and not rule.exemptions.later:
                text = rule.contact.get(self.language) or rule.contact.get("en") or self.words.nobody_named
                contacts.setdefault(" ".join(text.split()), []).append(rule.name)
        return contacts

    def _value(self, value: Value) -> str:
        words = self.words
        shown = {
            "recorded": words.is_value,
            "cut": words.is_cut,
            "content": words.is_content,
            "unreadable": words.is_unreadable,
            "absent": words.is_absent,
        }.get(value.knowledge, words.is_unrecorded)
        return shown.format(field=value.field, text=value.text)

    def _lifted(self, use: Mapping[str, Any]) -> str:
        """Tell what lifted a rule, as far as the record does."""
        texts = {name: str(use[name]) for name in _OF_AN_EXEMPTION if use.get(name)}
        if len(texts) < len(_OF_AN_EXEMPTION):
            return self.words.was_lifted_somehow.format(name=use["rule"])
        return self._exemption(self.words.was_lifted, **texts, name=use["rule"])

    def _exemption(self, template: str, *, expires: str, **texts: str) -> str:
        return template.format(expires=self._until(expires), colon=self.words.colon, **texts)

    def _until(self, text: str) -> str:
        """Write the end of an exemption, as it is recorded where it is no time, or none that Beijing's clock has."""
        try:
            end = datetime.fromisoformat(text)
            return self._beijing(end) if end.tzinfo else text
        except (ValueError, OverflowError):
            return text

    def _beijing(self, time: datetime) -> str:
        local = time.astimezone(BEIJING).replace(tzinfo=None)
        return self.words.beijing.format(time=local.isoformat(sep=" ", timespec="seconds"))

    def _of(self, name: str, text: str, *, indented: bool = False) -> Line:
        return Line(f"{'  ' if indented else ''}{name}{self.words.colon}", text)


def _reasons(record: Record, language: Language) -> Iterator[str]:
    """Give the reasons in a language, or in the one that there is, each as one line."""
    for reason in record.document["reasons"]:
        texts = {name: text for name, text in reason.items() if name != "result"} if isinstance(reason, dict) else {}
        text = texts.get(language) or next(iter(texts.values()), None)
        if isinstance(text, str):
            yield " ".join(text.split())

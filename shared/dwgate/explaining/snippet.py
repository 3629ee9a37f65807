"""An exemption to begin with, as YAML: the administrator says what it is for, who answers for it and when it ends.

Its end is no date before somebody writes one, so that it does not compile by mistake.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from dwgate.explaining.wording import WORDINGS

if TYPE_CHECKING:
    from dwgate.explaining.account import Account
    from dwgate.policy.decision import Language

_NOT_PLAIN = re.compile(r":\s| #")
"""What YAML takes for its own in a text that stands without quotes."""
_LAST_OF_FOUR_DIGITS = 0xFFFF


def snippet(account: Account, language: Language) -> list[str]:
    """Give the lines of an exemption of this operator in this workspace from the strictest rules that fired.

    There are none where no rule fired: what could not be judged is lifted by no exemption.
    """
    words, record = WORDINGS[language], account.record
    fired = [rule for rule in account.rules if rule.state == "fired"]
    strictest = [rule for rule in fired if rule.result is fired[0].result]
    if not strictest:
        return []
    source = strictest[0].source
    place = f"functions/{account.function}/{source}" if source else None
    who = f"operator == {_quoted(record.operator or words.snippet_account)}"
    where = f" && workspace == {_quoted(record.workspace)}" if record.workspace else ""
    stands_plain = not _NOT_PLAIN.search(who + where)
    return [
        f"exemptions: # {words.snippet_place.format(place=place)}" if place else "exemptions:",
        f"  - rules: [{', '.join(rule.name for rule in strictest)}]",
        *([f"    when: {who}{where}"] if stands_plain else ["    when: |", f"      {who}{where}"]),
        f"    reason: {words.snippet_reason}",
        f"    owner: {words.snippet_owner}",
        f"    expires: {words.snippet_expires}",
    ]


def _quoted(text: str) -> str:
    """Write a text for a condition, with what nobody could see in it escaped as CEL reads it."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(character if character.isprintable() else _escaped(character) for character in quoted)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"

"""The answer: a decision as the response body that DataWorks reads.

DataWorks documents that an extension on Function Compute returns a check result of OK, WARN or FAIL, and publishes
neither the key nor that of the reason.  ``checkResult`` is inferred from the OpenAPI; the keys of the reason are a
setting.
"""

from __future__ import annotations

from dwgate.json_text import writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.policy.decision import Decision, Reason
    from dwgate.runtime.settings import Settings

_encode = writer(ensure_ascii=False)
_ELLIPSIS = "…"
_ZERO_WIDTH_JOINER = "\u200d"


def body(decision: Decision, settings: Settings, *, with_reason: bool = True) -> str:
    """Write the response body: JSON with ``checkResult``, and the reason under each of its keys where there is one."""
    answer = {"checkResult": decision.result.value}
    if decision.reasons and with_reason:
        reason = reason_text(decision.reasons, settings.languages, settings.reason_length)
        if reason:
            answer |= dict.fromkeys(settings.reason_keys, reason)
    return _encode(answer)


def reason_text(reasons: Sequence[Reason], languages: Sequence[str], length: int) -> str:
    """Write all reasons, the strictest first, each language as one paragraph, cut to ``length`` characters.

    Two languages share the length, so that the first one does not cost a reader the second.
    """
    paragraphs = list(dict.fromkeys(" ".join(reason.in_language(one) for reason in reasons) for one in languages))
    share = (length - (len(paragraphs) - 1)) // len(paragraphs)
    spare = sum(max(share - len(paragraph), 0) for paragraph in paragraphs)
    return "\n".join(cut(paragraph, share + spare) for paragraph in paragraphs)


def cut(text: str, length: int) -> str:
    """Cut a text to ``length`` characters, with an ellipsis, and not between a character and what combines with it."""
    text = text.encode(errors="replace").decode()
    if len(text) <= length:
        return text
    if length < len(_ELLIPSIS):
        return ""
    end = length - len(_ELLIPSIS)
    while end > 0 and _continues(text, end):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _continues(text: str, position: int) -> bool:
    """Whether the character at a position belongs to the one before it."""
    import unicodedata  # noqa: PLC0415 - only a reason that is cut pays for it

    char = text[position]
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}  # accents and variation selectors
        or _ZERO_WIDTH_JOINER in (char, text[position - 1])
        or "\u1160" <= char <= "\u11ff"  # the vowel and the end of a Korean syllable
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # the skin tones of emoji
        or "\U000e0020" <= char <= "\U000e007f"  # the tags that name the region of a flag
        or (_is_regional_indicator(char) and _regional_indicators_before(text, position) % 2 == 1)
    )


def _is_regional_indicator(char: str) -> bool:
    """Whether two of these characters are one flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regional_indicators_before(text: str, position: int) -> int:
    start = position
    while start > 0 and _is_regional_indicator(text[start - 1]):
        start -= 1
    return position - start

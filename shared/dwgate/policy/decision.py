"""What a policy says of an event: the decision, and the outcome of each rule in it."""

from __future__ import annotations

from datetime import timedelta, timezone

from dwgate.errors import in_chinese
from dwgate.light import Choice, sha256
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, Literal

    Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = ("en", "zh")

BEIJING = timezone(timedelta(hours=8))
"""The zone of a date that names none, and of a time in a reason: DataWorks's own times are Beijing's."""


class CheckResult(Choice):
    """DataWorks's three answers, from the mildest to the strictest."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"

    @property
    def severity(self) -> int:
        """The rank by which one result outweighs another; OK is 0."""
        return _SEVERITIES[self.value]


_SEVERITIES = {result.value: rank for rank, result in enumerate(CheckResult)}


class Reason(Value):
    """Why an event was not simply let through, in each language that there is."""

    result: CheckResult
    text: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Give the text in this language, or in the one that there is."""
        return self.text.get(language) or next(iter(self.text.values()))


class ExemptionUse(Value):
    """An exemption that lifted a rule; ``expires`` is the first instant at which it no longer does, in ISO 8601."""

    reason: str
    owner: str
    expires: str


class BreakGlassUse(Value):
    """What ``DWGATE_BREAK_GLASS`` made of a decision; ``until`` is the first instant at which it is over, in ISO 8601.

    ``instead_of`` is the result in the place of which OK is answered; None where the time is over and nothing changed.
    """

    until: str
    who: str
    why: str
    instead_of: CheckResult | None

    def as_document(self) -> dict[str, Any]:
        """Give the use as JSON types, for the record."""
        return {
            "state": "open" if self.instead_of else "expired",
            "until": self.until,
            "who": self.who,
            "why": self.why,
            "instead_of": self.instead_of.value if self.instead_of else None,
        }


class Outcome(Value):
    """What became of one rule.

    ``result`` is what the rule asks for: its ``then`` when it fired, its ``on_error`` when it could not be judged, OK
    otherwise.  A shadow rule asks in vain: it is reported, not answered.
    ``error`` says what could not be judged, of the rule, of its reason or of an exemption, without quoting a value.
    """

    rule: str
    state: Literal["passed", "fired", "error", "exempted"]
    result: CheckResult
    shadow: bool = False
    reason: Reason | None = None
    exemption: ExemptionUse | None = None
    error: str | None = None


class Decision(Value):
    """The outcome of a policy on an event, or of a gate on what it could not judge.

    The same message again gives the same ``id``, whichever version of the policy decides.
    ``problem`` says why no policy could be asked; then there are no outcomes.
    A policy knows nothing of ``break_glass``, which is the gate's: where that overrules the decision, ``result`` and
    ``reasons`` are what is answered instead, and all else is as it was decided.
    """

    id: str
    message_id: str | None
    point: str | None
    result: CheckResult
    reasons: tuple[Reason, ...]
    outcomes: tuple[Outcome, ...] = ()
    policy_digest: str | None = None
    problem: str | None = None
    break_glass: BreakGlassUse | None = None

    @property
    def was_asked_for(self) -> bool:
        """Whether there was anything to decide: DataWorks only reports some events, and a policy has no rules there."""
        return self.policy_digest is not None or self.problem is not None

    @property
    def is_overruled(self) -> bool:
        """Whether what is answered is not what was decided, but the OK of break-glass."""
        return self.break_glass is not None and self.break_glass.instead_of is not None

    def as_document(self) -> dict[str, Any]:
        """Give the decision as JSON types, for the record; nothing in it comes from the body but through a reason."""
        told = [outcome for outcome in self.outcomes if outcome.state != "passed"]
        return {
            "decision_id": self.id,
            "message_id": self.message_id,
            "point": self.point,
            "result": self.result.value,
            "reasons": [{"result": reason.result.value, **reason.text} for reason in self.reasons],
            "rules": {
                "fired": [outcome.rule for outcome in told if outcome.state == "fired" and not outcome.shadow],
                "errors": [
                    {"rule": outcome.rule, "error": outcome.error, "result": outcome.result.value}
                    for outcome in told
                    if outcome.error
                ],
                "shadow": [
                    {"rule": outcome.rule, "state": outcome.state, "result": outcome.result.value}
                    for outcome in told
                    if outcome.shadow
                ],
                "exempted": [
                    {
                        "rule": outcome.rule,
                        "reason": outcome.exemption.reason,
                        "owner": outcome.exemption.owner,
                        "expires": outcome.exemption.expires,
                    }
                    for outcome in told
                    if outcome.exemption
                ],
            },
            "problem": self.problem,
            "policy_digest": self.policy_digest,
            "break_glass": self.break_glass.as_document() if self.break_glass else None,
        }


def weigh(outcomes: Sequence[Outcome]) -> tuple[CheckResult, tuple[Reason, ...]]:
    """Give the strictest result that is asked for, and all reasons, the strictest first, else in the policy's order."""
    asking = [one for one in outcomes if (one.result is not CheckResult.OK or one.reason) and not one.shadow]
    results = {one.result for one in asking}
    if len(results) <= 1:
        return results.pop() if results else CheckResult.OK, tuple(_reasons(asking))
    result = max(results, key=lambda one: one.severity)
    return result, tuple(sorted(_reasons(asking), key=lambda reason: -reason.result.severity))


def _reasons(outcomes: list[Outcome]) -> Iterator[Reason]:
    """Give the reason of each rule that has one; rules that could not be judged for the same cause share theirs."""
    unjudged: dict[tuple[CheckResult, str], list[str]] = {}
    for outcome in outcomes:
        if outcome.reason and outcome.state == "error" and outcome.error:
            unjudged.setdefault((outcome.result, outcome.error), []).append(outcome.rule)
    for outcome in outcomes:
        cause = (outcome.result, outcome.error or "")
        if outcome.reason and outcome.state != "error":
            yield outcome.reason
        elif outcome.reason and cause in unjudged:
            yield could_not_judge_rules(unjudged.pop(cause), outcome.error or "", outcome.result)


def undecided(  # noqa: PLR0913 - all but the first two are named
    problem: str,
    result: CheckResult,
    *,
    identity: bytes,
    message_id: str | None = None,
    point: str | None = None,
    policy_digest: str | None = None,
    reason: Reason | None = None,
) -> Decision:
    """Give the decision of a gate that could not ask its policy, or would not, for which there is another ``reason``.

    ``identity`` is what tells this message from others where it has no message id: the bytes that came.
    """
    told = reason or could_not_judge("this operation", "此操作", problem, result)
    reasons = () if result is CheckResult.OK else (told,)
    return Decision(
        id=decision_id(message_id.encode() if message_id else identity, point),
        message_id=message_id,
        point=point,
        result=result,
        reasons=reasons,
        policy_digest=policy_digest,
        problem=problem,
    )


def unasked(*, message_id: str | None, point: str, identity: bytes) -> Decision:
    """Give the decision on what DataWorks only reports: nothing is judged, and nothing stands in its way."""
    return Decision(
        id=decision_id(message_id.encode() if message_id else identity, point),
        message_id=message_id,
        point=point,
        result=CheckResult.OK,
        reasons=(),
    )


def could_not_judge_rules(names: list[str], problem: str, result: CheckResult) -> Reason:
    """Say of one rule or several that they could not be judged."""
    rules = "the rule" if len(names) == 1 else "the rules"
    return could_not_judge(f"{rules} {', '.join(names)}", f"规则 {'、'.join(names)}", problem, result)


def could_not_judge(what: str, what_zh: str, problem: str, result: CheckResult) -> Reason:
    """Say in both languages that something could not be judged, and why, as far as the problem knows its Chinese."""
    return Reason(
        result,
        {
            "en": f"dwgate could not judge {what}: {problem}.",
            "zh": f"dwgate 无法判断{what_zh}：{in_chinese(problem)}。",
        },
    )


def refused(problem: str) -> Reason:
    """Say in both languages that an operation is refused for who asks, whatever a policy would say of it."""
    return Reason(
        CheckResult.FAIL,
        {"en": f"dwgate refuses this operation: {problem}.", "zh": f"dwgate 拒绝此操作：{in_chinese(problem)}。"},
    )


def decision_id(identity: bytes, point: str | None) -> str:
    """Name a decision by the message and the point, so that the same message again gives the same id."""
    return sha256(b"\0".join((identity, (point or "").encode()))).hexdigest()[:32]

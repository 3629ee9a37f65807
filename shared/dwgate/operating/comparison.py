"""What a deployed function says of a sample, compared with what the checkout says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dwgate.operating.trial import Ruling, Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """One sample: both verdicts, in what they differ, and what could not be compared."""

    sample: str
    deployed: Verdict
    checkout: Verdict
    differences: tuple[str, ...]
    notes: tuple[str, ...]

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON types."""
        return {
            "sample": self.sample,
            "deployed": _document(self.deployed),
            "checkout": _document(self.checkout),
            "differences": list(self.differences),
            "notes": list(self.notes),
        }


def compare(sample: str, deployed: Verdict, checkout: Sequence[Verdict]) -> Comparison:
    """Compare with whichever verdict of the checkout is nearest: the hour may have turned between them."""
    comparisons = (_compare(sample, deployed, one) for one in checkout)
    return min(comparisons, key=lambda comparison: len(comparison.differences))


def _compare(sample: str, deployed: Verdict, checkout: Verdict) -> Comparison:
    has_records = len(deployed.rulings) == len(checkout.rulings)
    rules = _of_the_rules(deployed.rulings, checkout.rulings) if has_records else ()
    notes = () if has_records else (f"only the answer was compared: {_lack(deployed, checkout)}",)
    return Comparison(sample, deployed, checkout, (*_of_the_answer(deployed, checkout), *rules), notes)


def _lack(deployed: Verdict, checkout: Verdict) -> str:
    """Say why there are not as many records as here."""
    match deployed.log:
        case "none":
            return "no log came with it"
        case "cut":
            return "the record is longer than the end of the log"
    return f"the log has {len(deployed.rulings)} records, and there are {len(checkout.rulings)} here"


def _of_the_answer(deployed: Verdict, checkout: Verdict) -> Iterator[str]:
    if deployed.answer is None:
        yield "the answer is no JSON object"
    elif deployed.result != checkout.result:
        yield f"{deployed.result or 'no result'} instead of {checkout.result}"
    elif deployed.reason != checkout.reason:
        yield "another reason"
    elif deployed.answer != checkout.answer:
        yield f"the keys are {', '.join(deployed.answer)} instead of {', '.join(checkout.answer or {})}"


def _of_the_rules(deployed: Sequence[Ruling], checkout: Sequence[Ruling]) -> Iterator[str]:
    """Say, message by message, which rules did there what they did not do here, and the other way round."""
    for there, here in zip(deployed, checkout, strict=True):
        yield from (f"{rule} fired" for rule in there.fired if rule not in here.fired)
        yield from (f"{rule} did not fire" for rule in here.fired if rule not in there.fired)
        yield from (f"{rule} could not be judged" for rule in there.errors if rule not in here.errors)
        yield from (f"{rule} could be judged" for rule in here.errors if rule not in there.errors)


def _document(verdict: Verdict) -> dict[str, Any]:
    return {
        "answer": verdict.answer,
        "rules": [{"fired": list(one.fired), "errors": list(one.errors)} for one in verdict.rulings],
        "policy_digest": verdict.policy_digest,
    }

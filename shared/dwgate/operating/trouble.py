"""Trouble: why a cloud did not answer a call, told by the code of its error, and what to do about it.

The codes are those of Alibaba Cloud's gateways, of Function Compute (2023-03-30) and of DataWorks (2020-05-18).

Source: https://www.alibabacloud.com/help/en/function-compute/latest/error-codes
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "access-keys",
    "clock",
    "edition",
    "no-answer",
    "not-found",
    "permission",
    "refused",
    "throttled",
    "unavailable",
]

_BEGINNINGS: tuple[tuple[str, Kind], ...] = (
    ("forbidden.access", "edition"),
    ("invalidaccesskey", "access-keys"),
    ("invalidsecuritytoken", "access-keys"),
    ("missingsecuritytoken", "access-keys"),
    ("signaturedoesnotmatch", "access-keys"),
    ("signaturenotmatch", "access-keys"),
    ("incompletesignature", "access-keys"),
    ("invalidtimestamp", "clock"),
    ("accessdenied", "permission"),
    ("forbidden", "permission"),
    ("internalerror.userid.missing", "permission"),
    ("nopermission", "permission"),
    ("unauthorized", "permission"),
    ("throttling", "throttled"),
    ("resourcethrottled", "throttled"),
    ("resourceexhausted", "throttled"),
    ("toomanyrequests", "throttled"),
    ("internalerror.system", "unavailable"),
    ("internalservererror", "unavailable"),
    ("serviceunavailable", "unavailable"),
    ("functionnotfound", "not-found"),
)
"""The beginnings of codes in lower case, the longer one before the shorter."""

_STATUSES: dict[int, Kind] = {401: "permission", 403: "permission", 404: "not-found", 429: "throttled"}
_SERVER_ERROR = 500

_OF_EVERY_CALL = frozenset({"access-keys", "clock", "edition"})

_WHATS: dict[Kind, str] = {
    "access-keys": "{service} does not accept the access keys",
    "clock": "{service} finds the time of the call more than 15 minutes off",
    "edition": "the Enterprise Edition of DataWorks is missing or has expired, so no extension is asked",
    "no-answer": "{service} gave no answer in time, or none that can be read",
    "not-found": "{service} knows nothing of that name",
    "permission": "{service} does not let these access keys make the call",
    "refused": "{service} refused the call",
    "throttled": "{service} throttled the call",
    "unavailable": "{service} failed to answer",
}
_ADVICE: dict[Kind, str] = {
    "access-keys": "set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for temporary keys,"
    " ALIBABA_CLOUD_SECURITY_TOKEN anew",
    "clock": "set the clock of this machine",
    "edition": "renew the Enterprise Edition of DataWorks",
    "no-answer": "see that the host can be reached from here, and that no proxy stands in the way",
    "not-found": "see that it is there, in this region and under this account",
    "permission": "allow the RAM user or role of these keys what is missing: {actions}",
    "refused": "look the code up, or ask Alibaba Cloud's support with the request id",
    "throttled": "try again later, or raise the limit of the account",
    "unavailable": "try again later",
}


@dataclass(frozen=True, slots=True)
class Service:
    """Who is called; ``actions`` are the RAM actions that the callers in this package need of it."""

    name: str
    actions: str


INVOKER_POLICY = "docs/ram/invoker.json"
DOCTOR_POLICY = "docs/ram/doctor.json"
ROLE_POLICY = "docs/ram/function.json"
"""What a caller of functions must be allowed, who asks about extensions besides, and the role of a function."""

FUNCTION_COMPUTE = Service(
    "Function Compute", f"fc:GetFunction, fc:ListTriggers and fc:InvokeFunction, as in {INVOKER_POLICY}"
)
DATAWORKS = Service("DataWorks", f"dataworks:*, as in {DOCTOR_POLICY}")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a call was not answered; ``code`` and ``request_id`` are the cloud's own, None where it gave none."""

    kind: Kind
    what: str
    advice: str
    code: str | None = None
    request_id: str | None = None

    @property
    def concerns_every_call(self) -> bool:
        """Whether the caller is what is wrong, so that no other call would fare better."""
        return self.kind in _OF_EVERY_CALL


def diagnose(
    service: Service, *, code: str | None, status: int | None = None, request_id: str | None = None
) -> Trouble:
    """Tell from the code of an error, and from its HTTP status where the code is not known, what is the matter."""
    kind = _kind(code, status)
    known_as = [code] if code else []
    # What is wrong with every call is told once, whichever call it was.
    known_as += [f"request {request_id}"] if request_id and kind not in _OF_EVERY_CALL else []
    told = _WHATS[kind].format(service=service.name) + (f" ({', '.join(known_as)})" if known_as else "")
    return Trouble(kind, told, _ADVICE[kind].format(actions=service.actions), code, request_id)


def _kind(code: str | None, status: int | None) -> Kind:
    spelled = (code or "").casefold()
    by_code = next((kind for beginning, kind in _BEGINNINGS if spelled.startswith(beginning)), None)
    if by_code:
        return by_code
    if status is None:
        return "refused" if code else "no-answer"
    return "unavailable" if status >= _SERVER_ERROR else _STATUSES.get(status, "refused")

"""Who calls: the check of signatures of version 3 (ACS3-HMAC-SHA256), written from the vendor's description.

It shares no code with the SDK, so that a client is held to the description and not to itself.

Source: https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from dwgate.testing.error_replies import ErrorReply, Refused, missing

if TYPE_CHECKING:
    from dwgate.testing.wire import Request

ALGORITHM = "ACS3-HMAC-SHA256"
TOLERANCE = timedelta(minutes=15)
"""How far a request's date may be off."""

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^,]+),\s*SignedHeaders=(?P<headers>[^,]+),\s*Signature=(?P<signature>[0-9a-f]+)"
)
_ALWAYS_SIGNED = frozenset(
    {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """An access key, with a security token where it is a temporary one."""

    access_key_id: str
    access_key_secret: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)

    def environment(self) -> dict[str, str]:
        """Give the environment variables by which Function Compute, and the vendor's SDKs, hand over a key."""
        variables = {
            "ALIBABA_CLOUD_ACCESS_KEY_ID": self.access_key_id,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": self.access_key_secret,
        }
        if self.security_token is not None:
            variables["ALIBABA_CLOUD_SECURITY_TOKEN"] = self.security_token
        return variables


CREDENTIALS = Credentials(
    access_key_id="stub-access-key-id",
    access_key_secret="stub-access-key-secret",  # noqa: S106 - it is no secret
    security_token="stub-security-token",  # noqa: S106 - as above
)
"""What a stub knows unless told otherwise; it opens nothing anywhere else."""


class Gatekeeper:
    """Knows the keys and the nonces that were used, and lets a signed request in once."""

    def __init__(self, credentials: Credentials) -> None:
        """Know one key."""
        self.current = credentials
        self._known = {credentials.access_key_id: credentials}
        self._nonces: set[str] = set()

    def rotate(self) -> Credentials:
        """Give out a new key and let the old one's token expire."""
        number = len(self._known) + 1
        self.current = Credentials(
            access_key_id=f"stub-access-key-id-{number}",
            access_key_secret=f"stub-access-key-secret-{number}",
            security_token=f"stub-security-token-{number}",
        )
        self._known[self.current.access_key_id] = self.current
        return self.current

    def admit(self, request: Request, now: datetime) -> None:
        """Let a request in, or raise Refused."""
        authorization = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        if authorization is None:
            raise _incomplete(f"there is no header Authorization of the form {ALGORITHM} Credential=…")
        signed = authorization["headers"].split(";")
        _check_signed_headers(request, signed)
        _check_date(request.headers["x-acs-date"], now)
        credentials = self._credentials(authorization["key"], request.headers.get("x-acs-security-token"))
        canonical = canonical_request(request, signed)
        expected = sign(canonical, credentials.access_key_secret)
        is_intact = request.headers["x-acs-content-sha256"] == hashlib.sha256(request.body).hexdigest()
        if not is_intact or not hmac.compare_digest(expected, authorization["signature"]):
            raise _refused(
                "SignatureDoesNotMatch",
                f"Specified signature does not match our calculation. server CanonicalRequest is [{canonical}]",
            )
        self._use_nonce(request.headers["x-acs-signature-nonce"])

    def _credentials(self, access_key_id: str, token: str | None) -> Credentials:
        known = self._known.get(access_key_id)
        if known is None:
            raise _refused("InvalidAccessKeyId.NotFound", "Specified access key is not found.", status=404)
        if known.security_token is not None and token is None:
            raise missing("SecurityToken")
        if known is not self.current or token != known.security_token:
            raise _refused("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
        return known

    def _use_nonce(self, nonce: str) -> None:
        if nonce in self._nonces:
            raise _refused("SignatureNonceUsed", "Specified signature nonce was used already.")
        self._nonces.add(nonce)


def canonical_request(request: Request, signed: list[str]) -> str:
    """Write the request as it is signed; the hash of the body is computed, whatever the header says."""
    query = sorted(parse_qsl(request.query, keep_blank_values=True))
    return "\n".join(
        [
            request.method,
            request.path,
            "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in query),
            *(f"{name}:{request.headers[name].strip()}" for name in signed),
            "",
            ";".join(signed),
            hashlib.sha256(request.body).hexdigest(),
        ]
    )


def sign(canonical: str, secret: str) -> str:
    """Sign a canonical request."""
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def _check_signed_headers(request: Request, signed: list[str]) -> None:
    required = _ALWAYS_SIGNED | {name for name in request.headers if name.startswith("x-acs-")}
    unsigned = sorted(required.difference(signed))
    if unsigned:
        raise _incomplete(f"these headers must be sent and signed: {', '.join(unsigned)}")
    absent = sorted(set(signed).difference(request.headers))
    if absent:
        raise _incomplete(f"these headers are signed and did not come: {', '.join(absent)}")
    if signed != sorted(signed):
        raise _incomplete("the signed headers are not in alphabetical order")


def _check_date(value: str, now: datetime) -> None:
    try:
        date = datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _refused("InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.") from None
    if abs(now - date) > TOLERANCE:
        raise _refused("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")


def _incomplete(problem: str) -> Refused:
    return _refused("IncompleteSignature", f"The request signature does not conform to Aliyun standards: {problem}")


def _refused(code: str, message: str, status: int = 400) -> Refused:
    return Refused(ErrorReply(status=status, code=code, message=message))

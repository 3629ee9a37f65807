"""Requests as DataWorks's gateway takes them: a form or a query, and a signature over all of it (ACS3-HMAC-SHA256).

The signature covers what is asked for, when, under which number that is used once, and the hash of the body; the key's
secret goes into it, and nowhere else.
Pure: the time and the number are given.

Source: https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature; every header is
signed, as the vendor's own client does it, and the tests hold each signature against that client's.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote, urlencode

from dwgate.openapi.operations import VERSION
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.openapi.endpoint import Credentials
    from dwgate.openapi.operations import Operation

ALGORITHM = "ACS3-HMAC-SHA256"
METHOD, PATH = "POST", "/"
_AGENT = "dwgate"
_FORM = "application/x-www-form-urlencoded"


class Request(Value):
    """A request that is signed; ``target`` is its path, with the query where there is one."""

    target: str
    headers: Mapping[str, str]
    body: bytes


def signed(  # noqa: PLR0913 - all that is signed, each by its name
    operation: Operation, parameters: Mapping[str, str], credentials: Credentials, *, host: str, date: str, nonce: str
) -> Request:
    """Write the request that calls an operation; the date is of UTC, ``2026-11-18T02:00:00Z``."""
    ordered = sorted(parameters.items())
    is_form = operation.parameters_in == "form"
    body = urlencode(ordered).encode() if is_form else b""
    headers = {
        "accept": "application/json",
        "host": host,
        "user-agent": _AGENT,
        "x-acs-action": operation.name,
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-acs-date": date,
        "x-acs-signature-nonce": nonce,
        "x-acs-version": VERSION,
    }
    if is_form:
        headers["content-type"] = _FORM
    if credentials.security_token:
        headers["x-acs-accesskey-id"] = credentials.access_key_id
        headers["x-acs-security-token"] = credentials.security_token
    query = "" if is_form else "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in ordered)
    headers["authorization"] = authorization(query, headers, credentials)
    return Request(f"{PATH}?{query}" if query else PATH, headers, body)


def authorization(query: str, headers: Mapping[str, str], credentials: Credentials) -> str:
    """Give the header that says who calls, and proves it; the names of ``headers`` are in lower case."""
    names = sorted(headers)
    listed = ";".join(names)
    lines = (f"{name}:{headers[name].strip()}" for name in names)
    canonical = "\n".join([METHOD, PATH, query, *lines, "", listed, headers["x-acs-content-sha256"]])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(credentials.access_key_secret.encode(), to_sign.encode(), "sha256").hex()
    return f"{ALGORITHM} Credential={credentials.access_key_id},SignedHeaders={listed},Signature={signature}"


def _quoted(text: str) -> str:
    """Encode a part of a query: all but letters, digits and ``-_.~``, a space as ``%20``."""
    return quote(text, safe="~")

"""Why no answer came, as far as an error of a client tells: from which other errors it came.

Those are the network's, and are known by the names of their types.  Their texts are not shown: nobody knows what they
quote.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dwgate.operating.trouble import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.openapi.endpoint import Endpoint
    from dwgate.operating.trouble import Service, Trouble

_PROXY = "the proxy that this shell names did not connect to {host}"
_CAUSES = {
    "dwgate.openapi.proxies.ProxyError": _PROXY,
    "urllib3.exceptions.ProxyError": _PROXY,
    "builtins.ConnectionRefusedError": "{host} refused the connection",
    "builtins.ConnectionError": "{host} broke the connection off",
    "socket.gaierror": "no host of the name {host} was found",
    "ssl.SSLCertVerificationError": "{host} shows a certificate that is not trusted here",
    "ssl.SSLError": "no https connection to {host} came about",
    "builtins.TimeoutError": "{host} did not answer in time",
    "json.decoder.JSONDecodeError": "what came from {host} cannot be read",
}
"""What an error tells that came of one of these, the more telling one before the other."""


def unanswered(service: Service, error: Exception, endpoint: Endpoint) -> Trouble:
    """Say what happened to a call at an endpoint that was not answered, and what to do."""
    trouble = diagnose(service, code=None)
    types = {f"{kind.__module__}.{kind.__qualname__}" for one in _origins(error) for kind in type(one).__mro__}
    cause = next((told for name, told in _CAUSES.items() if name in types), None)
    what = f"{service.name} gave no answer: {cause}" if cause else f"{trouble.what}; it was asked at {{host}}"
    return replace(trouble, what=what.format(host=endpoint.host), advice=_advice(endpoint) or trouble.advice)


def _origins(error: BaseException) -> Iterator[BaseException]:
    """Give an error and those that it came from; the vendor's client keeps the first of them apart."""
    origin: BaseException | None = error
    while origin is not None:
        yield origin
        origin = getattr(origin, "inner_exception", None) or origin.__cause__ or origin.__context__


def _advice(endpoint: Endpoint) -> str:
    """Advise on a server on this machine; empty for any other host."""
    if not endpoint.is_of_this_machine:
        return ""
    listens = f"see that a server listens at {endpoint.host}, and that no proxy stands in the way"
    if endpoint.protocol == "http":
        return listens
    return (
        f"{listens}; it was spoken to by https: where it speaks http, as dwgate serve does, name http://{endpoint.host}"
    )

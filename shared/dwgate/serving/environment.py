"""The environment of a function's instances: what it is given of s.yaml and of this desk, and what may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.deployment import DeployedFunction

_KEYS = "ALIBABA_CLOUD_"
_SETTINGS = "DWGATE_"
_TO_RUN = ("PATH", "HOME", "LANG", "TMPDIR")


class Environment(Protocol):
    """The variables of a function's instances, which differ with how its code is deployed."""

    def __call__(self, *, calls_out: bool) -> Mapping[str, str]:
        """Give those of code that is deployed with a client of DataWorks's OpenAPI, or without one."""


def environment_of(deployed: DeployedFunction, desk: Mapping[str, str], besides: Mapping[str, str]) -> dict[str, str]:
    """Give a function's variables: what s.yaml sets, over it the DWGATE_ settings of the desk, and then ``besides``.

    Of the desk's other variables it has the keys of Alibaba Cloud and what a program needs to run, and no more.
    """
    taken = {name: value for name, value in desk.items() if name.startswith(_KEYS) or name in _TO_RUN}
    settings = {name: value for name, value in desk.items() if name.startswith(_SETTINGS)}
    return {**taken, **deployed.environment, **settings, **besides}


def shown(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that an answer may show: no key, and nothing that a program only needs to run."""
    return {
        name: value for name, value in sorted(environment.items()) if not name.startswith(_KEYS) and name not in _TO_RUN
    }

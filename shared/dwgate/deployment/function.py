"""The functions that are deployed, as their properties describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from dwgate.deployment.error import DeploymentError
from dwgate.deployment.template import read_properties

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = "s.yaml"

# What Function Compute takes where nothing is said.
_TIMEOUT = 3
_MEMORY = 512
_CONCURRENCY = 1
_INITIALIZER_TIMEOUT = 3

_Kind = TypeVar("_Kind")
_KINDS = {str: "a text, in quotes if need be", int: "a whole number", dict: "a mapping", list: "a list"}


@dataclass(frozen=True, slots=True)
class DeployedFunction:
    """One function of a deployment: what it is called, what it runs, and what it is given.

    ``name`` is that of the resource, and of the folder below ``functions``; ``function_name`` is what Function Compute
    calls it.  ``code`` is a path from the file's folder.  Timeouts are in seconds, ``memory_size`` in megabytes.
    """

    name: str
    function_name: str
    region: str
    runtime: str
    handler: str
    timeout: int
    memory_size: int
    instance_concurrency: int
    code: str
    role: str | None
    environment: Mapping[str, str]
    initializer: str | None
    initializer_timeout: int
    triggers: tuple[Mapping[str, Any], ...]


def read_deployment(
    root: Path, environment: Mapping[str, str], template: str = TEMPLATE
) -> tuple[DeployedFunction, ...]:
    """Read the functions that the file ``template`` below ``root`` deploys, in its order.

    ``environment`` is what ``env('…')`` reads, such as ``os.environ``.  DeploymentError says in one line what is wrong
    with the file, and where.
    """
    properties = read_properties(root, environment, template)
    if not properties:
        raise DeploymentError(f"{template}: resources", "there is no function; add one, or name another file")
    return tuple(_function(name, props, f"{template}: resources.{name}.props") for name, props in properties.items())


def _function(name: str, props: Mapping[str, Any], where: str) -> DeployedFunction:
    lifecycle = _optional(props, "instanceLifecycleConfig", dict, where) or {}
    initializer = _optional(lifecycle, "initializer", dict, f"{where}.instanceLifecycleConfig") or {}
    below = f"{where}.instanceLifecycleConfig.initializer"
    return DeployedFunction(
        name=name,
        function_name=_required(props, "functionName", str, where),
        region=_required(props, "region", str, where),
        runtime=_required(props, "runtime", str, where),
        handler=_required(props, "handler", str, where),
        timeout=_or(_TIMEOUT, _optional(props, "timeout", int, where)),
        memory_size=_or(_MEMORY, _optional(props, "memorySize", int, where)),
        instance_concurrency=_or(_CONCURRENCY, _optional(props, "instanceConcurrency", int, where)),
        code=_required(props, "code", str, where),
        role=_optional(props, "role", str, where) or None,
        environment=_environment(props, where),
        initializer=_optional(initializer, "handler", str, below),
        initializer_timeout=_or(_INITIALIZER_TIMEOUT, _optional(initializer, "timeout", int, below)),
        triggers=_triggers(props, where),
    )


def _environment(props: Mapping[str, Any], where: str) -> dict[str, str]:
    variables = _optional(props, "environmentVariables", dict, where) or {}
    return {str(name): _required(variables, name, str, f"{where}.environmentVariables") for name in variables}


def _triggers(props: Mapping[str, Any], where: str) -> tuple[Mapping[str, Any], ...]:
    triggers = _optional(props, "triggers", list, where) or []
    for at, trigger in enumerate(triggers):
        if not isinstance(trigger, Mapping):
            raise DeploymentError(f"{where}.triggers.{at}", "this must be a mapping")
    return tuple(triggers)


def _required(props: Mapping[str, Any], key: str, kind: type[_Kind], where: str) -> _Kind:
    value = _optional(props, key, kind, where)
    if value is None:
        raise DeploymentError(where, f"{key} is missing; every function has one")
    return value


def _optional(props: Mapping[str, Any], key: str, kind: type[_Kind], where: str) -> _Kind | None:
    value = props.get(key)
    if value is None:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DeploymentError(f"{where}.{key}", f"this must be {_KINDS[kind]}")
    return value


def _or(default: int, value: int | None) -> int:
    return default if value is None else value

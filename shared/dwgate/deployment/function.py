"""The functions that are deployed, as their properties describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from dwgate.deployment.environment import Asked, marks_in, refuse_files
from dwgate.deployment.error import DeploymentError
from dwgate.deployment.template import read_properties

TEMPLATE = "s.yaml"
VARIANTS = "s.*.yaml"

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
    ``template`` is the file that describes it.  ``unset`` names the variables that are not set in the environment,
    by the path of the property that has a default for them, such as ``role`` or ``environmentVariables.DWGATE_ANSWER``.
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
    template: str = TEMPLATE
    unset: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def extension_code(self) -> str:
        """What it is given as the code of its extension, or as several by point; empty where that is nothing."""
        return self.environment.get("DWGATE_EXTENSION_CODE", "").strip()

    def not_set_for(self, variable: str) -> tuple[str, ...]:
        """Name the variables that this shell does not set, and that one of the function's own is taken from."""
        return self.unset.get(f"environmentVariables.{variable}", ())


def read_deployments(root: Path, environment: Mapping[str, str]) -> dict[str, tuple[DeployedFunction, ...]]:
    """Read what each file below ``root`` deploys, ``s.yaml`` and its variants ``s.….yaml``, by the file's name.

    There may be none.  DeploymentError is that of the first file that cannot be read, in the order of the names.
    """
    names = sorted(path.name for pattern in (TEMPLATE, VARIANTS) for path in root.glob(pattern))
    return {name: read_deployment(root, environment, name) for name in names}


def read_deployment(
    root: Path, environment: Mapping[str, str], template: str = TEMPLATE
) -> tuple[DeployedFunction, ...]:
    """Read the functions that the file ``template`` below ``root`` deploys, in its order.

    ``environment`` is what ``env('…')`` reads, such as ``os.environ``.  DeploymentError says in one line what is wrong
    with the file, and where.
    """
    asked = Asked(environment)
    properties = read_properties(root, asked, template)
    if not properties:
        raise DeploymentError(f"{template}: resources", "there is no function; add one, or name another file")
    folder = (root / template).parent
    code = (folder / str(props.get("code") or "") for props in properties.values())
    refuse_files([root, folder, *code, Path.cwd()], asked.names, root, template)
    marked = read_properties(root, asked.with_marks(), template)
    return tuple(_function(name, props, template, dict(marks_in(marked[name]))) for name, props in properties.items())


def _function(
    name: str, props: Mapping[str, Any], template: str, unset: Mapping[str, tuple[str, ...]]
) -> DeployedFunction:
    where = f"{template}: resources.{name}.props"
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
        template=template,
        unset=unset,
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

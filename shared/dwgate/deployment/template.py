"""A file of Serverless Devs, and what it extends: to the properties of each resource.

Two things share what they say.  A file that extends another changes what that one says, and a resource that extends a
template changes the template.  Both are merged deep: mappings by key, and anything else, lists too, is replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dwgate.deployment.error import DeploymentError
from dwgate.deployment.expressions import Scope
from dwgate.policy.compiler.diagnostics import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.deployment.expressions import Variables

EDITION = "3.0.0"


def read_properties(root: Path, environment: Variables, template: str) -> dict[str, dict[str, Any]]:
    """Give what each resource has under ``props``, by its name, with every expression filled in.

    ``template`` is a path below ``root``.  DeploymentError says what cannot be read.
    """
    document = _read(root, template)
    if "extend" in document:
        base = (PurePath(template).parent / str(document["extend"])).as_posix()
        document = _extended(document, template, _read(root, base), base, environment)
    if str(document.get("edition")) != EDITION:
        raise DeploymentError(template, f"this is not edition {EDITION} of Serverless Devs; say edition: {EDITION}")
    resources = _filled_in(document, template, environment)["resources"]
    return {name: resource["props"] for name, resource in resources.items()}


def _extended(
    document: dict[str, Any], template: str, base: dict[str, Any], base_template: str, environment: Variables
) -> dict[str, Any]:
    """Merge a file over its base; each one's resources are filled in from what both share, and merged then."""
    if "extend" in base:
        raise DeploymentError(base_template, f"Serverless Devs extends once: {template} cannot extend what extends")
    shared = _merged(_but_resources(base), _but_resources(document))
    below = _filled_in({**base, **shared}, base_template, environment)
    above = _filled_in({**document, **shared}, template, environment)
    return _merged(below, above)


def _filled_in(document: Mapping[str, Any], file: str, environment: Variables) -> dict[str, Any]:
    """Fill in the variables, then the templates, then each resource, which has the properties of its template then."""
    raw = _mapping(document.get("vars"), f"{file}: vars")
    variables = Scope(environment, raw).resolve(raw, f"{file}: vars")
    templates = _mapping(document.get("template"), f"{file}: template")
    templates = Scope(environment, variables).resolve(templates, f"{file}: template")
    resources = dict(_mapping(document.get("resources"), f"{file}: resources"))
    for name, given in resources.items():
        where = f"{file}: resources.{name}"
        resource = _mapping(given, where)
        props = _merged(_template_of(resource, templates, where), _mapping(resource.get("props"), f"{where}.props"))
        # A resource sees itself as it stands, and those before it filled in.
        resources[name] = {**resource, "props": props}
        resolved = Scope(environment, variables, resources).resolve(props, f"{where}.props")
        resources[name] = {**resource, "props": resolved}
    return {**document, "vars": variables, "template": templates, "resources": resources}


def _template_of(resource: Mapping[str, Any], templates: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    extend = _mapping(resource.get("extend"), f"{where}.extend")
    for key in extend:
        if key != "name":
            raise DeploymentError(
                f"{where}.extend.{key}", "dwgate does not read this; leave it out, it knows name alone"
            )
    if not extend:
        return {}
    name = str(extend["name"])
    if name not in templates:
        raise DeploymentError(
            f"{where}.extend", f"there is no template {name}; {did_you_mean(name, templates, listing='there are')}"
        )
    return _mapping(templates[name], f"{where}.extend")


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(value, Mapping) and isinstance(under, Mapping):
            merged[key] = _merged(under, value)
        else:
            merged[key] = value
    return merged


def _but_resources(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "resources"}


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise DeploymentError(where, "this must be a mapping; write key: value below it")
    return value


def _read(root: Path, file: str) -> dict[str, Any]:
    try:
        document = YAML(typ="safe", pure=True).load((root / file).read_bytes())
    except OSError as error:
        raise DeploymentError(file, f"it cannot be read ({error.strerror}); name a file that is in {root}") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        at = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        problem = " ".join(str(error.problem).split())
        raise DeploymentError(f"{file}{at}", f"this is not YAML: {problem}; mend it there") from None
    except YAMLError:
        raise DeploymentError(file, "this is not YAML, it holds what is no text; write it in UTF-8") from None
    if not isinstance(document, dict):
        raise DeploymentError(file, "this describes no functions; it needs edition, resources and the like") from None
    return document

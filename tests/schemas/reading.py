"""YAML as an editor reads it, and schemas as it holds them against that."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from dwgate.policy.compiler.yaml_source import YamlSource
from dwgate.schemas import every


class _Constructor(SafeConstructor):
    """What makes values of nodes; YAML 1.2 knows no dates, and so they are texts, as to the YAML language server."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def loaded(text: str) -> Any:
    """Read YAML into JSON."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    return yaml.load(text)


def problems(schema: str, text: str) -> list[str]:
    """Give what an editor underlines in a text by the schema of this name."""
    validator = Draft7Validator(every()[f"{schema}.schema.json"])
    return [error.message for error in validator.iter_errors(loaded(text))]


def source_of(text: str) -> YamlSource:
    """Read a text as a file is read."""
    source = YamlSource("a.yaml", text)
    source._compose()
    return source


def parts(schema: Any, path: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every property in a schema, at every depth, with its path."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        for name, held in properties.items() if isinstance(properties, dict) else ():
            yield f"{path}/{name}", held
        for name, held in schema.items():
            yield from parts(held, f"{path}/{name}")
    elif isinstance(schema, list):
        for number, held in enumerate(schema):
            yield from parts(held, f"{path}/{number}")

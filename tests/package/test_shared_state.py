"""What the threads of an instance share and can change, all of it, each with the reason for which that is safe.

Found by reading the library that is shipped: what is written outside of the function that makes it, and what is cached.
"""

import ast
import functools
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import pytest

import dwgate
from dwgate.build.library import NOT_SHIPPED
from dwgate.facts.sql import reading

PACKAGE = Path(dwgate.__file__).parent
ONE_READING = "dwgate.facts.sql."
"""Below it, what is written is made for one text by the one thread that reads it; :class:`Reading` is what is kept."""

LOCKED = "under a lock of its own"
OF_THE_POLICY = "in single steps, of the policy alone: the same whoever makes it"
BY_ONE_THREAD = "made for one message, by the one thread that answers it"
WRITTEN: Mapping[str, str] = {
    "dwgate.callback.answered.Answered._answers": LOCKED,
    "dwgate.errors.problem.chinese": "while it is made",
    "dwgate.events.event.error.point": BY_ONE_THREAD,
    "dwgate.facts.asking.Asking._before": BY_ONE_THREAD,
    "dwgate.facts.asking.current.problems": BY_ONE_THREAD,
    "dwgate.facts.calendar.days._kept": "in single steps, of what is the same whoever makes it",
    "dwgate.facts.dataworks.DataWorksFacts._answers": BY_ONE_THREAD,
    "dwgate.facts.dataworks.OptionCache._kept": LOCKED,
    "dwgate.facts.globs._Reader._place": "made for one pattern, by the one thread that reads it",
    "dwgate.facts.references._KEPT.objects": "each thread has its own",
    "dwgate.gate.Gate._is_settled": "in a single step; two threads may both load the policy again, and one is kept",
    "dwgate.gate.Gate.policy": "in a single step, of the same policy",
    "dwgate.gate.gate._index": "while it is made",
    "dwgate.gate.Gate._earlier_invocations": "a counter, which counts on in a single step",
    "dwgate.light.Pattern._compiled": "in a single step, of the pattern alone",
    "dwgate.light.made.members": "while a class is made",
    "dwgate.light.remembering.__wrapped__": "while it is made",
    "dwgate.packed.module.__file__": "while a module is imported, under the lock that Python has for it",
    "dwgate.packed.spec.submodule_search_locations": "while a module is imported, as above",
    "dwgate.packed.sys.meta_path": "while dwgate is imported, before any other module of it",
    "dwgate.policy.loading._Expressions._read": "while a policy is loaded",
    "dwgate.policy.loading._Expressions.may_read_now": "while a policy is loaded",
    "dwgate.link.Link._connection": LOCKED,
    "dwgate.link.Link._courier": LOCKED,
    "dwgate.openapi.client.error.attempts": BY_ONE_THREAD,
    "dwgate.openapi.connections.Connections._context": "the same whoever makes it first",
    "dwgate.openapi.connections.Connections._kept": "in single steps, and a connection is taken out to be used",
    "dwgate.policy.case.OwnTexts._texts": OF_THE_POLICY,
    "dwgate.policy.engine.Policy._by_point": OF_THE_POLICY,
    "dwgate.record.Log._instance": LOCKED,
    "dwgate.record.Log._last": LOCKED,
    "dwgate.record.Log._lines": LOCKED,
    "dwgate.runtime.connection.Connection._built_for": LOCKED,
    "dwgate.runtime.connection.Connection._transport": LOCKED,
    "dwgate.runtime.settings._LAST_READ": "in a single step, of an environment and what it says",
    "dwgate.values._DataclassFields._known": "in single steps, at the desk",
    "dwgate.values.constructor.__globals__": "while a class is made",
}
"""What is written after it was made, and why no thread sees it half done or another's."""

OF_THE_LIBRARY = "of the library's own data: the same whoever makes it first"
OF_ITS_ARGUMENTS = "the same whoever makes it first, of its arguments alone, and frozen"
CACHED: Mapping[str, str] = {
    "dwgate.events.catalogue._listed": OF_THE_LIBRARY,
    "dwgate.events.catalogue._names": OF_THE_LIBRARY,
    "dwgate.events.catalogue.codes_by_spelling": OF_THE_LIBRARY,
    "dwgate.events.catalogue.events": OF_THE_LIBRARY,
    "dwgate.events.catalogue.fields_of": OF_THE_LIBRARY,
    "dwgate.events.catalogue.find": OF_THE_LIBRARY,
    "dwgate.events.catalogue.unpublished": OF_THE_LIBRARY,
    "dwgate.events.catalogue.is_extension_point": OF_THE_LIBRARY,
    "dwgate.events.convert._spellings": OF_THE_LIBRARY,
    "dwgate.events.event._documented": OF_THE_LIBRARY,
    "dwgate.facts.calendar.windows.windows_of": OF_ITS_ARGUMENTS,
    "dwgate.facts.calendar.zones._named": OF_ITS_ARGUMENTS,
    "dwgate.facts.calendar.zones._offset": OF_ITS_ARGUMENTS,
    "dwgate.facts.functions.every": OF_THE_LIBRARY,
    "dwgate.facts.functions.of_namespace": OF_THE_LIBRARY,
    "dwgate.facts.globs._read": OF_ITS_ARGUMENTS,
    "dwgate.facts.network._network": OF_ITS_ARGUMENTS,
    "dwgate.facts.references._keeps": "the same whoever tries it first",
    "dwgate.facts.sql.grammar.grammar": "classes that each reading makes its own parser of",
    "dwgate.facts.sql.matching._parted": OF_ITS_ARGUMENTS,
    "dwgate.facts.sql.reader._read": OF_ITS_ARGUMENTS,
    "dwgate.facts.sql.text._scanner": OF_THE_LIBRARY,
}
"""What functools keeps, whose caches are safe in threads: two may make the same value, and one of them is kept."""

CHANGES = frozenset(
    name
    for kind in (dict, list, set)
    for name in dir(kind)
    if not name.startswith("__") and not hasattr(frozenset, name) and not hasattr(tuple, name)
) - {"get", "items", "keys", "values", "fromkeys"}
"""The methods that change a dictionary, a list or a set."""


def shipped() -> Iterator[tuple[str, Path]]:
    """Give the modules that an instance may load, by name."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).as_posix()
        if not any(inside == entry or inside.startswith(f"{entry}/") for entry in NOT_SHIPPED):
            parts = ("dwgate", *inside.removesuffix(".py").split("/"))
            yield ".".join(parts).removesuffix(".__init__"), path


@dataclass(frozen=True)
class Scope:
    """Where a statement stands: the module's own names, the class, and the function if it is inside of one."""

    names: frozenset[str]
    owner: str | None = None
    function: str | None = None

    def within(self, node: ast.AST) -> "Scope":
        """Give the scope of what stands inside of a node."""
        if isinstance(node, ast.ClassDef):
            return Scope(self.names, node.name)
        if isinstance(node, ast.FunctionDef) and self.function is None:
            return Scope(self.names, self.owner, node.name)
        return self

    def written(self, target: ast.expr, *, is_changed: bool) -> str | None:
        """Name what a statement writes to, where that outlives the function; the attributes of what it makes do not."""
        while isinstance(target, ast.Subscript):
            target, is_changed = target.value, True
        if isinstance(target, ast.Name):
            return target.id if is_changed and target.id in self.names else None
        if not isinstance(target, ast.Attribute):
            return None
        if ast.unparse(target.value) == "self":
            return None if self.function in {"__init__", "__post_init__"} else f"{self.owner}.{target.attr}"
        return ast.unparse(target)


def targets(node: ast.AST) -> Iterator[ast.expr]:
    """Give what a statement assigns to or deletes."""
    match node:
        case ast.Assign(targets=found) | ast.Delete(targets=found):
            for target in found:
                yield from target.elts if isinstance(target, ast.Tuple) else [target]
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            yield target


def writes(node: ast.AST, scope: Scope) -> Iterator[str]:
    """Give the names of what the functions below a node write to, beside their own variables."""
    for child in ast.iter_child_nodes(node):
        yield from writes(child, scope.within(child))
    if scope.function is None:
        return
    if isinstance(node, ast.Global):
        yield from node.names
    found = [scope.written(target, is_changed=False) for target in targets(node)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        found.append(scope.written(node.func.value, is_changed=True))
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "next":
        found.append(scope.written(node.args[0], is_changed=True))
    yield from (name for name in found if name)


def names_of(tree: ast.Module) -> frozenset[str]:
    """Give the names that a module gives to values of its own."""
    return frozenset(target.id for node in tree.body for target in targets(node) if isinstance(target, ast.Name))


def test_all_that_is_written_is_known_to_be_safe() -> None:
    """Outside of the readings of SQL, whose parts no two threads have at a time."""
    found = set()
    for module, path in shipped():
        tree = ast.parse(path.read_text())
        wrote = {f"{module}.{name}" for name in writes(tree, Scope(names_of(tree)))}
        found |= {name for name in wrote if not name.startswith(ONE_READING)}
    assert found == set(WRITTEN)


def test_all_that_is_cached_is_known_to_be_safe() -> None:
    """And nothing else in a module keeps what it has made."""
    found = set()
    for module, _ in shipped():
        for name, value in vars(importlib.import_module(module)).items():
            if hasattr(value, "cache_info") and value.__module__ == module:
                found.add(f"{module}.{name}")
            if isinstance(value, type) and value.__module__ == module and not module.startswith(ONE_READING):
                assert not any(isinstance(one, functools.cached_property) for one in vars(value).values())
    assert found == set(CACHED)


@pytest.mark.parametrize(
    "kind", [one for one in vars(reading).values() if is_dataclass(one)], ids=lambda one: one.__name__
)
def test_a_reading_that_is_kept_cannot_be_changed(kind: type) -> None:
    """Threads that judge the same text share it."""
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined] # dataclass sets it
    assert not [one.name for one in fields(kind) if str(one.type).startswith(("dict", "list", "set"))]


SOURCE = """
KEPT, COUNT, FROZEN = {}, 0, ()
class Thing:
    def __init__(self): self.a = 1
    def later(self): self.b = self.c[1] = 2; self.d.append(3); del self.e[0]; self.f += 1; next(self.g)
def use(other):
    global COUNT
    KEPT[1] = 2
    KEPT.update({})
    FROZEN.index(1)
    own = {}; own[1] = 2; own.clear()
    other.x = 1
    def inner(): KEPT.clear()
"""


def test_a_write_is_found_however_it_is_written() -> None:
    """So that the first test tests something."""
    tree = ast.parse(SOURCE)
    found = set(writes(tree, Scope(names_of(tree))))
    assert found == {"Thing.b", "Thing.c", "Thing.d", "Thing.e", "Thing.f", "Thing.g", "KEPT", "COUNT", "other.x"}

"""What objects hold, counted: two counts tell what has been kept between them."""

import functools
import gc
import types
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

CONTAINERS = (dict, list, set, frozenset, tuple, bytearray)
ELSEWHERE = (types.ModuleType, types.FrameType, types.CodeType)


def held(roots: Mapping[str, Any]) -> Counter[str]:
    """Count the elements of all containers that can be reached from these objects, by the name of the root.

    A cache that forgets is left out: it has a limit, and is filled up to that.
    """
    found: Counter[str] = Counter()
    seen = {id(root) for root in roots.values()}
    left = list(roots.items())
    while left:
        root, one = left.pop()
        if isinstance(one, CONTAINERS):
            found[root] += len(one)
        for inner in _held_by(one):
            if id(inner) not in seen and not isinstance(inner, ELSEWHERE) and not _forgets(inner):
                seen.add(id(inner))
                left.append((root, inner))
    return found


def _held_by(one: Any) -> Iterable[Any]:
    """Give what an object holds itself: of a function and a class not its module, of a strange class nothing."""
    if isinstance(one, types.FunctionType):
        return (*(one.__closure__ or ()), one.__defaults__, one.__kwdefaults__, one.__dict__)
    if isinstance(one, type):
        return vars(one).values() if str(one.__module__).partition(".")[0] == "dwgate" else ()
    return gc.get_referents(one)


def _forgets(one: object) -> bool:
    return isinstance(one, functools._lru_cache_wrapper) and one.cache_info().maxsize is not None

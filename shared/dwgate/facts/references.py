"""Gives back what cel-expr-python keeps of every call of a function: its arguments, and what it has answered.

The adapter of cel-expr-python 0.1.3 makes a tuple of the arguments, calls the function, copies what it answers, and
lets go of neither.  An instance grew by every text that a rule handed to a function, until Function Compute ended it:
by 6 kB for an ordinary message of ``data_download``, and by a megabyte where the SQL in it had 100 kB.

Nothing in Python can let go of what something else keeps, so that ``ctypes`` does it, one call later, when the adapter
is done.  Whether it keeps them is tried out first: of a version that does not, nothing is given back.

Source: ``PyCelFunctionAdapter::Invoke`` in
https://github.com/cel-expr/cel-python/blob/main/cel_expr_python/py_cel_function.cc
"""

from __future__ import annotations

import ctypes
import sys
import threading
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_WITH_A_TUPLE = 1
"""``METH_VARARGS``: a method in C is handed the very tuple of its arguments."""


class _Method(ctypes.Structure):
    """``PyMethodDef``."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("meaning", ctypes.c_char_p),
    )


_METHOD = _Method(b"call", ctypes.cast(ctypes.pythonapi.PyObject_CallOneArg, ctypes.c_void_p), _WITH_A_TUPLE, None)
"""Calls what it is the method of with that tuple as the one argument; it lives as long as the methods made of it."""
_method_of = ctypes.pythonapi.PyCFunction_NewEx
_method_of.restype = ctypes.py_object
_method_of.argtypes = (ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)
_let_go = ctypes.pythonapi.Py_DecRef
_let_go.restype = None
_let_go.argtypes = (ctypes.py_object,)


class _Kept(threading.local):
    """What the adapter has kept of the last call in this thread, and will not use again."""

    objects: tuple[Any, ...] = ()


_KEPT = _Kept()


def given_back(cel: Any, implementation: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function for CEL of which nothing is kept; ``cel`` is the module ``cel_expr_python.cel``."""
    if not _keeps(cel):
        return implementation

    def call(arguments: tuple[Any, ...]) -> Any:
        for one in _KEPT.objects:
            _let_go(one)
        _KEPT.objects = ()
        kept: tuple[Any, ...] = (arguments,)
        try:
            answer = implementation(*arguments)
            kept = (arguments, answer)
        finally:
            _KEPT.objects = kept
        return answer

    return _with_its_tuple(call)


@cache
def _keeps(cel: Any) -> bool:
    """Try out whether both are kept, the arguments and the answer: to give back what is not would end the process."""
    answer, called = ["an answer"], []

    def tried(arguments: tuple[Any, ...]) -> list[str]:
        called.append(arguments)
        return answer

    text = cel.Type.STRING
    overload = cel.Overload("tried_string", cel.Type.List(text), [text], impl=_with_its_tuple(tried))
    expression = cel.NewEnv(functions=[cel.FunctionDecl("tried", [overload])]).compile("tried('a text') == []")
    before = sys.getrefcount(answer)
    expression.eval(data={})
    arguments, own = called.pop(), (object(),)
    are_kept = sys.getrefcount(arguments) == sys.getrefcount(own) + 1
    return are_kept and sys.getrefcount(answer) == before + 1


def _with_its_tuple(call: Callable[[tuple[Any, ...]], Any]) -> Callable[..., Any]:
    """Make a function that is called with the very tuple of its arguments."""
    method: Callable[..., Any] = _method_of(ctypes.byref(_METHOD), call, None)
    return method

"""Constructors for values: one for each number of fields, in which the names of the fields are filled in.

A dataclass has its ``__init__`` compiled when its class is made, which takes a tenth of a millisecond for each class of
a cold start.  These are compiled when the package is built.  :mod:`dwgate.values` gives each class a copy with its own
names of arguments and defaults, and has ``set_a`` and so on set the class's fields.
"""

# ruff: noqa: F821 - the names are filled in
# ruff: noqa: ANN001, ANN202 - as are the types
# ruff: noqa: E702, PLR0913, PLR0917 - it is a table
# mypy: ignore-errors
# fmt: off

from __future__ import annotations


def _0(self): pass
def _1(self, a):
    set_a(self, a)
def _2(self, a, b):
    set_a(self, a); set_b(self, b)
def _3(self, a, b, c):
    set_a(self, a); set_b(self, b); set_c(self, c)
def _4(self, a, b, c, d):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d)
def _5(self, a, b, c, d, e):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e)
def _6(self, a, b, c, d, e, f):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
def _7(self, a, b, c, d, e, f, g):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g)
def _8(self, a, b, c, d, e, f, g, h):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h)
def _9(self, a, b, c, d, e, f, g, h, i):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i)
def _10(self, a, b, c, d, e, f, g, h, i, j):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i); set_j(self, j)
def _11(self, a, b, c, d, e, f, g, h, i, j, k):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i); set_j(self, j); set_k(self, k)
def _12(self, a, b, c, d, e, f, g, h, i, j, k, m):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i); set_j(self, j); set_k(self, k); set_m(self, m)
def _13(self, a, b, c, d, e, f, g, h, i, j, k, m, n):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i); set_j(self, j); set_k(self, k); set_m(self, m)
    set_n(self, n)
def _14(self, a, b, c, d, e, f, g, h, i, j, k, m, n, o):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i); set_j(self, j); set_k(self, k); set_m(self, m)
    set_n(self, n); set_o(self, o)
def _15(self, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i); set_j(self, j); set_k(self, k); set_m(self, m)
    set_n(self, n); set_o(self, o); set_p(self, p)
def _16(self, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q):
    set_a(self, a); set_b(self, b); set_c(self, c); set_d(self, d); set_e(self, e); set_f(self, f)
    set_g(self, g); set_h(self, h); set_i(self, i); set_j(self, j); set_k(self, k); set_m(self, m)
    set_n(self, n); set_o(self, o); set_p(self, p); set_q(self, q)

OF = (_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16)
"""The constructor of so many fields, by their number."""
SETTERS = tuple(f"set_{name}" for name in "abcdefghijkmnopq")
"""The names by which they set their fields."""

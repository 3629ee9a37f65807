"""Policies: the format an administrator writes, the compiler (build time) and the engine (run time)."""

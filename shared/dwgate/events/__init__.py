"""Bytes to events: the two envelopes, the catalogue of extension points, the conversion of fields.

Nothing here does I/O beyond reading the package's own catalogue, and nothing reads a clock.
"""

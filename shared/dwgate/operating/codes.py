"""The codes of extensions, as a terminal or a log may show them: by their beginning."""

from __future__ import annotations

from dwgate.runtime.settings import shortened_code

EXTENSION_CODE = "DWGATE_EXTENSION_CODE"
"""The setting that holds them: one code, or several by point."""


def shown(value: str) -> str:
    """Show the setting of the codes, each by its beginning."""
    return ",".join(_shown_item(item.strip()) for item in value.split(","))


def _shown_item(item: str) -> str:
    point, equals, code = item.rpartition("=")
    return f"{point}{equals}{shortened_code(code)}"

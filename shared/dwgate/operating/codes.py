"""The codes of extensions, as a terminal or a log may show them: by their beginning."""

from __future__ import annotations

EXTENSION_CODE = "DWGATE_EXTENSION_CODE"
"""The setting that holds them: one code, or several by point."""

_SHOWN_OF_A_CODE = 8


def shortened(code: str) -> str:
    """Give enough of an extension's code to know it by."""
    return code if len(code) <= _SHOWN_OF_A_CODE else f"{code[:_SHOWN_OF_A_CODE]}…"


def shown(value: str) -> str:
    """Show the setting of the codes, each by its beginning."""
    return ",".join(_shown_item(item.strip()) for item in value.split(","))


def without_codes(text: str, value: str) -> str:
    """Take the codes of the setting out of a text that quotes items of it, as the error for a wrong one does."""
    for item in (item.strip() for item in value.split(",")):
        text = text.replace(repr(item), repr(_shown_item(item)))
    return text


def _shown_item(item: str) -> str:
    point, equals, code = item.rpartition("=")
    return f"{point}{equals}{shortened(code)}"

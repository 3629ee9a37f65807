"""JSON by the half of ``json`` that is written in C: the other half brings ``re``, which takes long to load.

Texts are read and written as by ``json`` itself, to the byte.  What the C half does not read is handed to ``json``,
which says what is wrong with it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import json
    from collections.abc import Callable
    from typing import Any, NoReturn, TypeGuard

    _json: Any
else:
    try:
        import _json
    except ImportError:  # a Python that has it elsewhere
        _json = None

_BLANKS = " \t\n\r"


class Reader:
    """A reader of JSON with the hooks of ``json.JSONDecoder``."""

    strict = True
    object_hook = None

    def __init__(
        self,
        *,
        object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
        parse_constant: Callable[[str], Any] = float,
        parse_int: Callable[[str], Any] = int,
        parse_float: Callable[[str], Any] = float,
    ) -> None:
        """Take the hooks."""
        self.object_pairs_hook = object_pairs_hook
        self.parse_constant, self.parse_int, self.parse_float = parse_constant, parse_int, parse_float
        self._scan = _json.make_scanner(self) if _json else None

    def read(self, text: str) -> Any:
        """Read a text; json.JSONDecodeError, which is a ValueError with ``lineno``, where it is no JSON."""
        if self._scan:
            try:
                value, end = self._scan(text, len(text) - len(text.lstrip(_BLANKS)))
            except StopIteration:
                return self._read_slowly(text)
            if end == len(text) or not text[end:].strip(_BLANKS):
                return value
        return self._read_slowly(text)

    def _read_slowly(self, text: str) -> Any:
        import json  # noqa: PLC0415 - see above

        return json.JSONDecoder(
            object_pairs_hook=self.object_pairs_hook,
            parse_constant=self.parse_constant,
            parse_int=self.parse_int,
            parse_float=self.parse_float,
        ).decode(text)


def is_no_json(error: ValueError) -> TypeGuard[json.JSONDecodeError]:
    """Whether an error of :meth:`Reader.read` says that the text is no JSON, and where."""
    return hasattr(error, "lineno")


def writer(
    *,
    sort_keys: bool = False,
    separators: tuple[str, str] = (", ", ": "),
    ensure_ascii: bool = True,
    allow_nan: bool = True,
) -> Callable[[Any], str]:
    """Give a function that writes JSON as ``json.dumps`` does with these settings."""
    if not _json:
        import json  # noqa: PLC0415 - see above

        return json.JSONEncoder(
            sort_keys=sort_keys, separators=separators, ensure_ascii=ensure_ascii, allow_nan=allow_nan
        ).encode
    item, key = separators
    text = _json.encode_basestring_ascii if ensure_ascii else _json.encode_basestring
    encode = _json.make_encoder(None, _refuse, text, None, key, item, sort_keys, False, allow_nan)  # noqa: FBT003

    def write(value: Any) -> str:
        return "".join(encode(value, 0))

    return write


def _refuse(value: object) -> NoReturn:
    raise TypeError(f"{type(value).__name__} is no type of JSON")


read = Reader().read
write = writer()

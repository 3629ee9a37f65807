"""What a function returns to a DataWorks that invoked it, as DataWorks reads it.

Documented is that an extension on Function Compute answers by its return value, with a check result of OK, WARN or
FAIL.  Inferred is the key ``checkResult``.  The key of the reason is not published, so that any text beside the check
result is taken for it, the first one where there are several.
"""

from __future__ import annotations

import json

from dwgate.testing.checks import Result


def read_returned(body: bytes | str) -> Result | None:
    """Read a return value; None where there is no check result in it."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    match document:
        case {"checkResult": "OK" | "WARN" | "FAIL" as check_result, **beside}:
            reason = next((value for value in beside.values() if isinstance(value, str)), None)
            return Result(check_result, reason, is_returned=True)
    return None

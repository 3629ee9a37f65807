"""What two demos of the vendor answer: their logic, written again in a few lines, to be held beside dwgate's.

They are extension-maxpt-demo and extension-deploy-control-demo of
https://github.com/aliyun/dataworks-openplatform-examples, read in November 2026.  Both take what EventBridge brings and
report a result with UpdateIDEEventResult; where an exception comes in between, they print it and report nothing, so
that the operation stays in *Checking*.  That is None here.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

COMMIT, DEPLOY = "dataworks:FileChange:CommitFile", "dataworks:FileChange:DeployFile"

_LOCKED = (
    *((1, 1, 3), (1, 31, 31), (2, 1, 6), (4, 3, 5), (4, 30, 30), (5, 1, 4), (6, 3, 5), (9, 10, 12), (10, 1, 7)),
    *((6, 18, 18), (11, 11, 11)),
)
LOCKED_DAYS = frozenset(f"2022-{month:02}-{day:02}" for month, first, last in _LOCKED for day in range(first, last + 1))
"""The days that the demo is published with, in its application.properties: those of 2022."""


def max_pt(message: Mapping[str, Any], content: str | None, options: Mapping[str, Any] | None) -> str | None:
    """Say what the demo reports that forbids MAX_PT: it looks for the text in the code, in capitals.

    ``content`` is that of the committed file in the snapshot, None where there is none or DataWorks cannot be asked;
    ``options`` are those of the workspace, one of which is the result to report.
    """
    if message["type"] not in {COMMIT, DEPLOY} or content is None:
        return None
    if "MAX_PT" not in content:
        return "OK"
    return (options or {}).get("checkStatus")  # a report without a result is refused


def lockdown(message: Mapping[str, Any], now: datetime) -> str | None:
    """Say what the demo reports that locks days: it has a list of them, and takes the date of the server's own zone.

    That zone is UTC here, as in a container for which nobody has set another.
    """
    if message["type"] != COMMIT:
        return None
    return "FAIL" if now.astimezone(UTC).strftime("%Y-%m-%d") in LOCKED_DAYS else "OK"

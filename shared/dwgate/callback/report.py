"""What is called back of a decision: the operation of the point's module, and its parameters.

========================  ==============================  ======================  =====================
module                    operation                       the reason goes by      results
========================  ==============================  ======================  =====================
data development          ``UpdateIDEEventResult``        ``CheckResultTip``      OK, WARN, FAIL
operation center          ``UpdateWorkbenchEventResult``  ``CheckResultTip``      OK, FAIL
every other               ``CallbackExtension``           ``CheckMessage``        OK, WARN, FAIL
========================  ==============================  ======================  =====================

A message is valid for three days; DataWorks processes no result after that.

Source: the OpenAPI reference of dataworks-public, version 2020-05-18.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dwgate import answer
from dwgate.events import catalogue
from dwgate.openapi.operations import (
    CALLBACK_EXTENSION,
    UPDATE_IDE_EVENT_RESULT,
    UPDATE_WORKBENCH_EVENT_RESULT,
    Operation,
)
from dwgate.policy.decision import CheckResult
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.decision import Decision
    from dwgate.runtime.settings import Settings

VALID_FOR = timedelta(days=3)
LONGEST_IN_A_QUERY = 600
"""The characters of a reason that an address can carry: a Chinese one takes nine bytes of it, and it may have 8 KB."""

ZONE_DOUBT = timedelta(hours=8)
"""DataWorks prints some Beijing times as if they were UTC, so an age may be wrong by this much."""

_OPERATIONS: Mapping[str, tuple[Operation, str]] = {
    operation.name: (operation, reason_parameter)
    for operation, reason_parameter in (
        (UPDATE_IDE_EVENT_RESULT, "CheckResultTip"),
        (UPDATE_WORKBENCH_EVENT_RESULT, "CheckResultTip"),
        (CALLBACK_EXTENSION, "CheckMessage"),
    )
}


class Report(Value):
    """One callback, ready to be sent."""

    operation: Operation
    parameters: Mapping[str, str]


def report(decision: Decision, extension_code: str, settings: Settings) -> Report | None:
    """Write the callback of a decision at an extension point; None where the message has no id to name it by."""
    name = catalogue.find(decision.point).callback if decision.point else None
    if name is None or decision.message_id is None:
        return None
    operation, reason_parameter = _OPERATIONS[name]
    result = decision.result
    if operation is UPDATE_WORKBENCH_EVENT_RESULT and result is CheckResult.WARN:
        result = settings.workbench_warn
    parameters = {
        "MessageId": decision.message_id,
        "ExtensionCode": extension_code,
        "CheckResult": result.value,
    }
    length = settings.reason_length
    if operation.parameters_in == "query":
        length = min(length, LONGEST_IN_A_QUERY)
    reason = answer.reason_text(decision.reasons, settings.languages, length)
    return Report(operation, parameters | ({reason_parameter: reason} if reason else {}))


def is_expired(published: datetime | None, now: datetime) -> bool:
    """Whether a message of that time is no longer processed by DataWorks, beyond any doubt about time zones."""
    return published is not None and now - published > VALID_FOR + ZONE_DOUBT

"""For tests of functions: a stub of DataWorks, and the documented sample messages.  Not shipped to Function Compute.

``DataWorks`` keeps the state and touches no network.  ``mock_dataworks`` puts it in the place of the network in this
process; ``serve_dataworks`` puts it behind a local address, and so does ``python -m dwgate.testing.server`` in a
process of its own.  What can go wrong is in
``faults`` and ``error_replies``.

``samples/<event code>[.<variant>].json`` is the message that DataWorks documents for the event, made valid JSON, in
both envelopes: ``{"eventbridge": …, "function_compute": … or null}``.  Account ids are synthetic.
"""

from dwgate.testing.checks import Extension, Message, Result
from dwgate.testing.dataworks import DataWorks
from dwgate.testing.endpoint import ServedDataWorks, serve_dataworks
from dwgate.testing.error_replies import ErrorReply, Forbidden, MissingUserId, SystemFailure, Throttled
from dwgate.testing.faults import BadGateway, DroppedConnection, Fault, NotJson, Slow, TimeOut, Unsuccessful
from dwgate.testing.mock import mock_dataworks
from dwgate.testing.signature import CREDENTIALS, Credentials
from dwgate.testing.wire import Call

__all__ = [
    "CREDENTIALS",
    "BadGateway",
    "Call",
    "Credentials",
    "DataWorks",
    "DroppedConnection",
    "ErrorReply",
    "Extension",
    "Fault",
    "Forbidden",
    "Message",
    "MissingUserId",
    "NotJson",
    "Result",
    "ServedDataWorks",
    "Slow",
    "SystemFailure",
    "Throttled",
    "TimeOut",
    "Unsuccessful",
    "mock_dataworks",
    "serve_dataworks",
]

"""The handler that the vendor's documentation leads to: its SDK imported at the top, and a text looked for."""

import json

from alibabacloud_dataworks_public20200518 import models  # noqa: F401 - as in the vendor's examples
from alibabacloud_dataworks_public20200518.client import Client  # noqa: F401 - as above


def handler(event: bytes, context: object) -> str:  # noqa: ARG001 - as Function Compute calls it
    """Answer a message."""
    message = json.loads(event)
    if "dwd_" in message["messageBody"]["tableGuid"]:
        return json.dumps({"checkResult": "FAIL", "errorMessage": "This layer is not for uploads."})
    return json.dumps({"checkResult": "OK"})

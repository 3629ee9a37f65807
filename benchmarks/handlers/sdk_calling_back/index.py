"""As the handler over the vendor's SDK, and the result is reported by its CallbackExtension."""

import json
import os

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_openapi.utils_models import Config

protocol, _, endpoint = os.environ["DWGATE_ENDPOINT"].partition("://")
client = Client(
    Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        security_token=os.environ["ALIBABA_CLOUD_SECURITY_TOKEN"],
        protocol=protocol,
        endpoint=endpoint,
    )
)


def handler(event: bytes, context: object) -> str:  # noqa: ARG001 - as Function Compute calls it
    """Answer a message."""
    message = json.loads(event)
    answer = {"checkResult": "OK"}
    if "dwd_" in message["messageBody"]["tableGuid"]:
        answer = {"checkResult": "FAIL", "errorMessage": "This layer is not for uploads."}
    request = models.CallbackExtensionRequest(
        message_id=message["messageId"],
        extension_code=os.environ["DWGATE_EXTENSION_CODE"],
        check_result=answer["checkResult"],
        check_message=answer.get("errorMessage"),
    )
    response = client.callback_extension(request)
    if str(response.body.success).lower() != "true":
        raise RuntimeError("DataWorks refused the result")
    return json.dumps(answer)

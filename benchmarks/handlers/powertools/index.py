"""AWS Lambda Powertools' parser over the same message: a model of pydantic, and a text looked for."""

import json
from typing import Literal

from aws_lambda_powertools.utilities.parser import BaseModel, parse


class Upload(BaseModel):
    """What is uploaded into which table."""

    tenantId: int
    eventCode: Literal["upload-data-to-table"]
    uploadSourceType: str
    optTableType: str
    targetEngineType: str
    writeType: str
    conflictMode: str
    operatorBaseId: str
    operatorUid: str
    datasourceId: str
    datasourceName: str
    tableGuid: str
    queryDwProjectId: str
    queryDwProjectName: str
    fileSize: int


class Message(BaseModel):
    """The message of DataWorks."""

    blockBusiness: bool
    eventCategoryType: str
    eventType: str
    extensionBizId: str
    messageBody: Upload
    messageId: str


def handler(event: bytes, context: object) -> str:  # noqa: ARG001 - as Function Compute calls it
    """Answer a message."""
    message = parse(event=json.loads(event), model=Message)
    if "dwd_" in message.messageBody.tableGuid:
        return json.dumps({"checkResult": "FAIL", "errorMessage": "This layer is not for uploads."})
    return json.dumps({"checkResult": "OK"})

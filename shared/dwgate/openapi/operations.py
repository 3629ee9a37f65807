"""The operations of DataWorks's OpenAPI that dwgate calls, and how each wants its parameters.

The version is 2020-05-18: that of 2024-05-18 has two of them only.
Where the parameters go is what the vendor's own client does, ``alibabacloud-dataworks-public20200518``; the tests hold
every request against it.
"""

from __future__ import annotations

from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


VERSION = "2020-05-18"


class Operation(Value):
    """One operation; ``parameters_in`` is the part of the request that carries them."""

    name: str
    parameters_in: Literal["form", "query"] = "form"


CALLBACK_EXTENSION = Operation("CallbackExtension")
UPDATE_IDE_EVENT_RESULT = Operation("UpdateIDEEventResult")
UPDATE_WORKBENCH_EVENT_RESULT = Operation("UpdateWorkbenchEventResult", "query")
GET_IDE_EVENT_DETAIL = Operation("GetIDEEventDetail")
GET_OPTION_VALUE_FOR_PROJECT = Operation("GetOptionValueForProject")
GET_EXTENSION = Operation("GetExtension", "query")

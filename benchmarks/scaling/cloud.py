"""The platform: what Function Compute, EventBridge and DataWorks do with a message, and what they allow.

An empty source marks what nobody has published: it is assumed, and wants measuring in an account.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaling.stated import stated

_LIMIT = "https://www.alibabacloud.com/help/en/functioncompute/fc/synchronous-invocations"
_DELIVERY = "https://alibabacloud.com/help/tc/functioncompute/fc-2-0/product-overview/limits"
_IDLE = "https://www.alibabacloud.com/help/en/functioncompute/fc-2-0/why-infrequently-used-functions-take-a-longer-period-of-time-to-invoke"
_RETRY = "https://help.aliyun.com/document_detail/433888.htm"
_OPENAPI = "https://www.alibabacloud.com/help/en/dataworks/developer-reference/use-dataworks-openapi"


@dataclass(frozen=True, slots=True)
class Cloud:
    """Limits and times; milliseconds of processor time are those of a whole core."""

    instances: float = stated(
        100, "instances", "at work, per account and region, all functions together", _LIMIT, "2026-04-01"
    )
    delivered: float = stated(5, "instances/s", "the quota of new instances; other pages allow 100 or 300", _DELIVERY)
    idle_shortest: float = stated(
        120, "s", "an idle instance goes after this; the vendor says usually 3 minutes", _IDLE
    )
    idle_longest: float = stated(300, "s", "an idle instance goes before this", _IDLE)
    start_ms: float = stated(400, "ms", "an instance, its code and its container, before Python starts")
    cold_ms: float = stated(200, "core ms", "from Python's start to the first answer")
    cold_client_ms: float = stated(370, "core ms", "the same, where the client of the OpenAPI is loaded")
    decision_ms: float = stated(1, "core ms", "a message read, judged and recorded, warm")
    call_ms: float = stated(5, "core ms", "a call of the OpenAPI: signing, sending, reading")
    answer_ms: float = stated(80, "ms", "DataWorks answers a call, network included")
    spread: float = stated(0.35, "sigma", "of times, which are log-normal around their median")
    reads: float = stated(50, "calls/s", "Enterprise Edition, per account and region", _OPENAPI, "2026-05-09")
    writes: float = stated(20, "calls/s", "Enterprise Edition, per account and region", _OPENAPI, "2026-05-09")
    others: float = stated(0.1, "of both", "scripts of the same account that call DataWorks too")
    redeliveries: float = stated(176, "times", "EXPONENTIAL_DECAY_RETRY: over a day", _RETRY)
    redelivered_after: float = stated(1, "s", "the first time, and twice as long each time", _RETRY)
    redelivered_latest: float = stated(512, "s", "but never longer", _RETRY)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a deployment says of one function: ``least`` instances are kept, and no more than ``most`` run."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """What ``s.yaml`` says, and what somebody may say otherwise.

    ``pushed_at_once`` is how many messages EventBridge pushes at a time; the others wait there, in their order.
    """

    cpu: float = 0.5
    memory_gb: float = 0.5
    disk_gb: float = 0.5
    functions: tuple[tuple[str, Setting], ...] = ()
    pushed_at_once: int | None = None

    def of(self, function: str) -> Setting:
        """Give the settings of a function."""
        return dict(self.functions).get(function, Setting())

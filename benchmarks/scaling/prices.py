"""What the tenant's month costs at the list prices of the international site, in US dollars, before any discount."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from scaling.stated import stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaling.cloud import Deployment

_CU = "https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/product-overview/product-changes-changes-of-billable-items-resource-plans-and-trial-quota-of-function-compute"
_OPENAPI = "https://www.alibabacloud.com/help/en/dataworks/developer-reference/use-dataworks-openapi"
_LOG = "https://alibabacloud.com/help/en/sls/product-overview/billing-examples"
_BUS = "https://www.alibabacloud.com/help/en/eventbridge/product-overview/billing-of-event-buses"
SECONDS_IN_A_MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Prices:
    """Unit prices and conversion factors; the first tier of compute units reaches to 100 million a month."""

    cu: float = stated(0.000020, "USD/CU", "first tier, list price", _CU, "2024-08-27")
    cu_invocation: float = stated(0.0075, "CU", "per invocation: 75 for 10,000", _CU, "2024-08-27")
    cu_core: float = stated(1, "CU/s", "per vCPU of an instance that is at work", _CU, "2024-08-27")
    cu_idle_core: float = stated(0, "CU/s", "per vCPU of an instance that is kept and waits", _CU, "2024-08-27")
    cu_memory: float = stated(0.15, "CU/s", "per GB of memory", _CU, "2024-08-27")
    cu_disk: float = stated(
        0.05, "CU/s", "per GB of disk; whether the first 512 MB are free was not found", _CU, "2024-08-27"
    )
    call: float = stated(0.000005, "USD", "per call of DataWorks's OpenAPI: 0.05 for 10,000", _OPENAPI)
    free_calls: float = stated(
        1_000_000, "calls", "a month, in the Enterprise Edition, for the whole account", _OPENAPI
    )
    log_gb: float = stated(0.117, "USD/GB", "the vendor's example: 18.6 GB a day, indexed, for three days: 2.17", _LOG)
    log_line: float = stated(
        2_600, "bytes", "a record of 2,349 on average, by `benchmarks/replay.py`, and two lines of the runtime"
    )
    event: float = stated(
        0, "USD", "per event of the system bus; a bus of your own: 5.64 yuan a million", _BUS, "2025-05-09"
    )


@dataclass(frozen=True, slots=True)
class Usage:
    """What is paid for, of any span of time."""

    invocations: float
    busy_seconds: float
    calls: float
    events: float
    kept_idle_seconds: float = 0

    @classmethod
    def over(cls, parts: Iterable[tuple[Usage, float]]) -> Usage:
        """Add several up, each so many times."""
        parts = list(parts)
        return cls(*(sum(getattr(one, field.name) * times for one, times in parts) for field in fields(cls)))


def cost(usage: Usage, prices: Prices, deployment: Deployment) -> Mapping[str, float]:
    """Give dollars by what they are for; ``usage`` is that of a month, since so many calls of one are free."""
    space = deployment.memory_gb * prices.cu_memory + deployment.disk_gb * prices.cu_disk
    busy = deployment.cpu * prices.cu_core + space
    idle = deployment.cpu * prices.cu_idle_core + space
    return {
        "invocations": usage.invocations * prices.cu_invocation * prices.cu,
        "compute": usage.busy_seconds * busy * prices.cu,
        "kept instances": usage.kept_idle_seconds * idle * prices.cu,
        "calls of DataWorks": max(usage.calls - prices.free_calls, 0) * prices.call,
        "log": usage.invocations * prices.log_line / 1e9 * prices.log_gb,
        "events": usage.events * prices.event,
    }

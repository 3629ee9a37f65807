"""How a quantity is shown: its unit is the last word of its name."""

from __future__ import annotations

_SCALES = {
    "seconds": ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")),
    "bytes": ((1e6, "MB"), (1e3, "kB"), (1.0, "B")),
    "second": ((1.0, "/s"),),
}


def shown(quantity: str, value: float) -> str:
    """Show a value with three digits and the unit that suits it."""
    scales = _SCALES[quantity.rpartition(" ")[2]]
    size, unit = next((one for one in scales if value >= one[0]), scales[-1])
    scaled = value / size
    digits = f"{scaled:,.0f}" if scaled >= 100 else f"{scaled:.3g}"  # noqa: PLR2004 - three digits
    return f"{digits} {unit}" if unit != "/s" else f"{digits}{unit}"

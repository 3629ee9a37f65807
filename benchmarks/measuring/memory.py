"""How much memory this process has had."""

from __future__ import annotations

import resource


def most_megabytes() -> float:
    """Give what was resident at the most, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

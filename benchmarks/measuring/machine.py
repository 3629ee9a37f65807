"""Where and with what something was measured: without it, no figure says anything."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from measuring.suite import ROOT

_PACKAGES = (
    "alibabacloud-tea-openapi",
    "cedarpy",
    "cel-expr-python",
    "cel-python",
    "pyperf",
    "requests",
    "rule-engine",
    "simpleeval",
    "sqlglot",
)
_OF_HANDLERS = ("alibabacloud-dataworks-public20200518", "aws-lambda-powertools", "pydantic")
_MEASURED = ("benchmarks", "functions", "shared", "pyproject.toml")


def describe(folders: list[Path]) -> dict[str, Any]:
    """Describe the machine and the software; ``folders`` are where else packages are installed.

    The load is the mean number of processes that wanted to run, over one, five and fifteen minutes, before it begins.
    """
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "is_virtual": "hypervisor" in _of_cpu("flags").split(),
        "load_before": [round(one, 2) for one in os.getloadavg()],
        "python": platform.python_version(),
        "packages": {**_versions(_PACKAGES), **_versions_in(folders)},
        "commit": _git("rev-parse", "--short=12", "HEAD") or "unknown",
        "has_changed_since": bool(_git("status", "--porcelain", "--", *_MEASURED)),
    }


def _cpu() -> str:
    return _of_cpu("model name") or platform.machine()


def _of_cpu(name: str) -> str:
    """Read what the kernel says of the first processor, empty where it says nothing."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _versions(names: tuple[str, ...]) -> dict[str, str]:
    return {name: metadata.version(name) for name in names}


def _versions_in(folders: list[Path]) -> dict[str, str]:
    found = metadata.distributions(path=[str(folder) for folder in folders])
    versions = {one.name.lower().replace("_", "-"): one.version for one in found}
    return {name: versions[name] for name in _OF_HANDLERS if name in versions}


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607 - git itself, of the path
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

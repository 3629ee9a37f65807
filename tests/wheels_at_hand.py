"""Sets of wheels that are at hand without an index: of each the one wheel that dwgate requires, with a module in it."""

from pathlib import Path

from dwgate.build.lock import CEL, LOCKS, OPENAPI, SQL, read_lock

REQUIRED = {CEL: "cel-expr-python", OPENAPI: "certifi", SQL: "sqlglot"}


def write_set(name: str, cache: Path) -> Path:
    """Write a set below ``cache``, and give its folder."""
    folder = cache / name
    wheel = read_lock(LOCKS / f"{name}.txt")[REQUIRED[name]]
    write_wheel(folder, wheel.name, wheel.version)
    (folder / f"from_{name}.py").write_text("")
    return folder


def write_wheel(folder: Path, name: str, version: str, *fields: str, licence: str = "MIT", **texts: str) -> Path:
    """Write what an unpacked wheel says of itself: its metadata, and a text for each licence. Give its dist-info."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    lines = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", f"License-Expression: {licence}", *fields]
    (info / "METADATA").write_text("\n".join(lines) + "\n\nA wheel.\n")
    for text, content in texts.items():
        (info / "licenses").mkdir(exist_ok=True)
        (info / "licenses" / text).write_text(content)
    return info

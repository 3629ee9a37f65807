"""The blocks of ``docs/scale.md``: tables of the inputs, and of what the simulation gave for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaling.answers import answers
from scaling.cloud import Cloud
from scaling.people import People
from scaling.prices import Prices
from scaling.stated import stated_in
from scaling.telling import number, percent, seconds, spread, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scaling.stated import Stated
    from scaling.studies import Spread

    _Columns = Mapping[str, tuple[str, Callable[[float], str]]]
    """By figure, the heading of its column, and how it is shown."""

_GROUPS: dict[str, Any] = {"people": People(), "cloud": Cloud(), "prices": Prices()}


def blocks(found: Mapping[str, Any]) -> dict[str, str]:
    """Give each block of the page by its name, from what ``benchmarks/scale.py`` has written."""
    return {
        "answers": answers(found),
        **{name: inputs(name, found["inputs"][name], measured=found["measured"]) for name in _GROUPS},
        "functions": functions(found["functions"]),
        "days": days(found["days"]),
        "cost": costs(found["month"], found["cost"]),
        "kept": kept(found["kept"]),
        "releases": releases(found["releases"]),
        "cpu": cores(found["inputs"], found["sensitivity"]),
        "sensitivity": sensitivity(found["sensitivity"]),
    }


def inputs(group: str, values: Mapping[str, float], *, measured: Sequence[str]) -> str:
    """Tabulate numbers that went in, each with its reason and its source."""
    rows = [
        (f"`{one.name}`", f"{_plain(one.value)} {one.unit}", one.why, _source(one, measured))
        for one in stated_in(replace(_GROUPS[group], **values))
    ]
    return table(("input", "value", "what it says", "from"), rows)


def _source(one: Stated, measured: Sequence[str]) -> str:
    if one.name in measured:
        return "measured, `make bench`"
    if not one.source:
        return "assumed"
    return f"[published]({one.source})" + (f", {one.dated}" if one.dated else "")


def functions(found: Mapping[str, Mapping[str, Spread]]) -> str:
    """Tabulate the functions on a workday."""
    columns: _Columns = {
        "messages": ("messages", number),
        "most a second": ("most/s", number),
        "at work most": ("at work", number),
        "cold": ("cold starts", number),
        "cold share": ("share", percent),
        "p50": ("p50", seconds),
        "p99": ("p99", seconds),
        "longest": ("longest", seconds),
    }
    return _runs("function", columns, {f"`{name}`": of for name, of in found.items()})


def days(found: Mapping[str, Mapping[str, Spread]]) -> str:
    """Tabulate the days."""
    columns: _Columns = {
        "messages": ("messages", number),
        "most a second": ("most/s", number),
        "at work p50": ("at work half of the day", number),
        "at work p99": ("at work 99 %", number),
        "at work most": ("at work, most", number),
        "living most": ("there, most", number),
        "cold": ("cold starts", number),
        "reads most": ("reads/s", number),
        "writes most": ("writes/s", number),
        "refused writes": ("writes refused", number),
    }
    return _runs("day", columns, found)


def _runs(what: str, columns: _Columns, found: Mapping[str, Mapping[str, Spread]]) -> str:
    """Tabulate figures of what was simulated, a row for each."""
    rows = [(name, *(spread(of[key], shown) for key, (_, shown) in columns.items())) for name, of in found.items()]
    return table((what, *(heading for heading, _ in columns.values())), rows)


def costs(month: Mapping[str, Spread], found: Mapping[str, Spread]) -> str:
    """Tabulate what a month costs."""
    amounts = {
        "invocations": f"{spread(month['invocations'])} invocations",
        "compute": f"{spread(month['busy hours'])} hours of instances at work",
        "calls of DataWorks": f"{spread(month['calls'])} calls",
        "log": "the records and the runtime's lines",
        "kept instances": "none are kept by `s.yaml`",
        "events": "the system bus",
        "together": "",
    }
    return table(
        ("what", "how much", "USD a month"), [(name, amount, spread(found[name])) for name, amount in amounts.items()]
    )


def kept(found: Mapping[str, Any]) -> str:
    """Tabulate what instances that are kept change."""
    names = list(found["0"]["functions"])
    return table(
        ("`minInstances`", *(f"`{name}`" for name in names), "USD a month, each", "all"),
        [
            (
                least,
                *(spread(of["functions"][name]["cold share"], percent) for name in names),
                f"{of['each']:.2f}",
                f"{of['together']:.2f}",
            )
            for least, of in found.items()
        ],
    )


def releases(found: Mapping[str, Mapping[str, Spread]]) -> str:
    """Tabulate the ways through a release."""
    columns: _Columns = {
        "living most": ("instances", number),
        "refused deliveries": ("deliveries refused", number),
        "refused writes": ("writes refused", number),
        "undelivered": ("invocations failed", number),
        "unjudged": ("answered by `on_error`", number),
        "lost": ("never answered", number),
        "throttled": ("of other functions throttled", number),
        "half after s": ("half after", seconds),
        "nine tenths after s": ("nine tenths after", seconds),
        "last after s": ("last after", seconds),
    }
    return _runs("way", columns, found)


def cores(inputs: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """Tabulate what half and twice the processor would change."""
    cloud, cpu = inputs["cloud"], inputs["deployment"]["cpu"]
    less, more = found["changed"]["`cpu`"]
    return table(
        ("`cpu`", "a start", "a start of `extension_events`", "USD a month"),
        [
            (
                f"{part:g}",
                *(seconds((cloud["start_ms"] + cloud[cold] / part) / 1000) for cold in ("cold_ms", "cold_client_ms")),
                number(figures["cost"]),
            )
            for part, figures in ((cpu / 2, less), (cpu, found["as it is"]), (cpu * 2, more))
        ],
    )


def sensitivity(found: Mapping[str, Any]) -> str:
    """Tabulate the assumptions, those first that move most."""
    base = found["as it is"]
    rows = sorted(found["changed"].items(), key=lambda row: -_moved(base, row[1]))
    cells = [("as it is", *(_figure(name, base[name]) for name in base))]
    cells += [
        (name, *(" / ".join(_figure(figure, of[figure]) for of in both) for figure in base)) for name, both in rows
    ]
    heading = ("half / double", "at work, mean", "who waits for a start", "wait in a release, mean", "USD a month")
    return table(heading, cells)


def _moved(base: Mapping[str, float], both: Iterable[Mapping[str, float]]) -> float:
    """Give the factor by which the figure that moves most has moved."""
    return max(max(of[name] / base[name], base[name] / of[name]) for of in both for name in base)


def _figure(name: str, value: float) -> str:
    if name == "cold share":
        return percent(value)
    return seconds(value) if name == "wait" else number(value)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:.7f}".rstrip("0")

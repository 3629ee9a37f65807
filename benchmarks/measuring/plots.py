"""Plots of results, as SVG: the same results give the same bytes, and they can be read on light and on dark pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from measuring.pages import DRAWN
from measuring.spread import Spread
from measuring.suite import SECONDS
from measuring.units import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from measuring.results import Results

_TEXT, _OURS, _OTHERS = "#7a828c", "#2f81f7", "#a5acb5"
"""Of a lightness that stands out against white as well as against black."""
_DECADE = 8
"""From how many times the lowest value on a scale is logarithmic."""
_LENGTH = re.compile(r"^(.*), ([0-9,]+) characters$")
_STYLE: dict[Any, Any] = {
    "axes.edgecolor": _TEXT,
    "axes.labelcolor": _TEXT,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": _TEXT,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "legend.frameon": False,
    "legend.labelcolor": _TEXT,
    "svg.fonttype": "none",
    "svg.hashsalt": "dwgate",
    "text.color": _TEXT,
    "xtick.color": _TEXT,
    "ytick.color": _TEXT,
}


def draw(results: Results, folder: Path) -> None:
    """Draw every suite that was measured and has a plot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (label, quantity) in DRAWN.items():
        sides = results.suites[name].quantities.get(quantity, {}) if name in results.suites else {}
        if sides:
            with mpl.rc_context(_STYLE):
                figure = _lines(label, sides) if name == "sql" else _bars(label, quantity, sides)
                figure.savefig(folder / f"{name}.svg", format="svg", metadata={"Date": None}, transparent=True)


def _bars(label: str, quantity: str, sides: Mapping[str, Sequence[float]]) -> Figure:
    """Draw a bar for each side, the shortest above, with its lowest and its highest round."""
    ordered = sorted(((name, Spread.of(values)) for name, values in sides.items()), key=lambda one: -one[1].median)
    figure = Figure(figsize=(8, 0.8 + 0.32 * len(ordered)), layout="constrained")
    axes = figure.subplots()
    medians = [spread.median for _, spread in ordered]
    spans = [
        [spread.median - spread.lowest for _, spread in ordered],
        [spread.highest - spread.median for _, spread in ordered],
    ]
    is_all_ours = not any(map(_is_ours, sides))
    colours = [_OURS if is_all_ours or _is_ours(name) else _OTHERS for name, _ in ordered]
    is_logarithmic = max(medians) > _DECADE * min(medians)
    if is_logarithmic:
        axes.set_xscale("log")
        axes.set_xlim(min(spread.lowest for _, spread in ordered) / 2, max(spread.highest for _, spread in ordered) * 2)
    places = range(len(ordered))
    axes.barh(places, medians, xerr=spans, color=colours, ecolor=_TEXT, capsize=2, height=0.7)
    for place, (_, spread) in zip(places, ordered, strict=True):
        axes.annotate(
            shown(quantity, spread.median), (spread.highest, place), (5, 0), textcoords="offset points", va="center"
        )
    axes.set_yticks(places, [name for name, _ in ordered])
    if not is_logarithmic:
        axes.margins(x=0.15)
    _label(axes, quantity, f"{label}{' (logarithmic)' if is_logarithmic else ''}")
    return figure


def _lines(label: str, sides: Mapping[str, Sequence[float]]) -> Figure:
    """Draw a line for each way to read a text, over the lengths of texts."""
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    axes.set_yscale("log")
    ways: dict[str, list[tuple[int, float]]] = {}
    for name, values in sides.items():
        if found := _LENGTH.match(name):
            ways.setdefault(found[1], []).append((int(found[2].replace(",", "")), Spread.of(values).median))
    for way, points in ways.items():
        colour, above = (_OURS, 8) if _is_ours(way) else (_OTHERS, -16)
        axes.plot(*zip(*points, strict=True), marker="o", color=colour, label=way)
        for length, seconds in points:
            told = shown(SECONDS, seconds)
            axes.annotate(told, (length, seconds), (0, above), textcoords="offset points", ha="center")
    axes.margins(0.12)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(SECONDS, value)))
    axes.set_xlabel("characters of the text")
    axes.set_ylabel(f"{label} (both axes logarithmic)")
    axes.legend()
    return figure


def _is_ours(side: str) -> bool:
    return side.startswith("dwgate")


def _label(axes: Axes, quantity: str, label: str) -> None:
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(quantity, value) if value else "0"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(label)
    axes.grid(axis="x", color=_TEXT, alpha=0.25)
    axes.set_axisbelow(True)

"""The pages on performance say what was measured, and the harness reckons as they say that it does."""

import itertools
from pathlib import Path

import pytest

import suites
from measuring import pages
from measuring.comparison import compare
from measuring.imports import groups, modules, slowest
from measuring.results import FILE, Measured, Results
from measuring.spread import Spread, ratios
from measuring.suite import EachCall, Goal, Side, Suite, repeated
from measuring.tables import headlines, place, tables
from measuring.units import shown

ROOT = Path(__file__).parents[2]
MACHINE = {
    "cpu": "A Processor That Has a Long Name @ 2.50GHz",
    "cores": 2,
    "memory_gb": 8.0,
    "kernel": "Linux 6.1",
    "is_virtual": True,
    "load_before": [0.5, 0.4, 0.3],
    "python": "3.12.1",
    "packages": {},
    "commit": "0123456789ab",
    "has_changed_since": False,
}
SUITE = Suite(
    name="made_up",
    title="Made up",
    sides=(Side("one", lambda: repeated(int)), Side("other", lambda: repeated(int), against="one")),
    goals=(Goal("other", 2.5, to="one"), Goal("other", 0.001), Goal("missing", 1, to="one")),
    is_told_as_rate=True,
)
MEASURED = Measured(
    {"seconds": {"one": [0.001, 0.002, 0.004], "other": [0.002, 0.006, 0.008]}, "bytes": {"x": [5e6]}}, 1.0
)


def test_the_pages_say_what_was_measured() -> None:
    """Every block that scripts/fill-performance writes is what results.json comes to now."""
    results = Results.read()
    for page in (pages.PAGE, ROOT / "README.md", ROOT / "README.zh.md"):
        text = page.read_text(encoding="utf-8")
        assert pages.filled(text, results) == text, f"run scripts/fill-performance: {page.name} says something else"


def test_every_suite_is_measured_and_told() -> None:
    """results.json has all suites, the page a block for each, and every plot that it shows is there."""
    text = pages.PAGE.read_text(encoding="utf-8")
    assert list(Results.read().suites) == list(suites.NAMES)
    assert [name for name in suites.NAMES if f"<!-- {name} -->\n|" not in text] == []
    assert [name for name in pages.DRAWN if not (pages.PLOTS / f"{name}.svg").is_file()] == []


def test_both_sides_of_a_goal_are_measured() -> None:
    """A goal about a side that nothing measures would be held by nobody."""
    results = Results.read()
    told = headlines([suites.suite(name) for name in suites.NAMES], results).rows
    assert len(told) > 10
    assert [row for row in told if row[1] == "not measured"] == []


def test_what_was_measured_fits_a_terminal() -> None:
    """No line of any table is wider than 80 columns."""
    results = Results.read()
    texts = [
        table.text() for name, measured in results.suites.items() for table in tables(suites.suite(name), measured)
    ]
    lines = [line for text in [*texts, pages.headline(results)] for line in text.splitlines()]
    assert [line for line in lines if len(line) > 80] == []


def test_a_ratio_is_that_of_each_round() -> None:
    """The median of the ratios is not the ratio of the medians: 2, 3 and 2 here, where the medians come to 3."""
    assert ratios([2, 6, 8], [1, 2, 4]) == Spread(median=2, deviation=0, lowest=2, highest=3)
    with pytest.raises(ValueError, match="shorter"):
        ratios([1, 2], [1])


def test_a_table_tells_median_spread_and_ratio() -> None:
    """Each side with its median and its deviation, over the side that it is held against."""
    by_side, by_itself, goals = tables(SUITE, MEASURED)
    assert by_side.heading == ("seconds", "median", "MAD", "times", "min–max", "a second")
    assert by_side.rows == (
        ("one", "2 ms", "50%", "1", "", "500"),
        ("other", "6 ms", "33%", "2", "2–3", "167"),
    )
    assert by_itself.rows == (("x", "5 MB", ""),)
    assert [row[1:] for row in goals.rows] == [
        ("2", "2–3", "2.5", "yes"),
        ("6 ms", "2 ms–8 ms", "1 ms", "no"),
        ("not measured", "", "1", ""),
    ]


def test_a_table_is_written_for_pages_too() -> None:
    """As a table of Markdown, with its figures to the right."""
    assert next(tables(SUITE, MEASURED)).markdown().splitlines()[:3] == [
        "| seconds | median | MAD | times | min–max | a second |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        "| one | 2 ms | 50% | 1 |  | 500 |",
    ]


@pytest.mark.parametrize("is_quick", [True, False])
def test_no_figure_is_told_without_its_place(is_quick: bool, tmp_path: Path) -> None:  # noqa: FBT001 - drawn by pytest
    """The machine, the versions and the commit stand beside it, and that a run was quick; also once read again."""
    Results(MACHINE, is_quick, {"made_up": MEASURED}).write(tmp_path / "results.json")
    told = " ".join(place(Results.read(tmp_path / "results.json")))
    assert all(str(one) in told for one in ("2.50GHz", 2, "Linux 6.1", "3.12.1", "0123456789ab", "0.5, 0.4, 0.3"))
    assert ("say nothing" in told) is is_quick


def test_two_runs_are_compared_where_both_have_measured() -> None:
    """The medians of both, their ratio, and in what the machines differ."""
    old = Results(
        MACHINE, is_quick=False, suites={"made_up": Measured({"seconds": {"one": [0.004], "gone": [1]}}, 1.0)}
    )
    told = compare(old, Results({**MACHINE, "cores": 4}, is_quick=False, suites={"made_up": MEASURED}))
    assert [line.split() for line in told.splitlines()[1:2]] == [["one", "4", "ms", "2", "ms", "0.5"]]
    assert "gone" not in told
    assert told.endswith("cores: 2, then 4\n")


@pytest.mark.parametrize(
    ("quantity", "value", "text"),
    [
        ("seconds", 0.0000012345, "1.23 µs"),
        ("p99 seconds", 0.4567, "457 ms"),
        ("seconds", 0, "0 ns"),
        ("zipped bytes", 18_300_000, "18.3 MB"),
        ("records each second", 12345.6, "12,346/s"),
    ],
)
def test_a_quantity_is_shown_in_the_unit_that_suits_it(quantity: str, value: float, text: str) -> None:
    """Three digits, and no more than there are before the point."""
    assert shown(quantity, value) == text


def test_the_slowest_of_a_hundred_calls_is_told_without_the_warm_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of calls that take 1, 2, … seconds by a made-up clock, after a warm-up whose call takes 1000."""
    ticks = itertools.chain([0, 1000], *([at * 1000, at * 1000 + at] for at in range(1, 101)))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))
    timed = EachCall(lambda: None)
    assert (timed(1), timed(100)) == (1000, 5050)
    assert timed.percentile(0.99, warmups=1) == 100
    assert timed.percentile(0.5, warmups=1) == 51


def test_what_python_says_of_imports_is_added_up_by_whose_they_are() -> None:
    """Self times: of Python's own start, of json, of CEL, of dwgate, and of the rest of the standard library."""
    told = "".join(
        f"import time: {microseconds:>9} | {9999:>10} | {'  ' * depth}{name}\n"
        for depth, (name, microseconds) in enumerate(
            [
                ("posix", 100),
                ("json.decoder", 20),
                ("cel_expr_python.cel", 3000),
                ("dwgate.gate", 400),
                ("re._parser", 5),
            ]
        )
    )
    found = groups(f"import time: self [us] | cumulative | imported package\n{told}", of_python={"posix"})
    assert [round(seconds * 1e6) for seconds in found.values()] == [100, 20, 3000, 400, 5]
    assert list(slowest([modules(told)], 2)) == ["cel_expr_python.cel", "dwgate.gate"]


def test_the_file_of_results_is_the_one_that_pages_link_to() -> None:
    """Whoever doubts a figure finds what it was worked out from."""
    assert f"](../{FILE.relative_to(ROOT)})" in pages.PAGE.read_text(encoding="utf-8")

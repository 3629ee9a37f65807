"""The answers at the head of the page: questions that somebody comes with, and the numbers that answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaling.telling import percent, seconds, spread, table

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANSWERS = {
    "How much is asked?": (
        "{workday[messages]} messages on a workday, {end[messages]} when a month is closed, {month[invocations]}"
        " invocations a month; {workday[most a second]} in the busiest second of a workday, {end[most a second]} of a"
        " month end, {release day[most a second]} while a release is handed out"
    ),
    "How many instances?": (
        "{workday[at work most]} at work at the most on a workday, {end[at work most]} when a month is closed, of the"
        " 100 that a region allows; a release takes {release day[at work most]} where nothing limits it"
    ),
    "Who waits for a cold start?": (
        "{workday[cold]} messages of a workday, about a second each: {cold[data_download]} of downloads,"
        " {cold[data_upload]} of uploads, {cold[asset_publish]} of assets published, {cold[asset_unpublish]} of those"
        " withdrawn, which are few"
    ),
    "What does `minInstances: 1` change?": (
        "of downloads {kept[data_download]} wait, of uploads {kept[data_upload]}, of assets published"
        " {kept[asset_publish]}; it costs {price:.2f} dollars a month for each function"
    ),
    "What does a month cost?": (
        "{cost[together]} dollars at list price, of which {cost[calls of DataWorks]} are for calls of DataWorks"
    ),
    "Are 20 writes a second enough?": (
        "yes, but for a release: of a month end's callbacks {end[refused writes]} are refused and made again within"
        " the invocation, of those of a day with a release {release day[refused writes]}"
    ),
    "What if they are not?": (
        "{none[lost]} messages are lost, and the last of 5,000 nodes is answered after {none last}; but"
        " {none[throttled]} downloads, uploads and assets find no instance, and {none[unjudged]} messages are answered"
        " by `on_error`"
    ),
    "What helps?": (
        "`reservedConcurrency: 20` for `extension_events` leaves {twenty[throttled]} and {twenty[unjudged]} of those;"
        " a script that publishes over ten minutes leaves {paced[throttled]} and {paced[unjudged]}, and nobody waits"
        " longer than {paced last}"
    ),
}


def answers(found: Mapping[str, Any]) -> str:
    """Fill the answers."""
    values = _values(found)
    return table(
        ("question", "answer"), [(question, answer.format_map(values)) for question, answer in _ANSWERS.items()]
    )


def _values(found: Mapping[str, Any]) -> dict[str, Any]:
    ways = {
        "none": found["releases"]["no limit"],
        "twenty": found["releases"]["`reservedConcurrency: 20`"],
        "paced": found["releases"]["the script takes 10 minutes"],
    }
    numbers = {
        **found["days"],
        "end": found["days"]["month end"],
        "month": found["month"],
        "cost": found["cost"],
        **ways,
    }
    shares = {"cold": found["functions"], "kept": found["kept"]["1"]["functions"]}
    return {
        **{name: {of: spread(value) for of, value in values.items()} for name, values in numbers.items()},
        **{
            name: {of: spread(values["cold share"], percent) for of, values in functions.items()}
            for name, functions in shares.items()
        },
        **{f"{name} last": spread(way["last after s"], seconds) for name, way in ways.items()},
        "price": found["kept"]["1"]["each"],
    }

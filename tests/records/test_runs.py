"""Records are put together by their links, in whatever order they come."""

import json
from itertools import permutations

import pytest

from dwgate.records.links import Link
from dwgate.records.runs import Runs
from records.sealed import sealed

LINKS = [link for line in sealed([0] * 5) if (link := Link.of(json.loads(line), "-", 1))]
FORGED = [
    link
    for line in sealed([0] * 5, [{"kind": "failure", "problem": "p"}] * 5)
    if (link := Link.of(json.loads(line), "-", 1))
]


def spans(runs: Runs) -> list[tuple[int, int]]:
    """From where to where each run goes."""
    return [(run.first.seq, run.last.seq) for run in runs]


def test_all_orders_of_a_chain_give_one_run() -> None:
    """Without a gap there is one run, whatever was read first."""
    for order in permutations(LINKS):
        runs = Runs()
        for link in order:
            runs.add(link)
        assert spans(runs) == [(0, 4)]
        assert (len(runs), runs.last) == (1, LINKS[4])


def test_a_gap_is_between_two_runs() -> None:
    """Its records are not there, the others are."""
    runs = Runs()
    for at in (4, 0, 1):
        runs.add(LINKS[at])
    assert spans(runs) == [(0, 1), (4, 4)]
    assert [runs.has(seq) for seq in range(6)] == [True, True, False, False, True, False]
    assert [runs.joins(LINKS[at]) for at in (2, 3)] == [True, True]


@pytest.mark.parametrize("at", [1, 3])
def test_what_does_not_fit_is_a_run_of_its_own(at: int) -> None:
    """Its number is the next, and its hash is of another chain."""
    runs = Runs()
    runs.add(LINKS[2])
    assert not runs.joins(FORGED[at])
    runs.add(FORGED[at])
    assert spans(runs) == sorted([(2, 2), (at, at)])


def test_nothing_has_no_last_record() -> None:
    """And no record has been added."""
    assert Runs().last is None
    assert not Runs().has(0)
    assert not Runs().joins(LINKS[0])

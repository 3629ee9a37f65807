"""The simulation of a large tenant keeps its own laws, and its page shows what it gives."""

import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from ruamel.yaml import YAML

from dwgate.runtime.settings import Settings
from scaling.cloud import Cloud, Deployment, Setting
from scaling.demand import DAYS_OF_A_MONTH, DEPLOY, POINTS, Message, messages
from scaling.inputs import Inputs
from scaling.measured import cloud_of, measured_in
from scaling.page import blocks
from scaling.people import HOURS, People
from scaling.prices import Prices, Usage, cost
from scaling.simulation import CALLED_BACK, OPTIONS_KEPT, Simulation
from scaling.stated import stated_in
from scaling.studies import simulated
from scaling.tally import Tally

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
DOWNLOAD = next(point for point in POINTS if point.name == "download")
SMALL = replace(Cloud(), instances=6, delivered=3, writes=5, reads=8, redeliveries=12)
"""A cloud in which a hundred messages at once are too many of everything."""


def chance(seed: int = 7) -> Random:
    """Give a chance that is always the same."""
    return Random(seed)  # noqa: S311 - not for secrets


def simulation(cloud: Cloud = SMALL, deployment: Deployment | None = None) -> Simulation:
    """Make one."""
    return Simulation(cloud, deployment or Deployment(), chance())


def at_once(number: int) -> list[Message]:
    """Give so many messages of one second, of which every tenth is a download."""
    return [Message(at / number, DEPLOY if at % 10 else DOWNLOAD, at % 5) for at in range(number)]


def is_accounted_for(tally: Tally) -> bool:
    """Whether each message has come to one end."""
    return tally.sent == tally.answered + tally.throttled + tally.lost and tally.answered == len(tally.answers)


def test_every_message_of_an_hour_is_answered_once() -> None:
    """Where there is enough of everything, nothing is throttled, and nobody is asked twice."""
    run = simulated(Inputs(), "workday", 1, range(3, 4))
    assert sum(tally.sent for tally in run.tallies.values()) > 50
    for tally in run.tallies.values():
        assert is_accounted_for(tally)
        assert tally.answered == tally.sent == tally.invocations


def test_the_work_of_an_hour_is_its_rate_times_its_time() -> None:
    """Little's law: the mean of the instances at work is what came in a second times how long each was at it."""
    downloads = replace(Inputs(), people=replace(People(), downloads=20), cloud=replace(Cloud(), decision_ms=500))
    run = simulated(downloads, "workday", 1, range(3, 4), [DOWNLOAD])
    tally = run.tallies["data_download"]
    lasted = tally.lasted()
    in_the_mean = sum(level * seconds for level, seconds in tally.seconds_at.items()) / 3600
    assert in_the_mean == pytest.approx(len(lasted) / 3600 * (sum(lasted) / len(lasted)), rel=0.01)
    assert tally.busy_seconds == pytest.approx(sum(lasted))


@pytest.mark.parametrize("most", [None, 2])
def test_no_limit_is_passed(most: int | None) -> None:
    """Neither the region's, nor the function's, nor DataWorks's, whatever comes at once; each message has an end."""
    run = simulation(deployment=Deployment(functions=((CALLED_BACK, Setting(most=most)),)))
    run.run(at_once(100))
    assert all(is_accounted_for(tally) for tally in run.tallies.values())
    assert run.all.most_busy() <= SMALL.instances
    assert run.tallies[CALLED_BACK].most_busy() == (most or SMALL.instances)
    assert run.most_called("write") <= SMALL.writes
    assert run.most_called("read") <= SMALL.reads
    assert run.tallies[CALLED_BACK].answered == run.tallies[CALLED_BACK].accepted["callback"]


def test_what_is_too_much_is_delivered_again_or_lost_and_counted() -> None:
    """A message of EventBridge is lost after its last delivery alone; any other is throttled at once."""
    run = simulation(replace(SMALL, redeliveries=1))
    run.run(at_once(100))
    assert all(is_accounted_for(tally) for tally in run.tallies.values())
    assert run.tallies[CALLED_BACK].lost > 0
    assert run.tallies["data_download"].throttled > 0
    assert run.tallies["data_download"].lost == run.tallies[CALLED_BACK].throttled == 0


def test_what_is_held_back_is_not_at_work() -> None:
    """EventBridge that pushes two at a time has two instances at work, and loses nothing."""
    run = simulation(deployment=Deployment(pushed_at_once=2))
    run.run(at_once(50))
    assert run.tallies[CALLED_BACK].most_busy() == 2
    assert run.tallies[CALLED_BACK].answered == run.tallies[CALLED_BACK].sent == 45


@pytest.mark.parametrize(("apart", "least", "cold"), [(100, 0, 1), (301, 0, 10), (301, 1, 0)])
def test_a_start_is_waited_for_where_no_instance_is_left(apart: float, least: int, cold: int) -> None:
    """Within the shortest idle time one start is enough, past the longest each needs one, and a kept one needs none."""
    run = simulation(Cloud(), Deployment(functions=(("data_download", Setting(least)),)))
    run.run(Message(at * apart, DOWNLOAD, 0) for at in range(10))
    assert run.tallies["data_download"].cold == cold


def test_without_messages_nothing_is_started() -> None:
    """No messages, no instances, no cost but that of what is kept."""
    run = simulation()
    run.run([])
    assert run.most_living == 0
    assert sum(cost(Usage(0, 0, 0, 0), Prices(), Deployment()).values()) == 0
    assert cost(Usage(0, 0, 0, 0, kept_idle_seconds=1000), Prices(), Deployment())["kept instances"] > 0


def test_options_are_asked_for_once_in_a_while() -> None:
    """An instance keeps the options of a workspace for as long as the settings say by default."""
    assert Settings().options_kept == OPTIONS_KEPT
    run = simulation(Cloud())
    run.run(Message(at, DEPLOY, 0) for at in (0, 30, 59, OPTIONS_KEPT + 10, OPTIONS_KEPT + 20))
    assert run.tallies[CALLED_BACK].accepted == {"snapshot": 5, "options": 2, "callback": 5}


def test_the_same_seed_gives_the_same_hour() -> None:
    """And another one gives another."""
    hours = [simulated(Inputs(), "weekend", seed, range(2, 4)) for seed in (1, 1, 2)]
    first, again, other = ([tally.answers for tally in run.tallies.values()] for run in hours)
    assert first == again != other


def test_the_messages_of_a_day_are_those_of_its_hours() -> None:
    """They come in order, and a release adds its nodes at its hour."""
    people = replace(People(), users=1000, workspaces=10, bulk_nodes=40)
    hours = [messages(people, "release day", chance(), range(hour, hour + 1)) for hour in (19, 20)]
    assert [sum(one.point is DEPLOY for one in hour) >= 40 for hour in hours] == [False, True]
    for hour in hours:
        assert hour == sorted(hour, key=lambda one: one.sent)
    assert len(HOURS) == 24
    assert sum(DAYS_OF_A_MONTH.values()) == 30


def test_a_bill_of_the_vendors_is_counted_as_the_vendor_does() -> None:
    """3 million invocations of 200 ms with 0.25 vCPU and 512 MB are 217,500 compute units.

    https://help.aliyun.com/en/functioncompute/fc-2-0/product-overview/pay-as-you-go-billing-method
    """
    usage = Usage(invocations=3_000_000, busy_seconds=600_000, calls=0, events=0)
    found = cost(usage, Prices(), Deployment(cpu=0.25, memory_gb=0.5, disk_gb=0))
    assert (found["invocations"] + found["compute"]) / Prices().cu == pytest.approx(22_500 + 45_000 + 150_000)


def test_what_is_measured_takes_the_place_of_what_is_stated(tmp_path: Path) -> None:
    """The medians of a run that was not made in haste; the client is what a callback takes more."""
    results = tmp_path / "results.json"
    assert measured_in(results) == {}
    starts = {"dwgate, rules that read SQL": [0.1, 0.2, 0.3], "dwgate, callback": [0.07], "dwgate": [0.02]}
    sides = {"cold_start": starts, "warm": {"20 of 20, large": [0.0005]}, "callback": {"dwgate's client": [0.003]}}
    document = {"is_quick": False, "suites": {name: {"quantities": {"seconds": one}} for name, one in sides.items()}}
    results.write_text(json.dumps(document))
    found = {"cold_ms": 200, "cold_client_ms": 250, "decision_ms": 0.5, "call_ms": 3}
    assert measured_in(results) == pytest.approx(found)
    assert cloud_of(measured_in(results)).cold_client_ms == pytest.approx(250)
    results.write_text(json.dumps({**document, "is_quick": True}))
    assert measured_in(results) == {}


def test_the_deployment_is_that_of_the_template() -> None:
    """What is simulated is what s.yaml deploys."""
    gate = YAML(typ="safe").load(ROOT / "s.yaml")["template"]["gate"]
    simulated_sizes = Deployment().cpu, Deployment().memory_gb * 1024, Deployment().disk_gb * 1024
    assert simulated_sizes == (gate["cpu"], gate["memorySize"], gate["diskSize"])
    assert gate["instanceConcurrency"] == 1


@pytest.mark.parametrize("group", [People(), Cloud(), Prices()], ids=lambda group: type(group).__name__)
def test_every_number_has_its_reason(group: object) -> None:
    """With a unit, and an address where it is published."""
    for one in stated_in(group):
        assert one.unit
        assert one.why
        assert not one.source or one.source.startswith("https://")


def test_the_page_shows_the_last_run_of_these_inputs() -> None:
    """Where this fails, run benchmarks/scale.py and scripts/fill-scale: an input, or a result, has changed."""
    found = json.loads((ROOT / "benchmarks" / "scale.json").read_text(encoding="utf-8"))
    used = Inputs(cloud=replace(Cloud(), **{name: found["inputs"]["cloud"][name] for name in found["measured"]}))
    assert found["inputs"] == json.loads(json.dumps(used.as_document()))
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    for name, block in blocks(found).items():
        assert f"<!-- {name} -->\n{block}<!-- end of {name} -->" in page


def test_every_test_that_the_page_names_is_there() -> None:
    """What is said of the code is held by a test of that name, in one of the files that are named."""
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    files = [ROOT / name for name in re.findall(r"`(tests/[\w/]+[.]py)`", page)]
    held = "".join(file.read_text(encoding="utf-8") for file in files)
    named = re.findall(r"`(test_\w+)`", page)
    assert len(named) > 5
    assert [name for name in named if f"def {name}(" not in held] == []

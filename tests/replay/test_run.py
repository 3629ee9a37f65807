"""A replay counts, of every decision, whether it would be the same, would flip, or cannot be told."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dwgate.policy.decision import BreakGlassUse, CheckResult
from dwgate.records import Reading, Record
from dwgate.replay import Candidate, Replay, Report
from replayed import NOW, POLICY, compiled, message, recorded

DOCUMENT = compiled()


def replayed(policy: str | dict[str, Any], *records: Record, **more: Any) -> Report:
    """The report of a replay by one policy."""
    document = policy if isinstance(policy, dict) else compiled(policy)
    replay = Replay([Candidate.of(document)], **more)
    for record in records:
        replay.add(record)
    return replay.report


def flips(report: Report) -> dict[str, int]:
    """How often each flip was."""
    return {str(flip): count for flip, count in report.flips.total.items()}


def rules(report: Report) -> dict[tuple[str, str, str], int]:
    """How often each rule makes a flip, and how."""
    return {(rule, how, str(flip)): count for (_, rule, how, flip), count in report.rules.items()}


def few(**body: Any) -> Any:
    """The record of a message in which nothing is wrong, but for what is given."""
    return recorded(DOCUMENT, message({"dataRowSize": 50, "moduleType": "sqlx_query", **body}))


LIMIT = POLICY.replace("max_rows: 100", "max_rows: 10")
CASES: dict[str, tuple[str, dict[str, Any], dict[tuple[str, str, str], int]]] = {
    "newly fires": (LIMIT, {}, {("too-many-rows", "newly fires", "OK → FAIL"): 1}),
    "newly fires beside a warning": (
        LIMIT,
        {"moduleType": "other"},
        {("too-many-rows", "newly fires", "WARN → FAIL"): 1},
    ),
    "newly in error": (
        POLICY.replace("event.dataRowSize >", "event.fileSize >").replace(".dataRowSize} rows", ".fileSize} bytes"),
        {},
        {("too-many-rows", "newly in error", "OK → FAIL"): 1},
    ),
    "asks for more": (
        POLICY.replace("then: WARN", "then: FAIL"),
        {"moduleType": "other"},
        {("other-module", "asks for more", "WARN → FAIL"): 1},
    ),
    "no longer fires": (
        POLICY.replace("max_rows: 100", "max_rows: 1000"),
        {"dataRowSize": 500},
        {("too-many-rows", "no longer fires", "FAIL → OK"): 1},
    ),
    "no longer in error": (
        POLICY.replace("event.dataRowSize >", "has(event.dataRowSize) && event.dataRowSize >"),
        {"dataRowSize": None},
        {("too-many-rows", "no longer fires", "FAIL → OK"): 1},
    ),
    "no longer there": (
        POLICY.replace("too-many-rows", "far-too-many-rows").replace("max_rows: 100", "max_rows: 1000"),
        {"dataRowSize": 500},
        {("too-many-rows", "no longer there", "FAIL → OK"): 1},
    ),
    "now in shadow": (
        POLICY.replace("then: FAIL", "then: FAIL\n    mode: shadow"),
        {"dataRowSize": 500},
        {("too-many-rows", "now in shadow", "FAIL → OK"): 1},
    ),
    "now lifted": (
        POLICY.replace('operator == "7"', 'point == "download-resources-execute"'),
        {"dataRowSize": 500},
        {("too-many-rows", "now lifted", "FAIL → OK"): 1},
    ),
    "asks for less": (
        POLICY.replace("then: FAIL", "then: WARN"),
        {"dataRowSize": 500},
        {("too-many-rows", "asks for less", "FAIL → WARN"): 1},
    ),
}


@pytest.mark.parametrize(("policy", "body", "expected"), CASES.values(), ids=CASES)
def test_a_flip_says_which_rule_makes_it(
    policy: str, body: dict[str, Any], expected: dict[tuple[str, str, str], int]
) -> None:
    """And what became of the rule."""
    report = replayed(policy, few(**body))
    assert rules(report) == expected
    assert report.flips.total.total() == 1
    assert (report.same, report.unreplayable) == (0, 0)


def test_the_same_policy_flips_nothing() -> None:
    """Whatever was decided, it is decided again."""
    report = replayed(DOCUMENT, few(), few(dataRowSize=500), few(moduleType="other"), few(dataRowSize="many"))
    assert (report.same, report.flips.total.total(), report.unreplayable) == (4, 0, 0)


def test_flips_are_counted_by_where_and_when_they_are() -> None:
    """A day is Beijing's, and what is not known has a name too."""
    late = datetime(2026, 11, 18, 17, tzinfo=UTC)
    records = [
        recorded(DOCUMENT, message({"dataRowSize": 50, "moduleType": "dw_excel", **body}), now=now)
        for body, now in (
            ({"queryDwProjectId": 1, "operatorUid": "5"}, NOW),
            ({"queryDwProjectId": 1}, late),
            ({}, late),
        )
    ]
    found = replayed(LIMIT, *records).flips
    assert {key: count for (key, _), count in found.workspaces.items()} == {"1": 2, "not known": 1}
    assert {key: count for (key, _), count in found.operators.items()} == {"5": 1, "not known": 2}
    assert {key: count for (key, _), count in found.days.items()} == {"2026-11-18": 1, "2026-11-19": 2}


def test_what_was_decided_counts_and_not_what_break_glass_answered() -> None:
    """Without it the message would have been refused, as it is now."""
    use = BreakGlassUse("2026-11-18T12:00:00+08:00", "zhang.san", "INC-7", CheckResult.FAIL)
    record = few(dataRowSize=500)
    answered = Record.of({**record.document, "result": "OK", "break_glass": use.as_document()})
    report = replayed(DOCUMENT, answered)
    assert (report.same, report.under_break_glass) == (1, 1)


def test_a_record_that_lacks_what_decides_is_not_counted_as_unchanged() -> None:
    """It says what it lacks and which rule wants it."""
    record = recorded(DOCUMENT, message({"dataRowSize": 50, "moduleType": "dw_excel"}), fields=["moduleType"])
    report = replayed(LIMIT, record)
    assert (report.same, report.unreplayable, report.read) == (0, 1, 1)
    assert report.wants == {("data_download", ("event.dataRowSize", "unrecorded")): 1}
    assert list(report.wanting.values()) == [{"too-many-rows": 1}]


@pytest.mark.parametrize(
    ("module", "on_error", "is_known"),
    [("other", "FAIL", True), ("dw_excel", "FAIL", False), ("dw_excel", "WARN", False)],
)
def test_what_is_lost_does_not_matter_where_another_rule_asks_for_as_much(
    module: str, on_error: str, *, is_known: bool
) -> None:
    """The result is known without it."""
    policy = LIMIT.replace("then: FAIL", f"then: WARN\n    on_error: {on_error}").replace(
        'then: WARN\n    reason: {en: "${event.moduleType}"}', "then: FAIL\n    reason: {en: no}"
    )
    record = recorded(DOCUMENT, message({"dataRowSize": 50, "moduleType": module}), fields=["moduleType"])
    report = replayed(policy, record)
    assert report.unreplayable == (not is_known)


def test_a_record_of_what_there_is_no_policy_for_is_told() -> None:
    """It cannot be replayed, and is not forgotten."""
    other = Record.of({**few().document, "function": "other"})
    elsewhere = Record.of({**few().document, "point": "download-resources"})
    nameless = Record.of({**few().document, "function": None, "point": "commit-file"})
    report = replayed(DOCUMENT, other, elsewhere, nameless)
    assert report.unreplayable == 3
    assert report.unjudged == {
        "there is no function other": 1,
        "data_download is no longer asked about download-resources": 1,
        "no function is asked about commit-file": 1,
    }


def test_records_of_functions_that_are_not_looked_at_are_passed_over() -> None:
    """Where one policy is tried of many, the records of the others are no loss."""
    replay = Replay([Candidate.of(DOCUMENT)], is_whole=False)
    replay.add(Record.of({**few().document, "function": "other"}))
    assert (replay.left_out, replay.report.read, replay.functions_read) == (1, 0, {"other"})


def test_an_earlier_version_s_record_is_of_the_function_that_is_asked_about_its_point() -> None:
    """Where two are, nobody knows."""
    old = Record.of({name: value for name, value in few().document.items() if name != "function"})
    assert replayed(LIMIT, old).flips.total.total() == 1
    replay = Replay([Candidate.of(DOCUMENT), Candidate.of(DOCUMENT, "twin")])
    replay.add(old)
    assert list(replay.report.unjudged) == [
        "the record names no function, and several are asked about download-resources-execute"
    ]


def test_a_record_without_a_time_is_judged_by_that_of_the_log() -> None:
    """It is said how many were."""
    document = {**few(dataRowSize=500, operatorUid="7").document, "time": None}
    assert replayed(DOCUMENT, Record.of(document, NOW)).by_log_time == 1
    untimed = replayed(DOCUMENT, Record.of({**document, "policy_digest": "sha256:0"}))
    assert list(untimed.wants) == [("data_download", ("now", "no-time"))]
    assert replayed(LIMIT, Record.of({**few().document, "time": None})).flips.days.keys() == {
        ("not known", flip) for flip in replayed(LIMIT, few()).flips.total
    }


def test_a_shortened_record_does_not_say_which_rules_there_were() -> None:
    """The flip is known, and its cause is not."""
    record = Record.of({**few().document, "shortened": True})
    assert rules(replayed(LIMIT, record)) == {("", "the record does not say", "OK → FAIL"): 1}


def test_a_run_looks_up_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that somebody can be shown how far it is."""
    path = tmp_path / "log"
    documents = [{**few().document, "message_id": None} for _ in range(3)]
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))
    looks: list[int] = []
    monkeypatch.setattr("dwgate.replay.run._BETWEEN_LOOKS", 2)
    reading = Reading([str(path)])
    report = Replay([Candidate.of(DOCUMENT)]).run(reading, lambda: looks.append(reading.records))
    assert (looks, report.read) == ([1, 3], 3)


SHADOW = POLICY.replace("then: FAIL", "then: FAIL\n    mode: shadow").replace("max_rows: 100", "max_rows: 10")
SHADOWED = compiled(SHADOW)


def test_rules_in_shadow_say_what_enforcing_them_would_have_done() -> None:
    """As deployed, in the records, and as tried."""
    event = message({"dataRowSize": 50, "moduleType": "dw_excel", "operatorUid": "5"})
    quiet = message({"dataRowSize": 5, "moduleType": "dw_excel"})
    lifted = message({"dataRowSize": 50, "moduleType": "dw_excel", "operatorUid": "7"})
    report = replayed(SHADOWED, *(recorded(SHADOWED, one) for one in (event, event, quiet, lifted)))
    assert (report.same, report.new_fails) == (4, 0)
    assert {source for source, _, _ in report.shadow()} == {"production", "candidate"}
    for rule in report.shadow().values():
        assert (rule.asked, rule.errors, rule.unknown) == (2, 0, 0)
        assert {str(flip): count for flip, count in rule.flips.items()} == {"OK → FAIL": 2}
    assert {key: count for (key, _), count in report.enforced["production"].operators.items()} == {"5": 2}


def test_a_rule_in_shadow_beside_a_refusal_would_not_have_been_felt() -> None:
    """It asked, and it changes nothing."""
    policy = SHADOW.replace("then: WARN", "then: FAIL")
    report = replayed(policy, recorded(compiled(policy), message({"dataRowSize": 50, "moduleType": "other"})))
    rule = report.shadow()["candidate", "data_download", "too-many-rows"]
    assert (rule.asked, rule.flips.total()) == (1, 0)
    assert report.enforced == {}


def test_rules_in_shadow_that_err_or_are_lost_are_told_apart() -> None:
    """An error asks for its on_error; what is lost asks for nothing that is known."""
    err = recorded(SHADOWED, message({"dataRowSize": "many", "moduleType": "dw_excel"}))
    lost = recorded(DOCUMENT, message({"dataRowSize": 50, "moduleType": "dw_excel"}), fields=["moduleType"])
    shadow = replayed(SHADOWED, err, lost).shadow()
    tried = shadow["candidate", "data_download", "too-many-rows"]
    assert (tried.asked, tried.errors, tried.unknown) == (1, 1, 1)
    assert shadow["production", "data_download", "too-many-rows"].errors == 1


@pytest.fixture
def lossy() -> Callable[..., Record]:
    """Records that show no rows."""

    def make(policy: str = POLICY, **body: Any) -> Record:
        event = message({"dataRowSize": 50, "moduleType": "dw_excel", **body})
        return recorded(compiled(policy), event, fields=["moduleType"])

    return make


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ({}, "OK"),
        ({"dataRowSize": 500}, "FAIL"),
        ({"dataRowSize": "x"}, "FAIL"),
        ({"dataRowSize": 500, "operatorUid": "7"}, "OK"),
    ],
    ids=["passed", "fired", "error", "lifted"],
)
def test_of_a_rule_that_is_the_same_the_record_says_what_became_of_it(
    lossy: Callable[..., Record], body: dict[str, Any], result: str
) -> None:
    """So it needs no field, where the policy that decided is at hand."""
    policy = POLICY.replace("sqlx_query, dw_excel", "sqlx_query")
    assert replayed(policy, lossy(**body)).unreplayable == (body.get("dataRowSize") != "x")
    report = replayed(policy, lossy(**body), earlier=[DOCUMENT])
    would_be = "WARN" if result == "OK" else "FAIL"
    assert (report.unreplayable, flips(report)) == (0, {} if would_be == result else {f"{result} → {would_be}": 1})


@pytest.mark.parametrize(
    ("change", "is_known"),
    [
        (("max_rows: 100", "max_rows: 10"), False),
        (("event.dataRowSize >", "event.dataRowSize >="), False),
        (('operator == "7"', 'operator == "8"'), True),
        (("then: FAIL", "then: WARN"), True),
        (("then: FAIL", "then: FAIL\n    mode: shadow"), True),
        (("too-many-rows", "renamed"), False),
    ],
)
def test_a_rule_is_the_same_where_it_reads_the_same_in_the_same_way(
    lossy: Callable[..., Record], change: tuple[str, str], *, is_known: bool
) -> None:
    """What follows from it may be another, and its exemptions are judged again where they are."""
    report = replayed(POLICY.replace(*change), lossy(dataRowSize=500, operatorUid="8"), earlier=[DOCUMENT])
    assert (report.unreplayable == 0) is is_known


def test_a_rule_in_shadow_is_known_from_its_record_too(lossy: Callable[..., Record]) -> None:
    """Before it is enforced, its records say what it would have done."""
    policy = POLICY.replace("then: FAIL", "then: FAIL\n    mode: shadow")
    records = [lossy(policy, dataRowSize=rows) for rows in (50, 500)]
    report = replayed(POLICY, *records, earlier=[compiled(policy)])
    assert (report.same, flips(report), report.unreplayable) == (1, {"OK → FAIL": 1}, 0)


def test_a_rule_in_shadow_that_erred_is_known_as_one_too(lossy: Callable[..., Record]) -> None:
    """It did not fire."""
    policy = POLICY.replace("then: FAIL", "then: FAIL\n    mode: shadow\n    on_error: WARN")
    broken = lossy(policy, dataRowSize="many")
    known = Record.of({**broken.document, "unreadable": {}})
    report = replayed(policy.replace("    mode: shadow\n", ""), known, earlier=[compiled(policy)])
    assert flips(report) == {"OK → WARN": 1}


def test_a_shortened_record_may_lack_rules(lossy: Callable[..., Record]) -> None:
    """So nothing is concluded from a rule that it does not name."""
    record = Record.of({**lossy().document, "shortened": True})
    assert replayed(DOCUMENT, record).unreplayable == 1


def test_a_record_that_does_not_fit_its_policy_is_untold() -> None:
    """By the very policy that decided, what it shows is decided otherwise: it is neither the same nor a flip."""
    report = replayed(DOCUMENT, Record.of({**few().document, "result": "FAIL"}))
    assert (report.same, report.flips.total.total(), report.unreplayable) == (0, 0, 1)
    assert [why.partition(":")[0] for why in report.unjudged] == ["the record does not fit its policy"]


def test_a_record_without_a_point_is_told() -> None:
    """It is of no point that anybody is asked about."""
    report = replayed(DOCUMENT, Record.of({**few().document, "point": None}))
    assert report.unjudged == {"the record does not say at which extension point it is": 1}


def older(record: Record, **changes: Any) -> Record:
    """A record as an earlier version wrote it, which names no function."""
    return Record.of({**{name: value for name, value in record.document.items() if name != "function"}, **changes})


def test_an_earlier_version_s_record_is_of_the_function_whose_policy_decided() -> None:
    """Where one function is tried of several that are asked about the point, its digest tells; else nobody knows."""
    twin = compiled(POLICY.replace("max_rows: 100", "max_rows: 7"), name="twin")
    replay = Replay([Candidate.of(DOCUMENT)], project=[DOCUMENT, twin], is_whole=False)
    replay.add(older(few()))
    assert (replay.report.same, replay.left_out, replay.report.unreplayable) == (1, 0, 0)
    replay.add(older(few(), policy_digest=twin["digest"]))
    assert (replay.report.same, replay.left_out, replay.report.unreplayable) == (1, 1, 0)
    replay.add(older(few(), policy_digest="sha256:0"))
    assert (replay.report.same, replay.left_out, replay.report.unreplayable) == (1, 1, 1)
    assert list(replay.report.unjudged) == [
        "the record names no function, and several are asked about download-resources-execute"
    ]


def test_an_earlier_policy_tells_of_a_function_that_there_is() -> None:
    """One of a copy that is called otherwise tells nothing."""
    before = compiled(POLICY.replace("max_rows: 100", "max_rows: 7"))
    stranger = compiled(POLICY.replace("max_rows: 100", "max_rows: 8"), name="copy")
    candidates = [Candidate.of(DOCUMENT), Candidate.of(DOCUMENT, "twin")]
    for document, expected in ((before, 0), (stranger, 1)):
        replay = Replay(candidates, earlier=[document])
        replay.add(older(few(), policy_digest=document["digest"]))
        assert replay.report.unreplayable == expected

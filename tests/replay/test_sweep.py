"""A sweep tells of each value of a parameter what it would have made of the records."""

from pathlib import Path

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.policy.decision import CheckResult
from dwgate.records import Record
from dwgate.replay import Candidate, Replay, Sweep
from replayed import POINT, POLICY, compiled, message, recorded

DOCUMENT = compiled()
OTHER = compiled(
    'params: {hour: 7}\nrules:\n  - name: early\n    when: now.getHours("+08:00") < params.hour\n'
    "    then: WARN\n    reason: {en: early}\n",
    "delete-project",
    name="workspaces",
)


def rows(*sizes: int, fields: tuple[str, ...] = ("dataRowSize", "moduleType")) -> list[Record]:
    """Records of so many rows each."""
    return [
        recorded(DOCUMENT, message({"dataRowSize": size, "moduleType": "dw_excel"}), fields=fields) for size in sizes
    ]


def swept(name: str, *values: str, records: list[Record]) -> Sweep:
    """A sweep over records."""
    candidates = [Candidate.of(DOCUMENT), Candidate.of(OTHER)]
    sweep = Sweep(name, candidates, values)
    replay = Replay(candidates, [sweep])
    for record in records:
        replay.add(record)
    return sweep


def test_each_value_is_tried_on_each_record() -> None:
    """What was decided stands beside it, and what would be refused that was not."""
    other = recorded(OTHER, message(point="delete-project"))
    sweep = swept("max_rows", "10", "100", "1000", records=[*rows(5, 50, 500), other])
    assert sweep.was == {CheckResult.OK: 2, CheckResult.FAIL: 1}
    assert [(one.text, one.results[CheckResult.FAIL], one.new_fails) for one in sweep.values] == [
        ("10", 2, 1),
        ("100", 1, 0),
        ("1000", 0, 0),
    ]


def test_a_new_warning_is_counted_as_one() -> None:
    """One in the place of a refusal is none."""
    hour = recorded(OTHER, message(point="delete-project"))
    sweep = swept("hour", "11", records=[hour])
    assert (sweep.values[0].new_warns, sweep.values[0].new_fails) == (1, 0)


def test_what_a_record_lost_cannot_be_swept() -> None:
    """A rule whose limit changes is not the same any more; by the policy's own, the record says what it was."""
    sweep = swept("max_rows", "10", "100", records=rows(50, fields=("moduleType",)))
    assert [one.unreplayable for one in sweep.values] == [1, 1]
    assert [one.results.total() for one in sweep.values] == [0, 0]


def test_a_parameter_that_no_condition_reads_changes_nothing() -> None:
    """As one that stands in a reason alone."""
    policy = POLICY.replace('"${event.dataRowSize} rows"', '"over ${params.named}"').replace(
        "params:", "params:\n  named: a"
    )
    candidate = Candidate.of(compiled(policy))
    sweep = Sweep("named", [candidate], ["b"])
    replay = Replay([candidate], [sweep])
    replay.add(rows(500)[0])
    assert (sweep.values[0].results[CheckResult.FAIL], sweep.values[0].new_fails) == (1, 0)


def test_a_value_of_another_type_is_refused() -> None:
    """A limit that no policy could have says nothing."""
    with pytest.raises(ValueError, match="'many' is not a whole number, as the parameter is"):
        swept("max_rows", "many", records=[])


def test_a_value_with_which_the_policy_does_not_compile_is_refused(tmp_path: Path) -> None:
    """The compiler says why."""
    function = tmp_path / "data_download"
    (function / "policy").mkdir(parents=True)
    (function / "function.yaml").write_text("description: {en: a policy to try}\npoints: [download-resources]\n")
    (function / "policy" / "names.yaml").write_text(
        "params: {pattern: zzz}\nrules:\n  - name: odd\n    when: event.fileName.matches(params.pattern)\n"
        "    then: FAIL\n    reason: {en: odd}\n"
    )
    compilation = compile_function(function)
    candidate = Candidate.of(compilation.document or {}, sources=compilation.sources)
    with pytest.raises(ValueError, match=r"with '\(' data_download does not compile: .*names.yaml:4:\d+: "):
        Sweep("pattern", [candidate], ["a", "("])


def test_a_size_with_its_unit_is_swept(tmp_path: Path) -> None:
    """As any text is, and one that is no size is refused."""
    function = tmp_path / "data_download"
    (function / "policy").mkdir(parents=True)
    (function / "function.yaml").write_text(f"description: {{en: a policy to try}}\npoints: [{POINT}]\n")
    (function / "policy" / "sizes.yaml").write_text(
        "params: {max_size: 5MB}\nrules:\n  - name: large\n    when: event.fileSize > units.bytes(params.max_size)\n"
        "    then: FAIL\n    reason: {en: large}\n"
    )
    compilation = compile_function(function)
    candidate = Candidate.of(compilation.document or {}, sources=compilation.sources)
    sweep = Sweep("max_size", [candidate], ["1MB", "5MB", "10MB"])
    replay = Replay([candidate], [sweep])
    for size in (900_000, 6_000_000, 6_000_001):
        replay.add(recorded(dict(compilation.document or {}), message({"fileSize": size}), fields=("fileSize",)))
    assert [one.results[CheckResult.FAIL] for one in sweep.values] == [2, 2, 0]
    with pytest.raises(ValueError, match="'5M' is not a size with its unit"):
        Sweep("max_size", [candidate], ["5M"])


def test_a_value_is_read_for_each_policy() -> None:
    """One that holds a list under the same name cannot take a word."""
    listed = Candidate.of(compiled(POLICY.replace("max_rows", "rows").replace("modules", "max_rows")), "other")
    with pytest.raises(ValueError, match="'5' is not a list or a mapping"):
        Sweep("max_rows", [Candidate.of(DOCUMENT), listed], ["5"])


def test_a_record_that_does_not_fit_its_policy_cannot_be_swept() -> None:
    """Nobody knows what it was decided by."""
    (record,) = rows(50)
    sweep = swept("max_rows", "10", records=[Record.of({**record.document, "result": "FAIL"})])
    assert (sweep.values[0].unreplayable, sweep.values[0].results.total()) == (1, 0)

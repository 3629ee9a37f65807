"""The names of rows that have none of their own."""

import pytest

from dwgate.policy.compiler.yaml_source import MappingNode, YamlSource
from dwgate.policy_tests.row_names import changes_of


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("{}", ""),
        ("{expect: OK, rules: [a], skip: later}", ""),
        ("{set: {fileSize: 1, fileName: 'a  b'}}", "fileSize: 1, fileName: 'a b'"),
        ('{set: {fileSize: "1"}}', 'fileSize: "1"'),
        ("{set: {setting: {timeZone: x}}}", "setting.timeZone: x"),
        ("{set: {tableMapping.0.srcTable: x}}", "tableMapping.0.srcTable: x"),
        ("{set: {fileName: {repeat: x, times: 9}}}", "fileName: {repeat: x, times: 9}"),
        ("{set: {extra: {}}}", "extra: {}"),
        ("{set: {ids: [1, 2]}}", "ids: [1, 2]"),
        ("{unset: [ip, a.b]}", "without ip, without a.b"),
        ("{point: commit-file, now: 2026-11-18}", "point: commit-file, now: 2026-11-18"),
        ("{event: ../events/a.json}", "event: ../events/a.json"),
        ("{event: {sample: commit-file}}", "event.sample: commit-file"),
        ("{params: {max_rows: 5, names: [a]}}", "params.max_rows: 5, params.names: [a]"),
        ("{facts: ../events/a.facts.yaml}", "facts: ../events/a.facts.yaml"),
        ("{facts: {}}", "facts: {}"),
        ("{facts: {options: {most: 1}, file: {name: a}}}", "facts.options.most: 1, facts.file.name: a"),
        ("{set: {fileName: abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz}}", "fileName: abcdefghijklmnopqrstuv"),
        ("set:\n  fileName: |\n    a\n    b\n", "fileName: a b"),
    ],
)
def test_a_row_goes_by_what_it_changes(row: str, name: str) -> None:
    """As it is written, in one line, and not at any length."""
    told = named(row)
    assert told.startswith(name)
    assert len(told) <= max(len(name), len("fileName: ") + 41)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("{set: {sqlText: select secret}}", "sqlText: …"),
        ("{set: {sqlText: {repeat: secret, times: 2}}}", "sqlText: …"),
        ("{set: {job.sqlText: secret}}", "job.sqlText: …"),
        ("{set: {jobs: [{sqlText: secret}, 1]}}", "jobs: …"),
        ("{facts: {file: {content: secret}, options: {}}}", "facts.file.content: …, facts.options: {}"),
        ("{facts: {file: {schedule: {ParaValue: secret}}}}", "facts.file.schedule.ParaValue: …"),
        ("{facts: {file: {schedules: [{ParaValue: secret}]}}}", "facts.file.schedules: …"),
    ],
)
def test_the_name_of_a_row_holds_no_content(row: str, name: str) -> None:
    """It stands in the log of a build."""
    assert named(row) == name


def named(row: str) -> str:
    """Read a row, and give what it changes."""
    source = YamlSource("a.yaml", row)
    source._compose()
    assert isinstance(source.root, MappingNode)
    return changes_of({str(key.value): value for key, value in source.root.value}, source)

"""A policy with a manual, which the tests of manuals read, change and show."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from dwgate.manuals.answers import Sample
from dwgate.manuals.chapter import Chapter, chapters_of
from dwgate.manuals.reading import read_manuals
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.compiler.yaml_source import YamlSource

NOW = datetime.fromisoformat("2026-11-18T10:00:00+08:00")
NAME = "functions/guard/policy/limits.yaml"
MESSAGES = Path(__file__).parents[2] / "shared" / "dwgate" / "testing" / "samples" / "download-resources.json"

ENGLISH = """\
# Rows of a download
#
# What: Stops downloads of more rows than a person can look at.
# Why: A file of a million rows is a copy of the table,
#   which nobody guards.
# Set:
#   max_rows: the most rows of one download,
#     all files together
#   since: the first day on which that holds
# Refused: events/too-many-rows.json: 123456 rows.
# Allowed: events/allowed.json: 5 rows.
"""
CHINESE = """\
# 下载的行数
#
# 作用：拦截行数超出人工可核查范围的下载。
# 原因：一百万行的文件就是整张表的副本，
#   不再受保护。
# 设置：
#   max_rows：单次下载的最大行数
#   since：规则生效的第一天
# 拒绝：events/too-many-rows.json：共 123456 行。
# 允许：events/allowed.json：共 5 行。
"""
MANUAL = f"{ENGLISH}#\n{CHINESE}"
SCHEMA = "# yaml-language-server: $schema=policy.schema.json\n#\n"
POLICY = """\
params:
  max_rows: 100000
  since: 2026-01-01
rules:
  - name: too-many-rows
    description: {en: Stops whole tables. They leave otherwise., zh: 拦截整表。另有途径。}
    when: event.dataRowSize > params.max_rows && now >= params.since
    then: FAIL
    reason: {en: "${event.dataRowSize} rows are too many.", zh: "${event.dataRowSize} 行过多。"}
  - name: many-rows
    description: Counts them.
    when: event.dataRowSize > 10
    then: WARN
    on_error: WARN
    mode: shadow
    reason: {en: "${event.dataRowSize} rows are many.", zh: "${event.dataRowSize} 行较多。"}
exemptions:
  - rules: [too-many-rows]
    when: operator == "7" || operator == "8"
    reason: audit
    owner: li@example.com
    expires: 2027-01-01
"""


WHOLE = SCHEMA + MANUAL + POLICY


def source_of(text: str) -> YamlSource:
    """Take a text as the policy file."""
    return YamlSource.of(NAME, text)


def message(**body: Any) -> bytes:
    """Write a message of a download with these values in its body."""
    document = json.loads(MESSAGES.read_text(encoding="utf-8"))["function_compute"]
    document["messageBody"] |= body
    return json.dumps(document).encode()


SAMPLES: Mapping[str, Sample] = {
    "events/too-many-rows.json": Sample(message(dataRowSize=123456), NOW),
    "events/many-rows.json": Sample(message(dataRowSize=11), NOW, facts_path="events/many-rows.facts.yaml"),
    "events/allowed.json": Sample(message(dataRowSize=5), NOW),
    "events/not-a-number.json": Sample(message(dataRowSize="many"), NOW),
    "events/malformed.json": Sample(b"{", NOW),
    "events/not-served.json": Sample(b'{"eventType": "commit-file", "messageBody": {}}', NOW),
}


def chapters(folder: Path, files: Mapping[str, str], points: str = "[download-resources]") -> list[Chapter]:
    """Compile a function of these policy files, by concern, and give its chapters."""
    compilation = compiled(folder, files, points)
    return chapters_of(compilation, folder / "guard", {path: partial(SAMPLES.__getitem__, path) for path in SAMPLES})


def compiled(folder: Path, files: Mapping[str, str], points: str = "[download-resources]") -> Compilation:
    """Compile a function of these policy files."""
    guard = folder / "guard"
    (guard / "policy").mkdir(parents=True)
    (guard / "function.yaml").write_text(f"points: {points}\n", encoding="utf-8")
    for concern, text in files.items():
        (guard / "policy" / f"{concern}.yaml").write_text(text, encoding="utf-8")
    compilation = compile_function(guard, "functions/guard")
    assert [finding.render() for finding in compilation.diagnostics] == []
    return compilation


def with_text(chapter: Chapter, text: str) -> Chapter:
    """Give the chapter with another manual, without compiling its rules again: a manual changes none."""
    source = source_of(text)
    return replace(chapter, source=source, reading=read_manuals(source))

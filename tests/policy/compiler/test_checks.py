"""Texts that only a message could refute: what is taken; what is refused stands in the tests of findings."""

from collections.abc import Callable

import pytest

from dwgate.policy.compiler import Compilation

LISTS = ("batch-create-data-quality-rules",)
FILES = ("commit-file", "deploy-file")


@pytest.mark.parametrize(
    ("when", "points"),
    [
        ("event.moduleType == 'sqlx_query'", ()),
        ("event.moduleType in ['sqlx_query', 'dw_excel']", ()),
        ("event.moduleType.matches('^new_')", ()),
        ("event.moduleType == event.fileName", ()),
        ("event.fileName == 'anything'", ()),
        ("event.targetEngineType == 'MaxCompute'", ("upload-data-to-table",)),
        ("event.priority in [1, 8] && event.priority > 2 && event.priority + 1 == 9", ("node-change-created",)),
        ("event.rules.exists(r, r.severity == 'High')", LISTS),
        ("event.rules.exists(r, ['high'].exists(r, r == 'high'))", LISTS),
        ("event.rules.map(r, r.severity).exists(s, s == 'high')", LISTS),
        ("event.rules[0].severity == 'High' && ['high'][0] == 'high'", LISTS),
        ("point in ['download-resources', 'download-resources-execute'] && event.fileSize > 1", ()),
        ("point.startsWith('other')", ()),
        ("'ip' in present || 'tenant' in present || 'workspace' in present", ()),
        ("'setting.timeZone' in present && 'tableMapping' in present", ("start-diJob",)),
        ("'whatever.comes' in present && event.whatever.comes == 'x' && event.size > 1", ("asset-publish",)),
        ("event.fileName.matches('^[a-z]+$')", ()),
        ("event.fileName.matches(event.datasourceName)", ()),
        ("ip.within('10.0.0.1', ['10.0.0.0/8', 'fd00::/8', '192.0.2.7'])", ()),
        ("timestamp('2026-12-31T00:00:00+08:00') > now && timestamp(0) < now", ()),
        ("now - timestamp('2026-01-01T00:00:00Z') > duration('36h30m')", ()),
        ("now.getHours('+08:00') > 20 || now.getDayOfWeek('Asia/Shanghai') == 0 || now.getMinutes() > 1", ()),
        ("has(event.sqlText) && event.sqlText.contains('select')", ()),
        ("[1, 2].exists(x, x > 1) && {'a': 1}.all(k, k == 'a')", ()),
        ("file.change() == 'CREATE' || file.change() in ['UPDATE', 'DELETE'] || file.change() == file.name()", FILES),
        ("file.change().matches('^NEW_') && file.content() == 'anything' && file.type() == 10", FILES),
        ("file.schedule().cycleType != 'DAY' && file.schedule().cronExpress == 'anything'", FILES),
        ("file.inputs().exists(i, i.parseType == 'AUTO' && i.input == 'anything')", FILES),
        ("file.inputs().exists(i, ['auto'].exists(i, i == 'auto'))", FILES),
        ("['x'].exists(file, file == 'x') && file.outputs().size() > 1", FILES),
        ("option('x', 'anything') == 'other' && option('change', 'CRATE') == 'CRATE'", FILES),
        ("snapshot.has('file.content') || snapshot.has('file.name') && !snapshot.has('table.name')", FILES),
        ("table.columns().all(c, c.columnType == 'anything') && table.env() == 'PROD'", ("commit-table",)),
    ],
)
def test_a_text_that_can_come_is_taken(
    when: str, points: tuple[str, ...], compiled: Callable[..., Compilation]
) -> None:
    """No rule is refused for what the catalogue does not exclude."""
    policy = f"rules:\n- name: a\n  when: |\n    {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    assert compiled(policy, *points).diagnostics == ()


@pytest.mark.parametrize(
    "reason", ["${size(event.sqlText)}", "${event.sqlText.size()}", "${has(event.sqlText)}", '${"sqlText" in present}']
)
def test_a_reason_may_say_how_much_content_there_is(reason: str, compiled: Callable[..., Compilation]) -> None:
    """Its size and its presence are no content."""
    policy = f"rules:\n- {{name: a, when: event.fileSize > 1, then: FAIL, reason: {{en: '{reason}'}}}}\n"
    assert compiled(policy).diagnostics == ()


@pytest.mark.parametrize(
    "reason",
    [
        "${size(file.content())}",
        "${file.content().size()} ${size(file.content()) > 5}",
        "${file.name()} ${file.schedule().cycleType} ${file.inputs()} ${file.owner()}",
        '${snapshot.has("file.content")}',
        '${option("name", file.name())}',
        "${sql.reads(file.content())} ${sql.joins(file.content())}",
    ],
)
def test_a_reason_may_show_facts(reason: str, compiled: Callable[..., Compilation]) -> None:
    """All but the content of a file, of which it may say how much there is, and what it names as SQL."""
    policy = f"rules:\n- {{name: a, when: event.fileType > 1, then: FAIL, reason: {{en: '{reason}'}}}}\n"
    assert compiled(policy, *FILES).diagnostics == ()


@pytest.mark.parametrize(("field", "finding"), [("sqlText", ["content-in-reason"]), ("assetName", [])])
def test_content_is_known_by_its_name_where_fields_are_not_published(
    field: str, finding: list[str], compiled: Callable[..., Compilation]
) -> None:
    """A reason at an asset point may show what came, but not under a name that holds SQL elsewhere."""
    policy = f"rules:\n- {{name: a, when: has(event.x), then: FAIL, reason: {{en: '${{event.query.{field}}}'}}}}\n"
    assert [found.name for found in compiled(policy, "asset-publish").diagnostics] == finding

"""The GUID of a table has its parts, and what is none has none."""

import pytest

from dwgate.errors import FactError
from dwgate.facts.guids import FUNCTIONS, parts, with_part
from dwgate.policy.compiler.folding import folded

TWO_LEVELS, THREE_LEVELS = "odps.finance_dw.Ods_rate", "odps.finance_dw.ods.rate"
HIVE, HOLO, HOLO_TABLE = "emr_hive.C-1.dw.rate", "holo.hgpost-cn-1.crm", "holo.hgpost-cn-1.crm.public.rate"


@pytest.mark.parametrize(
    ("guid", "held"),
    [
        (TWO_LEVELS, ["odps", "finance_dw", "finance_dw", None, "Ods_rate"]),
        (THREE_LEVELS, ["odps", "finance_dw", "finance_dw", "ods", "rate"]),
        ("odps.finance_dw", ["odps", "finance_dw", "finance_dw", None, None]),
        ("ODPS.Core.t", ["odps", "Core", "Core", None, "t"]),
        (HIVE, ["emr_hive", "C-1", "dw", "dw", "rate"]),
        (HOLO, ["holo", "hgpost-cn-1", "crm", None, None]),
        (HOLO_TABLE, ["holo", "hgpost-cn-1", "crm", "public", "rate"]),
    ],
)
def test_a_guid_has_its_parts(guid: str, held: list[str | None]) -> None:
    """The engine in lower case, the others as they came; a part that it lacks is an error."""
    names = ("engine", "project", "database", "schema", "table")
    assert [folded(f"guid.{name}", [guid]) for name in names] == held
    assert [parts(guid).get(name) for name in names] == held


@pytest.mark.parametrize(
    "text",
    [
        *("", "odps", "rate", "an-emr-table-guid", "finance_dw.rate", "odps..rate", "odps.p.", "odps.p.s.t.x"),
        *("emr_hive.c.t", "holo.i", "holo.i.d.t", "starrocks.i.d.t", "odps.p.t\n", " odps.p.t", "odps.p. t"),
    ],
)
def test_what_is_no_guid_has_no_part(text: str) -> None:
    """Not even an engine: a rule that asks for it is in error, and at compile time it is found."""
    with pytest.raises(FactError) as raised:
        parts(text)
    assert text not in {str(raised.value), raised.value.problem.chinese}
    assert folded("guid.engine", [text]) is None
    assert all(function.checks[0](text) for function in FUNCTIONS)
    assert FUNCTIONS[0].checks[0](TWO_LEVELS) is None


@pytest.mark.parametrize(
    ("guid", "part", "text", "made"),
    [
        (TWO_LEVELS, "project", "core", "odps.core.Ods_rate"),
        (TWO_LEVELS, "database", "core", "odps.core.Ods_rate"),
        (TWO_LEVELS, "schema", "s", "odps.finance_dw.s.Ods_rate"),
        (THREE_LEVELS, "table", "t", "odps.finance_dw.ods.t"),
        (HIVE, "database", "s", "emr_hive.C-1.s.rate"),
        (HOLO, "database", "d", "holo.hgpost-cn-1.d"),
        (HOLO, "table", "t", "holo.hgpost-cn-1.crm.schema.t"),
        ("", "table", "t", "odps.project.t"),
        ("", "engine", "holo", "holo.project.database"),
        ("x", "engine", "strange", "strange.project"),
    ],
)
def test_a_part_of_a_guid_is_exchanged(guid: str, part: str, text: str, made: str) -> None:
    """What has no such part becomes what has one; a strange engine gives what is no GUID."""
    assert with_part(guid, part, text) == made

"""The dialect of a message: by its data source, its engine or the kind of its file."""

from collections.abc import Callable
from typing import Any

import pytest

from dwgate.errors import FactError
from dwgate.events.event import Event
from dwgate.facts.sql.engines import DIALECTS, dialect_of
from dwgate.facts.sql.text import clean


@pytest.mark.parametrize(
    ("point", "values", "dialect"),
    [
        ("upload-data-to-table", {"targetEngineType": "MAXCOMPUTE"}, "maxcompute"),
        ("upload-data-to-table", {"targetEngineType": "MaxCompute"}, "maxcompute"),
        ("upload-data-to-table", {"targetEngineType": "EMR Hive"}, "hive"),
        ("upload-data-to-table", {"targetEngineType": "EMR_HIVE"}, "hive"),
        ("upload-data-to-table", {"targetEngineType": "Hologres"}, "hologres"),
        ("create-data-quality-evaluation-task", {"target.databaseType": "emr"}, "hive"),
        ("create-data-quality-evaluation-task", {"target.databaseType": "CDH"}, "hive"),
        ("create-data-quality-evaluation-task", {"target.databaseType": "AnalyticDB for PostgreSQL"}, "postgres"),
        ("commit-file", {"fileType": 10}, "maxcompute"),
        ("commit-file", {"fileType": 24}, "maxcompute"),
        ("commit-file", {"fileType": 227}, "hive"),
        ("commit-file", {"fileType": 229}, "spark"),
        ("commit-file", {"fileType": 1093}, "hologres"),
        ("commit-file", {"fileType": 6}, "trino"),
        ("commit-file", {"fileType": "unknown"}, "trino"),
        ("commit-file", {}, "trino"),
        ("commit-file", {"fileType": 10, "dataSourceName": "holo_crm"}, "postgres"),
        ("download-resources", {"datasourceName": "holo_crm"}, "postgres"),
        ("download-resources", {"datasourceName": "odps_first"}, "trino"),
    ],
)
def test_the_dialect_is_told_by_the_message(
    event: Callable[..., Event], point: str, values: dict[str, Any], dialect: str
) -> None:
    """A data source that is named in function.yaml outweighs it, and what it does not tell is the default."""
    settings = {"default": "trino", "data_sources": {"holo_crm": "postgres"}}
    assert dialect_of(event(point, values=values), settings) == dialect


def test_an_engine_that_is_not_known_is_no_other(event: Callable[..., Event]) -> None:
    """Its SQL would be read by what is a name and what a literal to another."""
    unknown = {"target.databaseType": "FutureBase"}
    with pytest.raises(FactError, match="no dialect of SQL is known"):
        dialect_of(event("create-data-quality-evaluation-task", values=unknown), {})
    named = {**unknown, "dataSourceName": "holo_crm"}
    settings = {"data_sources": {"holo_crm": "postgres"}}
    assert dialect_of(event("create-data-quality-evaluation-task", values=named), settings) == "postgres"


def test_without_a_message_or_a_setting_it_is_maxcompute() -> None:
    """As where a condition is tried by itself."""
    assert dialect_of(None, {}) == "maxcompute"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_has_its_literals_and_comments(dialect: str) -> None:
    """None is read by those of another."""
    assert clean("select 'a' -- b", dialect).quoted == ((7, 9),)

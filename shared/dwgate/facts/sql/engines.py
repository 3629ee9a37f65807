"""Engines: which dialect of SQL a message is about, told by how DataWorks names the engine, or by the data source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.errors import FactError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.events.event import Event

DEFAULT = "maxcompute"
DIALECTS = (
    "maxcompute",
    "hive",
    "spark",
    "hologres",
    "postgres",
    "mysql",
    "clickhouse",
    "starrocks",
    "doris",
    "oracle",
    "sqlserver",
    "presto",
    "trino",
)
"""The dialects that can be named in ``function.yaml``."""

_ENGINES = {
    **{dialect: dialect for dialect in DIALECTS},
    "odps": "maxcompute",
    "emr": "hive",
    "emrhive": "hive",
    "emrspark": "spark",
    "emrsparksql": "spark",
    "emrpresto": "presto",
    "emrtrino": "trino",
    "emrstarrocks": "starrocks",
    "cdh": "hive",
    "cdhhive": "hive",
    "cdhspark": "spark",
    "cdhpresto": "presto",
    "holo": "hologres",
    "postgresql": "postgres",
    "analyticdbforpostgresql": "postgres",
    "adbpg": "postgres",
    "analyticdbformysql": "mysql",
    "adbmysql": "mysql",
    "adb": "mysql",
    "rds": "mysql",
    "polardb": "mysql",
    "polardbx": "mysql",
    "drds": "mysql",
    "mssql": "sqlserver",
    "selectdb": "doris",
}
"""The dialect of each engine, by its name in small letters without blanks, hyphens and underscores."""

_FILE_TYPES = {
    10: "maxcompute",  # ODPS SQL
    24: "maxcompute",  # ODPS Script
    227: "hive",  # EMR Hive
    229: "spark",  # EMR Spark SQL
    259: "presto",  # EMR Presto
    260: "hive",  # EMR Impala, whose SQL is nearest to Hive's
    1091: "hologres",  # Hologres development
    1093: "hologres",  # Hologres SQL
}
"""The dialect of the files that hold SQL, by their codes.

Source: the OpenAPI reference of ListFileType, version 2020-05-18.
"""

_UNKNOWN = Problem(
    "the message names an engine of which no dialect of SQL is known; name its data source in function.yaml",
    "消息中的引擎没有已知的 SQL 方言；请在 function.yaml 中写明其数据源",
)
_FIELDS = ("targetEngineType", "databaseType", "target.databaseType")
_DATA_SOURCES = ("datasourceName", "dataSourceName", "datasource")


def dialect_of(event: Event | None, settings: Mapping[str, Any]) -> str:
    """Give the dialect of the SQL that a message is about.

    ``settings`` are what ``function.yaml`` says under ``sql``.  A data source that is named there outweighs what the
    message says of the engine: an administrator has said it of that very source.  FactError where the message names an
    engine that is not known: what is a name in one dialect is a literal in another.
    """
    values = event.values if event else {}
    sources = settings.get("data_sources", {})
    for name in _DATA_SOURCES:
        if (source := values.get(name)) in sources:
            return str(sources[source])
    for name in _FIELDS:
        if engine := values.get(name):
            if dialect := _ENGINES.get(_plain(engine)):
                return dialect
            raise FactError(_UNKNOWN)
    file_type = values.get("fileType")
    known = _FILE_TYPES.get(file_type) if isinstance(file_type, int) else None
    return known or str(settings.get("default", DEFAULT))


def _plain(name: Any) -> str:
    return str(name).casefold().translate({ord(" "): None, ord("-"): None, ord("_"): None})

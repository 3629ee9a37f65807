"""The GUIDs of tables, in parts.

DataWorks writes ``odps.project.table`` for MaxCompute, with a schema before the table where the project has schemas;
``emr_hive.cluster.schema.table`` for Hive on EMR; ``holo.instance.database`` for Hologres, which may go on with the
schema and the table.  ``odps.project`` alone is the GUID of a project.

What is the database depends on the engine: in MaxCompute it is the project, in Hive the schema.

Source: the catalogue's note on ``tableGuid`` of upload-data-to-table; the levels of the engines are those of
https://www.alibabacloud.com/help/en/dataworks/developer-reference/description-of-concepts-related-to-metadata-entities
"""

from __future__ import annotations

from dwgate.errors import FactError, Problem
from dwgate.facts.asking import asking
from dwgate.facts.function import Function
from dwgate.light import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.facts.asking import Asking

FORMS = (
    "odps.project",
    "odps.project.table",
    "odps.project.schema.table",
    "emr_hive.project.schema.table",
    "holo.project.database",
    "holo.project.database.schema.table",
)
"""The forms, each part by the name under which it is asked for."""
_DATABASES = {"odps": "project", "emr_hive": "schema"}
"""The part that is the database, of engines that have no part of this name."""
_PLACES = {
    (engine, len(parts)): {"engine": 0, **{part: place for place, part in enumerate(parts, 1)}}
    for engine, *parts in (form.split(".") for form in FORMS)
}

_NO_GUID = Problem(
    "a table GUID has none of the forms that are known, such as odps.project.table",
    "表的 GUID 不是已知的形式，例如 odps.project.table",
)


def parts(guid: str) -> Mapping[str, str]:
    """Give the parts that a GUID has by name, the engine in lower case; FactError where it is none."""
    engine, *names = guid.split(".")
    places = _PLACES.get((engine.lower(), len(names)))
    if places is None or any(not name or name != name.strip() for name in names):
        raise FactError(_NO_GUID)
    held = [engine.lower(), *names]
    found = {part: held[place] for part, place in places.items()}
    return {"database": found[_DATABASES[held[0]]], **found} if held[0] in _DATABASES else found


def with_part(guid: str, name: str, text: str) -> str:
    """Give a GUID with another part; where it has none of the kind, one that has, of the parts that it holds."""
    try:
        held = {**parts(guid), name: text}
    except FactError:
        held = {"engine": FORMS[0].partition(".")[0], name: text}
    place = _DATABASES.get(held["engine"]) if name == "database" else None
    if place:
        held[place] = text
    forms = [form.split(".") for form in FORMS if place or name == "engine" or name in form.split(".")]
    own = [form for form in forms if form[0] == held["engine"]]
    _, *wanted = max(own or forms[:1], key=lambda form: (len(held.keys() & form), -len(form)))
    return ".".join((held["engine"], *(held.get(part, part) for part in wanted)))


def _part(name: str, missing: Problem, _: Asking, guid: str) -> str:
    held = parts(guid)
    if name not in held:
        raise FactError(missing)
    return held[name]


def _not_a_guid(text: str) -> str | None:
    try:
        parts(text)
    except FactError:
        return "a GUID such as odps.project.table, emr_hive.cluster.schema.table or holo.instance.database"
    return None


FUNCTIONS = tuple(
    Function(
        name=f"guid.{name}",
        parameters=("string",),
        result="string",
        implementation=asking(
            partial(_part, name, Problem(f"a table GUID names no {name}", f"表的 GUID 中没有{chinese}"))
        ),
        meaning=meaning,
        checks={0: _not_a_guid},
    )
    for name, chinese, meaning in (
        ("engine", "引擎", "the engine of a table by its GUID: odps, emr_hive or holo"),
        ("project", "项目", "the MaxCompute project of a table, its EMR cluster, or its Hologres instance"),
        ("database", "数据库", "the database of a table: in MaxCompute the project, in Hive the schema"),
        ("schema", "模式", "the schema of a table"),
        ("table", "表名", "the name of a table alone"),
    )
)

"""The catalogue says of every event what DataWorks documents, and says it once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dwgate.events import catalogue
from dwgate.events.catalogue import CONTENT_NAMES, EventType, Field
from dwgate.events.convert import folded
from dwgate.facts.snapshot import FACTS

FIELDS = Path(catalogue.__file__).parent / "data" / "fields"
TYPES = {"String", "Long", "Integer", "Double", "Boolean", "Object", "List"}
CALLBACKS = {"UpdateIDEEventResult", "UpdateWorkbenchEventResult", "CallbackExtension"}


def fields_of_event(code: str) -> Iterator[tuple[str, Field]]:
    """Every field of an event, at every depth, with its path."""

    def below(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
        for field in fields:
            yield f"{prefix}.{field.name}", field
            yield from below(field.fields, f"{prefix}.{field.name}")

    return below(catalogue.find(code).fields, code)


def all_fields() -> list[tuple[str, Field]]:
    """Every field of every event."""
    return [item for code in catalogue.events() for item in fields_of_event(code)]


def all_events() -> list[EventType]:
    """Documented events and unpublished points."""
    return [*catalogue.events().values(), *catalogue.unpublished().values()]


def test_the_catalogue_holds_every_documented_event() -> None:
    """There are 51 documented events, of which 33 ask, 17 tell and one does not say."""
    kinds = Counter(event.kind for event in catalogue.events().values())
    assert kinds == {"extension-point": 33, "regular": 17, "ambiguous": 1}


def test_two_points_are_not_published() -> None:
    """The two asset points have a code of dwgate's own, no type, and whatever fields come."""
    assert list(catalogue.unpublished()) == ["asset-publish", "asset-unpublish"]
    for point in catalogue.unpublished().values():
        assert (point.type, point.fields) == (None, ())
        assert point.is_extension_point
        assert point.is_open
        assert not point.is_documented
        assert point.function_compute


def test_function_compute_is_offered_at_five_points() -> None:
    """Function Compute takes data download (two events), data upload, asset publishing and unpublishing."""
    assert [event.code for event in all_events() if event.function_compute] == [
        "download-resources",
        "download-resources-execute",
        "upload-data-to-table",
        "asset-publish",
        "asset-unpublish",
    ]


def test_every_code_and_every_type_is_unique() -> None:
    """No spelling of one event is that of another, whatever its case."""
    events = all_events()
    spellings = [name.casefold() for event in events for name in (event.code, event.type) if name]
    assert [name for name, count in Counter(spellings).items() if count > 1] == []
    documented = {name for event in catalogue.events().values() for name in (event.code, event.type) if name}
    assert set(catalogue.codes_by_spelling()) == {name.casefold() for name in documented}


def test_types_are_written_as_eventbridge_writes_them() -> None:
    """A type is dataworks:<Category>:<Action>."""
    for event in catalogue.events().values():
        assert event.type is not None
        product, category, action = event.type.split(":")
        assert (product, category.isalpha(), action.isalpha()) == ("dataworks", True, True)


def test_callbacks_are_for_extension_points_alone() -> None:
    """An extension point names the operation that takes its result; a regular event has none."""
    for event in all_events():
        assert (event.callback in CALLBACKS) is event.is_extension_point, event.code
        assert event.callback is None or event.is_extension_point


@pytest.mark.parametrize("code", list(catalogue.events()))
def test_every_documented_event_has_its_file_of_fields(code: str) -> None:
    """The fields of every event can be read."""
    assert (FIELDS / f"{code}.json").is_file()
    assert catalogue.fields_of(code) == catalogue.find(code).fields


def test_no_file_of_fields_is_of_an_event_that_there_is_not() -> None:
    """The folder holds the events of the catalogue and nothing else."""
    assert {path.stem for path in FIELDS.iterdir()} == {event.code for event in all_events()}


def test_one_event_documents_no_fields() -> None:
    """Only the deletion of a notification has neither fields nor a sample, and is read as it comes."""
    without = [event.code for event in catalogue.events().values() if not event.fields]
    assert without == ["delete-data-quality-evaluation-task-notification"]
    assert catalogue.find(without[0]).is_open


@pytest.mark.parametrize("code", list(catalogue.events()))
def test_every_field_has_a_type_and_a_meaning(code: str) -> None:
    """A field has a known type, a list an element type, an object its fields, and each its meaning."""
    for path, field in fields_of_event(code):
        assert field.type in TYPES, path
        assert (field.element in TYPES) is (field.type == "List"), path
        assert bool(field.fields) is ("Object" in {field.type, field.element}), path
        assert field.meaning.strip(), path


def test_no_event_has_a_field_twice() -> None:
    """The path of a field is its own."""
    assert [path for path, count in Counter(path for path, _ in all_fields()).items() if count > 1] == []


def test_listed_texts_differ_in_more_than_their_spelling() -> None:
    """No two listed values of a text field are one when case, blanks, hyphens and underscores are set aside."""
    for path, field in all_fields():
        if field.type == "String":
            spellings = [folded(str(value)) for value in field.values]
            assert len(set(spellings)) == len(spellings), path


def test_listed_values_are_of_the_type_of_their_field() -> None:
    """Numbers are listed for numbers and texts for texts, and only listed values have a meaning of their own."""
    for path, field in all_fields():
        wanted = {"String": str, "Integer": int}.get(field.type)
        assert not field.values or all(type(value) is wanted for value in field.values), path
        assert set(field.value_meanings) <= {str(value) for value in field.values}, path


def test_a_field_says_what_its_values_mean() -> None:
    """Listed values have their meaning beside them where the documentation gives one."""
    assert dict(all_fields())["download-resources.moduleType"].value_meanings["develop_query"] == (
        "SQL query in DataStudio"
    )


def test_some_texts_are_json() -> None:
    """The fields that are documented as text and hold JSON are marked, and all of them are text."""
    marked = {path: field.type for path, field in all_fields() if field.holds_json}
    assert set(marked.values()) == {"String"}
    assert {path.rpartition(".")[2] for path in marked} == {"runtimeConf", "extension"}


def test_content_goes_by_the_same_name_everywhere() -> None:
    """What must never be logged is known by its name, at the end of a path too, and each such name is somewhere."""
    of_events = {field.name for path, field in all_fields() if catalogue.holds_content(path)}
    of_facts = {field.name for fact in FACTS for field in fact.field.fields if catalogue.holds_content(field.name)}
    assert (of_events, of_facts) == ({"sqlText"}, {"paraValue"})
    assert of_events | of_facts == CONTENT_NAMES
    assert catalogue.holds_content("query.sqlText")
    assert catalogue.holds_content("sqlText.text")
    assert not catalogue.holds_content("sqlTextLength")


@pytest.mark.parametrize(
    ("path", "documented", "kind", "element"),
    [
        ("download-resources.dataRowSize", "Long", "Long", None),
        ("delete-file.resourceType", None, "Long", None),
        ("dqc-check-finished-event.beginTime", "Long", "String", None),
        ("dqc-check-finished-event.sampleValue.value", "Decimal", "Double", None),
        ("pre-freeze-instance.taskIds", "List<Long>", "List", "Long"),
        ("create-data-quality-evaluation-task.notifications", "Array<Notification>", "List", "Object"),
        ("create-data-quality-evaluation-task.target", "DataQualityTarget", "Object", None),
        ("backfill-data.multipleTimePeriods", "String", "List", "Object"),
    ],
)
def test_a_field_keeps_how_its_type_is_documented(
    path: str, documented: str | None, kind: str, element: str | None
) -> None:
    """The documentation's own spelling stays beside the type; there is none where the type comes from the sample."""
    field = dict(all_fields())[path]
    assert (field.documented, field.type, field.element) == (documented, kind, element)


@pytest.mark.parametrize("code", ["download-resources", "asset-publish"])
def test_an_event_is_found_by_its_code(code: str) -> None:
    """Documented events and unpublished points are found in the same way."""
    assert catalogue.find(code).code == code


def test_an_event_that_there_is_not_is_not_found() -> None:
    """An unknown code is a KeyError."""
    with pytest.raises(KeyError):
        catalogue.find("download-everything")


@pytest.mark.parametrize(
    ("code", "path", "kind"),
    [
        ("download-resources", "dataRowSize", "Long"),
        ("download-resources", "rowSize", None),
        ("start-diJob", "setting.timeZone", "String"),
        ("start-diJob", "setting.zone", None),
        ("start-diJob", "tableMapping.0.srcTable", "String"),
        ("start-diJob", "tableMapping.0", "Object"),
        ("undeploy-node", "nodeIds", "List"),
        ("undeploy-node", "nodeIds.0", "Long"),
        ("undeploy-node", "nodeIds.0.0", None),
        ("undeploy-node", "nodeIds.first", None),
        ("asset-publish", "anything", None),
    ],
)
def test_a_field_is_found_by_its_path(code: str, path: str, kind: str | None) -> None:
    """In an object by its name, in a list by its number, where it is a field of the type of the list's items."""
    field = catalogue.find(code).field_at(path)
    assert (field.type if field else None) == kind

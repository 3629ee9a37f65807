"""Which fields a test may change."""

import pytest

from dwgate.events import catalogue
from dwgate.policy_tests.fields import UnknownField, unknown_field


@pytest.mark.parametrize(
    ("point", "path"),
    [
        ("commit-file", "fileName"),
        ("commit-file", "inTheSample"),
        ("commit-file", "inTheSample.deeper"),
        ("start-diJob", "tableMapping"),
        ("start-diJob", "tableMapping.0"),
        ("start-diJob", "tableMapping.0.srcTable"),
        ("start-diJob", "setting.timeZone"),
        ("batch-start-diJob", "tableMappings.1.tableMapping.3.srcTable"),
        ("approval-change-before-create", "order.projectMeta.objectMetaList.0.action.0"),
        ("create-data-quality-evaluation-task", "notifications.notifications"),
        ("create-data-quality-evaluation-task", "runtimeConf.queue"),
        ("delete-data-quality-evaluation-task-notification", "anything.at.all"),
        ("asset-publish", "anything"),
    ],
)
def test_a_documented_field_is_known_and_so_is_one_of_the_sample(point: str, path: str) -> None:
    """Through objects and lists; of what is not documented further, everything."""
    assert unknown_field(path, catalogue.find(point), {"inTheSample": {}}) is None


@pytest.mark.parametrize(
    ("point", "path", "part", "field", "hint"),
    [
        ("commit-file", "filename", 0, "filename", "did you mean fileName?"),
        ("commit-file", "intheSample", 0, "intheSample", "did you mean inTheSample?"),
        ("start-diJob", "tableMapping.0.srcTabel", 2, "tableMapping.0.srcTabel", "did you mean srcTable?"),
        ("start-diJob", "tableMapping.0.0", 2, "tableMapping.0.0", None),
        ("start-diJob", "setting.zone", 1, "setting.zone", "did you mean timeZone?"),
        ("start-diJob", "setting.0", 1, "setting.0", None),
    ],
)
def test_a_field_that_is_not_documented_is_told_by_the_part_that_is_wrong(
    point: str, path: str, part: int, field: str, hint: str | None
) -> None:
    """With the nearest name that there is."""
    found = unknown_field(path, catalogue.find(point), {"inTheSample": {}})
    assert isinstance(found, UnknownField)
    assert (found.part, found.problem) == (part, f"DataWorks documents no field {field} at {point}")
    assert found.hint == hint or (hint is None and found.hint.startswith("there are: "))

"""Sources hand filters on under the names that columns have there."""

from dwgate.facts.sql.notes import Narrowed
from dwgate.facts.sql.sources import Query, Shared, Source


def test_a_shared_query_without_a_source_hands_nothing_on() -> None:
    """It is the one that reads itself, as it is seen within."""
    shared = Shared(columns=("a",))
    Source("r", shared=shared).narrow(frozenset({"a"}))
    shared.narrow()
    assert (shared.asked, shared.tables, shared.names) == ([frozenset({"a"})], (), ("a",))


def test_a_filter_on_a_name_of_an_alias_is_one_on_the_column_behind_it() -> None:
    """By their order; of a table, whose columns are not known, on none."""
    scan = Narrowed("t", 0)
    query = Query(sources=[source := Source("t", scan=scan)], outputs={"a": (source, "a"), "b": (source, "b")})
    Source("x", query=query, columns=("c", "d")).narrow(frozenset({"d"}))
    assert scan.filtered == {"b"}
    Source("y", scan=scan, columns=("b", "a")).narrow(frozenset({"a"}))
    assert scan.filtered == {"b"}


def test_rows_of_a_function_are_of_no_table() -> None:
    """And no filter reaches them."""
    rows = Source("x", columns=("a",))
    rows.narrow(frozenset({"a"}))
    assert (rows.tables(), rows.is_closed(), rows.has("a"), rows.has_rows) == ((), True, True, False)
    assert (Source("y").names(), Source("y").is_closed()) == ((), False)

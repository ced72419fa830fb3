from __future__ import annotations

from chromalink_mock.engine.planner import Limits, deserves_graph, fetch_size

LIMITS = Limits(scan_floats=100_000, scan_share=0.05, tail_share=0.25)


def fetch(*, k: int = 10, allowed: int = 20_000, tail: int = 0) -> int | None:
    return fetch_size(LIMITS, k=k, dimension=100, live=20_000, allowed=allowed, tail=tail)


def test_a_small_collection_needs_no_graph() -> None:
    assert not deserves_graph(LIMITS, 1000, 100)
    assert deserves_graph(LIMITS, 1001, 100)


def test_a_large_collection_is_searched_by_graph() -> None:
    assert fetch() == 10


def test_few_survivors_of_a_filter_are_scanned() -> None:
    assert fetch(allowed=1000) is None
    assert fetch(allowed=0) is None


def test_with_many_survivors_the_graph_is_asked_for_more_than_wanted() -> None:
    assert fetch(allowed=10_000) == 40
    assert fetch(allowed=18_000) == 23


def test_a_large_share_of_the_records_is_scanned() -> None:
    assert fetch(k=1000) == 1000
    assert fetch(k=1001) is None
    assert fetch(k=200, allowed=2000) is None


def test_a_long_tail_is_scanned_with_the_rest() -> None:
    assert fetch(tail=5000) == 10
    assert fetch(tail=5001) is None

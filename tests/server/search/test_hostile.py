"""Searches that nobody means well: answered, and with the right status."""

from __future__ import annotations

import pytest

from .searching import Json, Searched, knn, message

NESTED = "recursion limit exceeded"


@pytest.fixture
def filled(collection: Searched) -> Searched:
    collection.add(*((f"r{i}", [i % 7, i], {"n": i}) for i in range(100)))
    return collection


def nested(operator: str, depth: int, innermost: str) -> str:
    opening, closing = f'{{"{operator}":', "}"
    return opening * depth + innermost + closing * depth


def sent(collection: Searched, body: str) -> tuple[int, str]:
    answer = collection.calls.client.post(
        f"{collection.path}/search", content=body, headers={"content-type": "application/json"}
    )
    return answer.status_code, answer.text


@pytest.mark.parametrize(("depth", "status"), [(123, 200), (124, 400), (600, 400), (100_000, 400)])
def test_a_rank_nests_as_deep_as_the_recorded_server_reads(depth: int, status: int, filled: Searched) -> None:
    rank = nested("$abs", depth, '{"$val":1}')
    found, text = sent(filled, f'{{"searches":[{{"rank":{rank}}}]}}')
    assert found == status
    assert (status == 200) or "limit exceeded" in text


def test_the_deepest_rank_is_evaluated(filled: Searched) -> None:
    rank = nested("$abs", 120, '{"$knn":{"query":[0,0],"limit":1}}')
    status, text = sent(filled, f'{{"searches":[{{"rank":{rank},"select":{{"keys":["#score"]}}}}]}}')
    assert status == 200
    assert '"scores":[[0.0]]' in text


def test_ten_thousand_leaves_are_answered(filled: Searched) -> None:
    leaves: list[Json] = [knn([i, 0], default=1000) for i in range(10_000)]
    assert len(filled.found(rank={"$sum": leaves}, limit={"limit": 3})) == 3
    assert filled.found(rank={"$sum": [{"$val": 1} for _ in leaves]}) == []


def test_ten_thousand_leaves_without_a_limit_are_answered(filled: Searched) -> None:
    wide = [knn([i % 50, 0], limit=2**32 - 1) for i in range(10_000)]
    one: Json = {"$sum": [knn([0, 0], limit=100), *wide[:1]]}
    assert len(filled.found(rank={"$max": wide})) == len(filled.found(rank=one)) == 100


def test_more_neighbours_than_anybody_ranks_are_refused_before_they_are_looked_for(collection: Searched) -> None:
    collection.add(*((f"r{i}", [i], None) for i in range(5000)))
    wide: list[Json] = [knn([i], limit=2**32 - 1) for i in range(3500)]
    answer = collection.search(rank={"$max": wide})
    assert (answer.status_code, message(answer)) == (
        400,
        "search: expected at most 16777216 neighbours over all $knn of a request, got 17500000",
    )


def test_more_rows_than_an_answer_holds_are_refused_but_for_one_search(collection: Searched) -> None:
    collection.add(*((f"r{i}", [i], None) for i in range(5000)))
    answer = collection.post("searchRecords", "search", {"searches": [{}] * 900})
    assert (answer.status_code, message(answer)) == (
        400,
        "search: expected at most 4194304 rows over all searches of a request",
    )
    assert len(collection.found()) == 5000


def test_the_largest_limits_and_offsets_are_taken(filled: Searched) -> None:
    most = 2**32 - 1
    assert len(filled.found(rank=knn([0, 0], limit=most), limit={"limit": most})) == 100
    assert filled.found(rank=knn([0, 0]), limit={"limit": most, "offset": most}) == []
    assert filled.search(limit={"limit": most + 1}).status_code == 422


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ("NaN", "expected value"),
        ("Infinity", "expected value"),
        ("1e999", "number out of range"),
        ("-", "invalid number"),
    ],
)
def test_numbers_that_are_none_are_no_json(literal: str, text: str, filled: Searched) -> None:
    for rank in (f'{{"$val":{literal}}}', f'{{"$knn":{{"query":[{literal}]}}}}'):
        status, told = sent(filled, f'{{"searches":[{{"rank":{rank}}}]}}')
        assert status == 400
        assert "Failed to parse the request body as JSON: searches[0].rank" in told
        assert text in told


def test_overflowing_numbers_are_infinite(filled: Searched) -> None:
    assert set(filled.scored(rank={"$sum": [knn([0, 0]), {"$val": 1e39}]}).values()) == {None}
    assert filled.found(rank=knn([1e39, 0], limit=2)) == ["r0", "r1"]


def test_thousands_of_searches_come_in_one_request(filled: Searched) -> None:
    answer = filled.post("searchRecords", "search", {"searches": [{"limit": {"limit": 1}}] * 3000})
    assert answer.json()["ids"] == [["r0"]] * 3000


def test_fused_ranks_that_nest_too_deep_are_refused(filled: Searched) -> None:
    body: Json = {"rank": knn([0, 0])}
    for _ in range(40):
        assert isinstance(body, dict)
        body = {"rank": {"$rrf": {"ranks": [body["rank"]]}}}
    answer = filled.calls.client.post(f"{filled.path}/search", json=body)
    assert (answer.status_code, NESTED in message(answer)) == (400, True)

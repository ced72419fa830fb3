"""Reads and deletes by more ids than one request takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from chromalink import Collection, HttpClient
from chromalink._core.flows import many_ids
from chromalink.errors import InvalidInputError
from chromalink_mock import serve

IDS = [f"r{n}" for n in range(20)]


@pytest.fixture(scope="module")
def films() -> Iterator[Collection]:
    with serve() as server, HttpClient(server.host, server.port) as client:
        collection = client.create_collection("films", embedding_function=None)
        collection.add(IDS, [[float(n)] for n in range(20)], metadatas=[{"n": n} for n in range(20)], documents=IDS)
        yield collection


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_ids, "MOST_IDS", 6)


def test_a_get_by_many_ids_is_answered_as_one(films: Collection) -> None:
    found = films.get(IDS, include=["documents", "metadatas", "embeddings"])
    assert found.ids == IDS
    assert found.documents == IDS
    assert found.metadatas == [{"n": n} for n in range(20)]
    np.testing.assert_array_equal(found.embeddings, [[n] for n in range(20)])
    assert found.embeddings.dtype == np.float32
    assert found["uris"] is None


def test_the_parts_are_those_of_the_ids_each_in_insertion_order(films: Collection) -> None:
    found = films.get(IDS[::-1])["ids"]
    assert found == [*IDS[14:], *IDS[8:14], *IDS[2:8], *IDS[:2]]


@pytest.mark.parametrize(("limit", "offset"), [(5, 0), (8, 3), (3, 13), (None, 7), (0, 0), (50, 18), (5, 30)])
def test_limit_and_offset_count_through_the_parts(limit: int | None, offset: int, films: Collection) -> None:
    found = films.get(IDS, limit=limit, offset=offset, include=["documents", "embeddings"])
    expected = IDS[offset:] if limit is None else IDS[offset : offset + limit]
    assert found.ids == found.documents == expected
    assert len(found.embeddings) == len(expected)


def test_filters_apply_in_every_part(films: Collection) -> None:
    assert films.get([*IDS, "nobody"], where={"n": {"$gte": 17}})["ids"] == ["r17", "r18", "r19"]


def test_a_query_among_many_ids_ranks_them_all(films: Collection) -> None:
    found = films.query([[9.2], [0.0]], ids=IDS, n_results=3)
    assert found["ids"] == [["r9", "r10", "r8"], ["r0", "r1", "r2"]]
    assert found["documents"] == found["ids"]
    assert found["distances"][1] == [0.0, 1.0, 4.0]


def test_a_query_among_many_ids_answers_what_was_asked_for_only(films: Collection) -> None:
    found = films.query([[9.2]], ids=IDS, n_results=2, include=["embeddings"])
    assert (found["distances"], found["documents"], found["included"]) == (None, None, ["embeddings"])
    np.testing.assert_array_equal(found.embeddings[0], [[9.0], [10.0]])
    nothing = films.query([[9.2]], ids=IDS, where={"n": 99}, include=["embeddings"])
    assert nothing.embeddings[0].shape == (0, 0)


def test_a_delete_by_many_ids_counts_them_all(films: Collection) -> None:
    films.upsert([f"x{n}" for n in range(15)], np.ones((15, 1)), metadatas=[{"gone": True}] * 15)
    assert films.delete([f"x{n}" for n in range(15)], where={"gone": True}, limit=8)["deleted"] == 8
    assert films.delete([f"x{n}" for n in range(15)])["deleted"] == 15
    assert films.count() == 20


def test_ids_of_many_characters_are_few(films: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_ids, "MOST_CHARACTERS", 7)
    assert films.get(IDS[:5])["ids"] == IDS[:5]


def test_a_column_that_was_not_included_is_none_as_an_item_and_an_error_as_an_attribute(films: Collection) -> None:
    found = films.get("r0", include=["documents"])
    assert found["embeddings"] is None
    with pytest.raises(InvalidInputError, match=r"embeddings: not in this result; ask for it with include=\["):
        _ = found.embeddings
    with pytest.raises(InvalidInputError, match="distances: not in this result"):
        _ = films.query([[1.0]], include=["documents"]).distances


def test_vectors_come_back_as_float32_arrays(films: Collection) -> None:
    assert films.peek(3)["embeddings"].shape == (3, 1)
    assert films.peek(3)["embeddings"].dtype == np.float32
    (found,) = films.query([[1.0]], n_results=4, include=["embeddings"]).embeddings
    assert found.shape == (4, 1)
    assert found.dtype == np.float32

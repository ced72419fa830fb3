"""What reads answer: official keys, float32 arrays, rows; and what is not Chroma's format is said to be so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np
import pytest

from chromalink import EmbeddingFunction, GetResult, QueryResult
from chromalink.errors import ChromaAuthError, DecodeError, EmbeddingError

from .fake_chroma import FakeChroma, body, description, vectors

FLOAT32 = np.dtype(np.float32)

GOT: dict[str, Any] = {
    "ids": ["a", "b"],
    "embeddings": [[1, 2], [0.5, 0.25]],
    "documents": ["x", None],
    "uris": [None, "file:b"],
    "metadatas": [{"n": 1}, None],
    "include": ["documents", "embeddings", "metadatas", "uris"],
}
ALL = ["documents", "embeddings", "metadatas", "uris"]
NEAR: dict[str, Any] = {
    "ids": [["a", "b"], []],
    "embeddings": [[[1, 2], [3, 4]], []],
    "documents": [["x", None], []],
    "uris": None,
    "metadatas": [[{"n": 1}, None], []],
    "distances": [[0.5, None], []],
    "include": ["documents", "embeddings", "metadatas", "distances"],
}


def answered_get(chroma: FakeChroma, answer: object, include: Any = ALL, **options: Any) -> GetResult:
    collection = chroma.collection(**options)
    chroma.reply("POST get", httpx.Response(200, json=answer))
    return collection.get(include=include)


def answered_query(chroma: FakeChroma, answer: object, include: Any = ("documents",), **options: Any) -> QueryResult:
    collection = chroma.collection(**options)
    chroma.reply("POST query", httpx.Response(200, json=answer))
    return collection.query([[1.0], [2.0]], include=include)


def test_a_get_result_has_the_official_keys_and_one_float32_array(chroma: FakeChroma) -> None:
    found = answered_get(chroma, GOT)
    assert list(found) == ["ids", "embeddings", "documents", "uris", "data", "metadatas", "included"]
    embeddings = found["embeddings"]
    assert embeddings is not None
    assert (embeddings.dtype, embeddings.shape) == (FLOAT32, (2, 2))
    assert found["documents"] == ["x", None]
    assert found["included"] == ALL
    assert found["data"] is None


def test_the_rows_of_a_get_result_are_its_records(chroma: FakeChroma) -> None:
    first, second = answered_get(chroma, GOT).rows()
    assert first["embedding"] is not None
    assert first["embedding"].tolist() == [1.0, 2.0]
    rest = {name: value for name, value in second.items() if name != "embedding"}
    assert rest == {"id": "b", "document": None, "metadata": None, "uri": "file:b", "data": None, "distance": None}


def test_columns_that_were_not_included_are_none(chroma: FakeChroma) -> None:
    found = chroma.collection().get(include=["documents"])
    assert (found["documents"], found["metadatas"], found["embeddings"], found["uris"]) == ([], None, None, None)
    assert found.rows() == []


def test_no_records_with_embeddings_are_an_empty_array(chroma: FakeChroma) -> None:
    embeddings = chroma.collection().peek()["embeddings"]
    assert embeddings is not None
    assert (embeddings.dtype, embeddings.shape) == (FLOAT32, (0, 0))


def test_a_query_result_has_one_list_per_query(chroma: FakeChroma) -> None:
    found = answered_query(chroma, NEAR, ["documents", "embeddings", "metadatas", "distances"])
    assert list(found) == ["ids", "embeddings", "documents", "uris", "data", "metadatas", "distances", "included"]
    embeddings = found["embeddings"]
    assert embeddings is not None
    assert [(one.dtype, one.shape) for one in embeddings] == [(FLOAT32, (2, 2)), (FLOAT32, (0, 0))]
    assert found["distances"] == [[0.5, None], []]


def test_the_rows_of_a_query_result_are_one_list_per_query(chroma: FakeChroma) -> None:
    first, second = answered_query(chroma, NEAR).rows()
    assert [(row["id"], row["document"], row["distance"]) for row in first] == [("a", "x", 0.5), ("b", None, None)]
    assert second == []


def test_a_peek_is_the_first_records_with_their_embeddings(chroma: FakeChroma) -> None:
    chroma.collection().peek(3)
    sent = body(chroma.requests[0])
    assert (sent["limit"], sent["ids"], sent["where"]) == (3, None, None)
    assert set(sent["include"]) == {"metadatas", "documents", "embeddings"}


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "text",
        None,
        {},
        {"ids": None},
        {"ids": 5},
        {"ids": "ab", "documents": ["x", "y"]},
        {**GOT, "documents": ["x"]},
        {**GOT, "documents": "xy"},
        {**GOT, "metadatas": {}},
        {**GOT, "embeddings": [[1, 2]]},
        {**GOT, "embeddings": [[1, 2], [1]]},
        {**GOT, "embeddings": ["AACAPw==", "AACAPw=="]},
        {**GOT, "embeddings": [1, 2]},
        {**GOT, "embeddings": [[1, 2], None]},
    ],
)
def test_records_in_another_form_are_a_decode_error(answer: object, chroma: FakeChroma) -> None:
    with pytest.raises(DecodeError, match=r"POST http://localhost:8000/.*/get, got 200"):
        answered_get(chroma, answer)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"ids": None},
        {"ids": [None]},
        {"ids": ["a"]},
        {**NEAR, "documents": [["x", None]]},
        {**NEAR, "documents": [["x"], []]},
        {**NEAR, "documents": ["xy", []]},
        {**NEAR, "distances": 5},
        {**NEAR, "embeddings": [[1, 2], []]},
        {**NEAR, "embeddings": [[[1, 2], [3]], []]},
    ],
)
def test_query_results_in_another_form_are_a_decode_error(answer: object, chroma: FakeChroma) -> None:
    with pytest.raises(DecodeError, match=r"POST http://localhost:8000/.*/query, got 200"):
        answered_query(chroma, answer)


@pytest.mark.parametrize("answer", ["3", 3.0, True, [3], {"count": 3}])
def test_a_count_that_is_no_number_is_a_decode_error(answer: object, chroma: FakeChroma) -> None:
    chroma.reply("GET count", httpx.Response(200, json=answer))
    with pytest.raises(DecodeError, match="a whole number"):
        chroma.collection().count()


@pytest.mark.parametrize("answer", [{}, {"collections": []}, "text", [5], [{}]])
def test_a_list_of_collections_in_another_form_is_a_decode_error(answer: object, chroma: FakeChroma) -> None:
    chroma.reply("GET collections", httpx.Response(200, json=answer))
    with pytest.raises(DecodeError):
        chroma.client().list_collections()


@pytest.mark.parametrize("write", ["add", "upsert", "update"])
def test_a_page_of_a_proxy_is_not_taken_for_a_write_that_succeeded(write: str, chroma: FakeChroma) -> None:
    chroma.reply(f"POST {write}", httpx.Response(200, html="<html>please log in"))
    with pytest.raises(DecodeError, match="please log in"):
        getattr(chroma.collection(), write)("a", [1.0])


def test_a_deletion_answered_by_a_proxy_is_a_decode_error(chroma: FakeChroma) -> None:
    chroma.reply("DELETE collections/*", httpx.Response(200, html="<html>please log in"))
    with pytest.raises(DecodeError):
        chroma.client().delete_collection("films")


@pytest.mark.parametrize("answer", [{}, {"id": "no-uuid"}, [], None])
def test_a_collection_in_another_form_is_a_decode_error(answer: object, chroma: FakeChroma) -> None:
    chroma.reply("GET collections/*", httpx.Response(200, json=answer))
    with pytest.raises(DecodeError):
        chroma.client().get_collection("films", None)


def test_a_delete_tells_its_count(chroma: FakeChroma) -> None:
    chroma.reply("POST delete", httpx.Response(200, json={"deleted": 3}))
    assert chroma.collection().delete(where={"n": 1}) == {"deleted": 3}
    assert body(chroma.requests[0]) == {"where": {"n": 1}}


def load(uris: Sequence[str]) -> list[object]:
    return [f"loaded {uri}" for uri in uris]


def test_data_is_loaded_from_the_uris_and_the_uris_stay_out(chroma: FakeChroma) -> None:
    answer = {**GOT, "embeddings": None, "include": ["uris"]}
    found = answered_get(chroma, answer, ["documents", "data"], data_loader=load)
    assert found["data"] == [None, "loaded file:b"]
    assert found["uris"] is None
    assert found["included"] == ["documents", "data"]
    assert body(chroma.requests[0])["include"] == ["documents", "uris"]


def test_data_beside_uris_gives_both(chroma: FakeChroma) -> None:
    include = ["data", "uris"]
    found = answered_get(chroma, GOT, include, data_loader=load)
    assert (found["data"], found["uris"]) == ([None, "loaded file:b"], [None, "file:b"])
    assert include == ["data", "uris"]
    assert [row["data"] for row in found.rows()] == [None, "loaded file:b"]


def test_data_of_a_query_is_one_list_per_query(chroma: FakeChroma) -> None:
    answer = {"ids": [["a", "b"], ["c"]], "uris": [["1", None], ["3"]], "include": ["uris"]}
    found = answered_query(chroma, answer, ["data"], data_loader=load)
    assert found["data"] == [["loaded 1", None], ["loaded 3"]]
    assert found["uris"] is None


def test_no_records_need_no_loading(chroma: FakeChroma) -> None:
    asked: list[Sequence[str]] = []

    def noting(uris: Sequence[str]) -> list[object]:
        asked.append(uris)
        return []

    found = chroma.collection(data_loader=noting).get(include=["data"])
    assert (found["data"], asked) == ([], [])


@pytest.mark.parametrize(
    ("loader", "message"),
    [
        (lambda uris: [], "the data loader returned 0 objects for 1 uris"),
        (lambda uris: [*uris, *uris], "the data loader returned 2 objects for 1 uris"),
        (lambda uris: 1 / 0, "the data loader raised ZeroDivisionError"),
        (lambda uris: None, "the data loader raised TypeError"),
    ],
)
def test_a_data_loader_that_fails_is_told(loader: Any, message: str, chroma: FakeChroma) -> None:
    with pytest.raises(EmbeddingError, match=message):
        answered_get(chroma, GOT, ["data"], data_loader=loader)


class Brightness(EmbeddingFunction[Any]):
    """Takes images and loaded objects alike."""

    def __call__(self, input: Any) -> list[list[float]]:
        return [[float(np.mean(one)), 1.0] for one in input]


def test_images_are_embedded(chroma: FakeChroma) -> None:
    chroma.collection(Brightness()).add(["a", "b"], images=[np.zeros(3), np.ones((2, 2))])
    np.testing.assert_array_equal(np.stack(vectors(chroma.asked("POST add")[0])), [[0.0, 1.0], [1.0, 1.0]])


def test_one_image_is_an_array(chroma: FakeChroma) -> None:
    chroma.collection(Brightness()).query(query_images=np.ones((4, 4)), n_results=1)
    assert body(chroma.requests[0])["query_embeddings"] == [[1.0, 1.0]]


@pytest.mark.parametrize("write", ["add", "upsert"])
def test_uris_are_loaded_and_embedded_and_stored(write: str, chroma: FakeChroma) -> None:
    collection = chroma.collection(Brightness(), data_loader=lambda uris: [np.full(2, len(uri)) for uri in uris])
    getattr(collection, write)(["a", "b"], uris=["u", "uuu"])
    sent = chroma.asked(f"POST {write}")[0]
    assert body(sent)["uris"] == ["u", "uuu"]
    np.testing.assert_array_equal(np.stack(vectors(sent)), [[1.0, 1.0], [3.0, 1.0]])


def test_query_uris_are_loaded_and_embedded(chroma: FakeChroma) -> None:
    collection = chroma.collection(Brightness(), data_loader=lambda uris: [np.full(2, len(uri)) for uri in uris])
    collection.query(query_uris="uuu")
    assert body(chroma.requests[0])["query_embeddings"] == [[3.0, 1.0]]


def test_a_collection_tells_what_the_server_told(chroma: FakeChroma) -> None:
    chroma.stored = description("films", metadata={"a": 1})
    found = chroma.collection()
    assert (found.name, found.tenant, found.database) == ("films", "default_tenant", "default_database")
    assert found.metadata == {"a": 1}
    assert found.schema is None
    assert found.configuration["embedding_function"] is None
    assert found.configuration_json["hnsw"] == chroma.stored["configuration_json"]["hnsw"]  # type: ignore[index]  # JSON
    assert repr(found) == f"Collection(name='films', id='{found.id}')"


def test_a_modification_is_seen_on_the_object(chroma: FakeChroma) -> None:
    chroma.stored = description("films", metadata={"a": 1})
    found = chroma.collection()
    found.modify(name="movies", metadata={"b": 2, "gone": None}, configuration={"hnsw": {"ef_search": 7}})
    assert body(chroma.requests[0]) == {
        "new_name": "movies",
        "new_metadata": {"b": 2, "gone": None},
        "new_configuration": {"hnsw": {"ef_search": 7}},
    }
    assert (found.name, found.metadata) == ("movies", {"b": 2})
    hnsw = found.configuration["hnsw"]
    assert hnsw is not None
    assert (hnsw["ef_search"], hnsw["space"]) == (7, "l2")


def test_a_refused_modification_leaves_the_object_as_it_was(chroma: FakeChroma) -> None:
    found = chroma.collection()
    chroma.reply("PUT collections/*", httpx.Response(403, json={"error": "ChromaError", "message": "no"}))
    with pytest.raises(ChromaAuthError):
        found.modify(name="movies")
    assert found.name == "films"


def test_listed_collections_carry_limit_and_offset(chroma: FakeChroma) -> None:
    assert [one.name for one in chroma.client().list_collections(limit=2, offset=0)] == ["films"]
    assert dict(chroma.requests[0].url.params) == {"limit": "2", "offset": "0"}

"""A server that makes the vectors of texts that come without."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import numpy as np
import pytest

from chromalink_mock import Settings, create_app, serve

from .letters import letters
from .sides import Records, Side, side

OPTION = (
    "expected embeddings instead, because this server has no embedder; "
    "it gets one with --embedder module:name or serve(embedder=...)"
)

Embedder = Callable[[list[str]], object]


@contextmanager
def served(embedder: Embedder | None) -> Iterator[Side]:
    settings = Settings(dialect="cloud-openapi")
    with (
        serve(settings, embedder=embedder) as server,  # type: ignore[arg-type]  # some of these embedders are wrong
        httpx.Client(base_url=server.url) as client,
    ):
        yield side(client)


@pytest.fixture
def records(cloud: httpx.Client) -> Records:
    return side(cloud).empty()


def error(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def test_documents_are_embedded_in_one_call_and_in_order() -> None:
    asked: list[list[str]] = []

    def remember(texts: list[str]) -> list[list[float]]:
        asked.append(texts)
        return letters(texts)

    with served(remember) as side:
        records = side.empty()
        records.post("add", ids=["x", "y", "z"], documents=["a", "ee", "oao"])
        assert records.vectors("x", "y", "z") == [[1, 0, 0], [0, 2, 0], [1, 0, 2]]
    assert asked == [["a", "ee", "oao"]]


def test_vectors_that_come_along_are_kept(records: Records) -> None:
    records.post("add", ids=["x"], documents=["aaa"], embeddings=[[1, 2, 3]])
    assert records.vectors("x") == [[1, 2, 3]]


def test_an_upsert_embeds_new_and_old_records(records: Records) -> None:
    records.post("add", ids=["x"], documents=["a"])
    assert records.post("upsert", ids=["x", "y"], documents=["ee", "o"]).status_code == 200
    assert records.vectors("x", "y") == [[0, 2, 0], [0, 0, 1]]


def test_an_update_embeds_the_documents_it_changes(records: Records) -> None:
    records.post("add", ids=["x", "y", "z"], documents=["a", "ee", "o"])
    assert records.post("update", ids=["z", "y", "x"], documents=["ao", None, "e"]).status_code == 200
    assert records.vectors("x", "y", "z") == [[0, 1, 0], [0, 2, 0], [1, 0, 1]]


def test_an_update_with_vectors_or_without_documents_embeds_nothing() -> None:
    with served(None) as side:
        records = side.filled()
        changed = records.post("update", ids=["a", "b"], documents=["new", "too"], embeddings=[None, [5, 5]])
        assert changed.status_code == 200
        assert records.post("update", ids=["a"], documents=[None], metadatas=[{"n": 2}]).status_code == 200
        assert records.vectors("a", "b") == [[1, 0], [5, 5]]


def test_no_texts_need_no_embedder() -> None:
    with served(None) as side:
        records = side.filled()
        assert records.post("query", query_texts=[]).json()["ids"] == []
        assert records.post("add", ids=[], documents=[]).status_code == 201


@pytest.mark.parametrize("call", ["add", "upsert"])
def test_a_missing_document_cannot_be_embedded(records: Records, call: str) -> None:
    status, text = error(records.post(call, ids=["x", "y"], documents=["a", None]))
    assert (status, text) == (400, "documents[1]: expected a text to embed, or embeddings beside it; got null")
    assert records.count() == 0


@pytest.mark.parametrize(
    ("call", "body", "argument"),
    [
        ("add", {"ids": ["x"], "documents": ["a"]}, "documents"),
        ("upsert", {"ids": ["x"], "documents": ["a"]}, "documents"),
        ("update", {"ids": ["a"], "documents": ["a"]}, "documents"),
        ("query", {"query_texts": ["a"]}, "query_texts"),
        ("search", {"rank": {"$knn": {"query": "a"}}}, "rank.$knn.query"),
        ("search", {"searches": [{"rank": {"$knn": {"query": "a"}}}]}, "rank.$knn.query"),
    ],
)
def test_without_an_embedder_the_option_is_named(call: str, body: dict[str, object], argument: str) -> None:
    with served(None) as side:
        assert error(side.filled().post(call, **body)) == (400, f"{argument}: {OPTION}")


def knn(query: object, **more: object) -> dict[str, object]:
    return {"$knn": {"query": query, **more}}


def test_texts_in_ranks_are_embedded_each_once_and_wherever_they_stand() -> None:
    asked: list[list[str]] = []

    def remember(texts: list[str]) -> list[list[float]]:
        asked.append(texts)
        return letters(texts)

    with served(remember) as side:
        records = side.empty()
        records.post("add", ids=["a", "e", "o"], documents=["aaa", "eee", "ooo"])
        asked.clear()
        flat = records.post("search", rank=knn("eee"), limit=1, select=["distances"]).json()
        assert (flat["ids"], flat["distances"]) == (["e"], [0])
        pair = {"right": {"$abs": knn("aaa")}, "left": {"$sum": [knn([0, 0, 3]), knn("aaa"), {"$val": 1}]}}
        search = {"rank": {"$sub": pair}, "select": {"keys": ["#score"]}}
        native = records.post("search", searches=[search, {"rank": knn("ooo")}, {}]).json()
        assert native["ids"][1:] == [["o", "a", "e"], ["a", "e", "o"]]
        assert dict(zip(native["ids"][0], native["scores"][0], strict=True)) == {"o": 1, "a": 19, "e": 19}
        fused = {"$rrf": {"ranks": [knn("aaa", return_rank=True), knn("eee", return_rank=True)]}}
        assert records.post("search", rank=fused).json()["ids"] == ["a", "e", "o"]
    assert asked == [["eee"], ["aaa", "ooo"], ["aaa", "eee"]]


def test_a_text_under_a_sparse_key_is_refused(records: Records) -> None:
    assert error(records.post("search", rank=knn("a", key="words"))) == (
        400,
        "rank.$knn.query: expected a sparse vector under the key 'words', got a text; "
        "the server embeds texts for the key '#embedding' only",
    )


def test_ranks_that_nest_too_deep_are_refused_with_texts_in_them_too(records: Records) -> None:
    for depth in (126, 400, 5000):
        body = '{"rank":' + '{"$abs":' * depth + '{"$knn":{"query":"a"}}' + "}" * depth + "}"
        answer = records.client.post(f"{records.path}/{records.id}/search", content=body)
        assert answer.status_code == 400
        assert "limit exceeded" in answer.json()["error"]


def test_a_mistake_beside_a_text_is_told_before_anything_is_embedded() -> None:
    asked: list[list[str]] = []
    with served(lambda texts: asked.append(texts)) as side:
        records = side.empty()
        assert error(records.post("search", searches=[{"rank": knn("a"), "limit": 1}]))[0] == 400
        assert error(records.post("search", searches=[{"rank": knn("a", limit=-1)}]))[0] == 400
    assert asked == []


def test_a_missing_collection_is_found_out_before_anything_is_embedded() -> None:
    asked: list[list[str]] = []
    with served(lambda texts: asked.append(texts)) as side:
        records = side.empty()
        side.client.delete(f"{side.collections}/{records.id}")
        assert records.post("query", query_texts=["a"]).status_code == 404
        assert records.post("search", rank=knn("a")).status_code == 404
    assert asked == []


def test_an_embedder_that_fails_is_told_to_the_log_only(caplog: pytest.LogCaptureFixture) -> None:
    def fail(texts: list[str]) -> list[list[float]]:
        raise LookupError("a secret of the embedder")

    with served(fail) as side:
        records = side.empty()
        assert error(records.post("add", ids=["x"], documents=["a"])) == (500, "The embedder of the server failed")
        assert records.count() == 0
    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [str(record.exc_info[1]) for record in logged if record.exc_info] == ["a secret of the embedder"]


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        ([[1.0, 2.0]], "expected 2 vectors for 2 texts, got 1"),
        ([1.0, 2.0], "expected a vector of numbers per text, got an array of shape (2,)"),
        ([[], []], "expected a vector of numbers per text, got an array of shape (2, 0)"),
        ([[1.0], [float("nan")]], "expected finite numbers"),
        ([[1.0], [1.0, 2.0]], "setting an array element"),
        (None, "expected 2 vectors for 2 texts, got None"),
        ("text", "could not convert string to float"),
    ],
)
def test_an_embedder_that_breaks_its_contract_is_told(
    made: object, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    with served(lambda texts: made) as side:
        status, text = error(side.empty().post("add", ids=["x", "y"], documents=["a", "b"]))
    assert status == 500
    assert text.startswith(f"The embedder of the server broke its contract: {fault}")
    assert text in caplog.text


def test_vectors_of_another_length_than_the_collection_are_refused(records: Records) -> None:
    records.post("add", ids=["x"], embeddings=[[1, 2]])
    status, text = error(records.post("add", ids=["y"], documents=["a"]))
    assert (status, text) == (400, "Collection expecting embedding with dimension of 2, got 3")


def test_arrays_of_any_number_type_will_do() -> None:
    with served(lambda texts: np.ones((len(texts), 2), np.float16)) as side:
        records = side.empty()
        records.post("add", ids=["x"], documents=["a"])
        assert records.vectors("x") == [[1, 1]]


def test_other_requests_are_served_while_one_waits_for_its_vectors() -> None:
    asked, go_on = threading.Event(), threading.Event()

    def wait(texts: list[str]) -> list[list[float]]:
        asked.set()
        go_on.wait(20)
        return letters(texts)

    with served(wait) as side:
        records = side.empty()
        adding = threading.Thread(target=records.post, args=("add",), kwargs={"ids": ["x"], "documents": ["a"]})
        adding.start()
        assert asked.wait(20)
        assert records.count() == 0
        go_on.set()
        adding.join(20)
        assert records.count() == 1


def test_an_embedder_is_refused_where_nothing_is_embedded() -> None:
    with pytest.raises(ValueError, match="embedder: a server embeds only in the dialect 'cloud-openapi'"):
        create_app(Settings(), embedder=letters)

"""Searches over HTTP: what is embedded, what is sent, what comes back."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import anyio
import httpx
import numpy as np
import numpy.typing as npt
import pytest

from chromalink import (
    ChromaBm25EmbeddingFunction,
    Collection,
    EmbeddingFunction,
    K,
    Knn,
    ReadLevel,
    Rrf,
    Schema,
    Search,
    SearchResult,
    SparseEmbeddingFunction,
    SparseVector,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)
from chromalink.embeddings import sparse_registry
from chromalink.errors import DecodeError, EmbeddingError, InvalidInputError, UnsupportedByServerError

from ..fake_chroma import FakeChroma, body, description

NOTHING = {
    "ids": [[]],
    "documents": [None],
    "embeddings": [None],
    "metadatas": [None],
    "scores": [None],
    "select": [[]],
}
SPARSE = {"#type": "sparse_vector", "indices": [2], "values": [0.5]}


class Lengths(EmbeddingFunction[Sequence[str]]):
    """The length of a text, and whether it is asked for; keeps what it was called with."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, input: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([[len(text), 0] for text in input], dtype=np.float32)

    def embed_query(self, input: Sequence[str]) -> npt.NDArray[np.float32]:
        self.calls.append(list(input))
        return np.array([[len(text), 1] for text in input], dtype=np.float32)

    @staticmethod
    def name() -> str:
        return "lengths-of-searches"

    def get_config(self) -> dict[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> Lengths:
        return Lengths()


class Initials(SparseEmbeddingFunction[list[str]]):
    """The code of a text's first letter; keeps what it was called with."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, input: list[str]) -> list[SparseVector]:
        self.calls.append(list(input))
        return [SparseVector([ord(text[0])], [1.0]) for text in input]

    @staticmethod
    def name() -> str:
        return "initials"

    def get_config(self) -> dict[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> Initials:
        return Initials()


def told(letter: str) -> dict[str, object]:
    return {"#type": "sparse_vector", "indices": [ord(letter)], "values": [1.0]}


def schema_of(function: SparseEmbeddingFunction | None, source_key: str | None = "#document") -> Schema:
    schema = Schema().create_index(VectorIndexConfig(embedding_function=None))
    return schema.create_index(SparseVectorIndexConfig(embedding_function=function, source_key=source_key), "sp")


def hybrid(chroma: FakeChroma, dense: Lengths, sparse: Initials, source_key: str = "#document") -> Collection:
    """A collection whose schema makes sparse vectors under `sp`."""
    schema = schema_of(sparse, source_key).create_index(VectorIndexConfig(embedding_function=dense))
    stored = description(schema=schema.serialize_to_json())
    chroma.reply("POST collections", httpx.Response(200, json=stored))
    made = chroma.client().create_collection("films", schema, embedding_function=dense)
    chroma.requests.clear()
    return made


def sent(chroma: FakeChroma) -> dict[str, Any]:
    return body(chroma.asked("POST search")[-1])


def test_one_search_and_many_are_sent_in_the_official_form(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json=NOTHING), httpx.Response(200, json=NOTHING))
    collection = chroma.collection()
    one = Search(K("a") == 1, Knn(query=[0.5]), limit=3, select=["z", K.SCORE])
    collection.search(one)
    assert sent(chroma) == {"searches": [one.to_dict()], "read_level": "index_and_wal"}
    collection.search([one, Search()], ReadLevel.INDEX_ONLY)
    assert sent(chroma) == {"searches": [one.to_dict(), Search().to_dict()], "read_level": "index_only"}


def test_the_order_of_the_selection_reaches_the_server(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json=NOTHING))
    chroma.collection().search(Search().select("z", K.SCORE, "a"))
    assert b'"select":{"keys":["z","#score","a"]}' in chroma.asked("POST search")[0].content


def test_texts_are_embedded_by_the_function_of_their_key_each_once(chroma: FakeChroma) -> None:
    dense, sparse = Lengths(), Initials()
    collection = hybrid(chroma, dense, sparse)
    chroma.reply("POST search", httpx.Response(200, json=NOTHING))
    fused = Rrf([Knn(query="heist", return_rank=True), Knn(query="heist", key=K("sp"), return_rank=True)])
    collection.search([Search(rank=fused.exp() * 2), Search(rank=Knn(query="love") - Knn(query="heist"))])
    assert (dense.calls, sparse.calls) == ([["heist", "love"]], [["heist"]])
    text = json.dumps(sent(chroma)["searches"][0]["rank"])
    assert '"query": [5.0, 1.0], "key": "#embedding"' in text
    assert f'"query": {json.dumps(told("h"))}, "key": "sp"' in text
    second = sent(chroma)["searches"][1]["rank"]["$sub"]
    assert (second["left"]["$knn"]["query"], second["right"]["$knn"]["query"]) == ([4.0, 1.0], [5.0, 1.0])


def test_a_key_object_is_as_good_as_its_name(chroma: FakeChroma) -> None:
    dense, sparse = Lengths(), Initials()
    collection = hybrid(chroma, dense, sparse)
    chroma.reply("POST search", httpx.Response(200, json=NOTHING), httpx.Response(200, json=NOTHING))
    collection.search(Search(rank=Knn(query="x", key=K("sp"))))
    collection.search(Search(rank=Knn(query="x", key="sp")))
    first, second = (body(one) for one in chroma.asked("POST search"))
    assert first == second
    assert dense.calls == []


def test_vectors_are_sent_without_any_function(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json=NOTHING))
    chroma.collection().search(
        Search(rank=Knn(query=np.array([1.5, 2])) + Knn(query=SparseVector([2], [0.5]), key="sp"))
    )
    leaves = sent(chroma)["searches"][0]["rank"]["$sum"]
    assert [leaf["$knn"]["query"] for leaf in leaves] == [[1.5, 2.0], SPARSE]


@pytest.mark.parametrize(
    ("searches", "message"),
    [
        (5, "searches: expected a Search or a sequence of them, got int 5"),
        ({"rank": None}, "searches: expected a Search or a sequence of them, got dict"),
        ([Search(), {}], r"searches\[1\]: expected a Search, got dict"),
        (Search(rank=Knn(query="x")), "searches: collection 'films' has no embedding function"),
        (Search(rank=Knn(query="x", key="sp")), "names no embedding function for the text query of key 'sp'"),
        (Search(K("a") > "x"), r"searches\[0\].where\['a'\]\['\$gt'\]: expected a number, got str 'x'"),  # type: ignore[operator]  # the point
        ([Search(), Search(K("a").is_in([]))], r"searches\[1\].where\['a'\]\['\$in'\]: expected at least one value"),
    ],
)
def test_a_wrong_search_is_refused_before_anything_is_sent(searches: Any, message: str, chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match=message):
        chroma.collection().search(searches)
    assert chroma.requests == []


def test_a_wrong_read_level_is_refused(chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match="read_level: expected a ReadLevel"):
        chroma.collection().search(Search(), "soon")  # type: ignore[arg-type]  # the point of the test


def test_endless_nesting_is_refused(chroma: FakeChroma) -> None:
    rank: Any = Knn(query=[1.0])
    for _ in range(5000):
        rank = -rank
    with pytest.raises(InvalidInputError, match=r"searches: (nested too deeply|cannot be written)"):
        chroma.collection().search(Search(rank=rank))
    assert chroma.requests == []


def test_a_server_without_search_is_told_by_its_own_error(chroma: FakeChroma) -> None:
    message = "Error executing plan: Not implemented: Search operation is not implemented for local executor"
    chroma.reply("POST search", httpx.Response(501, json={"error": "InternalError", "message": message}))
    with pytest.raises(UnsupportedByServerError, match="Search operation is not implemented"):
        chroma.collection().search(Search())


FOUND = {
    "ids": [["a", "b"], ["c"]],
    "documents": [["x", None], None],
    "embeddings": [None, None],
    "metadatas": [[{"n": 1, "sp": SPARSE}, None], [{"m": "y"}]],
    "scores": [[0.5, None], None],
    "select": [["#document", "#metadata", "#score"], ["m"]],
}


def test_results_are_columns_and_rows_without_what_is_missing(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json=FOUND))
    found = chroma.collection().search([Search(), Search()])
    vector = SparseVector([2], [0.5])
    assert isinstance(found, SearchResult)
    assert list(found) == ["ids", "documents", "embeddings", "metadatas", "scores", "select"]
    assert found["scores"] == [[0.5, None], None]
    assert found.rows() == [
        [{"id": "a", "document": "x", "metadata": {"n": 1, "sp": vector}, "score": 0.5}, {"id": "b"}],
        [{"id": "c", "metadata": {"m": "y"}}],
    ]


def test_whole_columns_may_be_missing(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json={"ids": [["a"]], "scores": None, "select": [[]]}))
    found = chroma.collection().search(Search())
    assert (found.rows(), found["scores"]) == ([[{"id": "a"}]], [None])


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"ids": [["a"]]},
        {"ids": [["a"]], "scores": [[1.0, 2.0]], "select": [[]]},
        {"ids": [["a"]], "scores": [[1.0], [2.0]], "select": [[]]},
        {"ids": [["a"]], "metadatas": [["x"]], "select": [["sparse_vector"]]},
        {"ids": 5, "select": []},
    ],
)
def test_an_answer_outside_the_contract_is_a_decode_error(wrong: Any, chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json=wrong))
    with pytest.raises(DecodeError, match="is it a Chroma server"):
        chroma.collection().search(Search())


def test_frames_have_a_column_for_each_field_selected() -> None:
    pytest.importorskip("pandas")
    first, second = SearchResult(FOUND).to_pandas()
    assert (list(first.index), list(first.columns)) == (["a", "b"], ["document", "score", "n", "sp"])
    assert first.to_dict("records")[0] == {"document": "x", "score": 0.5, "n": 1, "sp": SPARSE}
    assert (list(second.index), second.to_dict("records")) == (["c"], [{"m": "y"}])


def test_frames_without_pandas_name_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'chromalink\[pandas\]'"):
        SearchResult(FOUND).to_pandas()


TREE = {
    "operator": "$sum",
    "value": 11.5,
    "operands": [
        {
            "operator": "$mul",
            "value": 10.0,
            "operands": [
                {"operator": "$knn", "value": 5.0, "key": "words", "found": False},
                {"operator": "$val", "value": 2.0},
            ],
        },
        {
            "operator": "$log",
            "value": None,
            "operands": [
                {"operator": "$knn", "value": 1.0, "key": "#embedding", "found": True, "rank": 1, "distance": 0.25},
            ],
        },
    ],
}
PRINTED = """\
$sum = 11.5
├ $mul = 10
│ ├ $knn words = 5 (beyond its limit)
│ └ 2
└ $log = none
  └ $knn #embedding = 1 (place 1, distance 0.25)"""


def test_explanations_are_asked_for_in_the_query_string_and_print_as_trees(chroma: FakeChroma) -> None:
    told = {**NOTHING, "ids": [["a"], ["b"]], "explanations": [[TREE], None], "select": [[], []]}
    told |= {name: [None, None] for name in ("documents", "embeddings", "metadatas", "scores")}
    chroma.reply("POST search", httpx.Response(200, json=told), httpx.Response(200, json=NOTHING))
    collection = chroma.collection()
    (first, second) = collection.search([Search(), Search()], explain=True)["explanations"]
    assert [str(one) for one in first or []] == [PRINTED]
    assert second is None
    assert "explanations" not in collection.search(Search())
    assert [request.url.query for request in chroma.asked("POST search")] == [b"explain=true", b""]


def test_explanations_of_another_server_are_a_decode_error(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json=NOTHING))
    with pytest.raises(DecodeError, match="expected explanations, which only chromalink's own server gives"):
        chroma.collection().search(Search(), explain=True)


def test_an_async_client_searches_the_same_way(chroma: FakeChroma) -> None:
    chroma.reply("POST search", httpx.Response(200, json=FOUND))
    dense = Lengths()

    async def story() -> SearchResult:
        async with chroma.async_client() as client:
            collection = await client.get_collection("films", dense)
            return await collection.search([Search(rank=Knn(query="heist")), Search()])

    assert anyio.run(story).rows()[1] == [{"id": "c", "metadata": {"m": "y"}}]
    assert sent(chroma)["searches"][0]["rank"]["$knn"]["query"] == [5.0, 1.0]


def metadatas(chroma: FakeChroma, write: str) -> Any:
    return body(chroma.asked(f"POST {write}")[-1]).get("metadatas")


@pytest.mark.parametrize("write", ["add", "upsert", "update"])
def test_writes_fill_the_sparse_key_from_documents(write: str, chroma: FakeChroma) -> None:
    sparse = Initials()
    collection = hybrid(chroma, Lengths(), sparse)
    own = SparseVector([7], [1.0])
    getattr(collection, write)(["a", "b", "c"], metadatas=[{"n": 1}, None, {"sp": own}], documents=["one", "two", "x"])
    assert metadatas(chroma, write) == [{"n": 1, "sp": told("o")}, {"sp": told("t")}, {"sp": own.to_dict()}]
    assert sparse.calls == [["one", "two"]]


def test_documents_without_metadata_get_some(chroma: FakeChroma) -> None:
    hybrid(chroma, Lengths(), Initials()).add("a", documents="one")
    assert metadatas(chroma, "add") == [{"sp": told("o")}]


def test_records_without_a_text_get_no_sparse_vector(chroma: FakeChroma) -> None:
    sparse = Initials()
    collection = hybrid(chroma, Lengths(), sparse)
    collection.add("a", [1.0])
    assert metadatas(chroma, "add") is None
    collection.update(["a", "b"], [[1.0], [2.0]], documents=[None, "two"])
    assert metadatas(chroma, "update") == [None, {"sp": told("t")}]
    assert sparse.calls == [["two"]]


def test_a_sparse_key_may_be_made_of_a_text_in_metadata(chroma: FakeChroma) -> None:
    collection = hybrid(chroma, Lengths(), Initials(), "title")
    collection.add(["a", "b", "c"], [[1.0]] * 3, [{"title": "one"}, {"title": 5}, {"n": 1}])
    assert metadatas(chroma, "add") == [{"title": "one", "sp": told("o")}, {"title": 5}, {"n": 1}]


def test_a_key_set_to_none_in_an_update_is_removed_not_filled(chroma: FakeChroma) -> None:
    hybrid(chroma, Lengths(), Initials()).update("a", metadatas={"sp": None}, documents="one")
    assert metadatas(chroma, "update") == [{"sp": None}]


class Failing(Initials):
    """Does what `answer` says in place of embedding."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    def __call__(self, input: list[str]) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (RuntimeError("out of order"), "Failing raised RuntimeError: out of order"),
        ([], "Failing returned 0 vectors for 1 inputs"),
        ([[1.0]], r"Failing: expected SparseVectors, got list \[1.0\]"),
        (None, "Failing raised TypeError"),
    ],
)
def test_a_failing_sparse_function_is_an_embedding_error(answer: Any, message: str, chroma: FakeChroma) -> None:
    collection = hybrid(chroma, Lengths(), Failing(answer))
    with pytest.raises(EmbeddingError, match=message):
        collection.search(Search(rank=Knn(query="x", key="sp")))
    with pytest.raises(EmbeddingError, match=message):
        collection.add("a", documents="one")
    assert chroma.asked("POST add") + chroma.asked("POST search") == []


def test_a_sparse_vector_of_another_package_is_taken(chroma: FakeChroma) -> None:
    class Foreign:
        indices, values, labels = [3], [0.5], ["x"]

    collection = hybrid(chroma, Lengths(), Failing([Foreign()]))
    collection.add("a", documents="one")
    assert metadatas(chroma, "add") == [{"sp": SparseVector([3], [0.5], ["x"]).to_dict()}]


def test_a_stored_sparse_function_is_rebuilt_when_the_collection_is_opened(chroma: FakeChroma) -> None:
    chroma.stored = description(schema=schema_of(ChromaBm25EmbeddingFunction(k=2)).serialize_to_json())
    chroma.collection().add("a", [1.0], documents="reader")
    (vector,) = ChromaBm25EmbeddingFunction(k=2)(["reader"])
    assert metadatas(chroma, "add") == [{"sp": vector.to_dict()}]


def test_an_unknown_stored_sparse_function_fails_at_the_first_text_and_not_before(chroma: FakeChroma) -> None:
    schema: Any = schema_of(Initials()).serialize_to_json()
    schema["keys"]["sp"]["sparse_vector"]["sparse_vector_index"]["config"]["embedding_function"]["name"] = "nobody's"
    chroma.stored = description(schema=schema)
    collection = chroma.collection()
    collection.add("a", [1.0])
    with pytest.raises(EmbeddingError, match='sparse embedding function "nobody\'s": unknown here'):
        collection.add("b", [1.0], documents="text")


class AsyncInitials(Initials):
    """Initials that are awaited."""

    async def __call__(self, input: list[str]) -> Any:  # type: ignore[override]  # the async colour
        return [SparseVector([ord(text[0])], [2.0]) for text in input]

    async def embed_query(self, input: list[str]) -> Any:  # type: ignore[override]  # the async colour
        return await self(input)

    @staticmethod
    def build_from_config(config: dict[str, object]) -> AsyncInitials:
        return AsyncInitials()


def test_an_async_sparse_function_needs_an_async_client(chroma: FakeChroma) -> None:
    schema = schema_of(AsyncInitials())
    with pytest.raises(InvalidInputError, match="for key 'sp', got AsyncInitials, which is async; use it with an"):
        chroma.client().create_collection("films", schema, embedding_function=None)
    assert chroma.requests == []
    chroma.reply("POST collections", httpx.Response(200, json=description(schema=schema.serialize_to_json())))

    async def story() -> None:
        async with chroma.async_client() as client:
            collection = await client.create_collection("films", schema, embedding_function=None)
            await collection.add("a", [1.0], documents="one")

    anyio.run(story)
    assert metadatas(chroma, "add")[0]["sp"]["values"] == [2.0]


def test_a_stored_async_sparse_function_fails_at_the_first_text_of_a_sync_client(
    chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sparse_registry.known_sparse_embedding_functions, "initials", AsyncInitials)
    chroma.stored = description(schema=schema_of(AsyncInitials()).serialize_to_json())
    with pytest.raises(EmbeddingError, match="AsyncInitials is async: use an async client"):
        chroma.collection().add("a", [1.0], documents="one")


@pytest.mark.parametrize("where", [K("a") >= 1, Search(K("a") >= 1).parts.where])
def test_expressions_filter_get_query_and_delete_too(where: Any, chroma: FakeChroma) -> None:
    collection = chroma.collection()
    collection.get(where=where & (K("b") == "x"))
    collection.query([1.0], where=where)
    collection.delete(where=where | K.DOCUMENT.contains("y"))
    first, second, third = (body(request)["where"] for request in chroma.requests[-3:])
    assert first == {"$and": [{"a": {"$gte": 1}}, {"b": {"$eq": "x"}}]}
    assert second == {"a": {"$gte": 1}}
    assert third == {"$or": [{"a": {"$gte": 1}}, {"#document": {"$contains": "y"}}]}


def test_an_expression_is_checked_like_a_dict(chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match=r"where\['a'\]\['\$in'\]: expected at least one value"):
        chroma.collection().get(where=K("a").is_in([]))

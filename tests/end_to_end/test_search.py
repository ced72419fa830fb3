"""Hybrid search of our clients against our server, over a real port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import numpy as np
import pytest

from chromalink import (
    AsyncCollection,
    AsyncHttpClient,
    ChromaBm25EmbeddingFunction,
    Collection,
    GroupBy,
    HashingEmbeddingFunction,
    HttpClient,
    IntInvertedIndexConfig,
    K,
    Knn,
    MinK,
    ReadLevel,
    Rrf,
    Schema,
    Search,
    SearchResult,
    SparseVector,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)
from chromalink.errors import InvalidArgumentError
from chromalink_mock.serve import RunningServer

FILMS = {
    "heat": ("A crew plans a heist while a detective hunts the thieves", {"genre": "crime", "year": 1995}),
    "ocean": ("Eleven specialists rob three casinos in one heist", {"genre": "crime", "year": 2001}),
    "alien": ("The crew of a spaceship meets a deadly creature", {"genre": "horror", "year": 1979}),
    "thing": ("A creature hunts researchers in the Antarctic", {"genre": "horror", "year": 1982}),
    "up": ("A widower flies his house with balloons", {"genre": "family", "year": 2009}),
}
BM25 = ChromaBm25EmbeddingFunction(avg_doc_length=9)


def schema() -> Schema:
    return (
        Schema()
        .create_index(VectorIndexConfig(space="cosine", embedding_function=HashingEmbeddingFunction(64)))
        .create_index(SparseVectorIndexConfig(embedding_function=BM25, source_key=K.DOCUMENT, bm25=True), "words")
        .create_index(SparseVectorIndexConfig(), "own")
    )


def fill() -> dict[str, Any]:
    return {
        "ids": list(FILMS),
        "documents": [text for text, _ in FILMS.values()],
        "metadatas": [
            {**metadata, "own": SparseVector([place], [1.0])} for place, (_, metadata) in enumerate(FILMS.values())
        ],
    }


def hybrid(text: str) -> Search:
    dense, sparse = (
        Knn(query=text, return_rank=True, default=9),
        Knn(query=text, key="words", return_rank=True, default=9),
    )
    return Search(rank=Rrf([dense, sparse]), limit=3, select=[K.SCORE, K.DOCUMENT, "genre"])


@pytest.fixture
def films(client: HttpClient) -> Collection:
    made = client.create_collection("films", schema())
    made.add(**fill())
    return made


def ids(found: SearchResult) -> list[list[str]]:
    return found["ids"]


def test_words_and_meaning_are_fused(films: Collection) -> None:
    found = films.search(hybrid("heist crew"))
    (rows,) = found.rows()
    assert rows[0]["id"] == "heat"
    assert rows[0]["document"] == FILMS["heat"][0]
    assert rows[0]["metadata"] == {"genre": "crime"}
    assert rows[0]["score"] == pytest.approx(-2 / 60, rel=1e-6)
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores)
    assert found["select"] == [["#document", "#score", "genre"]]


def test_sparse_search_alone_finds_the_words_only(films: Collection) -> None:
    found = films.search(Search(rank=Knn(query="creatures", key=K("words")), select=[K.SCORE]))
    assert sorted(ids(found)[0]) == ["alien", "thing"]


def test_own_sparse_vectors_are_found_and_read_back(films: Collection) -> None:
    found = films.search(Search(rank=Knn(query=SparseVector([2], [3.0]), key="own"), select=["own", K.SCORE]))
    assert found.rows() == [[{"id": "alien", "metadata": {"own": SparseVector([2], [1.0])}, "score": -2.0}]]
    metadata = (films.get("alien")["metadatas"] or [None])[0]
    assert metadata is not None
    assert metadata["own"] == SparseVector([2], [1.0])
    (words,) = BM25([FILMS["alien"][0]])
    stored = metadata["words"]
    assert isinstance(stored, SparseVector)
    assert stored.indices == words.indices
    np.testing.assert_allclose(stored.values, words.values, rtol=1e-6)


def test_the_best_of_each_group_stay(films: Collection) -> None:
    grouped = Search(
        rank=Knn(query="a creature hunts a crew"), group_by=GroupBy(K("genre"), MinK(K.SCORE, 1)), select=["genre"]
    )
    genres = [row["metadata"]["genre"] for row in films.search(grouped).rows()[0]]
    assert sorted(map(str, genres)) == ["crime", "family", "horror"]


def test_several_searches_answer_in_their_order(films: Collection) -> None:
    recent, all_films = Search(K("year") > 2000), Search().limit(2, offset=1)
    found = films.search([recent, all_films, hybrid("heist")], ReadLevel.INDEX_ONLY)
    assert ids(found)[:2] == [["ocean", "up"], ["ocean", "alien"]]
    assert len(ids(found)[2]) == 3


def test_expressions_filter_the_other_operations_too(films: Collection) -> None:
    assert films.get(where=K("year").is_in([1979, 1982]) & (K("genre") == "horror"))["ids"] == ["alien", "thing"]
    others = films.query(query_texts="heist", where=K("genre") != "crime", n_results=9)["ids"]
    assert sorted(others[0]) == ["alien", "thing", "up"]
    assert films.delete(where=K.DOCUMENT.contains("balloons")) == {"deleted": 1}


def test_arithmetic_is_the_servers(films: Collection) -> None:
    knn = Knn(query="heist", limit=2)
    plain, doubled = (films.search(Search(rank=rank, select=[K.SCORE])) for rank in (knn, (knn * 2 + 1).exp().log()))
    assert ids(plain) == ids(doubled)
    for before, after in zip(plain["scores"][0] or [], doubled["scores"][0] or [], strict=True):
        assert before is not None
        assert after == pytest.approx(2 * before + 1, rel=1e-5)


def test_a_score_is_explained_part_by_part(films: Collection) -> None:
    search = Search(
        rank=Knn(query="creature", key="words", limit=1, default=3) * 2 + Knn(query="creature"), select=[K.SCORE]
    )
    found = films.search([search, Search()], explain=True)
    first, second = found["explanations"]
    assert first is not None
    assert second is None
    assert [one.value for one in first] == found["scores"][0]
    leaves = [one.operands[0].operands[0] for one in first]
    assert sorted(bool(leaf.found) for leaf in leaves) == [False] * 4 + [True]
    assert {leaf.value for leaf in leaves if not leaf.found} == {3.0}
    assert str(first[0]).startswith("$sum = ")


def test_a_search_the_schema_rules_out_is_a_typed_error(client: HttpClient) -> None:
    bare = Schema().delete_index(IntInvertedIndexConfig(), "year")
    collection = client.create_collection("bare", bare.create_index(VectorIndexConfig(embedding_function=None)))
    collection.add(["a"], [[1.0]], [{"year": 1}])
    with pytest.raises(InvalidArgumentError, match="Cannot filter using metadata key 'year' with type 'Int'"):
        collection.search(Search(K("year") == 1))
    with pytest.raises(InvalidArgumentError, match="Cannot filter using metadata key 'sp' with type 'SparseVector'"):
        collection.search(Search(rank=Knn(query=SparseVector([1], [1.0]), key="sp")))


def test_a_collection_opened_again_embeds_and_fills_the_same_way(films: Collection, server: RunningServer) -> None:
    before = films.search(hybrid("creature"))
    with HttpClient(host=server.host, port=server.port) as other:
        opened = other.get_collection("films")
        assert opened.search(hybrid("creature")) == before
        opened.add("heat2", documents="Another heist", metadatas={"genre": "crime"})
    found = films.search(Search(rank=Knn(query="heist", key="words")))
    assert "heat2" in ids(found)[0]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_client_searches_the_same_way(backend: str, films: Collection, server: RunningServer) -> None:
    async def found() -> SearchResult:
        async with AsyncHttpClient(host=server.host, port=server.port) as client:
            collection: AsyncCollection = await client.get_collection("films")
            return await collection.search([hybrid("heist crew"), Search(K("year") < 1980)])

    expected = films.search([hybrid("heist crew"), Search(K("year") < 1980)])
    run: Callable[..., SearchResult] = anyio.run
    assert run(found, backend=backend) == expected

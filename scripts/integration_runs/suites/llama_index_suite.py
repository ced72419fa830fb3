"""Every operation of LlamaIndex's `ChromaVectorStore`, whose packages ship no tests of stores."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import chromadb
import pytest
from llama_index.core import (  # type: ignore[import-not-found]  # in an environment of its own
    MockEmbedding,
    StorageContext,
    VectorStoreIndex,
)
from llama_index.core.schema import (  # type: ignore[import-not-found]  # in an environment of its own
    NodeRelationship,
    RelatedNodeInfo,
    TextNode,
)
from llama_index.core.vector_stores import (  # type: ignore[import-not-found]  # in an environment of its own
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)
from llama_index.core.vector_stores.types import (  # type: ignore[import-not-found]  # in an environment of its own
    VectorStoreQueryMode,
)
from llama_index.vector_stores.chroma import (  # type: ignore[import-not-found]  # in an environment of its own
    ChromaVectorStore,
)

from integration_runs.suites.place import HOST, port


def film(name: str, vector: list[float], year: int, genre: str, source: str) -> TextNode:
    node = TextNode(id_=name, text=f"{name} is a {genre} film", embedding=vector)
    node.metadata = {"year": year, "genre": genre, "note": None}
    node.relationships[NodeRelationship.SOURCE] = RelatedNodeInfo(node_id=source)
    return node


def films() -> list[TextNode]:
    return [
        film("heat", [1.0, 0.0, 0.0], 1995, "crime", "mann"),
        film("collateral", [0.9, 0.1, 0.0], 2004, "crime", "mann"),
        film("alien", [0.0, 1.0, 0.0], 1979, "horror", "scott"),
        film("amélie", [0.0, 0.0, 1.0], 2001, "comedy", "jeunet"),
    ]


def opened(name: str) -> ChromaVectorStore:
    """The store over the collection of this name, made where it is missing."""
    number = port()
    if number is not None:
        return ChromaVectorStore.from_params(collection_name=name, host=HOST, port=number)
    return ChromaVectorStore.from_collection(chromadb.EphemeralClient().get_or_create_collection(name))


@pytest.fixture
def name() -> str:
    return f"llama-{uuid4().hex}"


@pytest.fixture
def store(name: str) -> ChromaVectorStore:
    store = opened(name)
    store.add(films())
    return store


def filters(*conditions: MetadataFilter, condition: str = "and") -> MetadataFilters:
    return MetadataFilters(filters=list(conditions), condition=FilterCondition(condition))


def found(store: ChromaVectorStore, chosen: MetadataFilters | None = None, top: int = 4) -> list[str]:
    query = VectorStoreQuery(query_embedding=[1.0, 0.0, 0.0], similarity_top_k=top, filters=chosen)
    return [str(one) for one in store.query(query).ids]


def left(store: ChromaVectorStore) -> set[str]:
    return {node.node_id for node in store.get_nodes(None)}


def test_adding_tells_the_ids(name: str) -> None:
    assert opened(name).add(films()) == ["heat", "collateral", "alien", "amélie"]


def test_nodes_come_back_with_text_metadata_and_source(store: ChromaVectorStore) -> None:
    (node,) = store.get_nodes(["amélie"])
    assert node.get_content() == "amélie is a comedy film"
    assert node.metadata == {"year": 2001, "genre": "comedy", "note": None}
    assert node.ref_doc_id == "jeunet"


def test_a_query_finds_the_nearest_first(store: ChromaVectorStore) -> None:
    answer = store.query(VectorStoreQuery(query_embedding=[1.0, 0.0, 0.0], similarity_top_k=2))
    assert answer.ids == ["heat", "collateral"]
    assert answer.similarities == pytest.approx([1.0, 0.9802], abs=1e-4)
    assert [node.node_id for node in answer.nodes] == answer.ids


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("==", "genre", "crime", {"heat", "collateral"}),
        ("!=", "genre", "crime", {"alien", "amélie"}),
        (">", "year", 1995, {"collateral", "amélie"}),
        (">=", "year", 1995, {"heat", "collateral", "amélie"}),
        ("<", "year", 1995, {"alien"}),
        ("<=", "year", 1995, {"alien", "heat"}),
        ("in", "genre", ["crime", "comedy"], {"heat", "collateral", "amélie"}),
        ("nin", "genre", ["crime", "comedy"], {"alien"}),
    ],
)
def test_every_operator_filters(
    store: ChromaVectorStore, operator: str, key: str, value: str | int | list[str], expected: set[str]
) -> None:
    chosen = filters(MetadataFilter(key=key, value=value, operator=FilterOperator(operator)))
    assert set(found(store, chosen)) == expected
    assert {node.node_id for node in store.get_nodes(None, chosen)} == expected


@pytest.mark.parametrize(("condition", "expected"), [("and", {"heat"}), ("or", {"heat", "collateral", "alien"})])
def test_conditions_combine(store: ChromaVectorStore, condition: str, expected: set[str]) -> None:
    crime = MetadataFilter(key="genre", value="crime")
    old = MetadataFilter(key="year", value=2000, operator=FilterOperator.LT)
    assert set(found(store, filters(crime, old, condition=condition))) == expected


def test_a_query_without_an_embedding_takes_the_first(store: ChromaVectorStore) -> None:
    assert len(store.query(VectorStoreQuery(similarity_top_k=3)).nodes) == 3


def test_documents_are_searched_by_their_text(store: ChromaVectorStore) -> None:
    query = VectorStoreQuery(query_embedding=[1.0, 0.0, 0.0], similarity_top_k=4)
    assert store.query(query, where_document={"$contains": "horror"}).ids == ["alien"]


def test_maximal_marginal_relevance_prefers_what_is_different(store: ChromaVectorStore) -> None:
    query = VectorStoreQuery(query_embedding=[1.0, 0.2, 0.0], similarity_top_k=2, mode=VectorStoreQueryMode.MMR)
    assert "collateral" in store.query(query, mmr_threshold=1.0).ids
    assert set(store.query(query, mmr_threshold=0.1).ids) != {"heat", "collateral"}


def test_deleting_a_document_deletes_its_nodes(store: ChromaVectorStore) -> None:
    store.delete("mann")
    assert left(store) == {"alien", "amélie"}


def test_nodes_are_deleted_by_id(store: ChromaVectorStore) -> None:
    store.delete_nodes(["heat", "alien"])
    assert left(store) == {"collateral", "amélie"}


def test_nodes_are_deleted_by_filter(store: ChromaVectorStore) -> None:
    store.delete_nodes(filters=filters(MetadataFilter(key="genre", value="crime")))
    assert left(store) == {"alien", "amélie"}


def test_nodes_are_deleted_by_id_and_filter(store: ChromaVectorStore) -> None:
    store.delete_nodes(["heat", "alien"], filters(MetadataFilter(key="genre", value="crime")))
    assert left(store) == {"collateral", "alien", "amélie"}


def test_clearing_leaves_nothing(store: ChromaVectorStore) -> None:
    store.clear()
    assert left(store) == set()


def test_another_store_of_the_same_collection_sees_the_nodes(store: ChromaVectorStore, name: str) -> None:
    assert left(opened(name)) == left(store)


def test_async_methods_do_the_same(name: str) -> None:
    async def through(store: ChromaVectorStore) -> list[str]:
        await store.async_add(films())
        await store.adelete("scott")
        await store.adelete_nodes(["collateral"])
        answer = await store.aquery(VectorStoreQuery(query_embedding=[1.0, 0.0, 0.0], similarity_top_k=4))
        return [str(one) for one in answer.ids]

    store = opened(name)
    assert asyncio.run(through(store)) == ["heat", "amélie"]
    asyncio.run(store.aclear())
    assert left(store) == set()


def test_an_index_keeps_and_retrieves_its_nodes_here(name: str) -> None:
    context = StorageContext.from_defaults(vector_store=opened(name))
    nodes = [TextNode(id_=one, text=f"about {one}") for one in ("heat", "alien")]
    index = VectorStoreIndex(nodes, storage_context=context, embed_model=MockEmbedding(embed_dim=8))
    retrieved = index.as_retriever(similarity_top_k=2).retrieve("about heat")
    assert {one.node.get_content() for one in retrieved} == {"about heat", "about alien"}
    index.insert_nodes([TextNode(id_="amélie", text="about amélie")])
    index.delete_nodes(["alien"])
    again = VectorStoreIndex.from_vector_store(opened(name), embed_model=MockEmbedding(embed_dim=8))
    later = again.as_retriever(similarity_top_k=2).retrieve("about heat")
    assert {one.node.get_content() for one in later} == {"about heat", "about amélie"}

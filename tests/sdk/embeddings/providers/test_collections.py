"""Collections that embed through a provider: remembered, rebuilt, and never blocking an event loop."""

from __future__ import annotations

import threading
from typing import Any

import anyio
import httpx
import pytest
import respx

from chromalink import (
    AsyncEphemeralClient,
    EphemeralClient,
    K,
    Knn,
    Schema,
    Search,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)
from chromalink.embeddings import (
    ChromaCloudSpladeEmbeddingFunction,
    MistralEmbeddingFunction,
    TogetherAIEmbeddingFunction,
)
from chromalink.errors import EmbeddingError

from .cases import KEY, SPLADE, TEXTS, VECTORS, entries

pytestmark = pytest.mark.usefixtures("keys")
URL = "https://api.mistral.ai/v1/embeddings"


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_collection_is_opened_with_its_function_rebuilt() -> None:
    with EphemeralClient() as client, respx.mock:
        respx.post(URL).respond(json=entries(VECTORS))
        client.create_collection("films", embedding_function=MistralEmbeddingFunction("mistral-embed"))
        films = client.get_collection("films")
        films.add(ids=["a", "b"], documents=TEXTS)
        assert films.get(include=["embeddings"]).embeddings.tolist() == VECTORS
        told = films.configuration_json
        assert told["embedding_function"] == {
            "name": "mistral",
            "type": "known",
            "config": {"model": "mistral-embed", "api_key_env_var": "MISTRAL_API_KEY"},
        }


def test_a_providers_refusal_adds_nothing_and_says_who_refused() -> None:
    with EphemeralClient() as client, respx.mock:
        respx.post(URL).respond(401, json={"detail": f"key {KEY} is unknown"})
        films = client.create_collection("films", embedding_function=MistralEmbeddingFunction("mistral-embed"))
        with pytest.raises(EmbeddingError, match=r"^Mistral: key \*\*\* is unknown"):
            films.add(ids=["a"], documents=["heist"])
        assert films.count() == 0


@pytest.mark.anyio
async def test_an_async_client_embeds_on_its_loop_and_leaves_it_free() -> None:
    beats: list[str] = []
    answering = anyio.Event()
    threads: set[int] = set()

    async def slow(request: httpx.Request) -> httpx.Response:
        threads.add(threading.get_ident())
        beats.append("asked")
        await answering.wait()
        beats.append("answered")
        return httpx.Response(200, json=entries(VECTORS))

    async def heart() -> None:
        while "asked" not in beats:
            await anyio.lowlevel.checkpoint()
        beats.append("beat")
        answering.set()

    async with AsyncEphemeralClient() as client:
        with respx.mock:
            respx.post(URL).mock(side_effect=slow)
            films = await client.create_collection("films", embedding_function=MistralEmbeddingFunction("m"))
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(heart)
                await films.add(ids=["a", "b"], documents=TEXTS)
        assert await films.count() == 2
    assert beats == ["asked", "beat", "answered"]
    assert threads == {threading.get_ident()}


@pytest.mark.anyio
async def test_queries_of_an_async_client_are_awaited_too() -> None:
    async with AsyncEphemeralClient() as client:
        with respx.mock:
            respx.post("https://api.together.xyz/v1/embeddings").respond(json=entries(VECTORS[:1]))
            function = TogetherAIEmbeddingFunction("BAAI/bge-base-en-v1.5")
            films = await client.create_collection("films", embedding_function=function)
            await films.add(ids=["a", "b"], embeddings=VECTORS)
            found = await films.query(query_texts="heist", n_results=1)
    assert found["ids"] == [["a"]]


def schema() -> Any:
    function = ChromaCloudSpladeEmbeddingFunction()
    made = Schema().create_index(VectorIndexConfig(embedding_function=None))
    config = SparseVectorIndexConfig(embedding_function=function, source_key=K.DOCUMENT)
    return made.create_index(config, key="words")


@pytest.mark.anyio
async def test_sparse_vectors_come_from_splade_in_both_colours() -> None:
    with respx.mock, EphemeralClient() as client:
        respx.post(SPLADE.url).respond(json={"embeddings": [{"indices": [3, 7], "values": [0.25, 0.5]}]})
        films = client.create_collection("films", schema=schema())
        films.add(ids=["a"], embeddings=VECTORS[:1], documents=["heist"])
        assert client.get_collection("films").search(Search().rank(Knn(query="heist", key="words")))["ids"] == [["a"]]
    async with AsyncEphemeralClient() as other:
        with respx.mock:
            respx.post(SPLADE.url).respond(json={"embeddings": [{"indices": [3, 7], "values": [0.25, 0.5]}]})
            books = await other.create_collection("books", schema=schema())
            await books.add(ids=["a"], embeddings=VECTORS[:1], documents=["heist"])
            assert (await books.search(Search().rank(Knn(query="heist", key="words"))))["ids"] == [["a"]]

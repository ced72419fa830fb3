"""While texts are embedded, the other tasks of an async program go on: told by their order, whoever embeds."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import anyio
import httpx
import pytest
import respx

from chromalink import (
    AsyncEmbeddingFunction,
    AsyncEphemeralClient,
    EmbeddingFunction,
    K,
    Knn,
    Schema,
    Search,
    SparseEmbeddingFunction,
    SparseVector,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)
from chromalink.embeddings import MistralEmbeddingFunction

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:.*legacy embedding function:DeprecationWarning")]
NEVER = 20.0
"""Seconds after which a held answer comes anyway, so that a blocked loop fails the test in place of hanging it."""
VECTOR = [1.0, 0.0]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Story:
    """What happened in which order; an answer is held until another task has run."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.released = threading.Event()
        self.loop = threading.get_ident()

    def hold(self) -> None:
        """Blocks the thread."""
        self.told.append("asked on the loop" if threading.get_ident() == self.loop else "asked")
        self.told.append("answered" if self.released.wait(NEVER) else "answered too late")

    async def held(self) -> None:
        """Waits and leaves the thread free."""
        self.told.append("asked")
        with anyio.fail_after(NEVER):
            while not self.released.is_set():
                await anyio.lowlevel.checkpoint()
        self.told.append("answered")

    async def other_task(self) -> None:
        while not self.told:
            await anyio.lowlevel.checkpoint()
        self.told.append("another task ran")
        self.released.set()


class Slow(EmbeddingFunction[list[str]]):
    """A sync function, which a client runs in a worker thread."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def __call__(self, input: list[str]) -> list[list[float]]:
        self.story.hold()
        return [VECTOR for _ in input]


class Awaited(AsyncEmbeddingFunction[list[str]]):
    """An async function of the program's own."""

    def __init__(self, story: Story) -> None:
        self.story = story

    async def __call__(self, input: list[str]) -> list[list[float]]:
        await self.story.held()
        return [VECTOR for _ in input]


class SlowWords(SparseEmbeddingFunction[list[str]]):
    """A sync function of sparse vectors."""

    story: Story

    def __call__(self, input: list[str]) -> Sequence[SparseVector]:
        self.story.hold()
        return [SparseVector([1], [1.0]) for _ in input]

    @staticmethod
    def name() -> str:
        return "slow-words"

    def get_config(self) -> dict[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> SlowWords:
        return SlowWords()


CALLS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "add": lambda films: films.add(ids="b", documents="heist"),
    "upsert": lambda films: films.upsert(ids="a", documents="heist"),
    "update": lambda films: films.update(ids="a", documents="heist"),
    "query": lambda films: films.query(query_texts="heist", n_results=1),
    "search": lambda films: films.search(Search().rank(Knn(query="heist"))),
}


async def told_by(story: Story, call: Callable[[], Awaitable[Any]]) -> list[str]:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(story.other_task)
        await call()
    return story.told


@pytest.mark.parametrize("kind", [Slow, Awaited])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_a_function_of_either_colour_leaves_the_loop_free(call: Callable[[Any], Any], kind: Any) -> None:
    story = Story()
    async with AsyncEphemeralClient() as client:
        films = await client.create_collection("films", embedding_function=kind(story))
        await films.add(ids="a", embeddings=VECTOR)
        assert await told_by(story, lambda: call(films)) == ["asked", "another task ran", "answered"]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_a_provider_is_awaited_on_the_loop(call: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "key-of-a-test")
    story = Story()
    threads: set[int] = set()

    async def answer(request: httpx.Request) -> httpx.Response:
        threads.add(threading.get_ident())
        await story.held()
        return httpx.Response(200, json={"data": [{"index": 0, "embedding": VECTOR}]})

    async with AsyncEphemeralClient() as client:
        films = await client.create_collection("films", embedding_function=MistralEmbeddingFunction("m"))
        await films.add(ids="a", embeddings=VECTOR)
        with respx.mock:
            respx.post("https://api.mistral.ai/v1/embeddings").mock(side_effect=answer)
            assert await told_by(story, lambda: call(films)) == ["asked", "another task ran", "answered"]
    assert threads == {story.loop}


@pytest.mark.parametrize("call", ["add", "search"])
async def test_a_sparse_function_leaves_the_loop_free(call: str) -> None:
    story, words = Story(), SlowWords()
    words.story = story
    schema = Schema().create_index(VectorIndexConfig(embedding_function=None))
    config = SparseVectorIndexConfig(embedding_function=words, source_key=K.DOCUMENT)
    calls: dict[str, Callable[[Any], Awaitable[Any]]] = {
        "add": lambda films: films.add(ids="b", embeddings=VECTOR, documents="heist"),
        "search": lambda films: films.search(Search().rank(Knn(query="heist", key="words"))),
    }
    async with AsyncEphemeralClient() as client:
        films = await client.create_collection(
            "films", schema=schema.create_index(config, key="words"), embedding_function=None
        )
        assert await told_by(story, lambda: calls[call](films)) == ["asked", "another task ran", "answered"]


async def test_a_data_loader_leaves_the_loop_free() -> None:
    story = Story()

    def load(uris: Sequence[str]) -> list[object]:
        story.hold()
        return list(uris)

    async with AsyncEphemeralClient() as client:
        films = await client.create_collection("films", embedding_function=None, data_loader=load)
        await films.add(ids="a", embeddings=VECTOR, uris="file:a")
        told = await told_by(story, lambda: films.get(include=["data"]))
        assert told == ["asked", "another task ran", "answered"]

"""Images and URIs in collections of both colours: embedded, kept, found again and loaded, on the reference server."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import numpy as np
import pytest

from chromalink import AsyncEphemeralClient, EmbeddingFunction, EphemeralClient
from chromalink.errors import InvalidInputError

DARK, GREY, LIGHT = (np.full((2, 2, 3), value, dtype=np.uint8) for value in (0, 100, 200))
FILES = {"file:dark": DARK, "file:grey": GREY, "file:light": LIGHT}


class Brightness(EmbeddingFunction[Any]):
    """One number out of an image or a text."""

    def __call__(self, input: Any) -> list[list[float]]:
        return [[float(len(one)) if isinstance(one, str) else float(np.mean(one))] for one in input]


def load(uris: Sequence[str]) -> list[Any]:
    return [FILES[uri] for uri in uris]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Either:
    """A collection of either colour: every call is awaited."""

    def __init__(self, collection: Any) -> None:
        self.collection = collection

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **kwargs: Any) -> Any:
            answer = getattr(self.collection, name)(*args, **kwargs)
            return await answer if inspect.isawaitable(answer) else answer

        return call


@pytest.fixture(params=["sync", "async"])
async def films(request: pytest.FixtureRequest) -> AsyncGenerator[Any]:
    given: dict[str, Any] = {"embedding_function": Brightness(), "data_loader": load}
    if request.param == "sync":
        with EphemeralClient() as client:
            yield Either(client.create_collection("films", **given))
    else:
        async with AsyncEphemeralClient() as other:
            yield Either(await other.create_collection("films", **given))


pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:.*legacy embedding function:DeprecationWarning")]


async def embeddings(films: Any) -> list[float]:
    found = await films.get(include=["embeddings"])
    return [float(vector[0]) for vector in found["embeddings"]]


@pytest.mark.parametrize("write", ["add", "upsert"])
async def test_images_are_embedded_and_not_kept(films: Any, write: str) -> None:
    await getattr(films, write)(ids=["a", "b"], images=[DARK, LIGHT])
    assert await embeddings(films) == [0, 200]
    found = await films.get(include=["documents", "uris"])
    assert (found["documents"], found["uris"]) == ([None, None], [None, None])


@pytest.mark.parametrize("write", ["add", "upsert"])
async def test_uris_are_loaded_embedded_and_kept(films: Any, write: str) -> None:
    await getattr(films, write)(ids=["a", "b"], uris=["file:grey", "file:dark"], metadatas=[{"n": 1}, {"n": 2}])
    assert await embeddings(films) == [100, 0]
    assert (await films.get(include=["uris"]))["uris"] == ["file:grey", "file:dark"]


async def test_images_beside_uris_are_embedded_and_the_uris_kept(films: Any) -> None:
    await films.add(ids=["a"], images=[LIGHT], uris=["file:dark"])
    assert await embeddings(films) == [200]
    assert (await films.get(include=["uris"]))["uris"] == ["file:dark"]


async def test_the_nearest_are_found_by_image_uri_or_text(films: Any) -> None:
    await films.add(ids=["dark", "grey", "light"], images=[DARK, GREY, LIGHT])
    nearest = [
        await films.query(query_images=[LIGHT, DARK], n_results=1),
        await films.query(query_uris=["file:light", "file:dark"], n_results=1),
        await films.query(query_texts=["x" * 190, "x"], n_results=1),
    ]
    assert [found["ids"] for found in nearest] == [[["light"], ["dark"]]] * 3
    assert (await films.query(query_images=GREY, n_results=1))["ids"] == [["grey"]]
    assert (await films.query(query_uris="file:grey", n_results=1))["ids"] == [["grey"]]


async def test_data_are_loaded_from_the_uris_of_what_was_found(films: Any) -> None:
    await films.add(ids=["a", "b", "c"], uris=["file:dark", "file:light", "file:grey"])
    await films.add(ids=["d"], images=[GREY])
    include = ["data", "documents"]
    found = await films.get(include=include)
    assert [None if one is None else one[0, 0, 0] for one in found["data"]] == [0, 200, 100, None]
    assert (found["uris"], found["included"], include) == (None, ["data", "documents"], ["data", "documents"])
    near = await films.query(query_images=LIGHT, n_results=2, include=["data", "uris"])
    assert [one[0, 0, 0] for one in near["data"][0]] in ([200, 100], [200, None])
    assert near["uris"][0][0] == "file:light"


async def test_an_update_embeds_images_again_and_uris_not(films: Any) -> None:
    await films.add(ids=["a", "b"], uris=["file:dark", "file:dark"])
    await films.update(ids="a", images=LIGHT)
    await films.update(ids="b", uris="file:light")
    assert await embeddings(films) == [200, 0]
    assert (await films.get(include=["uris"]))["uris"] == ["file:dark", "file:light"]


@pytest.mark.parametrize(
    ("call", "given", "told"),
    [
        ("add", {"ids": "a", "images": [DARK], "documents": ["dark"]}, "documents, images: expected one of them"),
        ("add", {"ids": ["a", "b"], "images": [DARK]}, "images: "),
        ("add", {"ids": "a", "images": [[0, 0]]}, r"images\[0\]: expected a numpy array"),
        ("add", {"ids": "a"}, "expected embeddings, documents, images or uris"),
        ("update", {"ids": "a"}, "expected embeddings, metadatas, documents, images or uris"),
        ("query", {"query_images": DARK, "query_uris": "file:dark"}, "exactly one of query_texts, query_images"),
        ("query", {"query_images": []}, "query_images: "),
        ("get", {"include": ["images"]}, "include"),
    ],
)
async def test_what_cannot_be_embedded_or_loaded_is_refused(films: Any, call: str, given: Any, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        await getattr(films, call)(**given)
    assert await films.count() == 0


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("add", {"ids": "a", "uris": "file:dark"}),
        ("query", {"query_uris": "file:dark"}),
        ("query", {"query_embeddings": [[1.0]], "include": ["data"]}),
        ("get", {"include": ["data"]}),
    ],
)
async def test_without_a_data_loader_uris_are_not_loaded(call: str, given: Any) -> None:
    with EphemeralClient() as client:
        films = client.create_collection("films", embedding_function=Brightness())
        with pytest.raises(InvalidInputError, match="data loader"):
            getattr(films, call)(**given)

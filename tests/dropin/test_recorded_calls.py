"""What the official client and server do with calls that pages describe otherwise: recorded with 1.5.9, kept here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chromalink import (
    AsyncEphemeralClient,
    ClientAPI,
    Collection,
    EmbeddingFunction,
    EphemeralClient,
    RustClient,
    errors,
)
from congruences.stage import official_bin

IMAGE: Any = np.full((2, 2), 3, dtype=np.uint8)
OFFICIAL = official_bin(Path(__file__).resolve().parents[2], os.environ)


class Sums(EmbeddingFunction[Any]):
    """Embeds a text as its length, an image as its sum."""

    def __call__(self, input: Any) -> list[list[float]]:
        return [[float(len(one)) if isinstance(one, str) else float(np.sum(one))] for one in input]

    @staticmethod
    def name() -> str:
        return "sums of a test"

    def get_config(self) -> dict[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> Sums:
        return Sums()


@pytest.fixture(
    scope="module", params=["reference server", pytest.param("official server", marks=pytest.mark.official)]
)
def client(request: pytest.FixtureRequest) -> Iterator[ClientAPI]:
    """Of our server and, where it is installed, of the official one."""
    if request.param == "reference server":
        with EphemeralClient() as ours:
            yield ours
    elif OFFICIAL is None:
        pytest.skip("no official server: set CHROMALINK_OFFICIAL_BIN or run scripts/crosscheck")
    else:
        with RustClient(executable=OFFICIAL / "chroma") as official:
            yield official


@pytest.fixture
def films(client: ClientAPI) -> Iterator[Collection]:
    """Two texts with metadata and URIs."""
    made = client.create_collection("films", embedding_function=Sums())
    made.add(["a", "b"], documents=["heist", "space"], metadatas=[{"year": 1995}, {"year": 1979}], uris=["x", "y"])
    yield made
    client.delete_collection("films")


EVERYTHING: Any = ["documents", "embeddings", "metadatas", "uris"]


def columns(films: Collection) -> tuple[object, ...]:
    found: Any = films.get(include=EVERYTHING)
    return found["documents"], found["embeddings"].tolist(), found["metadatas"], found["uris"]


@pytest.mark.parametrize("write", ["update", "upsert"])
def test_an_image_replaces_the_vector_and_nothing_else(write: str, films: Collection) -> None:
    getattr(films, write)(ids=["a"], images=[IMAGE])
    assert columns(films) == (
        ["heist", "space"],
        [[12.0], [5.0]],
        [{"year": 1995}, {"year": 1979}],
        ["x", "y"],
    )


def test_an_image_for_an_unknown_id_changes_nothing(films: Collection) -> None:
    before = columns(films)
    films.update(ids=["nowhere"], images=[IMAGE])
    assert columns(films) == before


def test_a_text_and_an_image_for_one_record_are_refused(films: Collection) -> None:
    before = columns(films)
    with pytest.raises(errors.InvalidInputError, match=r"^documents, images: expected one of them to embed, got both"):
        films.update(ids=["a"], documents=["robbery"], images=[IMAGE])
    assert columns(films) == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, r"^delete: expected ids, where or where_document; to remove everything use client\.delete_collection$"),
        ({"ids": None, "where": None, "where_document": None}, "^delete: expected ids, where or where_document; "),
        ({"ids": []}, "^ids: "),
        ({"where": {}}, "^where: "),
        ({"where_document": {}}, "^where_document: "),
    ],
)
def test_a_delete_that_selects_nothing_is_refused_and_removes_nothing(
    given: dict[str, Any], told: str, films: Collection
) -> None:
    with pytest.raises(errors.InvalidInputError, match=told) as refused:
        films.delete(**given)
    assert isinstance(refused.value, ValueError)
    assert films.count() == 2


@pytest.mark.asyncio
async def test_async_collections_do_the_same() -> None:
    async with AsyncEphemeralClient() as client:
        films = await client.create_collection("films", embedding_function=Sums())
        await films.add(["a"], documents=["heist"])
        await films.update(ids=["a"], images=[IMAGE])
        found = await films.get(include=["documents", "embeddings"])
        assert (found["documents"], found.embeddings.tolist()) == (["heist"], [[12.0]])
        with pytest.raises(errors.InvalidInputError, match=r"^delete: expected ids, where or where_document; "):
            await films.delete()
        assert await films.count() == 1

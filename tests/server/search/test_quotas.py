"""What a search may ask for on a server with quotas."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import Settings, serve
from chromalink_mock.quotas import Quotas

from ..extensions.documented import Calls, Document
from .searching import Json, Searched, knn, made, message


@pytest.fixture(scope="module")
def limited(document: Document) -> Iterator[Calls]:
    with (
        serve(Settings(quotas=Quotas(limit_value=3, num_results=4, embedding_dimensions=2))) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        yield Calls(client, document)


@pytest.fixture
def collection(limited: Calls) -> Searched:
    collection = made(limited)
    collection.add(*((f"r{i}", [i], None) for i in range(5)))
    return collection


def test_a_search_without_a_limit_is_cut_silently(collection: Searched) -> None:
    assert collection.found() == collection.found(rank=knn([0], limit=4)) == ["r0", "r1", "r2"]
    assert collection.found(limit={"limit": 1, "offset": 2}) == ["r2"]


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ({"limit": {"limit": 4}}, "'Limit value' exceeded quota limit for action 'Search': current usage of 4"),
        ({"rank": {"$abs": knn([0], limit=5)}}, "'Number of results' exceeded quota limit for action 'Search'"),
        ({"rank": knn([0, 0, 0], limit=1)}, "'Embedding dimension' exceeded quota limit for action 'Search'"),
    ],
)
def test_a_search_beyond_a_quota_is_refused(search: dict[str, Json], text: str, collection: Searched) -> None:
    answer = collection.search(**search)
    assert (answer.status_code, answer.json()["error"]) == (422, "ChromaError")
    assert message(answer).startswith(f"Quota exceeded: {text}")

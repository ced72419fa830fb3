"""The service against a server of the tests' own, which the fixtures of chromalink bring."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from fastapi.testclient import TestClient
from service import create_app

from chromalink import AsyncHttpClient
from chromalink.testing import MockServer

GARLIC = "Garlic is planted in October"
BREAD = "Bread is baked at 240 degrees"


@pytest.fixture
def service(chroma_server_url: str) -> Iterator[TestClient]:
    app = create_app(partial(AsyncHttpClient, chroma_server_url, retries=0))
    with TestClient(app) as client:
        client.put("/texts/garlic", json={"text": GARLIC})
        client.put("/texts/bread", json={"text": BREAD})
        yield client


def test_what_was_put_is_there(service: TestClient) -> None:
    assert service.get("/texts/garlic").json() == {"text": GARLIC}


def test_a_second_text_takes_the_place_of_the_first(service: TestClient) -> None:
    assert service.put("/texts/garlic", json={"text": "Garlic is eaten"}).status_code == 204
    assert service.get("/texts/garlic").json() == {"text": "Garlic is eaten"}


def test_the_nearest_text_comes_first(service: TestClient) -> None:
    found = service.get("/search", params={"q": "when is garlic planted"}).json()
    assert [one["id"] for one in found] == ["garlic", "bread"]
    assert found[0]["distance"] < found[1]["distance"]
    assert len(service.get("/search", params={"q": "bread", "limit": 1}).json()) == 1


def test_a_deleted_text_is_gone(service: TestClient) -> None:
    assert service.delete("/texts/garlic").status_code == 204
    assert service.get("/texts/garlic").status_code == 404
    assert service.delete("/texts/garlic").status_code == 404


@pytest.mark.parametrize("query", ["", "?q=a&limit=0", "?q=a&limit=51"])
def test_a_search_that_makes_no_sense_is_refused(service: TestClient, query: str) -> None:
    assert service.get(f"/search{query}").status_code == 422


def test_without_an_answer_of_chroma_there_is_a_503(service: TestClient, chroma_server_session: MockServer) -> None:
    assert service.get("/health").status_code == 200
    with chroma_server_session.refusing():
        assert service.get("/health").status_code == 503
        assert service.get("/search", params={"q": "garlic"}).json() == {"detail": "the database does not answer"}
    assert service.get("/health").status_code == 200

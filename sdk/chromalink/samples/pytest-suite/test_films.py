"""What the program does, when all is well and when it is not."""

from __future__ import annotations

import pytest
from films import EMBED, Films, titles

from chromalink import AsyncClientAPI, ClientAPI
from chromalink.errors import NoAnswerError, QuotaError
from chromalink.testing import MockServer, Reset, Status

OLD = {"Vault": "Three burglars open a vault at night", "Gale": "A storm drives a ship onto an island"}
NEW = {"Orbit": "A crew repairs its ship far from the earth"}


def test_the_film_that_fits_is_suggested(chroma_client: ClientAPI) -> None:
    films = Films(chroma_client)
    films.add(OLD, year=1961)
    films.add(NEW, year=2019)
    assert films.suggest("burglars at night") == "Vault"
    assert films.suggest("a ship in a storm") == "Gale"
    assert films.suggest("a ship in a storm", since=2000) == "Orbit"
    assert films.suggest("a ship in a storm", since=2020) is None


def test_each_test_begins_with_nothing(chroma_client: ClientAPI) -> None:
    assert Films(chroma_client).suggest("anything") is None


def test_films_are_sent_in_one_request(chroma_client: ClientAPI, chroma_server: MockServer) -> None:
    Films(chroma_client).add(OLD, year=1961)
    chroma_server.requests.of("upsertRecords").with_body(ids=["Vault", "Gale"]).once()


def test_a_busy_server_is_asked_again(chroma_client: ClientAPI, chroma_server: MockServer) -> None:
    films = Films(chroma_client)
    chroma_server.faults.add("upsertRecords", Status(503), times=2)
    films.add(OLD, year=1961)
    chroma_server.requests.of("upsertRecords").times(3)
    assert films.suggest("burglars") == "Vault"


def test_a_broken_connection_is_told(chroma_client: ClientAPI, chroma_server: MockServer) -> None:
    films = Films(chroma_client)
    chroma_server.faults.add("queryRecords", Reset("before"))
    with pytest.raises(NoAnswerError):
        films.suggest("burglars")


@pytest.mark.chroma(quotas="document_size_bytes=40")
def test_the_limits_of_the_cloud_are_met_here_already(chroma_cloud: MockServer) -> None:
    with chroma_cloud.cloud_client() as client, pytest.raises(QuotaError):
        Films(client).add(NEW, year=2019)


@pytest.mark.asyncio
async def test_titles_come_in_the_order_of_adding(async_chroma_client: AsyncClientAPI) -> None:
    films = await async_chroma_client.create_collection("films", embedding_function=EMBED)
    await films.add(ids=list(OLD), documents=list(OLD.values()))
    assert await titles(async_chroma_client) == ["Vault", "Gale"]

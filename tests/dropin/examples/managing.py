"""Collections: made, found, listed, changed, removed."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import numpy as np
import pytest

import chromalink as chromadb
from chromalink import ClientAPI, Collection
from chromalink.errors import InvalidArgumentError
from chromalink.utils.embedding_functions import CohereEmbeddingFunction, OpenAIEmbeddingFunction

from .documented import documented


@documented("002", 1926, 1929)
def named_by_the_rules(client: ClientAPI) -> None:
    for name in ("abc", "films-of.the_nineties", "9" * 512, "Films"):
        assert client.create_collection(name, embedding_function=None).name == name
    for name in ("ab", "9" * 513, "-films", "films.", "films..old", "192.168.0.1", "films of ours"):
        with pytest.raises(InvalidArgumentError):
            client.create_collection(name, embedding_function=None)


@documented("002", 1931, 1931)
def made_by_name(client: ClientAPI) -> None:
    films = client.create_collection(name="films")
    assert films.configuration_json["embedding_function"] == {"name": "default", "type": "known", "config": {}}


@documented(
    "002",
    1946,
    1955,
    warned=DeprecationWarning,
    told="OpenAI: api_key is not stored with a collection, which then opens only where OPENAI_API_KEY holds a key;"
    " prefer api_key_env_var",
    because="the key works; the official client warns of it too",
)
def made_with_the_function_of_a_provider_and_its_key(client: ClientAPI, embedded: list[str]) -> None:
    films = client.create_collection(
        name="films",
        embedding_function=OpenAIEmbeddingFunction(
            api_key=os.getenv("OPENAI_API_KEY"), model_name="text-embedding-3-small"
        ),
    )
    films.add(ids=["heat"], documents=["heist"])
    assert embedded == ["heist"]


@documented("002", 1959, 1962)
def made_without_a_function(client: ClientAPI) -> None:
    films = client.create_collection(name="films", embedding_function=None)
    films.add(ids=["heat"], embeddings=[[1.0, 0.5]])
    assert films.query(query_embeddings=[[1.0, 0.5]])["ids"] == [["heat"]]


@documented("002", 1967, 1976)
def made_with_metadata(client: ClientAPI) -> None:
    films = client.create_collection(
        name="films",
        embedding_function=chromadb.HashingEmbeddingFunction(),
        metadata={"description": "all I have seen", "made": str(datetime.now())},
    )
    assert (films.metadata or {})["description"] == "all I have seen"


@documented("002", 1983, 1983)
def got_by_name(client: ClientAPI, films: Collection) -> None:
    again = client.get_collection(name="films")
    assert (again.id, again.name, again.metadata) == (films.id, "films", None)
    assert again.configuration["embedding_function"] is not None


@documented("002", 1987, 1990)
def got_or_made(client: ClientAPI) -> None:
    for description in ("heists", "westerns"):
        films = client.get_or_create_collection(name="films", metadata={"description": description})
        assert films.metadata == {"description": "heists"}


@documented("002", 1995, 1995)
def listed_without_a_limit(client: ClientAPI) -> None:
    for number in range(120):
        client.create_collection(f"films-{number:03}", embedding_function=None)
    assert len(client.list_collections()) == 120


@documented("002", 1994, 1994)
def listed_from_the_oldest_on(client: ClientAPI) -> None:
    for name in ("westerns", "heists", "operas"):
        client.create_collection(name)
    collections = client.list_collections()
    assert [one.name for one in collections] == ["westerns", "heists", "operas"]


@documented("002", 1998, 2000)
def listed_in_parts(client: ClientAPI) -> None:
    for number in range(120):
        client.create_collection(f"films-{number:03}", embedding_function=None)
    assert len(client.list_collections(limit=100)) == 100
    assert len(client.list_collections(limit=100, offset=100)) == 20
    assert client.list_collections(limit=20, offset=50)[0].name == "films-050"


@documented("002", 2004, 2007)
def got_with_its_function(client: ClientAPI) -> None:
    function = OpenAIEmbeddingFunction(model_name="text-embedding-3-small")
    client.create_collection("films", embedding_function=function)
    assert client.get_collection(name="films", embedding_function=function).count() == 0


@documented("002", 2012, 2015)
def given_another_name(client: ClientAPI, films: Collection) -> None:
    films.modify(name="movies", metadata={"description": "the same by another name"})
    assert (films.name, client.get_collection("movies").metadata) == (
        "movies",
        {"description": "the same by another name"},
    )


@documented("002", 2022, 2022)
def removed(client: ClientAPI, films: Collection) -> None:
    client.delete_collection(name=films.name)
    assert client.count_collections() == 0


@documented("002", 2029, 2030)
def counted_and_looked_into(films: Collection) -> None:
    assert films.count() == 5
    assert films.peek()["ids"] == ["heat", "ronin", "alien", "solaris", "shane"]


@documented("002", 2383, 2475)
def near_by_each_of_the_distances(client: ClientAPI) -> None:
    a, b = np.array([1.0, 2.0]), np.array([3.0, 1.0])
    by_hand = {
        "l2": ((a - b) ** 2).sum(),
        "ip": 1.0 - (a * b).sum(),
        "cosine": 1.0 - (a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()),
    }
    for space, distance in by_hand.items():
        settings: Any = {"hnsw": {"space": space}}
        films = client.create_collection(f"films-{space}", embedding_function=None, configuration=settings)
        films.add(ids=["heat"], embeddings=[a])
        assert films.query(query_embeddings=[b])["distances"] == [[pytest.approx(distance, rel=1e-6)]]


@documented("002", 2479, 2484)
def given_other_settings_of_its_graph(client: ClientAPI, films: Collection) -> None:
    films.modify(
        configuration={
            "hnsw": {"ef_search": 50, "num_threads": 2, "batch_size": 40, "sync_threshold": 400, "resize_factor": 1.5}
        }
    )
    graph = client.get_collection("films").configuration["hnsw"] or {}
    assert (graph.get("ef_search"), graph.get("sync_threshold"), graph.get("resize_factor")) == (50, 400, 1.5)


@documented("002", 2488, 2497)
def made_with_settings_of_its_graph(client: ClientAPI) -> None:
    films = client.create_collection(
        name="films",
        embedding_function=OpenAIEmbeddingFunction(model_name="text-embedding-3-small"),
        configuration={"hnsw": {"space": "cosine", "ef_construction": 200}},
    )
    graph = films.configuration["hnsw"] or {}
    assert (graph.get("space"), graph.get("ef_construction"), graph.get("ef_search")) == ("cosine", 200, 100)


@documented("002", 2508, 2514)
def a_wider_search_finds_what_a_narrow_one_may_miss(client: ClientAPI) -> None:
    embeddings = np.random.default_rng(7).normal(size=(400, 16)).astype(np.float32).tolist()
    narrow = client.create_collection("narrow", embedding_function=None, configuration={"hnsw": {"ef_search": 10}})
    wide = client.create_collection(
        "wide", embedding_function=None, configuration={"hnsw": {"ef_search": 100, "ef_construction": 1000}}
    )
    for one in (narrow, wide):
        one.add(ids=[str(number) for number in range(400)], embeddings=embeddings)
    found = wide.query(query_embeddings=[embeddings[1]], n_results=3)
    assert (found["ids"][0][0], (found["distances"] or [])[0][0]) == ("1", 0.0)
    assert len(narrow.query(query_embeddings=[embeddings[1]], n_results=3)["ids"][0]) == 3


@documented("002", 2529, 2551)
def made_with_a_function_beside_or_in_the_configuration(client: ClientAPI, embedded: list[str]) -> None:
    by_argument = client.create_collection(
        name="openai-films",
        embedding_function=OpenAIEmbeddingFunction(model_name="text-embedding-3-small"),
        configuration={"hnsw": {"space": "cosine"}},
    )
    by_configuration = client.get_or_create_collection(
        name="cohere-films",
        configuration={
            "embedding_function": CohereEmbeddingFunction(model_name="embed-english-light-v2.0", truncate="NONE"),
            "hnsw": {"space": "cosine"},
        },
    )
    by_argument.add(ids=["heat"], documents=["heist"])
    by_configuration.add(ids=["alien"], documents=["space"])
    assert embedded == ["heist", "space"]
    stored = client.get_collection("cohere-films").configuration["embedding_function"]
    assert isinstance(stored, CohereEmbeddingFunction)
    assert stored.truncate == "NONE"


@documented("002", 2557, 2561)
def a_function_with_a_variable_of_its_own(
    client: ClientAPI, monkeypatch: pytest.MonkeyPatch, embedded: list[str]
) -> None:
    monkeypatch.setenv("FILMS_COHERE_API_KEY", "key-of-a-test")
    function = CohereEmbeddingFunction(
        api_key_env_var="FILMS_COHERE_API_KEY", model_name="embed-english-light-v2.0", truncate="NONE"
    )
    client.create_collection("films", embedding_function=function)
    client.get_collection("films").add(ids=["heat"], documents=["heist"])
    assert embedded == ["heist"]
    assert function.get_config()["api_key_env_var"] == "FILMS_COHERE_API_KEY"

"""The reference page of the releases before 0.4."""

from __future__ import annotations

from typing import Any

import chromalink as chromadb
from chromalink import ClientAPI, Collection
from chromalink.config import Settings
from chromalink.errors import InvalidInputError

from .documented import documented


@documented("004", 29, 30)
def a_client_in_memory() -> None:
    client = chromadb.Client()
    assert client.count_collections() == 0


@documented(
    "004",
    38,
    42,
    refused=InvalidInputError,
    told="chroma_db_impl: no longer a setting; PersistentClient(path=...) keeps data on disk, EphemeralClient() in"
    " memory; what DuckDB or ClickHouse wrote is not read",
    because="there is no DuckDB",
)
def a_client_that_saves_on_exit(path: str) -> None:
    given: dict[str, Any] = {"chroma_db_impl": "duckdb+parquet"}
    chromadb.Client(Settings(**given, persist_directory=path))


@documented(
    "004",
    49,
    56,
    warned=DeprecationWarning,
    told="Settings: chroma_api_impl='rest' is retired; write HttpClient(host=..., port=...)",
    because="harmless: it says what HttpClient says",
)
def a_client_of_a_server() -> None:
    port: Any = "8000"
    chroma_client = chromadb.Client(
        Settings(chroma_api_impl="rest", chroma_server_host="localhost", chroma_server_http_port=port)
    )
    assert chroma_client.heartbeat() > 0


@documented("004", 66, 81)
def collections_by_their_names(client: ClientAPI) -> None:
    assert client.list_collections() == []
    made = client.create_collection("films")
    assert client.get_collection("films").id == made.id
    assert client.get_or_create_collection("films").id == made.id
    client.delete_collection("films")
    assert client.count_collections() == 0


@documented("004", 85, 91)
def everything_removed_and_the_time_told(client: ClientAPI, films: Collection) -> None:
    client.reset()
    assert client.heartbeat() > 0
    assert client.count_collections() == 0


@documented("004", 95, 100)
def a_collection_renamed_and_counted(films: Collection) -> None:
    films.modify(name="movies")
    assert (films.name, films.count()) == ("movies", 5)


@documented("004", 102, 109)
def one_record_without_lists(points: Collection) -> None:
    points.add(
        embeddings=[1.5, 2.9, 3.4],
        metadatas={"uri": "poster.png", "style": "noir"},
        documents="heist",
        ids="heat",
    )
    assert points.get()["metadatas"] == [{"uri": "poster.png", "style": "noir"}]


@documented("004", 110, 115)
def many_records_of_vectors(points: Collection) -> None:
    points.add(
        embeddings=[[1.5, 2.9, 3.4], [9.8, 2.3, 2.9]],
        metadatas=[{"style": "noir"}, {"style": "western"}],
        ids=["heat", "shane"],
    )
    assert points.count() == 2


@documented("004", 116, 120)
def many_records_of_texts(collection: Collection) -> None:
    collection.add(
        documents=["red heist", "red prairie"],
        metadatas=[{"style": "noir"}, {"style": "western"}],
        ids=["heat", "shane"],
    )
    assert collection.count() == 2


@documented(
    "004",
    122,
    123,
    refused=TypeError,
    told="Collection.update() missing 1 required positional argument: 'ids'",
    because="there is nothing to update; the official client says the same",
)
def an_update_of_nothing(films: Collection) -> None:
    update: Any = films.update
    update()


@documented("004", 125, 129)
def all_records_and_the_first_ones(films: Collection) -> None:
    assert len(films.get()["ids"]) == 5
    assert len(films.peek()["ids"]) == 5


@documented("004", 131, 136)
def a_query_of_vectors_with_a_filter(vectors: Collection) -> None:
    found = vectors.query(query_embeddings=[[1.1, 2.3, 3.2], [5.1, 4.3, 2.2]], n_results=2, where={"year": 1998})
    assert found["ids"] == [["ronin"], ["ronin"]]


@documented(
    "004",
    138,
    139,
    refused=InvalidInputError,
    told="delete: expected ids, where or where_document; to remove everything use client.delete_collection",
    because="a slip would empty the collection; the official client refuses it too",
)
def a_deletion_of_everything(films: Collection) -> None:
    films.delete()


@documented(
    "004",
    141,
    142,
    warned=DeprecationWarning,
    told="Collection.create_index() does nothing: collections keep their index themselves",
    because="harmless: there is nothing left to do",
)
def an_index_made_by_hand(films: Collection) -> None:
    former: Any = films
    former.create_index()

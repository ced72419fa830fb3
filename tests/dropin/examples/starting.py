"""From nothing to the first query, settings, and what changed over the releases."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Protocol, TypeVar, Union

import pytest

import chromalink as chromadb
from chromalink import ClientAPI, Collection, Documents, Embeddings
from chromalink.api.types import Images
from chromalink.config import Settings
from chromalink.errors import ChromaAuthError, InvalidInputError
from chromalink.utils.embedding_functions import OpenAIEmbeddingFunction

from .documented import documented


@documented("002", 180, 181)
def a_client_in_memory() -> None:
    chroma_client = chromadb.Client()
    assert chroma_client.list_collections() == []


@documented("002", 186, 186)
def a_collection_by_its_name_alone(client: ClientAPI) -> None:
    films = client.create_collection(name="films")
    assert films.name == "films"


@documented("002", 191, 197)
def texts_with_ids(collection: Collection) -> None:
    collection.add(ids=["heat", "alien"], documents=["red heist", "blue space"])
    assert collection.count() == 2


@documented("002", 202, 224)
def a_query_by_text_and_the_shape_of_its_result(collection: Collection) -> None:
    collection.add(ids=["heat", "alien"], documents=["red heist", "blue space"])
    results = collection.query(query_texts=["a red night"], n_results=2)
    assert results["ids"] == [["heat", "alien"]]
    assert results["documents"] == [["red heist", "blue space"]]
    assert [len(one) for one in results["distances"] or []] == [2]
    assert results["metadatas"] == [[None, None]]
    assert (results["uris"], results["data"], results["embeddings"]) == (None, None, None)


@documented("002", 229, 249)
def the_whole_of_it_to_be_run_again_and_again() -> None:
    for _ in range(2):
        chroma_client = chromadb.Client()
        films = chroma_client.get_or_create_collection(name="films")
        films.upsert(documents=["red heist", "blue space"], ids=["heat", "alien"])
        results = films.query(query_texts=["a blue night"], n_results=2)
        assert results["ids"] == [["alien", "heat"]]


@documented("002", 823, 826)
def telemetry_is_declined(path: str) -> None:
    client: ClientAPI = chromadb.Client(Settings(anonymized_telemetry=False))
    assert client.heartbeat() > 0
    client = chromadb.PersistentClient(path=path, settings=Settings(anonymized_telemetry=False))
    assert Path(path).is_dir()
    client.close()


@documented("002", 832, 832)
def telemetry_is_declined_by_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANONYMIZED_TELEMETRY", "False")
    assert chromadb.Client(Settings()).get_settings().anonymized_telemetry is False


@documented("002", 955, 961)
def the_three_clients_in_process() -> None:
    client: ClientAPI = chromadb.Client()
    assert client.heartbeat() > 0
    client = chromadb.EphemeralClient()
    assert client.heartbeat() > 0
    client = chromadb.PersistentClient()
    assert client.heartbeat() > 0
    client.close()
    assert Path("chroma").is_dir()


@documented(
    "002",
    998,
    1003,
    refused=InvalidInputError,
    told="name: expected a non-empty text, got Collection ... ; write collection.name",
    because="list_collections gives collections again since 1.0, in the official client too",
)
def listed_names_opened_with_their_function(client: ClientAPI) -> None:
    function = OpenAIEmbeddingFunction(model_name="text-embedding-3-small")
    client.create_collection("films", embedding_function=function)
    names: Any = client.list_collections()
    for name in names:
        client.get_collection(name=name, embedding_function=function)


@documented("002", 998, 1003)
def listed_collections_opened_with_their_function(client: ClientAPI) -> None:
    function = OpenAIEmbeddingFunction(model_name="text-embedding-3-small")
    client.create_collection("films", embedding_function=function)
    opened = [client.get_collection(one.name, embedding_function=function) for one in client.list_collections()]
    assert [one.name for one in opened] == ["films"]


@documented(
    "002",
    1012,
    1015,
    refused=InvalidInputError,
    told="where: expected one condition, got {}; for no filter pass None",
    because="the page says itself that an empty filter is no longer taken",
)
def an_empty_filter(films: Collection) -> None:
    films.get(ids=["heat", "alien"], where={})


@documented("002", 1019, 1019)
def no_filter_instead_of_an_empty_one(films: Collection) -> None:
    assert films.get(ids=["heat", "alien"])["ids"] == ["heat", "alien"]


@documented("002", 1038, 1038)
def records_in_the_order_in_which_they_were_added(points: Collection) -> None:
    points.add(ids=["3", "2", "1", "0"], embeddings=[[1.0], [2.0], [3.0], [4.0]])
    assert points.get(limit=2, offset=2)["ids"] == ["1", "0"]


@documented("002", 1052, 1052)
def the_batch_size_is_a_method(client: ClientAPI) -> None:
    assert client.get_max_batch_size() > 0


@documented(
    "002",
    1169,
    1171,
    refused=InvalidInputError,
    told="embedding_function: expected __call__(self, input), found Lengths(texts: 'Documents')",
    because="before 0.4.16 the argument was called texts; the page shows what to write instead",
)
def an_embedding_function_of_the_first_kind(client: ClientAPI) -> None:
    class EmbeddingFunction(Protocol):
        def __call__(self, texts: Documents) -> Embeddings: ...

    class Lengths(EmbeddingFunction):
        def __call__(self, texts: Documents) -> Embeddings:
            return [[float(len(text))] for text in texts]

    former: Any = Lengths()
    client.create_collection("films", embedding_function=former)


@documented(
    "002",
    1175,
    1180,
    warned=DeprecationWarning,
    told="Lengths is a legacy embedding function, which no collection remembers: it does not implement all of name,"
    " get_config and build_from_config",
    because="the official client warns of it too",
)
def an_embedding_function_of_texts_or_images(client: ClientAPI) -> None:
    Embeddable = Union[Documents, Images]  # noqa: N806, UP007 - as the page has it
    D = TypeVar("D", bound=Embeddable, contravariant=True)

    class EmbeddingFunction(Protocol[D]):
        def __call__(self, input: D) -> Embeddings: ...

    class Lengths(EmbeddingFunction[Documents]):
        def __call__(self, input: Documents) -> Embeddings:
            return [[float(len(text))] for text in input]

    films = client.create_collection("films", embedding_function=Lengths())
    films.add(ids=["heat"], documents=["heist"])
    assert films.peek()["embeddings"].tolist() == [[5.0]]


@documented("002", 1196, 1202)
def a_client_in_memory_before_and_after() -> None:
    assert chromadb.Client().heartbeat() > 0
    assert chromadb.EphemeralClient().heartbeat() > 0


@documented(
    "002",
    1207,
    1213,
    refused=InvalidInputError,
    told="chroma_db_impl: no longer a setting; PersistentClient(path=...) keeps data on disk, EphemeralClient() in"
    " memory; what DuckDB or ClickHouse wrote is not read",
    because="there is no DuckDB; the page shows PersistentClient as what to write",
)
def a_client_on_disk_before(path: str) -> None:
    given: dict[str, Any] = {"chroma_db_impl": "duckdb+parquet"}
    chromadb.Client(Settings(**given, persist_directory=path))


@documented("002", 1215, 1217)
def a_client_on_disk_after(path: str) -> None:
    with chromadb.PersistentClient(path=path) as client:
        assert client.heartbeat() > 0


@documented(
    "002",
    1222,
    1228,
    warned=DeprecationWarning,
    told="Settings: chroma_api_impl='rest' is retired; write HttpClient(host=..., port=...)",
    because="harmless: it says what HttpClient says",
)
def a_client_over_http_before() -> None:
    port: Any = "8000"
    settings = Settings(chroma_api_impl="rest", chroma_server_host="localhost", chroma_server_http_port=port)
    assert chromadb.Client(settings).heartbeat() > 0


@documented("002", 1230, 1232)
def a_client_over_http_after() -> None:
    port: Any = "8000"
    assert chromadb.HttpClient(host="localhost", port=port).heartbeat() > 0


@documented("002", 1237, 1241)
def a_client_on_disk_without_telemetry(path: str) -> None:
    with chromadb.PersistentClient(path=path, settings=Settings(anonymized_telemetry=False)) as client:
        assert client.heartbeat() > 0


@documented(
    "002",
    1261,
    1261,
    warned=DeprecationWarning,
    told="PersistentClient.persist() does nothing: every write is on disk when it returns",
    because="harmless: the page says that it is no longer needed",
)
def a_client_told_to_persist(path: str) -> None:
    with chromadb.PersistentClient(path=path) as client:
        former: Any = client
        former.persist()


@documented("002", 1266, 1268)
def a_client_on_disk_that_may_reset(path: str) -> None:
    with chromadb.PersistentClient(path=path, settings=Settings(allow_reset=True)) as client:
        assert client.reset() is True


@documented("002", 1376, 1380)
def a_query_that_returns_everything(films: Collection) -> None:
    results = films.query(
        query_texts="red",
        n_results=1,
        include=["embeddings", "documents", "metadatas", "distances"],
    )
    assert [len(one) for one in results["embeddings"] or []] == [1]


@documented("002", 1587, 1589)
def the_ephemeral_client() -> None:
    client = chromadb.EphemeralClient()
    assert client.count_collections() == 0


@documented("002", 1665, 1667)
def the_persistent_client(path: str) -> None:
    with chromadb.PersistentClient(path=path) as client:
        client.create_collection("films", embedding_function=None)
    with chromadb.PersistentClient(path=path) as client:
        assert [one.name for one in client.list_collections()] == ["films"]


@documented(
    "002",
    1675,
    1676,
    refused=ChromaAuthError,
    told="Reset is disabled by config",
    because="reset has to be allowed by settings, as lines 1266-1268 have it",
)
def a_reset_of_the_persistent_client(path: str) -> None:
    with chromadb.PersistentClient(path=path) as client:
        client.heartbeat()
        client.reset()


@documented("002", 1752, 1754)
def the_http_client() -> None:
    chroma_client = chromadb.HttpClient(host="localhost", port=8000)
    assert chroma_client.heartbeat() > 0


@documented("002", 1760, 1772)
def the_async_http_client() -> None:
    async def main() -> None:
        client = await chromadb.AsyncHttpClient()
        films = await client.create_collection(name="films")
        await films.add(documents=["heist"], ids=["heat"])
        assert await films.count() == 1
        await client.aclose()

    asyncio.run(main())


@documented("002", 1844, 1848)
def the_cloud_client(cloud_key: str) -> None:
    client = chromadb.CloudClient(tenant="acme", database="films", api_key=cloud_key)
    assert client.create_collection("films", embedding_function=None).name == "films"


@documented("002", 1849, 1849)
def the_cloud_client_with_a_key_for_one_database(cloud_key: str) -> None:
    client = chromadb.CloudClient(api_key=cloud_key)
    assert (client.tenant, client.database) == ("acme", "films")


@documented("002", 1854, 1854)
def the_cloud_client_of_the_variables(monkeypatch: pytest.MonkeyPatch, cloud_key: str) -> None:
    monkeypatch.setenv("CHROMA_API_KEY", cloud_key)
    monkeypatch.setenv("CHROMA_TENANT", "acme")
    monkeypatch.setenv("CHROMA_DATABASE", "films")
    client = chromadb.CloudClient()
    assert (client.tenant, client.database) == ("acme", "films")


@documented("002", 4099, 4101)
def the_http_client_for_a_server_that_was_started_by_hand() -> None:
    chroma_client = chromadb.HttpClient(host="localhost", port=8000)
    assert chroma_client.get_version()

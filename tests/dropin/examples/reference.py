"""The reference page of the clients: constructors, configuration, collections, utilities."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import chromalink as chromadb
from chromalink import ClientAPI, Collection
from chromalink.config import Settings
from chromalink.errors import InvalidInputError, NotFoundError, UniqueConstraintError

from .documented import documented


@documented("003", 9, 11)
def a_client_in_memory() -> None:
    client = chromadb.EphemeralClient()
    assert (client.tenant, client.database) == ("default_tenant", "default_database")


@documented("003", 31, 33)
def a_client_on_disk(path: str) -> None:
    with chromadb.PersistentClient(path=path) as client:
        assert client.count_collections() == 0
    with chromadb.PersistentClient(path=Path(path)) as client:
        assert client.count_collections() == 0


@documented("003", 57, 59)
def a_client_over_http() -> None:
    client = chromadb.HttpClient(host="localhost", port=8000)
    assert client.heartbeat() > 0


@documented(
    "003",
    89,
    91,
    refused=InvalidInputError,
    told="host: 'db.example' was given beside settings that say 'localhost'",
    because="the page promises a ValueError, which this is too",
)
def a_host_that_the_settings_contradict() -> None:
    chromadb.HttpClient(host="db.example", port=8000, settings=Settings(chroma_server_host="localhost"))


@documented("003", 96, 100)
def a_client_of_the_cloud(cloud_key: str) -> None:
    client = chromadb.CloudClient(api_key=cloud_key)
    assert client.database == "films"


@documented(
    "003",
    115,
    118,
    refused=InvalidInputError,
    told="api_key: expected a text that is not empty, found none; a Chroma Cloud key is an argument or in"
    " CHROMA_API_KEY",
    because="the page promises a ValueError, which this is too",
)
def a_client_of_the_cloud_without_a_key() -> None:
    chromadb.CloudClient()


@documented("003", 123, 134)
def an_async_client() -> None:
    async def main() -> None:
        client = await chromadb.AsyncHttpClient(host="localhost", port=8000)
        collections = await client.list_collections()
        assert collections == []
        await client.aclose()

    asyncio.run(main())


@documented(
    "003",
    169,
    175,
    refused=ImportError,
    told="the official server comes with the package chromadb, which is not installed here: pip install chromadb,"
    " or name its program with executable=",
    because="this client runs the server of the official package, where there is one",
)
def a_client_of_the_rust_server(without_the_official_package: None) -> None:
    chromadb.RustClient()


@documented(
    "003",
    169,
    175,
    refused=ImportError,
    told="the official server comes with the package chromadb, which is not installed here: pip install chromadb,"
    " or name its program with executable=",
    because="this client runs the server of the official package, where there is one",
)
def a_client_of_the_rust_server_on_disk(without_the_official_package: None, path: str) -> None:
    chromadb.RustClient(path=path)


@documented("003", 199, 217)
def an_admin_client() -> None:
    settings = Settings(chroma_server_host="localhost", chroma_server_http_port=8000)
    admin_client = chromadb.AdminClient(settings=settings)
    admin_client.create_tenant(name="studio")
    admin_client.create_database(name="films", tenant="studio")
    tenants = admin_client.list_tenants()
    assert sorted(one["name"] for one in tenants) == ["default_tenant", "studio"]
    client = chromadb.HttpClient(host="localhost", port=8000, tenant="studio", database="films")
    assert client.count_collections() == 0


@documented("003", 227, 233)
def what_an_admin_client_does() -> None:
    admin_client = chromadb.AdminClient(Settings(chroma_server_host="localhost", chroma_server_http_port=8000))
    admin_client.create_tenant("studio")
    assert admin_client.get_tenant("studio")["name"] == "studio"
    admin_client.create_database("films", "studio")
    assert admin_client.get_database("films", "studio")["tenant"] == "studio"
    assert [one["name"] for one in admin_client.list_databases(tenant="studio")] == ["films"]


@documented("003", 240, 250)
def configured_for_all() -> None:
    chromadb.configure(
        chroma_api_impl="chromadb.api.segment.SegmentAPI",
        chroma_server_host="localhost",
        chroma_server_http_port=8000,
    )
    client = chromadb.Client()
    assert client.get_settings().chroma_server_http_port == 8000


@documented("003", 260, 264)
def told_the_configuration() -> None:
    chromadb.configure(chroma_server_host="localhost", chroma_server_http_port=8000)
    settings = chromadb.get_settings()
    assert (settings.chroma_server_host, settings.chroma_server_http_port) == ("localhost", 8000)
    assert chromadb.AdminClient().get_tenant("default_tenant")["name"] == "default_tenant"


@documented("003", 275, 275)
def a_collection_made(client: ClientAPI) -> None:
    films = client.create_collection(name="films")
    assert films.name == "films"


@documented(
    "003",
    299,
    301,
    refused=UniqueConstraintError,
    told="Collection [films] already exists [409 ... ]",
    because="the page promises a ValueError, which this is too",
)
def a_collection_made_twice(client: ClientAPI, films: Collection) -> None:
    client.create_collection(name=films.name)


@documented("003", 306, 306)
def a_collection_found(client: ClientAPI, films: Collection) -> None:
    assert client.get_collection(name="films").id == films.id


@documented(
    "003",
    320,
    322,
    refused=NotFoundError,
    told="Collection [films] does not exist [404 ... ]",
    because="the page promises a ValueError, which this is too",
)
def a_collection_that_is_not_there(client: ClientAPI) -> None:
    client.get_collection(name="films")


@documented("003", 327, 330)
def a_collection_found_or_made(client: ClientAPI) -> None:
    films = client.get_or_create_collection(name="films", metadata={"description": "heists"})
    assert client.get_or_create_collection(name="films", metadata={"description": "operas"}).metadata == films.metadata


@documented("003", 358, 360)
def collections_listed(client: ClientAPI, films: Collection) -> None:
    collections = client.list_collections()
    for collection in collections:
        assert collection.name == films.name
        assert collection.query(query_texts=["red"], n_results=1)["ids"] == [["heat"]]


@documented("003", 374, 374)
def a_collection_removed(client: ClientAPI, films: Collection) -> None:
    client.delete_collection(name="films")
    with pytest.raises(NotFoundError):
        films.count()


@documented("003", 386, 387)
def the_time_of_the_server(client: ClientAPI) -> None:
    server_time = client.heartbeat()
    assert server_time > 10**18


@documented("003", 395, 396)
def the_version_of_the_server(client: ClientAPI) -> None:
    version = client.get_version()
    assert version.count(".") == 2


@documented("003", 404, 405)
def a_client_closed(path: str) -> None:
    client = chromadb.PersistentClient(path=path)
    client.close()
    with chromadb.PersistentClient(path=path) as again:
        assert again.heartbeat() > 0


@documented("003", 410, 417)
def a_client_with_settings() -> None:
    settings = Settings(anonymized_telemetry=False, allow_reset=True)
    client = chromadb.Client(settings=settings)
    assert client.reset() is True


@documented("003", 419, 428)
def every_setting_of_the_list(path: str) -> None:
    settings = Settings(
        anonymized_telemetry=False,
        allow_reset=True,
        chroma_server_host="localhost",
        chroma_server_http_port=8000,
        chroma_server_ssl_enabled=False,
        chroma_server_headers={"x-studio": "one"},
        persist_directory=path,
        is_persistent=True,
    )
    with chromadb.Client(settings) as client:
        assert (client.reset(), Path(path).is_dir()) == (True, True)
    assert chromadb.HttpClient(host="localhost", port=8000, settings=settings).heartbeat() > 0

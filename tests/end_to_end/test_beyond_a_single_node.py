"""What a single-node Chroma lacks and our server has, through our clients in both colours."""

from __future__ import annotations

import anyio
import pytest

from chromalink import AdminClient, AsyncAdminClient, AsyncHttpClient, HashingEmbeddingFunction, HttpClient
from chromalink.errors import APIError, InvalidArgumentError, NotFoundError, UniqueConstraintError
from chromalink.functions import RECORD_COUNTER_FUNCTION, STATISTICS_FUNCTION
from chromalink_mock.serve import RunningServer

BACKENDS = ("asyncio", "trio")


def test_a_branch_of_a_collection_goes_its_own_way(client: HttpClient) -> None:
    main = client.create_collection("main", embedding_function=HashingEmbeddingFunction(dimension=64))
    main.add(ids=["a", "b"], documents=["water the plants", "read the csv file"], metadatas=[{"n": 1}, {"n": 2}])
    branch = main.fork("branch")
    branch.upsert(ids=["b", "c"], documents=["write the csv file", "feed the cat"])
    branch.delete(ids=["a"])
    assert main.get()["documents"] == ["water the plants", "read the csv file"]
    assert branch.get()["documents"] == ["write the csv file", "feed the cat"]
    assert branch.query(query_texts="csv", n_results=1)["ids"] == [["b"]]
    twig = branch.fork("twig")
    assert [each.fork_count() for each in (main, branch, twig)] == [2, 2, 2]
    with pytest.raises(UniqueConstraintError):
        main.fork("branch")
    with pytest.raises(InvalidArgumentError, match="new_name"):
        main.fork("no")


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_async_client_branches_too(client: HttpClient, server: RunningServer, backend: str) -> None:
    async def story() -> tuple[list[str], list[str], int]:
        async with AsyncHttpClient(host=server.host, port=server.port) as asynchronous:
            main = await asynchronous.create_collection("main", embedding_function=None)
            await main.add(["a"], [[1.0]])
            branch = await main.fork("branch")
            await branch.add(["b"], [[2.0]])
            return (await main.get())["ids"], (await branch.get())["ids"], await main.fork_count()

    assert anyio.run(story, backend=backend) == (["a"], ["a", "b"], 1)


def test_a_small_collection_is_always_indexed(client: HttpClient, server: RunningServer) -> None:
    collection = client.create_collection("films", embedding_function=None)
    collection.add(["a", "b"], [[1.0], [2.0]])
    complete = {"num_indexed_ops": 2, "num_unindexed_ops": 0, "total_ops": 2, "op_indexing_progress": 1.0}
    assert collection.get_indexing_status() == complete

    async def ask() -> object:
        async with AsyncHttpClient(host=server.host, port=server.port) as asynchronous:
            return await (await asynchronous.get_collection("films")).get_indexing_status()

    assert anyio.run(ask) == complete


def test_functions_keep_their_output_up_to_date(client: HttpClient) -> None:
    films = client.create_collection("films", embedding_function=None)
    attached, created = films.attach_function(STATISTICS_FUNCTION, "genres", "film_stats")
    assert (created, attached.function_name, attached.input_collection_id) == (True, "statistics", films.id)
    films.add(["a", "b"], [[1.0], [2.0]], metadatas=[{"genre": "heist"}, {"genre": "noir"}])
    films.update("b", metadatas={"genre": "heist"})
    statistics = client.get_collection("film_stats")
    found = statistics.get(where={"key": "genre"})
    assert (found["ids"], found["metadatas"]) == (
        ["genre::s:heist"],
        [{"key": "genre", "type": "str", "value": "heist", "count": 2}],
    )
    assert films.get_attached_function("genres") == attached
    assert films.attach_function(STATISTICS_FUNCTION, "genres", "film_stats") == (attached, False)
    with pytest.raises(APIError, match="already has an attached function") as caught:
        films.attach_function(RECORD_COUNTER_FUNCTION, "counter", "film_count")
    assert caught.value.status_code == 412
    assert films.detach_function("genres", delete_output_collection=True) is True
    with pytest.raises(NotFoundError):
        client.get_collection("film_stats")
    with pytest.raises(NotFoundError):
        films.get_attached_function("genres")
    with pytest.raises(NotFoundError, match="function not found"):
        films.attach_function("nonsense", "fn", "output")


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_async_client_attaches_functions_too(client: HttpClient, server: RunningServer, backend: str) -> None:
    async def story() -> tuple[int, bool, list[str]]:
        async with AsyncHttpClient(host=server.host, port=server.port) as asynchronous:
            films = await asynchronous.create_collection("films", embedding_function=None)
            await films.attach_function(RECORD_COUNTER_FUNCTION, "counter", "film_count")
            await films.add(["a", "b", "c"], [[1.0], [2.0], [3.0]])
            output = await asynchronous.get_collection("film_count")
            (metadata,) = (await output.get("function_output"))["metadatas"] or [None]
            assert metadata is not None
            total = metadata["total_count"]
            assert isinstance(total, int)
            assert (await films.get_attached_function("counter")).output_collection == "film_count"
            gone = await films.detach_function("counter")
            return total, gone, [each.name for each in await asynchronous.list_collections()]

    assert anyio.run(story, backend=backend) == (3, True, ["films", "film_count"])


def test_a_collection_is_found_by_its_resource_name(client: HttpClient, server: RunningServer) -> None:
    with AdminClient(host=server.host, port=server.port) as admin:
        admin.create_tenant("acme")
        admin.create_database("archive", tenant="acme")
        admin.update_tenant("acme", "acme-inc")
        with pytest.raises(UniqueConstraintError):
            admin.update_tenant("default_tenant", "acme-inc")
        assert admin.get_tenant("acme") == {"name": "acme"}
    with HttpClient(host=server.host, port=server.port, tenant="acme", database="archive") as there:
        made = there.create_collection("films", embedding_function=None)
        made.add(["a"], [[1.0]])
    found = client.get_collection_by_crn("acme-inc:archive:films")
    assert (found.id, found.tenant, found.database, found.count()) == (made.id, "acme", "archive", 1)
    with pytest.raises(NotFoundError):
        client.get_collection_by_crn("acme:archive:films")
    with pytest.raises(InvalidArgumentError, match="CRN must be in the format"):
        client.get_collection_by_crn("films")


def test_an_async_client_finds_it_too(client: HttpClient, server: RunningServer) -> None:
    made = client.create_collection("films", embedding_function=None)

    async def story() -> object:
        async with (
            AsyncAdminClient(host=server.host, port=server.port) as admin,
            AsyncHttpClient(host=server.host, port=server.port) as asynchronous,
        ):
            await admin.update_tenant("default_tenant", "home")
            return (await asynchronous.get_collection_by_crn("home:default_database:films")).id

    assert anyio.run(story) == made.id

"""The server handle: clients in this process and on a port, faults, log, clock, snapshots, and nothing left behind."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import httpx
import pytest
import trio

import chromalink.testing
from chromalink import AsyncHttpClient, Hooks, HttpClient, RetryPolicy, configure, errors
from chromalink.testing import (
    Corrupt,
    HtmlPage,
    Latency,
    MockServer,
    Refused,
    Reset,
    Rule,
    SlowBody,
    Status,
    Timeout,
    Truncated,
    WrongContentType,
    read_rule,
)

ONCE = RetryPolicy(0)

FAILURES: list[tuple[chromalink.testing.Rule, type[errors.ChromaError], bool | None]] = [
    (Rule(Timeout()), errors.RequestTimeoutError, True),
    (Rule(Refused()), errors.ConnectionFailedError, False),
    (Rule(Reset("before")), errors.ConnectionFailedError, True),
    (Rule(Reset("during")), errors.ConnectionFailedError, True),
    (Rule(Truncated()), errors.ConnectionFailedError, True),
    (Rule(Corrupt()), errors.DecodeError, None),
    (Rule(HtmlPage(502)), errors.InternalError, None),
    (Rule(Status(401)), errors.AuthorizationError, None),
    (Rule(Status(403)), errors.ChromaAuthError, None),
    (Rule(Status(404)), errors.NotFoundError, None),
    (Rule(Status(409)), errors.UniqueConstraintError, None),
    (Rule(Status(413)), errors.BatchSizeExceededError, None),
    (Rule(Status(429, retry_after=1)), errors.RateLimitError, None),
    (Rule(Status(501)), errors.UnsupportedByServerError, None),
    (Rule(Status(503)), errors.InternalError, None),
]
"""What a client that does not repeat says of a fault; for those without an answer, whether it may have been applied."""


def told(error: errors.ChromaError) -> bool | None:
    return error.maybe_applied if isinstance(error, errors.NoAnswerError) else None


@pytest.mark.parametrize(("rule", "kind", "maybe"), FAILURES)
@pytest.mark.parametrize("port", [False, True])
def test_every_fault_reaches_a_client_as_its_error(
    rule: Rule, kind: type[errors.ChromaError], maybe: bool | None, port: bool
) -> None:
    with MockServer(port=0 if port else None) as server:
        patience = 0.3 if isinstance(rule.action, Timeout) else 10
        client = HttpClient(server.url, retries=ONCE) if port else server.client(retries=ONCE)
        with client:
            server.faults.put(rule)
            with pytest.raises(kind) as caught:
                client.with_options(timeout=patience).count_collections()
            # Over TCP a connection that exists cannot be refused any more.
            assert told(caught.value) is (True if port and isinstance(rule.action, Refused) else maybe)
            server.faults.clear()
            assert client.count_collections() == 0


@pytest.mark.parametrize(("rule", "kind", "maybe"), FAILURES)
def test_every_fault_reaches_an_async_client_as_the_same_error(
    rule: Rule, kind: type[errors.ChromaError], maybe: bool | None
) -> None:
    async def ask() -> None:
        async with MockServer(faults=[rule]) as server, server.async_client(retries=ONCE) as client:
            with pytest.raises(kind) as caught:
                await client.count_collections()
            assert told(caught.value) is maybe
            server.faults.clear()
            assert await client.count_collections() == 0

    asyncio.run(ask())
    trio.run(ask)


@pytest.mark.parametrize("rule", [Rule(Latency(0.001)), Rule(SlowBody(0.001)), Rule(WrongContentType("text/plain"))])
def test_what_is_only_slow_or_mislabelled_is_answered(rule: Rule) -> None:
    with MockServer(faults=[rule]) as server:
        assert server.client().count_collections() == 0


def test_a_latency_beyond_the_clients_patience_is_a_timeout() -> None:
    with MockServer(faults=["*:latency=5"]) as server:
        client = server.client(timeout=0.01, retries=ONCE)
        with pytest.raises(errors.RequestTimeoutError):
            client.count_collections()


def test_repetitions_are_seen_in_the_log() -> None:
    with MockServer(faults=["addRecords:503:times=2"]) as server:
        films = server.client().create_collection("films", embedding_function=None)
        films.add(ids="a", embeddings=[[1.0, 2.0]])
        server.requests.of("addRecords").with_body(ids=["a"], embeddings=[[1.0, 2.0]]).times(3)
        assert films.count() == 1


def test_what_was_applied_before_it_failed_was_applied() -> None:
    rules = [Rule(Reset("before"), "addRecords", times=1, applied=applied) for applied in (True, False)]
    for rule, count in zip(rules, (1, 0), strict=True):
        with MockServer(faults=[rule]) as server:
            films = server.client(retries=ONCE).create_collection("films", embedding_function=None)
            with pytest.raises(errors.ConnectionFailedError):
                films.add(ids="a", embeddings=[[1.0, 2.0]])
            assert films.count() == count


def test_the_first_request_is_the_tests_own() -> None:
    with MockServer() as server:
        server.client().create_collection("films", embedding_function=None)
        assert [seen.operation for seen in server.requests.all()] == ["createCollection"]


def test_servers_and_clients_share_what_they_should_and_nothing_else() -> None:
    with MockServer() as one, MockServer() as other:
        one.client().create_collection("films", embedding_function=None)
        assert one.client().count_collections() == 1
        assert other.client().count_collections() == 0
        assert len(other.requests.of("createCollection")) == 0


def test_a_port_leads_to_the_same_server() -> None:
    with MockServer() as server:
        with pytest.raises(RuntimeError, match="does not listen"):
            _ = server.url
        url = server.listen()
        assert url == server.url
        with pytest.raises(RuntimeError, match="listens already"):
            server.listen()
        with HttpClient(url) as client:
            client.create_collection("films", embedding_function=None)
        assert server.client().count_collections() == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/api/v2/version")


def test_refusing_is_for_clients_in_process_and_on_the_port() -> None:
    with MockServer(port=0) as server, HttpClient(server.url, retries=ONCE) as remote:
        for client in (server.client(retries=ONCE), remote):
            with server.refusing(), pytest.raises(errors.ConnectionFailedError) as caught:
                client.heartbeat()
            assert not caught.value.maybe_applied
            assert client.heartbeat() > 0


def test_async_programs_use_a_port_too() -> None:
    async def ask() -> None:
        async with MockServer(port=0) as server, AsyncHttpClient(server.url) as client:
            await client.create_collection("films", embedding_function=None)
            assert await server.async_client().count_collections() == 1

    asyncio.run(ask())


def test_transports_are_for_clients_of_other_people() -> None:
    with MockServer() as server:
        with httpx.Client(transport=server.transport(), base_url="http://chroma") as client:
            assert client.get("/api/v2/version").json() == "1.0.0"
        with HttpClient(transport=server.transport()) as ours:
            assert ours.count_collections() == 0

        async def ask() -> None:
            async with httpx.AsyncClient(transport=server.async_transport(), base_url="http://chroma") as client:
                assert (await client.get("/api/v2/version")).json() == "1.0.0"

        asyncio.run(ask())
        server.requests.of("getVersion").times(2)


def test_a_seed_repeats_ids_and_holds_the_clock() -> None:
    def made(seed: int) -> list[str]:
        with MockServer(seed=seed) as server:
            client = server.client()
            names = ("one", "two", "three")
            return [str(client.create_collection(name, embedding_function=None).id) for name in names]

    assert made(1) == made(1) == sorted(made(1))
    assert made(1) != made(2)
    with MockServer(seed=1) as server:
        client = server.client()
        beat = client.heartbeat()
        server.clock.advance(60)
        assert client.heartbeat() == beat + 60_000_000_000


def test_a_snapshot_is_what_is_restored() -> None:
    with MockServer() as server:
        client = server.client()
        films = client.create_collection("films", embedding_function=None)
        films.add(ids="a", embeddings=[[1.0, 2.0]])
        before = server.snapshot()
        films.add(ids="b", embeddings=[[3.0, 4.0]])
        client.delete_collection("films")
        server.restore(before)
        assert films.get()["ids"] == ["a"]
        server.requests.of("deleteCollection").once()


def test_the_time_of_the_server_fills_its_rate_limit() -> None:
    with MockServer(seed=1, rate_limit="1/s") as server:
        client = server.client(retries=ONCE)
        client.count_collections()
        with pytest.raises(errors.RateLimitError):
            client.count_collections()
        server.clock.advance(1)
        assert client.count_collections() == 0


def test_a_cloud_is_let_into_with_its_key_and_not_without() -> None:
    with MockServer.cloud() as server:
        with server.cloud_client() as client:
            assert (client.tenant, client.database) == ("test-tenant", "test-database")
            assert client.get_user_identity()["databases"] == ["test-database"]
            with pytest.raises(errors.QuotaError):
                client.create_collection("films", embedding_function=None).get(limit=100_000)
        with pytest.raises(errors.AuthorizationError):
            server.client().count_collections()

        async def ask() -> int:
            async with server.async_cloud_client() as client:
                return await client.count_collections()

        assert asyncio.run(ask()) == 1
    with MockServer() as plain, pytest.raises(ValueError, match="a server with keys"):
        plain.cloud_client()


def test_credentials_are_those_of_the_first_who_is_let_in() -> None:
    with MockServer(api_keys=["op=*", "k=studio"]) as server:
        assert server.client(**server.credentials()).get_user_identity()["tenant"] == "*"
    with MockServer(users={"ann": "s3cret"}) as server:
        assert "s3cret" not in repr(server.credentials())
        assert server.client(**server.credentials()).count_collections() == 0
    with MockServer() as server:
        assert server.credentials() == {}


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="did you mean addRecords"):
        MockServer(faults=["addRecord:503"])
    with pytest.raises(ValueError, match="expected OPERATION:FAULT"):
        MockServer(faults=["addRecords"])
    with pytest.raises(ValueError, match="API key"):
        MockServer(api_keys=["key"])


def test_rules_may_be_written_in_three_ways() -> None:
    written = "getVersion:503:times=1"
    with MockServer(
        faults=[written, read_rule(written), {"operation": "getVersion", "status": 503, "times": 1}]
    ) as server:
        assert len(set(server.faults.rules())) == 1
        assert repr(server) == "<MockServer in process, 3 faults, 0 requests>"


def test_neither_environment_nor_settings_reach_a_server_of_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_SERVER_HOST", "production.example")
    monkeypatch.setenv("CHROMA_SERVER_HTTP_PORT", "99")
    monkeypatch.setenv("CHROMA_CLIENT_AUTH_PROVIDER", "chromadb.auth.token_authn.TokenAuthClientProvider")
    monkeypatch.setenv("CHROMA_CLIENT_AUTH_CREDENTIALS", "s3cret")
    monkeypatch.setenv("CHROMA_API_KEY", "s3cret")
    configure(chroma_server_headers={"x-key": "s3cret"})
    try:
        with MockServer() as server, server.client() as client:
            assert client.count_collections() == 0
            assert {name for name, _ in server.requests.all()[0].headers} == {b"user-agent", b"accept"}
    finally:
        configure()


def test_repetitions_do_not_wait_unless_a_policy_says_so() -> None:
    pauses: list[float] = []
    watching = Hooks(retry=lambda event: pauses.append(event.delay))
    with MockServer(faults="getVersion:503:times=3") as server:
        with server.client(retries=3, hooks=watching) as client:
            assert client.get_version() == "1.0.0"
            assert pauses == [0.0, 0.0, 0.0]
        with server.client(retries=RetryPolicy(1, first_delay=0.002), hooks=watching) as client:
            server.faults.put(read_rule("getVersion:503:times=1"))
            assert client.get_version() == "1.0.0"
            assert 0.001 <= pauses[3] <= 0.002


def test_every_public_name_is_there_and_none_is_imported_early() -> None:
    assert [name for name in chromalink.testing.__all__ if getattr(chromalink.testing, name) is None] == []
    assert set(chromalink.testing.__all__) <= set(dir(chromalink.testing))
    with pytest.raises(AttributeError, match="no attribute 'Mock'"):
        _ = chromalink.testing.Mock
    program = "import sys, chromalink.testing; print('chromalink_mock' in sys.modules, 'starlette' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_without_the_extra_the_pip_line_is_shown() -> None:
    program = "import sys; sys.modules['starlette'] = None\nfrom chromalink.testing import MockServer"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "ImportError: chromalink.testing.MockServer needs the server: pip install 'chromalink[mock]'" in done.stderr

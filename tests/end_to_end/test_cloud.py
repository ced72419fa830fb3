"""Our clients of Chroma Cloud against our server in its shape, over a real port without TLS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import pytest

from chromalink import AdminClient, AsyncCloudClient, CloudClient, HttpClient, RetryPolicy
from chromalink import Settings as ClientSettings
from chromalink._core.effects import Effect, Sleep
from chromalink._core.flows import system as flow
from chromalink._core.session import Session
from chromalink._sync.driver import Driver
from chromalink._sync.transport import HttpTransport
from chromalink.config import cloud_options
from chromalink.errors import (
    AuthorizationError,
    ChromaAuthError,
    InvalidInputError,
    NotFoundError,
    QuotaError,
    RateLimitError,
    UniqueConstraintError,
)
from chromalink_mock import RunningServer, Settings, serve
from chromalink_mock.auth import ApiKey, BasicUser
from chromalink_mock.limiter import Limiter, RateLimit, TokenBucket
from chromalink_mock.quotas import Quotas

BACKENDS = ("asyncio", "trio")
ONE = ApiKey("ck-films", "acme", ("films",))
TWO = ApiKey("ck-two", "acme", ("films", "books"))
EVERYTHING = ApiKey("ck-all", "acme")
OPERATOR = ApiKey("ck-operator", "*")
SETTINGS = Settings(
    api_keys=(ONE, TWO, EVERYTHING, OPERATOR),
    basic_users=(BasicUser("ada", "secret"),),
    quotas=Quotas.cloud(),
    allow_reset=True,
)
QUICK = RetryPolicy(retries=2, first_delay=0.001, max_delay=0.001)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHROMA_API_KEY", "CHROMA_TENANT", "CHROMA_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def cloud() -> Iterator[RunningServer]:
    with serve(SETTINGS) as running:
        yield running


@contextmanager
def client_of(
    server: RunningServer,
    api_key: str,
    *,
    database: str | None = None,
    retries: RetryPolicy = QUICK,
    validate: bool = True,
) -> Iterator[CloudClient]:
    with CloudClient(
        api_key=api_key,
        database=database,
        cloud_host=server.host,
        cloud_port=server.port,
        enable_ssl=False,
        retries=retries,
        validate=validate,
    ) as client:
        yield client


def test_the_identity_settles_tenant_and_database(cloud: RunningServer) -> None:
    with client_of(cloud, ONE.secret) as client:
        assert (client.tenant, client.database) == ("acme", "films")
        collection = client.get_or_create_collection("settled", embedding_function=None)
        collection.upsert(["a"], [[1.0, 2.0]])
        assert collection.query([[1.0, 2.0]])["ids"] == [["a"]]


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_async_client_is_settled_the_same_way(cloud: RunningServer, backend: str) -> None:
    async def story() -> tuple[str, str, int]:
        async with AsyncCloudClient(
            api_key=ONE.secret, cloud_host=cloud.host, cloud_port=cloud.port, enable_ssl=False
        ) as client:
            collection = await client.get_or_create_collection("async", embedding_function=None)
            await collection.upsert(["a", "b"], [[1.0], [2.0]])
            return client.tenant, client.database, await collection.count()

    assert anyio.run(story, backend=backend) == ("acme", "films", 2)


@pytest.mark.parametrize("key", [TWO, EVERYTHING])
def test_a_key_for_several_databases_needs_one_named(cloud: RunningServer, key: ApiKey) -> None:
    with pytest.raises(InvalidInputError, match="database: the key does not settle it"), client_of(cloud, key.secret):
        pass
    with client_of(cloud, key.secret, database="books") as client:
        assert (client.tenant, client.database) == ("acme", "books")


def test_a_wrong_key_is_an_authorization_error(cloud: RunningServer) -> None:
    with pytest.raises(AuthorizationError, match="Permission denied") as caught, client_of(cloud, "ck-wrong"):
        pass
    assert caught.value.status_code == 401
    assert "ck-wrong" not in str(caught.value)


def test_a_database_the_key_is_not_for_is_an_auth_error(cloud: RunningServer) -> None:
    with pytest.raises(ChromaAuthError, match="Permission denied"), client_of(cloud, ONE.secret, database="books"):
        pass
    with client_of(cloud, ONE.secret) as client, pytest.raises(ChromaAuthError):
        client.reset()


def test_a_collection_of_another_database_cannot_be_reached(cloud: RunningServer) -> None:
    with client_of(cloud, EVERYTHING.secret, database="books") as client:
        client.get_or_create_collection("private", embedding_function=None)
    with client_of(cloud, ONE.secret) as client, pytest.raises(NotFoundError):
        client.get_collection("private")


def test_collections_tell_their_spann_settings_and_take_changes(cloud: RunningServer) -> None:
    with client_of(cloud, ONE.secret) as client:
        collection = client.create_collection(
            "spann", embedding_function=None, configuration={"spann": {"space": "cosine", "search_nprobe": 10}}
        )
        assert collection.configuration["hnsw"] is None
        collection.modify(configuration={"spann": {"search_nprobe": 20, "ef_search": 30}})
        told = client.get_collection("spann").configuration["spann"]
        assert isinstance(told, dict)
        shown = {name: told[name] for name in ("space", "search_nprobe", "ef_search", "split_threshold")}
        assert shown == {"space": "cosine", "search_nprobe": 20, "ef_search": 30, "split_threshold": 50}


def test_a_quota_is_a_typed_error_and_nothing_is_written(cloud: RunningServer) -> None:
    with client_of(cloud, ONE.secret) as client:
        collection = client.get_or_create_collection("quota", embedding_function=None)
        with pytest.raises(QuotaError, match="current usage of 129 exceeds limit of 128") as caught:
            collection.add(["x" * 129], [[1.0]])
        assert (caught.value.status_code, caught.value.code) == (422, "ChromaError")
        assert collection.count() == 0
        with pytest.raises(QuotaError, match="'Limit value' exceeded quota limit for action 'Get'"):
            collection.get(limit=301)
        with pytest.raises(QuotaError, match="'Size of metadata dictionary key"):
            collection.add(["a"], [[1.0]], metadatas=[{"k" * 37: 1}])


def test_more_records_than_the_quota_are_written_read_and_deleted_in_parts(cloud: RunningServer) -> None:
    ids = [str(n) for n in range(700)]
    with client_of(cloud, ONE.secret) as client:
        collection = client.get_or_create_collection("parts", embedding_function=None)
        collection.add(ids, [[float(n)] for n in range(700)])
        assert collection.get(ids)["ids"] == ids
        assert [one.id for one in collection.iter_records()] == ids
        assert collection.query([[699.0]], ids=ids, n_results=2)["ids"] == [["699", "698"]]
        assert collection.delete(ids)["deleted"] == 700
        assert collection.count() == 0


def test_a_client_that_does_not_know_of_a_quota_learns_it_from_the_refusal(cloud: RunningServer) -> None:
    headers = {"x-chroma-token": ONE.secret}
    tenant, database = ONE.tenant, ONE.databases[0]
    with HttpClient(cloud.host, cloud.port, headers=headers, tenant=tenant, database=database) as client:
        collection = client.get_or_create_collection("learned", embedding_function=None)
        collection.add([str(n) for n in range(700)], [[float(n)] for n in range(700)])
        assert collection.count() == 700
        assert client.get_max_batch_size() == 300


def test_an_async_client_meets_the_same_quota(cloud: RunningServer) -> None:
    async def story() -> None:
        async with AsyncCloudClient(
            api_key=ONE.secret, cloud_host=cloud.host, cloud_port=cloud.port, enable_ssl=False
        ) as client:
            collection = await client.get_or_create_collection("quota", embedding_function=None)
            await collection.query([[1.0]], n_results=301)

    with pytest.raises(QuotaError, match="'Number of results' exceeded quota limit for action 'Query'"):
        anyio.run(story)


def test_an_operator_administrates_by_bearer_or_password(cloud: RunningServer) -> None:
    bearer = ClientSettings(
        chroma_client_auth_provider="chromadb.auth.token_authn.TokenAuthClientProvider",
        chroma_client_auth_credentials=OPERATOR.secret,
    )
    password = ClientSettings(
        chroma_client_auth_provider="chromadb.auth.basic_authn.BasicAuthClientProvider",
        chroma_client_auth_credentials="ada:secret",
    )
    with AdminClient(host=cloud.host, port=cloud.port, settings=bearer) as admin:
        admin.create_tenant("made-by-operator")
        admin.create_database("films", tenant="made-by-operator")
    with HttpClient(
        host=cloud.host, port=cloud.port, settings=password, tenant="made-by-operator", database="films"
    ) as client:
        assert client.get_user_identity()["user_id"] == "ada"
        assert client.count_collections() == 0
    with (
        AdminClient(host=cloud.host, port=cloud.port, settings=password) as admin,
        pytest.raises(UniqueConstraintError),
    ):
        admin.create_tenant("made-by-operator")


class EveryOther:
    """A limiter that sends away every second request and asks for no pause."""

    def __init__(self) -> None:
        self.taken = 0

    def take(self, caller: str) -> float | None:
        self.taken += 1
        return 0.0 if self.taken % 2 else None


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class PatientDriver(Driver):
    """Lets a clock run on where others sleep."""

    def __init__(self, transport: HttpTransport, clock: Clock) -> None:
        super().__init__(transport)
        self.slept: list[float] = []
        self._clock = clock

    def _perform(self, effect: Effect) -> Any:
        if not isinstance(effect, Sleep):
            return super()._perform(effect)
        self.slept.append(effect.seconds)
        self._clock.now += effect.seconds
        return None


@contextmanager
def limited(limiter: Limiter) -> Iterator[RunningServer]:
    with serve(Settings(api_keys=(ONE,)), limiter=limiter) as running:
        yield running


def test_requests_sent_away_are_repeated_until_they_are_let_in() -> None:
    limiter = EveryOther()
    with limited(limiter) as server, client_of(server, ONE.secret) as client:
        collection = client.create_collection("patient", embedding_function=None)
        collection.add(["a", "b"], [[1.0], [2.0]])
        assert collection.count() == 2
    assert limiter.taken == 14, "identity, tenant, database, create, pre-flight checks, add, count: each twice"


def test_an_async_client_repeats_as_well() -> None:
    async def story(server: RunningServer) -> int:
        async with AsyncCloudClient(
            api_key=ONE.secret, cloud_host=server.host, cloud_port=server.port, enable_ssl=False, retries=QUICK
        ) as client:
            return await client.count_collections()

    with limited(EveryOther()) as server:
        assert anyio.run(story, server) == 0


def test_without_repetitions_the_rate_limit_is_a_typed_error_with_its_pause() -> None:
    with (
        limited(TokenBucket(RateLimit(0.1, burst=2), Clock())) as server,
        client_of(server, ONE.secret, database="films", retries=RetryPolicy(retries=0), validate=False) as client,
    ):
        assert client.get_user_identity()["tenant"] == "acme"
        with pytest.raises(RateLimitError, match="Too many requests; backoff and try again") as caught:
            client.get_user_identity()
    assert (caught.value.status_code, caught.value.retry_after) == (429, 10.0)
    assert not caught.value.maybe_applied


def test_a_client_sleeps_as_long_as_the_bucket_asks() -> None:
    clock = Clock()
    with limited(TokenBucket(RateLimit(0.4, burst=1), clock)) as server:
        options = cloud_options(
            None,
            None,
            ONE.secret,
            None,
            server.host,
            server.port,
            False,
            timeout=5.0,
            retries=QUICK,
            verify=None,
            validate=True,
        )
        transport = HttpTransport(options)
        driver = PatientDriver(transport, clock)
        session = Session(options, awaits=False)
        driver.run(flow.connect(session))
        transport.close()
    assert (session.tenant, session.database) == ("acme", "films")
    assert driver.slept == [3.0, 3.0]

"""What a client shows its server: fixed credentials, and functions that give them anew."""

from __future__ import annotations

import base64
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

from chromalink import AdminClient, ApiKey, AsyncHttpClient, BasicLogin, BearerToken, CloudClient, HttpClient, Settings
from chromalink.auth import Credentials
from chromalink.errors import AuthorizationError, CredentialsError, InvalidInputError

from ..fake_chroma import FakeChroma, operation

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
REFUSAL = {"error": "ChromaError", "message": "Permission denied."}


class LockedChroma(FakeChroma):
    """Lets in only who shows `accepted` as a bearer token, and counts whom it turned away."""

    def __init__(self, accepted: str) -> None:
        super().__init__()
        self.accepted = accepted
        self.turned_away = 0
        self.all_refused = threading.Event()
        self._counting = threading.Lock()

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != f"Bearer {self.accepted}":
            with self._counting:
                self.turned_away += 1
                if self.turned_away == 8:
                    self.all_refused.set()
            return httpx.Response(401, json=REFUSAL)
        return super().handle(request)


class Vault:
    """Gives token-1, token-2, ...; knows how often it was asked, and by how many at once."""

    def __init__(self) -> None:
        self.given = 0
        self.most_at_once = 0
        self._at_once = 0
        self._counting = threading.Lock()

    def __call__(self) -> BearerToken:
        with self._counting:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self.given += 1
            token = BearerToken(f"token-{self.given}")
        with self._counting:
            self._at_once -= 1
        return token


def basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


@pytest.mark.parametrize(
    ("given", "header", "value"),
    [
        ({"api_key": "key-123"}, "x-chroma-token", "key-123"),
        ({"api_key": " key-123\n"}, "x-chroma-token", "key-123"),
        ({"auth": ApiKey("key-123")}, "x-chroma-token", "key-123"),
        ({"auth": BearerToken("token")}, "authorization", "Bearer token"),
        ({"auth": BasicLogin("ada", "p\xe4ss:word")}, "authorization", basic("ada:p\xe4ss:word")),
        ({"auth": lambda: ApiKey("key-123")}, "x-chroma-token", "key-123"),
        ({"auth": lambda: BasicLogin("ada", "pass")}, "authorization", basic("ada:pass")),
    ],
)
def test_every_kind_of_credentials_reaches_the_server_in_both_colours(
    given: dict[str, Any], header: str, value: str, chroma: FakeChroma
) -> None:
    chroma.client(**given).heartbeat()
    anyio.run(chroma.async_client(**given).heartbeat)
    assert [request.headers[header] for request in chroma.requests] == [value, value]


def test_admin_clients_take_the_same_credentials(chroma: FakeChroma) -> None:
    AdminClient(auth=BearerToken("token"), transport=chroma.transport()).get_tenant("acme")
    AdminClient(api_key="key-123", transport=chroma.transport()).get_tenant("acme")
    assert chroma.requests[0].headers["authorization"] == "Bearer token"
    assert chroma.requests[1].headers["x-chroma-token"] == "key-123"


def test_credentials_of_arguments_win_over_headers_settings_and_url(chroma: FakeChroma) -> None:
    settings = Settings(
        chroma_client_auth_provider="chromadb.auth.token_authn.TokenAuthClientProvider",
        chroma_client_auth_credentials="of the settings".replace(" ", "-"),
    )
    chroma.client(
        host="http://user:password@h", settings=settings, headers={"Authorization": "mine"}, auth=BearerToken("token")
    ).heartbeat()
    assert chroma.requests[0].headers["authorization"] == "Bearer token"


def test_clients_with_different_keys_on_one_loop_never_mix(chroma: FakeChroma) -> None:
    async def main() -> None:
        clients = [chroma.async_client(api_key=f"key-of-{number}") for number in range(8)]
        async with anyio.create_task_group() as group:
            for _ in range(5):
                for number, client in enumerate(clients):
                    group.start_soon(client.set_database, f"base-{number}")

    anyio.run(main)
    seen = {
        (request.url.path.split("/")[6], request.headers["x-chroma-token"])
        for request in chroma.asked("GET databases/*")
    }
    assert seen == {(f"base-{number}", f"key-of-{number}") for number in range(8)}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"api_key": "key-123", "auth": BearerToken("t")}, "api_key, auth: "),
        ({"api_key": ""}, "api_key: "),
        ({"api_key": "  "}, "api_key: "),
        ({"api_key": "None"}, "api_key: "),
        ({"api_key": "line\nbreak-in-it"}, "api_key: "),
        ({"auth": "token"}, "auth: "),
        ({"auth": BearerToken}, "auth: "),
        ({"auth": BearerToken("t\n")}, "token: "),
        ({"auth": BasicLogin("a:b", "c")}, "user: "),
    ],
)
def test_credentials_that_cannot_be_meant_are_refused_by_name(
    given: dict[str, Any], names: str, chroma: FakeChroma
) -> None:
    with pytest.raises(InvalidInputError, match=f"^{names}"):
        chroma.client(**given)
    assert chroma.requests == []


def test_an_async_source_is_refused_by_a_sync_client(chroma: FakeChroma) -> None:
    async def source() -> Credentials:
        return ApiKey("key-123")

    with pytest.raises(InvalidInputError, match=r"^auth: expected a sync function"):
        chroma.client(auth=source)
    assert chroma.requests == []


def test_a_source_is_asked_before_the_first_request_and_then_no_more(chroma: FakeChroma) -> None:
    vault = Vault()
    client = chroma.client(auth=vault)
    assert vault.given == 0
    for _ in range(3):
        client.heartbeat()
    assert vault.given == 1
    assert {request.headers["authorization"] for request in chroma.requests} == {"Bearer token-1"}


@pytest.mark.parametrize("retries", [0, 2])
def test_a_refusal_asks_the_source_again_and_the_call_succeeds(retries: int) -> None:
    vault, locked = Vault(), LockedChroma("token-2")
    assert locked.client(auth=vault, retries=retries).heartbeat() == 42
    assert (vault.given, locked.turned_away) == (2, 1)


def test_a_write_that_was_refused_is_sent_again_in_full() -> None:
    vault, locked = Vault(), LockedChroma("token-1")
    collection = locked.client(auth=vault).get_collection("films", None)
    locked.accepted = "token-2"
    collection.add(ids="a", embeddings=[1.0, 2.0])
    assert [operation(request) for request in locked.requests[-2:]] == ["GET pre-flight-checks", "POST add"]
    assert vault.given == 2


def test_new_credentials_that_are_refused_too_are_not_asked_for_again() -> None:
    vault, locked = Vault(), LockedChroma("token-9")
    with pytest.raises(AuthorizationError):
        locked.client(auth=vault).heartbeat()
    assert (vault.given, locked.turned_away) == (2, 2)


def test_the_same_credentials_are_not_sent_twice() -> None:
    locked = LockedChroma("other")
    with pytest.raises(AuthorizationError):
        locked.client(auth=lambda: BearerToken("token-1")).heartbeat()
    assert locked.turned_away == 1


def test_fixed_credentials_that_are_refused_are_told_at_once() -> None:
    locked = LockedChroma("other")
    with pytest.raises(AuthorizationError):
        locked.client(auth=BearerToken("token-1")).heartbeat()
    assert locked.turned_away == 1


@BACKENDS
@pytest.mark.parametrize("colour", ["sync source", "async source"])
def test_many_tasks_that_are_refused_together_ask_the_source_once(backend: str, colour: str) -> None:
    vault, locked = Vault(), LockedChroma("token-1")

    async def source() -> Credentials:
        await anyio.lowlevel.checkpoint()
        return vault()

    chosen: Callable[[], Credentials | Awaitable[Credentials]] = vault if colour == "sync source" else source

    async def main() -> None:
        client = locked.async_client(auth=chosen)
        await client.heartbeat()
        locked.accepted = "token-2"
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(client.heartbeat)

    anyio.run(main, backend=backend)
    assert (vault.given, vault.most_at_once) == (2, 1)


def test_many_threads_that_are_refused_together_ask_the_source_once() -> None:
    vault, locked = Vault(), LockedChroma("token-1")

    def source() -> Credentials:
        if vault.given:  # the renewal waits until all threads hold a refusal
            assert locked.all_refused.wait(30)
        return vault()

    client = locked.client(auth=source)
    client.heartbeat()
    locked.accepted = "token-2"
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: client.heartbeat(), range(8))) == [42] * 8
    assert (vault.given, vault.most_at_once) == (2, 1)


@BACKENDS
def test_a_refresh_that_is_cancelled_leaves_the_client_usable(backend: str) -> None:
    asked: list[int] = []

    async def source() -> Credentials:
        asked.append(1)
        if len(asked) == 1:
            await anyio.sleep_forever()
        return BearerToken("token-1")

    async def main() -> int:
        client = LockedChroma("token-1").async_client(auth=source)
        async with anyio.create_task_group() as group:
            group.start_soon(client.heartbeat)
            while not asked:
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
        return await client.heartbeat()

    assert anyio.run(main, backend=backend) == 42


def test_a_source_that_raises_is_a_credentials_error_with_its_cause(chroma: FakeChroma) -> None:
    def source() -> Credentials:
        raise OSError("vault is sealed")

    with pytest.raises(CredentialsError, match="auth: the function raised OSError") as caught:
        chroma.client(auth=source).heartbeat()
    assert isinstance(caught.value.__cause__, OSError)
    assert chroma.requests == []


@pytest.mark.parametrize("given", [None, "token-of-somebody", ("ada", "password"), ApiKey("a\nb")])
def test_a_source_that_gives_no_credentials_is_told_without_what_it_gave(given: Any, chroma: FakeChroma) -> None:
    with pytest.raises(CredentialsError, match=r"^auth: ") as caught:
        chroma.client(auth=lambda: given).heartbeat()
    assert "somebody" not in str(caught.value)
    assert "password" not in str(caught.value)
    assert chroma.requests == []


def test_the_low_level_client_shows_and_renews_the_same_credentials() -> None:
    vault, locked = Vault(), LockedChroma("token-2")
    with locked.client(auth=vault) as client:
        lent = client.low_level.get_httpx_client()
        assert lent.get("/api/v2/heartbeat").status_code == 200
        assert client.heartbeat() == 42
    assert vault.given == 2


def test_the_low_level_client_of_an_async_client_does_too() -> None:
    vault, locked = Vault(), LockedChroma("token-2")

    async def main() -> int:
        async with locked.async_client(auth=vault) as client:
            answer = await client.low_level.get_async_httpx_client().get("/api/v2/heartbeat")
            return answer.status_code

    assert anyio.run(main) == 200
    assert vault.given == 2


def test_a_cloud_client_takes_a_source_in_place_of_a_key(chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_API_KEY", "key-of-the-environment")
    client = CloudClient("t", "d", auth=lambda: ApiKey("key-123"), transport=chroma.transport(), validate=False)
    client.heartbeat()
    assert chroma.requests[0].headers["x-chroma-token"] == "key-123"


def test_clients_made_without_credentials_send_none(chroma: FakeChroma) -> None:
    HttpClient(transport=chroma.transport(), validate=False).heartbeat()
    anyio.run(AsyncHttpClient(transport=chroma.transport(), validate=False).heartbeat)
    assert {"authorization", "x-chroma-token"} & {name for one in chroma.requests for name in one.headers} == set()

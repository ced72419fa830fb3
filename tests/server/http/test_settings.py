"""What a server can be told: reset, CORS, default limit, strict scope; and what it says when something breaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, create_app

from .collection_calls import COLLECTIONS, DATABASE

T = TypeVar("T")

ORIGIN = "https://example.org"
PREFLIGHT = {"origin": ORIGIN, "access-control-request-method": "POST"}


def in_process(settings: Settings, talk: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
    """What `talk` returns, given a client of a server within this process."""

    async def run() -> T:
        transport = httpx.ASGITransport(create_app(settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            return await talk(client)

    return asyncio.run(run())


def test_reset_empties_the_server_and_makes_the_defaults_anew(resettable: RunningServer) -> None:
    with httpx.Client(base_url=resettable.url) as client:
        made = client.post(COLLECTIONS, json={"name": "gone"}).json()
        client.post("/api/v2/tenants", json={"name": "gone too"})
        answer = client.post("/api/v2/reset", content=b"not read")
        assert (answer.status_code, answer.json()) == (200, True)
        assert client.get(COLLECTIONS).json() == []
        assert client.get(f"{COLLECTIONS}/{made['id']}/count").status_code == 404
        assert client.get("/api/v2/tenants").json() == [{"name": "default_tenant", "resource_name": None}]
        assert client.get(DATABASE).json()["id"] == "00000000-0000-0000-0000-000000000000"


def test_reset_is_refused_by_default(client: httpx.Client) -> None:
    answer = client.post("/api/v2/reset")
    assert answer.status_code == 403
    assert answer.json() == {"error": "ChromaError", "message": "Reset is disabled by config"}


def test_there_is_no_cors_by_default(client: httpx.Client) -> None:
    answer = client.options(COLLECTIONS, headers=PREFLIGHT)
    assert (answer.status_code, answer.content) == (405, b"")
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_cors_for_all_answers_a_preflight() -> None:
    async def talk(client: httpx.AsyncClient) -> tuple[httpx.Response, httpx.Response]:
        return (
            await client.options(COLLECTIONS, headers=PREFLIGHT),
            await client.get(COLLECTIONS, headers={"origin": ORIGIN}),
        )

    preflight, answer = in_process(Settings(cors_allow_origins=("*",)), talk)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_cors_for_some_echoes_only_those() -> None:
    async def talk(client: httpx.AsyncClient) -> list[str | None]:
        answers = [
            await client.get(COLLECTIONS, headers={"origin": origin}) for origin in (ORIGIN, "https://other.org")
        ]
        return [answer.headers.get("access-control-allow-origin") for answer in answers]

    assert in_process(Settings(cors_allow_origins=(ORIGIN,)), talk) == [ORIGIN, None]


def test_the_default_limit_counts_where_none_is_named() -> None:
    async def talk(client: httpx.AsyncClient) -> list[int]:
        made = [await client.post(COLLECTIONS, json={"name": f"name{place}"}) for place in range(5)]
        path = f"{COLLECTIONS}/{made[0].json()['id']}"
        await client.post(f"{path}/add", json={"ids": list("abcde"), "embeddings": [[1]] * 5})
        listed = await client.get(COLLECTIONS)
        got = await client.post(f"{path}/get", json={})
        asked = await client.post(f"{path}/get", json={"limit": 4})
        return [len(listed.json()), len(got.json()["ids"]), len(asked.json()["ids"])]

    assert in_process(Settings(default_limit=3), talk) == [3, 3, 4]


@pytest.mark.parametrize(("strict", "status"), [(False, 200), (True, 404)])
def test_strict_scope_finds_a_uuid_only_in_its_own_database(strict: bool, status: int) -> None:
    async def talk(client: httpx.AsyncClient) -> list[int]:
        made = (await client.post(COLLECTIONS, json={"name": "scoped"})).json()
        elsewhere = await client.get(f"/api/v2/tenants/other/databases/other/collections/{made['id']}/count")
        home = await client.get(f"{COLLECTIONS}/{made['id']}/count")
        return [elsewhere.status_code, home.status_code]

    assert in_process(Settings(strict_scope=strict), talk) == [status, 200]


def test_an_unforeseen_failure_is_logged_and_tells_the_client_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> int:
        raise RuntimeError("a secret at /etc/secret")

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(clock=broken))
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            return await client.get("/api/v2/heartbeat")

    with caplog.at_level(logging.ERROR, "chromalink_mock"):
        answer = asyncio.run(run())
    assert answer.status_code == 500
    assert answer.json() == {"error": "InternalError", "message": "Internal error"}
    assert "a secret" in caplog.text
    assert "heartbeat failed" in caplog.text


def test_the_heartbeat_is_the_injected_clock() -> None:
    async def run() -> object:
        transport = httpx.ASGITransport(create_app(clock=lambda: 42))
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            return (await client.get("/api/v2")).json()

    assert asyncio.run(run()) == {"nanosecond heartbeat": 42}

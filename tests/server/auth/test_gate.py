"""Who is let in, before the body is read, and into what."""

from __future__ import annotations

import asyncio
import base64
import logging
import socket
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, create_app, serve
from chromalink_mock.auth import ApiKey

from .callers import (
    ADA,
    BOOKS,
    DENIED,
    EVERYTHING,
    FILMS,
    FOREIGN,
    KEYS,
    ONE,
    OPERATOR,
    OTHER,
    TENANT,
    TWO,
    caller,
    made,
)

IDENTITY = "/api/v2/auth/identity"


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-chroma-token": ONE.secret},
        {"X-Chroma-Token": ONE.secret},
        {"authorization": f"Bearer {ONE.secret}"},
        {"authorization": f"bearer  {ONE.secret}"},
        {"x-chroma-token": ONE.secret, "authorization": "Bearer of something for a proxy"},
    ],
)
def test_a_key_is_taken_from_either_header(server: RunningServer, headers: dict[str, str]) -> None:
    with caller(server, None) as client:
        answer = client.get(f"{FILMS}/collections", headers=headers)
    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-chroma-token": ""},
        {"x-chroma-token": "ck-wrong"},
        {"x-chroma-token": ONE.secret + "x"},
        {"x-chroma-token": ONE.secret[:-1]},
        {"x-chroma-token": "ck-wrong", "authorization": f"Bearer {ONE.secret}"},
        {"authorization": ONE.secret},
        {"authorization": "Bearer"},
        {"authorization": f"Token {ONE.secret}"},
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()},
        {"authorization": "Basic " + base64.b64encode(b"ada").decode()},
        {"authorization": basic("ada", "wrong")},
        {"authorization": basic("eve", "pass:wörd")},
    ],
)
def test_without_a_valid_credential_nothing_is_answered(server: RunningServer, headers: dict[str, str]) -> None:
    with caller(server, None) as client:
        answer = client.get(f"{FILMS}/collections", headers=headers)
    assert (answer.status_code, answer.json()) == (401, DENIED)
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.headers["chroma-trace-id"] == "0" * 32


def test_a_user_is_let_in_with_the_password_first_and_again(server: RunningServer) -> None:
    with caller(server, None) as client:
        for _ in range(2):
            answer = client.get(IDENTITY, headers={"authorization": basic("ada", "pass:wörd")})
            assert answer.json() == {"user_id": "ada", "tenant": "acme", "databases": ["books"]}
        assert client.get(IDENTITY, headers={"authorization": basic("ada", "pass:word")}).status_code == 401


def test_a_server_with_keys_alone_asks_for_a_bearer() -> None:
    with serve(Settings(api_keys=(ONE,))) as server, caller(server, None) as client:
        assert client.get(IDENTITY).headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("path", ["/api/v2", "/api/v2/heartbeat", "/api/v2/version"])
def test_heartbeat_and_version_need_no_key(server: RunningServer, path: str) -> None:
    with caller(server, None) as client:
        assert client.get(path).status_code == 200
        assert client.get(path, headers={"x-chroma-token": "ck-wrong"}).status_code == 200


@pytest.mark.parametrize("path", ["/api/v2/pre-flight-checks", "/api/v2/healthcheck", IDENTITY])
def test_other_system_operations_need_any_key(server: RunningServer, path: str) -> None:
    with caller(server, None) as client:
        assert client.get(path).status_code == 401
    with caller(server, OTHER) as client:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("key", "identity"),
    [
        (EVERYTHING, {"user_id": "user-1", "tenant": "acme", "databases": ["*"]}),
        (ONE, {"user_id": "api-key", "tenant": "acme", "databases": ["films"]}),
        (TWO, {"user_id": "api-key", "tenant": "acme", "databases": ["films", "books"]}),
        (OPERATOR, {"user_id": "api-key", "tenant": "*", "databases": ["*"]}),
    ],
)
def test_the_identity_tells_what_a_key_is_bound_to(
    server: RunningServer, key: ApiKey, identity: dict[str, object]
) -> None:
    with caller(server, key) as client:
        assert client.get(IDENTITY).json() == identity


def test_what_keys_are_bound_to_exists_from_the_start(server: RunningServer) -> None:
    with caller(server, ONE) as client:
        assert client.get(TENANT).json()["name"] == "acme"
        assert client.get(FILMS).json()["name"] == "films"


@pytest.mark.parametrize(
    ("key", "path", "status"),
    [
        (EVERYTHING, f"{FILMS}/collections", 200),
        (EVERYTHING, f"{TENANT}/databases/never_made/collections", 200),
        (EVERYTHING, f"{FOREIGN}/collections", 403),
        (EVERYTHING, "/api/v2/tenants/other", 403),
        (EVERYTHING, "/api/v2/tenants/default_tenant/databases/default_database", 403),
        (EVERYTHING, "/api/v2/tenants", 403),
        (ONE, f"{BOOKS}/collections", 403),
        (ONE, f"{BOOKS}/collections_count", 403),
        (ONE, f"{FILMS}%2F..%2Fbooks/collections", 403),
        (TWO, f"{BOOKS}/collections", 200),
        (OTHER, f"{FILMS}/collections", 403),
        (OTHER, f"{FOREIGN}/collections", 200),
        (OPERATOR, f"{FOREIGN}/collections", 200),
        (OPERATOR, "/api/v2/tenants", 200),
        (OPERATOR, "/api/v2/tenants/default_tenant/databases/default_database", 200),
    ],
)
def test_a_key_opens_its_own_tenant_and_databases_only(
    server: RunningServer, key: ApiKey, path: str, status: int
) -> None:
    with caller(server, key) as client:
        answer = client.get(path)
    assert answer.status_code == status
    if status == 403:
        assert answer.json() == DENIED


def test_only_operators_make_tenants(server: RunningServer) -> None:
    body = {"name": f"t{uuid4().hex}"}
    with caller(server, EVERYTHING) as client:
        assert client.post("/api/v2/tenants", json=body).status_code == 403
        assert client.patch("/api/v2/tenants/other", json={"resource_name": "x"}).status_code == 403
        assert client.patch(TENANT, json={"resource_name": "x"}).status_code == 200
    with caller(server, OPERATOR) as client:
        assert client.post("/api/v2/tenants", json=body).status_code == 200


def test_a_key_makes_and_lists_databases_it_is_bound_to(server: RunningServer) -> None:
    fresh = f"d{uuid4().hex}"
    with caller(server, EVERYTHING) as client:
        assert client.post(f"{TENANT}/databases", json={"name": fresh}).status_code == 200
        assert fresh in [one["name"] for one in client.get(f"{TENANT}/databases").json()]
    with caller(server, ONE) as client:
        refused = client.post(f"{TENANT}/databases", json={"name": "books"})
        assert (refused.status_code, refused.json()) == (403, DENIED)
        assert client.post(f"{TENANT}/databases", json={"name": "films"}).status_code == 409
        assert [one["name"] for one in client.get(f"{TENANT}/databases").json()] == ["films"]
    with caller(server, TWO) as client:
        paged = client.get(f"{TENANT}/databases", params={"limit": 1, "offset": 1}).json()
        assert [one["name"] for one in paged] == ["films"]


def test_the_old_api_makes_no_database_that_a_key_is_not_bound_to() -> None:
    path = "/api/v1/databases?tenant=acme"
    with serve(Settings(api_keys=KEYS, legacy_v1=True)) as server, httpx.Client(base_url=server.url) as client:
        answers = [
            client.post(path, json={"name": "made-by-v1"}, headers={"x-chroma-token": key.secret})
            for key in (ONE, OTHER, OPERATOR)
        ]
    assert [answer.status_code for answer in answers] == [403, 403, 200]


def test_a_collection_of_another_database_is_not_found_by_its_uuid(server: RunningServer) -> None:
    with caller(server, EVERYTHING) as client:
        id = made(client, BOOKS, f"c{uuid4().hex}")
        client.post(f"{BOOKS}/collections/{id}/add", json={"ids": ["a"], "embeddings": [[1, 2]]})
    one = {"ids": ["a"], "embeddings": [[1, 2]]}
    with caller(server, ONE) as client:
        elsewhere = f"{FILMS}/collections/{id}"
        answers = [
            client.get(f"{elsewhere}/count"),
            client.post(f"{elsewhere}/get", json={}),
            client.post(f"{elsewhere}/query", json={"query_embeddings": [[1, 2]]}),
            client.post(f"{elsewhere}/add", json=one),
            client.post(f"{elsewhere}/upsert", json=one),
            client.post(f"{elsewhere}/update", json=one),
            client.post(f"{elsewhere}/delete", json={"ids": ["a"]}),
            client.put(elsewhere, json={"new_name": "mine"}),
            client.get(f"{FILMS}/collections/by-id/{id}"),
        ]
        assert [answer.status_code for answer in answers] == [404] * len(answers)
        assert client.get(f"{BOOKS}/collections/{id}/count").status_code == 403
    with caller(server, EVERYTHING) as client:
        assert client.get(f"{BOOKS}/collections/{id}/count").json() == 1


def test_a_collection_is_found_by_its_resource_name_only_where_the_key_may_go(server: RunningServer) -> None:
    name = f"c{uuid4().hex}"
    with caller(server, OPERATOR) as client:
        made(client, FOREIGN, name)
        client.patch("/api/v2/tenants/other", json={"resource_name": "other-crn"})
        assert client.get(f"/api/v2/collections/other-crn:films:{name}").json()["name"] == name
    with caller(server, ONE) as client:
        names = [f"other-crn:films:{name}", "other-crn:films:missing", "missing-crn:films:missing"]
        answers = [client.get(f"/api/v2/collections/{crn}") for crn in names]
    assert [answer.status_code for answer in answers] == [404] * 3
    messages = [answer.json()["message"] for answer in answers]
    assert messages == [f"Collection [{crn}] does not exist" for crn in names]


def test_the_check_comes_after_the_route_and_before_the_body(server: RunningServer) -> None:
    with caller(server, None) as client:
        client.event_hooks = {"response": []}
        assert client.get("/api/v2/nothing").status_code == 404
        assert client.delete("/api/v2/version").status_code == 405
        assert client.get(f"{TENANT}/databases/%ff").status_code == 400
        late = client.post(f"{FILMS}/collections", content=b"{", headers={"content-type": "text/plain"})
        assert late.status_code == 401
    with socket.create_connection((server.host, server.port)) as raw:
        head = f"POST {FILMS}/collections HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n"
        raw.sendall(head.encode())  # and not one byte of the body
        assert raw.recv(12) == b"HTTP/1.1 401"


def test_reset_is_for_operators_and_makes_the_bound_places_anew() -> None:
    with serve(Settings(api_keys=KEYS, allow_reset=True)) as server:
        with caller(server, EVERYTHING) as client:
            made(client, FILMS, "gone")
            assert client.post("/api/v2/reset").status_code == 403
        with caller(server, OPERATOR) as client:
            assert client.post("/api/v2/reset").json() is True
        with caller(server, ONE) as client:
            assert client.get(FILMS).status_code == 200
            assert client.get(f"{FILMS}/collections").json() == []


def test_without_keys_a_server_ignores_whatever_is_sent() -> None:
    with serve() as server, caller(server, OTHER) as client:
        answer = client.get(IDENTITY).json()
        assert answer == {"user_id": "", "tenant": "default_tenant", "databases": ["default_database"]}
        assert client.get("/api/v2/tenants/acme/databases/films/collections").json() == []


class Clock:
    """A clock that can be broken."""

    def __init__(self) -> None:
        self.broken = False

    def __call__(self) -> int:
        if self.broken:
            raise RuntimeError("the clock stands still")
        return 1


def test_a_secret_is_in_no_answer_log_or_repr(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(api_keys=KEYS, basic_users=(ADA,))
    clock = Clock()
    app = create_app(settings, clock=clock)
    wrong = "ck-wrong-but-secret"

    async def talk() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            shown = [
                {"x-chroma-token": ONE.secret},
                {"authorization": f"Bearer {wrong}"},
                {"authorization": basic("ada", "pass:wörd")},
                {"authorization": basic("ada", wrong)},
            ]
            answers = [await client.get(f"{BOOKS}/collections", headers=headers) for headers in shown]
            clock.broken = True
            body = {"name": "films"}
            return [*answers, await client.post(f"{FILMS}/collections", json=body, headers=shown[0])]

    with caplog.at_level(logging.DEBUG):
        answers = asyncio.run(talk())
    assert [answer.status_code for answer in answers] == [403, 401, 200, 401, 500]
    assert "the clock stands still" in caplog.text
    told = [caplog.text, repr(settings), repr(app.state.__dict__), *(f"{a.text}{a.headers}" for a in answers)]
    for secret in (ONE.secret, wrong, "pass:wörd", basic("ada", "pass:wörd")):
        assert not [text for text in told if secret in text]

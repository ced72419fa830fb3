"""The admin endpoints: what they do, and whom they do not answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import ASGIApp, Message

from chromalink_mock import Settings
from chromalink_mock.app import create_app
from chromalink_mock.auth import ApiKey
from chromalink_mock.clock import Clock
from chromalink_mock.faults import Faults
from chromalink_mock.request_log import RequestLog
from chromalink_mock.serve import serve_app


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = create_app(
        Settings(admin="loopback", cors_allow_origins=("*",)), faults=Faults(), log=RequestLog(), clock=Clock(1_000)
    )
    with serve_app(app, lifespan="on") as server:
        yield server.url


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url) as client:
        for what in ("faults", "requests"):
            assert client.delete(f"/chromalink/{what}").status_code == 200
        yield client


def test_rules_are_added_listed_with_their_hits_and_cleared(client: httpx.Client) -> None:
    added = client.post("/chromalink/faults", json={"operation": "getVersion", "status": 503})
    assert (added.status_code, added.json()) == (201, [{"operation": "getVersion", "status": 503}])
    assert client.get("/api/v2/version").status_code == 503
    assert client.get("/chromalink/faults").json() == [{"operation": "getVersion", "status": 503, "hits": 1}]
    client.delete("/chromalink/faults")
    assert client.get("/api/v2/version").status_code == 200


def test_rules_come_as_text_as_object_and_as_array(client: httpx.Client) -> None:
    for body in ("getVersion:429", {"status": 429}, [{"status": 429}, {"latency": 0}]):
        assert client.post("/chromalink/faults", json=body).status_code == 201
    assert len(client.get("/chromalink/faults").json()) == 4


def test_of_several_rules_all_are_taken_or_none(client: httpx.Client) -> None:
    body = [{"status": 503}, {"operation": "getVersoin", "status": 503}]
    refused = client.post("/chromalink/faults", json=body)
    assert refused.status_code == 400
    assert "did you mean getVersion?" in refused.json()["message"]
    assert client.get("/chromalink/faults").json() == []


def test_requests_are_told_of_one_operation_and_the_newest(client: httpx.Client) -> None:
    for name in ("one", "two", "three"):
        client.post("/api/v2/tenants", json={"name": f"{name}{id(client)}"})
    client.get("/api/v2/version")
    assert client.get("/chromalink/requests").json()["total"] == 4
    found = client.get("/chromalink/requests", params={"operation": "createTenant", "limit": 2}).json()
    assert (found["total"], found["dropped"]) == (3, 0)
    assert [each["body"]["name"][:3] for each in found["requests"]] == ["two", "thr"]
    assert client.get("/chromalink/requests", params={"operation": "createTenat"}).status_code == 400


def test_admin_requests_are_neither_logged_nor_struck(client: httpx.Client) -> None:
    client.post("/chromalink/faults", json={"status": 503})
    assert client.get("/chromalink/faults").status_code == 200
    assert client.get("/chromalink/requests").json()["total"] == 0


def test_the_clock_is_told_set_and_advanced(client: httpx.Client) -> None:
    client.post("/chromalink/clock", json={"set": 1_000})
    assert client.post("/chromalink/clock", json={"advance": 1.5}).json()["nanoseconds"] == 1_500_001_000
    assert client.get("/api/v2/heartbeat").json() == {"nanosecond heartbeat": 1_500_001_000}
    refused: list[object] = [{"advance": -1}, {"set": "now"}, {}, []]
    for body in refused:
        assert client.post("/chromalink/clock", json=body).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "nothing", 404), ("PUT", "faults", 405), ("POST", "requests", 405), ("DELETE", "clock", 405)],
)
def test_what_there_is_not_is_refused(client: httpx.Client, method: str, path: str, status: int) -> None:
    assert client.request(method, f"/chromalink/{path}").status_code == status


def test_a_body_has_to_be_json_and_say_so(client: httpx.Client) -> None:
    unlabelled = client.post("/chromalink/faults", content=b'{"status":503}', headers={"content-type": "text/plain"})
    assert unlabelled.status_code == 415
    broken = client.post("/chromalink/faults", content=b"{", headers={"content-type": "application/json"})
    assert broken.status_code == 400
    large = client.post("/chromalink/faults", json="x" * 1_100_000)
    assert large.status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost.evil.example:8000"},
        {"host": ""},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"x-forwarded-for": "203.0.113.7"},
        {"forwarded": "for=203.0.113.7"},
    ],
)
def test_pages_from_elsewhere_and_proxies_are_not_answered(client: httpx.Client, headers: dict[str, str]) -> None:
    assert client.get("/chromalink/faults", headers=headers).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "127.1.2.3"])
def test_names_of_this_machine_are_answered(client: httpx.Client, host: str) -> None:
    assert client.get("/chromalink/faults", headers={"host": host}).status_code == 200


def asked_from(app: ASGIApp, address: str, headers: dict[str, str] | None = None) -> int:
    """The status of an admin request from a machine of this address."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    named = [(name.encode(), value.encode()) for name, value in {"host": "localhost", **(headers or {})}.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/chromalink/faults",
        "raw_path": b"/chromalink/faults",
        "query_string": b"",
        "headers": named,
        "client": (address, 1),
    }

    async def ask() -> None:
        await app(scope, receive, send)

    asyncio.run(ask())
    status: int = sent[0]["status"]
    return status


@pytest.mark.parametrize(
    ("admin", "address", "status"),
    [
        ("loopback", "127.0.0.1", 200),
        ("loopback", "::1", 200),
        ("loopback", "::ffff:127.0.0.1", 200),
        ("loopback", "192.0.2.1", 403),
        ("loopback", "::ffff:192.0.2.1", 403),
        ("exposed", "192.0.2.1", 200),
        ("off", "127.0.0.1", 404),
    ],
)
def test_other_machines_are_answered_only_where_it_is_exposed(admin: str, address: str, status: int) -> None:
    app = create_app(Settings(admin=admin))  # type: ignore[arg-type]  # one of the three, by the table above
    assert asked_from(app, address) == status


def test_an_exposed_server_still_does_not_answer_pages_of_other_origins() -> None:
    app = create_app(Settings(admin="exposed"))
    assert asked_from(app, "192.0.2.1", {"origin": "http://evil.example"}) == 403


def test_where_there_are_keys_only_operators_are_answered() -> None:
    keys = (ApiKey("op", "*"), ApiKey("tenant", "studio"))
    app = create_app(Settings(admin="loopback", api_keys=keys))
    asked = {key: asked_from(app, "127.0.0.1", {"x-chroma-token": key}) for key in ("op", "tenant", "wrong")}
    assert asked == {"op": 200, "tenant": 403, "wrong": 401}
    assert asked_from(app, "127.0.0.1") == 401


def test_a_server_without_log_or_clock_says_how_to_get_one() -> None:
    app = create_app(Settings(admin="loopback"))
    with serve_app(app, lifespan="on") as server:
        for what, option in (("requests", "--log-requests"), ("clock", "--seed")):
            answer = httpx.get(f"{server.url}/chromalink/{what}")
            assert answer.status_code == 404
            assert option in json.loads(answer.content)["message"]

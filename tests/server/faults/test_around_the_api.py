"""Faults and the log beside what else a server has: the old API, HEAD, browsers, keys, data on disk."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from chromalink_mock import Settings, create_app
from chromalink_mock.auth import ApiKey
from chromalink_mock.faults import Corrupt, Faults, Reset, Rule, Status, Truncated
from chromalink_mock.httpx_transports import AsgiTransport
from chromalink_mock.request_log import RequestLog
from chromalink_mock.serve import serve
from chromalink_mock.service import create_service


def test_operations_of_the_old_api_have_the_same_names() -> None:
    faults, log = Faults([Rule(Status(503), "heartbeat", times=2)]), RequestLog()
    app = create_app(Settings(legacy_v1=True), faults=faults, log=log)
    with httpx.Client(transport=AsgiTransport(app), base_url="http://chroma") as client:
        statuses = [client.get(f"/api/{version}/heartbeat").status_code for version in ("v1", "v2", "v1", "v2")]
        client.get("/api/v1/nothing")
    assert statuses == [503, 503, 200, 200]
    log.of("heartbeat").times(4)
    assert log.all()[4].operation is None


@pytest.mark.parametrize("action", [Status(503), Corrupt()])
def test_a_head_has_no_body_whatever_goes_wrong(action: Status | Corrupt) -> None:
    with serve(faults=Faults([Rule(action, "getVersion")])) as server:
        answer = httpx.head(f"{server.url}/api/v2/version")
    assert answer.content == b""
    assert int(answer.headers["content-length"]) > 0


def test_a_head_without_a_body_to_cut_is_cut_behind_its_headers() -> None:
    with serve(faults=Faults([Rule(Truncated(), "getVersion", times=1)])) as server:
        assert httpx.head(f"{server.url}/api/v2/version").status_code == 200
        assert httpx.get(f"{server.url}/api/v2/version").json() == "1.0.0"


def test_browsers_may_read_injected_errors() -> None:
    app = create_app(Settings(cors_allow_origins=("*",)), faults=Faults([Rule(Status(503))]))
    with httpx.Client(transport=AsgiTransport(app), base_url="http://chroma") as client:
        answer = client.get("/api/v2/version", headers={"origin": "http://page.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (503, "*")


def test_a_connection_breaks_through_the_layer_for_browsers() -> None:
    faults = Faults([Rule(Reset("before"))])
    app = create_app(Settings(cors_allow_origins=("*",)), faults=faults)
    client = httpx.Client(transport=AsgiTransport(app), base_url="http://chroma")
    with client, pytest.raises(httpx.ReadError):
        client.get("/api/v2/version", headers={"origin": "http://page.example"})


def test_an_operation_that_is_carried_out_still_needs_its_key() -> None:
    faults = Faults([Rule(Reset("before"), "createTenant", applied=True)])
    app = create_app(Settings(api_keys=(ApiKey("op", "*"),)), faults=faults)
    with httpx.Client(transport=AsgiTransport(app), base_url="http://chroma") as client:
        for key in ("wrong", "op"):
            with pytest.raises(httpx.ReadError):
                client.post("/api/v2/tenants", json={"name": f"of-{key}"}, headers={"x-chroma-token": key})
        tenants = client.get("/api/v2/tenants", headers={"x-chroma-token": "op"}).json()
    assert [each["name"] for each in tenants if each["name"].startswith("of-")] == ["of-op"]


def test_a_server_with_data_on_disk_has_no_checkpoints(tmp_path: Path) -> None:
    service = create_service(Settings(path=str(tmp_path / "data")))
    try:
        with pytest.raises(ValueError, match="keeps its data on disk has no checkpoints"):
            service.catalog.checkpoints()
    finally:
        service.close()

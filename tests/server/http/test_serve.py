"""Starting and stopping a server on a background thread."""

from __future__ import annotations

import base64
import socket
import threading

import httpx
import numpy as np
import pytest

from chromalink_mock import serve
from chromalink_mock.listener import AddressError


def test_a_server_answers_at_its_url_and_is_gone_afterwards() -> None:
    before = set(threading.enumerate())
    with serve() as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert httpx.get(f"{server.url}/api/v2/version").json() == "1.0.0"
    assert set(threading.enumerate()) - before == set()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/api/v2/version")


def test_the_port_can_be_used_again_at_once() -> None:
    with serve() as first:
        httpx.get(f"{first.url}/api/v2/version")
    with serve(port=first.port) as second:
        assert second.port == first.port
        assert httpx.get(f"{second.url}/api/v2/version").status_code == 200


def test_servers_share_nothing() -> None:
    with serve() as one, serve() as other:
        httpx.post(f"{one.url}/api/v2/tenants", json={"name": "only here"})
        assert httpx.get(f"{other.url}/api/v2/tenants/only%20here").status_code == 404


def test_threads_of_the_engine_end_with_the_server() -> None:
    before = set(threading.enumerate())
    vectors = np.random.default_rng(1).random((6_000, 256), np.float32)
    rows = [base64.b64encode(vector.tobytes()).decode() for vector in vectors]
    body = {"ids": [f"{place}" for place in range(len(rows))], "embeddings": rows}
    with serve() as server:
        collections = f"{server.url}/api/v2/tenants/default_tenant/databases/default_database/collections"
        made = httpx.post(collections, json={"name": "large"}).json()
        assert httpx.post(f"{collections}/{made['id']}/add", json=body, timeout=60).status_code == 201
        assert "chromalink-graph-builder" in {thread.name for thread in threading.enumerate()}
    assert set(threading.enumerate()) - before == set()


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        reason = f"cannot listen on 127.0.0.1:{port}: the port is already in use"
        with pytest.raises(AddressError, match=reason), serve(port=port):
            pass


def test_a_failing_block_still_stops_the_server() -> None:
    before = set(threading.enumerate())

    def fail() -> None:
        with serve():
            raise LookupError("in the block")

    with pytest.raises(LookupError, match="in the block"):
        fail()
    assert set(threading.enumerate()) - before == set()

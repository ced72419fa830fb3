"""Certificates: verified by default, private authorities on request, in both colours."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest
import trustme

from chromalink import AsyncHttpClient, HttpClient, errors
from chromalink._core import http

from .loopback import BEAT, Heard, serving

COLOURS = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certified(authority: trustme.CA) -> ssl.SSLContext:
    """For a server whose certificate a private authority issued."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    found = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(found))
    return found


def beat(colour: str, url: str, **options: Any) -> int:
    if colour == "sync":
        with HttpClient(url, validate=False, retries=0, **options) as client:
            return client.heartbeat()

    async def main() -> int:
        async with AsyncHttpClient(url, validate=False, retries=0, **options) as client:
            return await client.heartbeat()

    return anyio.run(main, backend=colour)


@COLOURS
def test_a_private_authority_is_refused_until_it_is_named(
    colour: str, certified: ssl.SSLContext, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    context = ssl.create_default_context(cafile=str(bundle))
    with serving(tls=certified) as server:
        url = f"https://127.0.0.1:{server.port}"
        with pytest.raises(errors.ConnectionFailedError, match=r"(?i)certificate") as caught:
            beat(colour, url)
        assert not caught.value.maybe_applied
        assert [beat(colour, url, verify=one) for one in (bundle, str(bundle), context, False)] == [42] * 4
        assert len(server.requests) == 4


@COLOURS
def test_a_certificate_for_another_host_is_refused(colour: str, authority: trustme.CA, bundle: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("another.example").configure_cert(context)
    with serving(tls=context) as server, pytest.raises(errors.ConnectionFailedError, match=r"(?i)certificate"):
        beat(colour, f"https://127.0.0.1:{server.port}", verify=bundle)


@COLOURS
def test_the_environments_certificates_count_unless_it_is_not_trusted(
    colour: str, certified: ssl.SSLContext, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    with serving(tls=certified) as server:
        url = f"https://127.0.0.1:{server.port}"
        assert beat(colour, url) == 42
        with pytest.raises(errors.ConnectionFailedError, match=r"(?i)certificate"):
            beat(colour, url, trust_env=False)


@pytest.mark.parametrize("kind", [HttpClient, AsyncHttpClient])
def test_certificates_of_the_environment_that_are_none_are_refused_by_name(
    kind: type, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(errors.InvalidInputError, match=r"^SSL_CERT_FILE"):
        kind("https://h", validate=False)


def test_clients_that_verify_alike_share_the_certificates_but_not_with_http2() -> None:
    plain = http.default_trust(None, False)
    assert plain is http.default_trust(None, False)
    assert plain is not http.default_trust(None, True)


def test_two_clients_with_different_keys_on_one_loop_never_mix(certified: ssl.SSLContext, bundle: Path) -> None:
    keys = ("first-key", "second-key")

    async def answer(heard: Heard) -> bytes:
        await anyio.lowlevel.checkpoint()
        return BEAT

    async def main() -> None:
        clients = [
            AsyncHttpClient(
                f"https://127.0.0.1:{server.port}", headers={"x-key": key}, verify=bundle, validate=False, api_key=key
            )
            for key in keys
        ]
        async with clients[0], clients[1], anyio.create_task_group() as group:
            for _ in range(100):
                for client in clients:
                    group.start_soon(client.heartbeat)

    with serving(answer, certified) as server:
        anyio.run(main)
        seen = {(one.connection, one.header("x-key"), one.header("x-chroma-token")) for one in server.requests}
        assert len(server.requests) == 200
        assert {(key, token) for _, key, token in seen} == {(key, key) for key in keys}
        assert len(seen) == server.accepted

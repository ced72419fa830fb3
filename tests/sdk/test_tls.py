"""TLS on a loopback server whose certificate nobody trusts."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from chromalink import AsyncHttpClient, HttpClient, errors

ANSWER = b'HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n"1.0.0"'

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        (
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ),
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[int]:
    """The port of a server that answers every request over TLS as the version endpoint does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        worker = threading.Thread(target=_serve, args=(listener, context))
        worker.start()
        port: int = listener.getsockname()[1]
        yield port
        listener.shutdown(socket.SHUT_RDWR)
        worker.join()


def _serve(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        with plain:
            try:
                with context.wrap_socket(plain, server_side=True) as secure:
                    secure.recv(65536)
                    secure.sendall(ANSWER)
            except OSError:
                continue


def version(colour: str, port: int, **options: Any) -> str:
    address: dict[str, Any] = {"host": "127.0.0.1", "port": port, "ssl": True, "validate": False, "retries": 0}
    if colour == "sync":
        with HttpClient(**address, **options) as client:
            return client.get_version()

    async def main() -> str:
        async with AsyncHttpClient(**address, **options) as client:
            return await client.get_version()

    return anyio.run(main, backend=colour)


@pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
def test_an_unknown_certificate_is_refused_by_default(colour: str, server: int) -> None:
    with pytest.raises(errors.ConnectionFailedError, match=r"(?i)certificate") as caught:
        version(colour, server)
    assert not caught.value.maybe_applied


@pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
def test_a_certificate_file_makes_it_known(colour: str, server: int, certificate: tuple[Path, Path]) -> None:
    assert version(colour, server, verify=certificate[0]) == "1.0.0"


@pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
def test_verification_can_be_switched_off(colour: str, server: int) -> None:
    assert version(colour, server, verify=False) == "1.0.0"

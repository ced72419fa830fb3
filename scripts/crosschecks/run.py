"""Starts both servers and runs every client against the other side's: `python -m crosschecks.run OFFICIAL_BIN`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx

from chromalink import AsyncHttpClient, HttpClient
from chromalink.errors import NotFoundError, UniqueConstraintError
from chromalink_mock import serve
from crosschecks.round_trip import RoundTrip

SCRIPTS = Path(__file__).parents[1]


@contextmanager
def official_server(executable: Path) -> Iterator[int]:
    """The official server on a free port and an empty directory; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as path:
        command = [str(executable), "run", "--path", path, "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            patient = httpx.HTTPTransport(retries=8)
            with httpx.Client(transport=patient) as client:
                client.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=30).raise_for_status()
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


async def ours_async(port: int) -> list[str]:
    async with AsyncHttpClient(host="127.0.0.1", port=port) as client:
        return await RoundTrip(client, NotFoundError, UniqueConstraintError).arun()


def main(official: Path) -> None:
    with serve() as server:
        print("against our server:", flush=True)
        official_clients(official, server.port)
        ours(server.port)
    with official_server(official / "chroma") as port:
        print("against the official server:", flush=True)
        official_clients(official, port)
        ours(port)


def official_clients(official: Path, port: int) -> None:
    command = [str(official / "python"), "-m", "crosschecks.official_client", str(port)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(SCRIPTS)})


def ours(port: int) -> None:
    with HttpClient(host="127.0.0.1", port=port) as client:
        passed = RoundTrip(client, NotFoundError, UniqueConstraintError).run()
    print(f"our HttpClient: {len(passed)} checks passed")
    for backend in ("asyncio", "trio"):
        print(f"our AsyncHttpClient on {backend}: {len(anyio.run(ours_async, port, backend=backend))} checks passed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Servers as child processes on free ports, ended by their ids."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .environments import OFFICIAL, OURS, SCRIPTS

_PATIENCE = 60.0
_POLL = 0.005
"""Short beside a start, which is measured too."""
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    name: str
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def resident_mb(self) -> float:
        """Memory of the process, in 10^6 bytes."""
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], check=True, capture_output=True, text=True)
        return int(told.stdout) * 1024 / 1e6


@contextmanager
def ours(*options: str) -> Generator[Served]:
    """`chromalink serve` with these options besides the port."""
    port = _free_port()
    with _running("chromalink", [OURS.program("chromalink"), "serve", "--port", str(port), *options], port) as served:
        yield served


@contextmanager
def official(path: str | None = None) -> Generator[Served]:
    """`chroma run` on a directory, or on an empty one that goes with the server."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as empty:
        command = [OFFICIAL.program("chroma"), "run", "--path", path or empty, "--host", HOST, "--port", str(port)]
        with _running("official", command, port) as served:
            yield served


@contextmanager
def answering(module: str, table: Path) -> Generator[Served]:
    """A module of `benches.sides` that answers from a table."""
    port = _free_port()
    with _running(module, [OURS.python, "-m", f"benches.sides.{module}", str(port), str(table)], port) as served:
        yield served


@contextmanager
def _running(name: str, command: Sequence[str], port: int) -> Generator[Served]:
    with tempfile.TemporaryFile() as log:
        environment = {**os.environ, "PYTHONPATH": str(SCRIPTS), "ANONYMIZED_TELEMETRY": "False"}
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
        try:
            if not _answers(port, process):
                log.seek(0)
                sys.stderr.write(log.read().decode(errors="replace"))
                raise RuntimeError(f"{Path(command[0]).name}: expected it to listen on port {port}, it did not")
            yield Served(name, port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return True
        except OSError:
            time.sleep(_POLL)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port

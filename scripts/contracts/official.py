"""Servers of the official package, each version in an environment of its own, run on the loopback."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ENVIRONMENTS = Path(__file__).parents[2] / ".crosscheck"
_START_SECONDS = 90


class Unavailable(Exception):
    """A version cannot be installed or started here; the message says why."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the official package, and what has to be installed with it."""

    version: str
    beside: Sequence[str] = ()

    @property
    def environment(self) -> Path:
        return ENVIRONMENTS / f"chromadb-{self.version}"

    def install(self) -> None:
        """Make the environment unless it is there; raises Unavailable."""
        complete = self.environment / "complete"
        if complete.exists() or (self.environment / "bin" / "chroma").exists():
            return
        print(f"making {self.environment}", file=sys.stderr)
        shutil.rmtree(self.environment, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", self.environment], check=True)
        pip = [str(self.environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        wanted = [f"chromadb=={self.version}", *self.beside]
        done = subprocess.run([*pip, *wanted], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or ["pip failed"]
            raise Unavailable(f"cannot be installed: {lines[-1]}")
        complete.touch()

    @contextmanager
    def served(self) -> Generator[str]:
        """A server on a free port and an empty directory; its URL. Raises Unavailable."""
        with tempfile.TemporaryDirectory() as path:
            port = _free_port()
            place = ["--path", path, "--host", "127.0.0.1", "--port", str(port)]
            process = subprocess.Popen(
                [self.environment / "bin" / "chroma", "run", *place],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=path,
            )
            try:
                url = f"http://127.0.0.1:{port}"
                self._await(url, process)
                yield url
            finally:
                process.terminate()
                process.wait(timeout=30)

    def _await(self, url: str, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if process.poll() is not None:
                raise Unavailable(f"ends with exit code {process.returncode} when started")
            try:
                if httpx.get(f"{url}/api/v2/heartbeat", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise Unavailable(f"does not answer within {_START_SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port

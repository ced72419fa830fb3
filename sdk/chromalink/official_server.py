"""The Rust server that the package `chromadb` brings, run as a child process of this one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self
from weakref import finalize

import anyio.to_thread
import httpx

from .errors import ClientClosedError, InvalidInputError, ServerUnreachableError

_HOST: Final = "127.0.0.1"
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.02
_TOLD: Final = 2000
"""How many characters of its output an error shows."""
_BINDINGS: Final = "chromadb_rust_bindings"
_RUN_BINDINGS: Final = f"import sys, {_BINDINGS} as server; server.cli(['chroma', *sys.argv[1:]])"


class OfficialServer:
    """A server on a free port of the loopback, on the directory `path` or else on one that goes with it.

    `executable` names the `chroma` to run; by default the one of this environment. It is started by `start` and
    stopped by `stop`, when it is forgotten, and at exit. Raises ImportError where the package is not installed,
    InvalidInputError for an executable that cannot be run.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        executable: str | os.PathLike[str] | None = None,
        allow_reset: bool = False,
    ) -> None:
        self._command = _command(executable)
        self._path = None if path is None else os.path.abspath(path)
        self._allow_reset = allow_reset
        self._lock = Lock()
        self._stop: finalize[[], OfficialServer] | None = None
        self._failure: ServerUnreachableError | None = None
        self.port = _free_port()

    @property
    def url(self) -> str:
        """Where it answers once it has started."""
        return f"http://{_HOST}:{self.port}"

    def start(self) -> None:
        """Run it, unless it runs, and return when it answers.

        Raises ServerUnreachableError, with its last output, when it ends or stays silent; ClientClosedError when it
        was stopped before.
        """
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._stop is None:
                child = _Child(self._command, self._path, self.port, allow_reset=self._allow_reset)
                self._stop = finalize(self, child.stop)
                try:
                    child.await_answer(f"{self.url}/api/v2/heartbeat")
                except BaseException as exc:
                    self._failure = exc if isinstance(exc, ServerUnreachableError) else None
                    self._stop()
                    raise
            elif not self._stop.alive:
                raise ClientClosedError(f"the server at {self.url} was stopped")

    def stop(self) -> None:
        """End it, and remove the directory that was made for it. May be called again."""
        with self._lock:
            if self._stop is None:
                self._stop = finalize(self, _nothing)
            self._stop()

    async def start_async(self) -> None:
        """As `start`, waiting in a worker thread."""
        if self._stop is None or not self._stop.alive:
            await anyio.to_thread.run_sync(self.start)

    async def stop_async(self) -> None:
        """As `stop`, waiting in a worker thread, not to be cancelled."""
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self.stop)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


class _Child:
    """The process, and the directory with its output and, for one that keeps nothing, its data."""

    def __init__(self, command: Sequence[str], path: str | None, port: int, *, allow_reset: bool) -> None:
        self._parent = os.getpid()
        self._directory = tempfile.TemporaryDirectory(prefix="chromalink-")
        place = Path(self._directory.name)
        self._output = place / "output.txt"
        settings = place / "server.yaml"
        kept = str(place / "data") if path is None else path
        settings.write_text(
            f"port: {port}\nlisten_address: {_HOST}\npersist_path: {_quoted(kept)}\n"
            f"allow_reset: {'true' if allow_reset else 'false'}\n",
            encoding="utf-8",
        )
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [*command, "run", str(settings)], stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=place
            )

    def await_answer(self, url: str) -> None:
        """Return when the server answers at `url`; raises ServerUnreachableError."""
        end = time.monotonic() + _START_SECONDS
        with httpx.Client(trust_env=False, timeout=_START_SECONDS) as client:
            while time.monotonic() < end:
                code = self._process.poll()
                if code is not None:
                    raise self._failed(f"ended with exit code {code}")
                try:
                    if client.get(url).is_success:
                        return
                except httpx.TransportError:
                    time.sleep(_LOOK_SECONDS)
        raise self._failed(f"did not answer at {url} within {_START_SECONDS:g} s")

    def stop(self) -> None:
        """End the process, with force where it does not end by itself; a forked child leaves it alone."""
        if self._parent != os.getpid():
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._directory.cleanup()

    def _failed(self, how: str) -> ServerUnreachableError:
        told = self._output.read_text(encoding="utf-8", errors="replace").strip()[-_TOLD:]
        return ServerUnreachableError(f"the official server {how}; it said: {told or 'nothing'}", maybe_applied=False)


def _nothing() -> None:
    """What is left to stop where nothing was started."""


def _command(executable: str | os.PathLike[str] | None) -> Sequence[str]:
    if executable is not None:
        found = shutil.which(os.fspath(executable))
        if found is None:
            raise InvalidInputError(f"executable: expected a program that can be run, got {os.fspath(executable)!r}")
        return (found,)
    beside = shutil.which("chroma", path=os.path.dirname(sys.executable))
    if beside is not None:
        return (beside,)
    if find_spec(_BINDINGS) is not None:
        return (sys.executable, "-c", _RUN_BINDINGS)
    raise ImportError(
        "the official server comes with the package chromadb, which is not installed here: pip install chromadb,"
        " or name its program with executable=",
        name="chromadb",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _quoted(text: str) -> str:
    """A YAML string."""
    return "'" + text.replace("'", "''") + "'"

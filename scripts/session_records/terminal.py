"""Commands as they are typed, and what they print."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

COMMANDS = (
    "chromalink ping",
    "chromalink export films films.jsonl --local",
    "head -c 200 films.jsonl",
    "chromalink copy films --from localhost:8000 --to backup",
    "chromalink copy films --from localhost:8000 --to backup",
    "chromalink import films.jsonl films-again --local",
    "chromalink ping --json",
    "chromalink copy --all --from nowhere --to backup",
)
_SERVE = "chromalink serve --path data"
_WIDTH = "100"


class Terminal:
    """A shell in `directory`; a server that it starts listens on a free port, and the record says 8000."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._port = ""
        self.url = ""
        self.record: list[str] = []

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of its commands: a home of its own, ours first on the path."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {"PATH": path, "HOME": str(self._directory), "COLUMNS": _WIDTH, "LANG": "C.UTF-8"}

    def run(self, command: str) -> None:
        """Type a command and record it with what it prints."""
        meant = command.replace("localhost:8000", f"127.0.0.1:{self._port}")
        meant = meant.replace("--local", f"--host {self.url}")
        if command.startswith("chromalink ping"):
            meant += f" {self.url}"
        done = subprocess.run(
            ["bash", "-c", meant],
            cwd=self._directory,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self._write(command, done.stdout, done.returncode)

    @contextmanager
    def serving(self) -> Generator[None]:
        """A server over ./data meanwhile, started in the session."""
        arguments = [*_SERVE.split(), "--port", "0"]
        with subprocess.Popen(
            arguments, cwd=self._directory, env=self.environment, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            announced = [server.stdout.readline(), server.stdout.readline()]
            self.url = next(word for word in announced[-1].split() if word.startswith("http"))
            self._port = self.url.rsplit(":", 1)[-1]
            self._write(f"{_SERVE} &", "".join(announced), 0)
            try:
                yield
            finally:
                server.terminate()

    def _write(self, command: str, printed: str, code: int) -> None:
        shown = printed.replace(self._port, "8000") if self._port else printed
        shown = shown.replace(str(self._directory), "~").rstrip()
        lines = [f"$ {command}", *([shown] if shown else [])]
        self.record.append("\n".join([*lines, *([f"$ echo $?\n{code}"] if code else [])]))

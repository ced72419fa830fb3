"""A program of `benches.sides` in its own environment, which performs a task at a time."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from .environments import SCRIPTS, Environment


@dataclass(frozen=True, slots=True)
class Contender:
    """A running program; RuntimeError tells that it ended instead of answering."""

    module: str
    process: subprocess.Popen[str]

    def ask(self, task: str, **arguments: object) -> object:
        """What the task returned."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError(f"{self.module}: expected it to have been started with pipes")
        self.process.stdin.write(json.dumps({"task": task, "arguments": arguments}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.module}: expected an answer to {task}, it ended")
        found: object = json.loads(answer)
        return found

    def number(self, task: str, **arguments: object) -> float:
        """What the task returned, a number."""
        return cast(float, self.ask(task, **arguments))


@contextmanager
def contender(environment: Environment, module: str, *arguments: str) -> Generator[Contender]:
    """The program `benches.sides.<module>`, ended with the block."""
    command = [environment.python, "-m", f"benches.sides.{module}", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(SCRIPTS), "ANONYMIZED_TELEMETRY": "False"}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables, bufsize=1
    )
    with process:
        try:
            yield Contender(module, process)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()

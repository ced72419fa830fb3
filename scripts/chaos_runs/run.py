"""Writers that remember what was acknowledged, a server that is killed under them, and the comparison afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread

import httpx

from .model import Change, Database, changed, pick, read, same

_TIMEOUT = 60.0
_LONGEST_LIFE = 0.6
"""Seconds a server lives at most once all writers are at work."""


@dataclass
class Writer:
    """One writer with a database of its own: what was acknowledged, and the write of which nobody knows."""

    name: str
    random: Random
    serial: int = 0
    held: Database = field(default_factory=Database)
    doubtful: Change | None = None
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list[str])

    def work(self, url: str, begun: Event) -> None:
        """Write until the server is gone."""
        base = f"{url}/api/v2/tenants/default_tenant/databases/{self.name}"
        with httpx.Client(timeout=_TIMEOUT) as client:
            try:
                _, ids = read(client, base)
                while True:
                    self._write(client, base, ids)
                    begun.set()
            except httpx.TransportError:
                begun.set()

    def verify(self, client: httpx.Client, url: str, died: str) -> None:
        """Compare what is there with what was acknowledged; the doubtful write is there as a whole or not at all."""
        database = f"{url}/api/v2/tenants/default_tenant/databases"
        answer = client.post(database, json={"name": self.name})
        assert answer.status_code in (200, 409), answer.text
        found, _ = read(client, f"{database}/{self.name}")
        with_doubtful = self.held if self.doubtful is None else changed(self.held, self.doubtful)
        if not same(found, self.held) and not same(found, with_doubtful):
            self.faults.append(f"{self.name} after {died}: {_difference(self.held, found)}")
        self.held, self.doubtful = found, None

    def _write(self, client: httpx.Client, base: str, ids: dict[str, str]) -> None:
        self.serial += 1
        change = pick(self.random, self.held, self.serial)
        before = set(self.held)
        after = changed(self.held, change)
        self.doubtful = change
        answer = change[1](client, base, ids)
        if answer.is_error:
            self.faults.append(f"{self.name}: refused with {answer.status_code}: {answer.text}")
            return
        self.held, self.doubtful = after, None
        self.acknowledged += 1
        if set(after) != before:
            _, fresh = read(client, base)
            ids.clear()
            ids.update(fresh)


@dataclass(frozen=True)
class Outcome:
    """How many servers were killed, how many writes they had acknowledged, and what was wrong."""

    kills: int
    acknowledged: int
    snapshots: int
    faults: list[str]


def kill_again_and_again(path: Path, kills: int, seed: int, *, writers: int = 3) -> Outcome:
    """Start a server on the path, write, kill it, start the next and compare; so many times."""
    random = Random(seed)
    crew = [Writer(f"chaos{number}", Random(random.random())) for number in range(writers)]
    snapshots: set[str] = set()
    for kill in range(kills):
        with _server(path) as (url, process), httpx.Client(timeout=_TIMEOUT) as client:
            for writer in crew:
                writer.verify(client, url, f"kill {kill}")
            _write_and_kill(crew, url, process, random.random() * _LONGEST_LIFE)
            snapshots.update(each.name for each in path.glob("snapshot-*"))
    with _server(path) as (url, process), httpx.Client(timeout=_TIMEOUT) as client:
        for writer in crew:
            writer.verify(client, url, f"kill {kills}")
    faults = [fault for writer in crew for fault in writer.faults]
    return Outcome(kills, sum(writer.acknowledged for writer in crew), len(snapshots), faults)


def _write_and_kill(crew: list[Writer], url: str, process: subprocess.Popen[str], life: float) -> None:
    begun = [Event() for _ in crew]
    threads = [Thread(target=writer.work, args=(url, each)) for writer, each in zip(crew, begun, strict=True)]
    for thread in threads:
        thread.start()
    for each in begun:
        each.wait(_TIMEOUT)
    Event().wait(life)
    process.kill()
    for thread in threads:
        thread.join()


@contextmanager
def _server(path: Path) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own process; SIGKILL when the block is left, if nobody killed it before."""
    command = [sys.executable, "-m", "chaos_runs.server", str(path)]
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=here, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            if not url:
                raise RuntimeError(f"the store in {path} does not open")
            yield url, process
        finally:
            process.send_signal(signal.SIGKILL)


def _difference(held: Database, found: Database) -> str:
    if set(held) != set(found):
        return f"expected collections {sorted(held)}, found {sorted(found)}"
    for name, collection in held.items():
        records, there = collection.records, found[name].records
        missing, strange = records.keys() - there.keys(), there.keys() - records.keys()
        if missing or strange:
            return f"{name}: {len(missing)} of {len(records)} records are missing, {len(strange)} are strange"
        other = [id_ for id_ in records if records[id_] != there[id_]]
        if other or collection.note != found[name].note:
            return f"{name}: {len(other)} records are other than written, note {collection.note}: {found[name].note}"
    return "the records are in another order"

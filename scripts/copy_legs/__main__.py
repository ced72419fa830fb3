"""What scripts/copies runs."""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np

from chromalink import HashingEmbeddingFunction, HttpClient, PersistentClient, Record, RetryPolicy
from chromalink.transfer import is_unfinished
from chromalink.types import Include, Metadata, Space

HOST = "127.0.0.1"
NAME = "films"
PATIENT = RetryPolicy(retries=100, max_delay=0.5)
"""For a server that is still starting."""
OURS = (sys.executable, "-c", "import sys; from chromalink.cli import main; sys.exit(main())")
KILLED_AT = 0.4
"""How much of a copy has arrived, at least, when its process is killed."""
LOOK_SECONDS = 0.05
EVERYTHING: Include = ("documents", "embeddings", "metadatas", "uris")


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has ended."""

    code: int
    seconds: float
    megabytes: float
    """The most that it had resident."""
    told: str


def records(count: int, dimension: int) -> Iterator[Record]:
    """Of every kind: with and without document, metadata and uri, and metadata of every type."""
    chance = np.random.default_rng(7)
    for n in range(count):
        metadata: Metadata = {
            "number": n,
            "share": n / 8,
            "whole": float(n),
            "even": n % 2 == 0,
            "tags": [f"t{n % 7}", "all"],
        }
        yield Record(
            id=f"record-{n:08d}",
            embedding=chance.standard_normal(dimension, dtype=np.float32),
            document=None if n % 5 == 0 else f"the text of record {n}",
            metadata=None if n % 11 == 0 else metadata,
            uri=f"https://example.com/{n}" if n % 3 == 0 else None,
        )


def filled(path: Path, count: int, dimension: int, space: Space) -> None:
    with PersistentClient(path) as client:
        collection = client.create_collection(
            NAME,
            metadata={"made": "for copying", "year": 1995},
            configuration={"hnsw": {"space": space, "ef_search": 50, "num_threads": 3}},
            embedding_function=HashingEmbeddingFunction(),
        )
        collection.add_many(records(count, dimension))


@contextmanager
def served(*command: str) -> Generator[str]:
    """The URL of a server that this command starts, with a free port behind it."""
    with socket.create_server((HOST, 0)) as free:
        port = int(free.getsockname()[1])
    with subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL) as process:
        try:
            with HttpClient(HOST, port, retries=PATIENT, validate=False) as client:
                client.heartbeat()
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


def copied(source: str, target: str, arrived: Callable[[], float] | None = None) -> Ended:
    """One run of `chromalink copy`; with `arrived`, killed as soon as enough has."""
    started = time.perf_counter()
    with subprocess.Popen(
        [*OURS, "copy", "--from", source, "--to", target, "--collections", NAME, "--json"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        while arrived is not None and process.poll() is None:
            if arrived() >= KILLED_AT:
                process.kill()
                break
            time.sleep(LOOK_SECONDS)
        assert process.stdout is not None
        told = process.stdout.read()
        if process.returncode is not None:
            raise RuntimeError(f"the copy to {target} ended before it could be killed, with {process.returncode}")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Ended(process.returncode, time.perf_counter() - started, usage.ru_maxrss / 1024, told)


def at_server(url: str, count: int) -> Callable[[], float]:
    """How much of the copy a server has."""

    def arrived() -> float:
        with HttpClient(url) as client:
            return sum(one.count() for one in client.list_collections() if is_unfinished(one.name)) / count

    return arrived


def in_directory(path: Path, whole: Path) -> Callable[[], float]:
    """How much of a store has been written, by the size of another with the same in it."""
    return lambda: size_of(path) / size_of(whole)


def size_of(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def leg(name: str, source: str, target: str, arrived: Callable[[], float], count: int) -> bool:
    """Copy, be killed, copy again; whether the second run went on where the first had ended, and the copy is whole."""
    killed = copied(source, target, arrived)
    again = copied(source, target)
    (done,) = json.loads(again.told)["collections"] if again.code == 0 else [{}]
    fine = (killed.code, again.code, done.get("state"), done.get("records")) == (-9, 0, "resumed", count)
    fine = fine and done["in_order"] and not done["differences"]
    told = f"{done.get('records', 0):,} records {done.get('state', 'missing')}, checksum {done.get('checksum')}"
    rounded = ", rounded" if done.get("rounded") else ""
    print(
        f"{name}: killed after {killed.seconds:.0f} s, run again: {again.seconds:.0f} s, exit code {again.code}, "
        f"{told}{rounded}, resident at most {max(killed.megabytes, again.megabytes):.0f} MB: "
        f"{'fine' if fine else f'WRONG: {done}'}",
        flush=True,
    )
    return fine


def equal(first: Path, last: Path, space: Space) -> bool:
    """Whether two stores hold the same collection, record by record, in the same order.

    Embeddings are bit for bit the same, unless a cosine space has made the official server round them.
    """
    with PersistentClient(first) as here, PersistentClient(last) as there:
        one, other = here.get_collection(NAME), there.get_collection(NAME)
        same = (one.metadata, one.configuration_json, one.schema_json) == (
            other.metadata,
            other.configuration_json,
            other.schema_json,
        )
        pairs = zip_longest(one.iter_records(include=EVERYTHING), other.iter_records(include=EVERYTHING))
        return same and all(alike(left, right, space) for left, right in pairs) and there.count_collections() == 1


def alike(left: Record | None, right: Record | None, space: Space) -> bool:
    if left is None or right is None or everything(left) != everything(right):
        return False
    vectors = [np.asarray(one.embedding, dtype=np.float32) for one in (left, right)]
    if space == "cosine":
        return bool(np.allclose(vectors[0], vectors[1], rtol=1e-5, atol=1e-6))
    return vectors[0].tobytes() == vectors[1].tobytes()


def everything(one: Record) -> tuple[object, ...]:
    values = [(key, type(value), value) for key, value in sorted((one.metadata or {}).items())]
    return one.id, one.document, values, one.uri


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/copies")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--space", choices=("l2", "cosine", "ip"), default="l2")
    parser.add_argument("--official", metavar="PATH_OF_CHROMA", required=True)
    asked = parser.parse_args()
    count: int = asked.records
    with ExitStack() as opened:
        place = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        first, middle, theirs, last = (place / name for name in ("first", "middle", "theirs", "last"))
        filled(first, count, asked.dimension, asked.space)
        print(f"a store of {count:,} records x {asked.dimension}: {size_of(first) >> 20} MiB", flush=True)
        ours = opened.enter_context(served(*OURS, "serve", "--path", str(middle)))
        official = opened.enter_context(served(asked.official, "run", "--path", str(theirs)))
        fine = leg("store -> our server", str(first), ours, at_server(ours, count), count)
        fine = leg("our server -> official server", ours, official, at_server(official, count), count) and fine
        fine = leg("official server -> store", official, str(last), in_directory(last, first), count) and fine
        same = equal(first, last, asked.space)
        print(f"the first store and the last: {'equal' if same else 'DIFFERENT'}")
    return 0 if fine and same else 1


if __name__ == "__main__":
    sys.exit(main())

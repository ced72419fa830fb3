"""What scripts/volume runs."""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from chromalink import AsyncHttpClient, HttpClient, Record, RetryPolicy
from chromalink_mock import serve

HOST = "127.0.0.1"
PATIENT = RetryPolicy(retries=100, max_delay=0.5)
"""For a server that is still starting."""


def peak() -> float:
    """The most megabytes that this process has had resident. What getrusage tells counts the parent's, before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (told,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(told) / 1024


@contextmanager
def child(*command: str) -> Generator[subprocess.Popen[str]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def records(count: int, dimension: int) -> Iterator[Record]:
    """Records as programs make them: each with a vector of Python floats, a text and metadata."""
    for n in range(count):
        yield Record(
            id=f"record-{n:08d}",
            embedding=[float(n % 97 + place) for place in range(dimension)],
            document=f"the text of record {n}",
            metadata={"number": n, "even": n % 2 == 0},
        )


async def later(count: int, dimension: int) -> AsyncIterator[Record]:
    for one in records(count, dimension):
        yield one


async def ingest_async(port: int, count: int, dimension: int, in_flight: int) -> int:
    async with AsyncHttpClient(HOST, port, validate=False) as client:
        collection = await client.get_collection("sink", None)
        result = await collection.add_many(later(count, dimension), in_flight=in_flight)
        return result.progress.landed


def ingest(port: int, count: int, dimension: int, in_flight: int) -> int:
    with HttpClient(HOST, port, validate=False) as client:
        collection = client.get_collection("sink", None)
        return collection.add_many(records(count, dimension), in_flight=in_flight).progress.landed


def memory(asked: argparse.Namespace) -> bool:
    """A million records from a generator into a sink in another process, in each colour; the peak is of both."""
    before, fine = peak(), True
    for colour in ("sync", "async"):
        with child(sys.executable, "-m", "volumes.sink") as sink:
            port = int(sink.stdout.readline()) if sink.stdout else 0
            started = time.perf_counter()
            if colour == "sync":
                landed = ingest(port, asked.records, asked.dimension, asked.in_flight)
            else:
                landed = asyncio.run(ingest_async(port, asked.records, asked.dimension, asked.in_flight))
            seconds = time.perf_counter() - started
            with HttpClient(HOST, port, validate=False) as client:
                arrived = client.get_collection("sink", None).count()
        fine &= landed == arrived == asked.records and peak() <= asked.limit
        print(
            f"{colour}: {arrived:,} of {asked.records:,} records of {asked.dimension} numbers arrived, {landed:,} told "
            f"as landed, {seconds:.0f} s; resident at most {peak():.0f} MB ({before:.0f} before; limit {asked.limit})"
        )
    return fine


@contextmanager
def official(executable: str) -> Generator[int]:
    with socket.create_server((HOST, 0)) as free:
        port = int(free.getsockname()[1])
    with tempfile.TemporaryDirectory() as path, child(executable, "run", "--path", path, "--port", str(port)):
        with HttpClient(HOST, port, retries=PATIENT, validate=False) as client:
            client.heartbeat()
        yield port


def added(port: int, name: str, count: int, dimension: int) -> tuple[int, float]:
    vectors = np.random.default_rng(7).random((count, dimension), dtype=np.float32)
    with HttpClient(HOST, port, timeout=300) as client:
        collection = client.create_collection(name, embedding_function=None)
        started = time.perf_counter()
        collection.add([str(n) for n in range(count)], vectors)
        seconds = time.perf_counter() - started
        in_order = collection.get(limit=3, offset=count - 3)["ids"] == [str(n) for n in range(count - 3, count)]
        return (collection.count() if in_order else 0), seconds


async def added_async(port: int, name: str, count: int, dimension: int) -> tuple[int, float]:
    vectors = np.random.default_rng(7).random((count, dimension), dtype=np.float32)
    async with AsyncHttpClient(HOST, port, timeout=300) as client:
        collection = await client.create_collection(name, embedding_function=None)
        started = time.perf_counter()
        await collection.add([str(n) for n in range(count)], vectors)
        seconds = time.perf_counter() - started
        last = await collection.get(limit=3, offset=count - 3)
        in_order = last["ids"] == [str(n) for n in range(count - 3, count)]
        return (await collection.count() if in_order else 0), seconds


@contextmanager
def ours() -> Generator[int]:
    with serve() as server:
        yield server.port


def one_add(asked: argparse.Namespace) -> bool:
    """100,000 records in one add, in each colour, against our server and, where it is named, the official one."""
    fine = True
    servers: dict[str, Callable[[], AbstractContextManager[int]]] = {"ours": ours}
    if asked.official:
        servers["official"] = partial(official, asked.official)
    for name, served in servers.items():
        for colour in ("sync", "async"):
            # A server each: the official one was seen not to answer for minutes after one collection of this size.
            with served() as port:
                if colour == "sync":
                    count, seconds = added(port, colour, asked.records, asked.dimension)
                else:
                    count, seconds = asyncio.run(added_async(port, colour, asked.records, asked.dimension))
            fine &= count == asked.records
            print(f"{name}, {colour}: {count:,} of {asked.records:,} records there, in order, {seconds:.1f} s")
    return fine


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/volume", description=__doc__)
    commands = parser.add_subparsers(required=True)
    of_memory = commands.add_parser("memory", help=memory.__doc__)
    of_memory.add_argument("--records", type=int, default=1_000_000)
    of_memory.add_argument("--dimension", type=int, default=32)
    of_memory.add_argument("--in-flight", type=int, default=2)
    of_memory.add_argument("--limit", type=int, default=300, help="megabytes")
    of_memory.set_defaults(run=memory)
    of_add = commands.add_parser("one-add", help=one_add.__doc__)
    of_add.add_argument("--records", type=int, default=100_000)
    of_add.add_argument("--dimension", type=int, default=32)
    of_add.add_argument("--official", help="the official `chroma` executable")
    of_add.set_defaults(run=one_add)
    asked = parser.parse_args()
    return 0 if asked.run(asked) else 1


if __name__ == "__main__":
    sys.exit(main())

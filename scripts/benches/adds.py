"""Adds by our client, the official one and plain httpx to servers that only take them: 20,000 and 100,000 x 384."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np
import orjson
from pybase64 import b64encode

from .contender import contender
from .datasets import Floats, clustered
from .environments import CLIENT, HTTPX, OFFICIAL
from .line import Line, request
from .measure import Row, at_most, in_turn
from .servers import Served
from .sinking import BATCH_RECORDS, receiver, sink
from .stage import Stage

DIMENSION = 384
FLOOR = "the floor is plain httpx sending bodies of the same records that were made beforehand"


def run(stage: Stage) -> list[Row]:
    """At most 1.15 x the floor where the server takes bodies whole; beside it a sink that throws the bytes away."""
    rows: list[Row] = []
    with receiver() as (whole, path), sink() as (thrown, elsewhere):
        for count in (2_000,) if stage.quick else (20_000, 100_000):
            stage.say(f"{count:,} records")
            vectors = clustered(count, DIMENSION)
            what = f"add {count:,} x {DIMENSION} from"
            numpy = _row(stage, f"{what} numpy", vectors, whole, path)
            rows.append(Row(numpy.what, numpy.figures, at_most(1.15), numpy.note))
            if not stage.goals:
                rows.append(_row(stage, f"{what} lists", vectors, whole, path, lists=True))
                rows.append(_row(stage, f"{what} numpy, to a sink", vectors, thrown, elsewhere))
    return rows


def _row(stage: Stage, what: str, vectors: Floats, served: Served, path: str, *, lists: bool = False) -> Row:
    port, url = str(served.port), f"{served.url}{path}"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = str(folder / "vectors.npy")
        np.save(file, vectors)
        bodies = folder / "bodies"
        bodies.mkdir()
        for number, body in enumerate(_bodies(vectors)):
            (bodies / f"{number:05d}").write_bytes(body)
        ours = stack.enter_context(contender(CLIENT, "chromalink_client", port))
        plain = stack.enter_context(contender(HTTPX, "httpx_client", f"{url}/count"))
        official = stack.enter_context(contender(OFFICIAL, "official_client", port))
        line = stack.enter_context(Line(served))
        figures = in_turn(
            {
                "chromalink": partial(ours.number, "add", vectors=file, lists=lists),
                "floor": partial(plain.number, "post", url=f"{url}/add", folder=str(bodies)),
                "encoding and a bare socket": lambda: _encoded_and_sent(line, f"{path}/add", vectors),
                "official": partial(official.number, "add", vectors=file, lists=lists),
            },
            "s",
            stage.rounds,
        )
    return Row(what, figures, note=FLOOR)


def _bodies(vectors: Floats) -> Iterator[bytes]:
    """The bodies of an add, each with as many records as a server takes."""
    for start in range(0, len(vectors), BATCH_RECORDS):
        part = vectors[start : start + BATCH_RECORDS]
        ids = [f"record-{start + number:07d}" for number in range(len(part))]
        yield orjson.dumps({"ids": ids, "embeddings": [b64encode(row).decode() for row in part]})


def _encoded_and_sent(line: Line, path: str, vectors: Floats) -> float:
    """Seconds that a program takes which knows its ids to be good and keeps a body whole."""
    ids = [f"record-{number:07d}" for number in range(len(vectors))]
    began = time.perf_counter()
    for start in range(0, len(vectors), BATCH_RECORDS):
        part = slice(start, start + BATCH_RECORDS)
        head = orjson.dumps({"ids": ids[part]})[:-1]
        texts = b'","'.join([b64encode(row) for row in vectors[part]])
        line.ask(request("POST", path, b'%b,"embeddings":["%b"]}' % (head, texts)))
    return time.perf_counter() - began

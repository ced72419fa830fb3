"""Snapshots: all that is held at one entry of the journal, as a directory that is complete or not there.

`snapshot-<seq>/` holds `catalog` (JSON), for each collection `<id>.vectors` (float32, row by row) and `<id>.records`
(lines of JSON: ids with documents, then column after column), `<id>.graph` with `<id>.labels` where there is one, and a
`manifest` with size and checksum of every file and, in its last line, its own. All checksums are verified before
anything else looks into a file. A graph is a cache: without it, queries scan until it is built.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias, cast

import numpy as np

from ..engine import image as engine
from ..engine.filters import Mask
from ..engine.graph import HNSWLIB, GraphImage
from ..engine.holdings import Holdings
from ..engine.image import Chunk, CollectionImage, ColumnPart, HoldingsImage, Still
from ..engine.table import RecordTable
from ..engine.values import HnswParameters
from .codec import dumps, lowered, raised, raw, revived
from .errors import DamagedStore

logger = logging.getLogger(__name__)

_PREFIX: Final = "snapshot-"
_HALF: Final = ".unfinished"
_MANIFEST: Final = "manifest"
_CATALOG: Final = "catalog"
_GRAPH: Final = ".graph"
_LABELS: Final = ".labels"
_ROWS: Final = 4096
"""Records written and read at a time."""
_SAVED_BEHIND: Final = 1 << 26
"""Floats of a graph that is written while others wait: some tenths of a second."""

Files: TypeAlias = Mapping[str, tuple[int, str]]
"""Size and checksum by name."""


def directory_of(store: Path, seq: int) -> Path:
    """Where the snapshot at this entry lies."""
    return store / f"{_PREFIX}{seq:020d}"


def found(store: Path) -> list[int]:
    """The entries at which there are snapshots, newest first; what a crash left half-written is removed."""
    for half in store.glob(f"{_PREFIX}*{_HALF}"):
        shutil.rmtree(half)
    return sorted((int(path.name.removeprefix(_PREFIX)) for path in store.glob(f"{_PREFIX}*")), reverse=True)


def remove(store: Path, seq: int) -> None:
    """Delete a snapshot; interrupted, it leaves what `found` removes."""
    path = directory_of(store, seq)
    half = path.with_name(path.name + _HALF)
    path.rename(half)
    shutil.rmtree(half)


def size_of(store: Path, seq: int) -> int:
    """Bytes of a snapshot."""
    return sum(path.stat().st_size for path in directory_of(store, seq).iterdir())


def write(store: Path, still: Still, seq: int, chain: int, *, behind: bool = False) -> None:
    """Write a snapshot beside the others, then give it its name; raises OSError.

    `behind` leaves large graphs out: while hnswlib writes one, no other thread of Python runs.
    """
    path = directory_of(store, seq)
    half = path.with_name(path.name + _HALF)
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    try:
        for image, table, graph in zip(still.image.collections, still.tables, still.graphs, strict=True):
            _write_records(half, image, table)
            if graph is not None and not (behind and len(graph.slots) * (image.dimension or 1) > _SAVED_BEHIND):
                _write_graph(half, image, table.live, graph)
        (half / _CATALOG).write_bytes(dumps(lowered(still.image)))
        files = {each.name: (each.stat().st_size, _checksum(each)) for each in sorted(half.iterdir())}
        text = dumps({"seq": seq, "chain": chain, "files": files})
        (half / _MANIFEST).write_bytes(text + b"\n" + _digest(text).encode())
        for each in (*half.iterdir(), half):
            _flush(each)
        half.rename(path)
        _flush(store)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def verify(store: Path, seq: int) -> None:
    """Raise DamagedStore when a snapshot is not what was written."""
    _verified(directory_of(store, seq))


def read(store: Path, seq: int, into: Holdings) -> int:
    """Fill empty holdings from a snapshot; returns the chain of its entry. Raises DamagedStore."""
    path = directory_of(store, seq)
    chain, whole = _verified(path)
    image = cast("HoldingsImage", raised(json.loads((path / _CATALOG).read_bytes())))
    for one, collection in zip(image.collections, engine.holdings_of(image, into), strict=True):
        table = collection.records.table
        name = one.id.hex
        engine.restore(table, one, _read_records(path / f"{name}.records"))
        _read_vectors(path / f"{name}.vectors", one, table)
        if f"{name}{_GRAPH}" in whole and f"{name}{_LABELS}" in whole:
            _read_graph(path, one, table)
    return chain


def _write_records(half: Path, image: CollectionImage, table: RecordTable) -> None:
    name = image.id.hex
    kept = np.flatnonzero(table.live)
    parts = [kept[at : at + _ROWS] for at in range(0, len(kept), _ROWS)]
    with (half / f"{name}.vectors").open("wb") as file:
        for part in parts:
            assert table.rows is not None
            file.write(raw(table.rows.take(part)))
    with (half / f"{name}.records").open("wb") as file:
        for part in parts:
            ids: list[str] = [table.ids[slot] for slot in part.tolist()]
            _write_line(file, {"ids": ids, "documents": table.documents.read(part)})
        for key, column in table.metadata.columns.items():
            for number, part in enumerate(parts):
                at, values = column.read(part)
                if at:
                    slots = [number * _ROWS + i for i in at]
                    told = {"key": key, "slots": slots, "values": values, "sparse": column.sparse is not None}
                    _write_line(file, told)


def _write_line(file: BinaryIO, value: object) -> None:
    file.write(dumps(value) + b"\n")


def _write_graph(half: Path, image: CollectionImage, live: Mask, graph: GraphImage) -> None:
    name = image.id.hex
    slots = graph.graph.save(str(half / f"{name}{_GRAPH}"), graph)
    renumbered = np.where(live, np.cumsum(live) - 1, -1)
    slots = np.where(slots < 0, -1, renumbered[slots])
    told = {
        "parameters": lowered(graph.graph.parameters),
        "capacity": graph.graph.capacity,
        "slots": slots.tolist(),
    }
    (half / f"{name}{_LABELS}").write_bytes(dumps(told))


def _read_vectors(path: Path, image: CollectionImage, table: RecordTable) -> None:
    """Straight to where they stay: copies on the way would leave holes in memory, a fifth of what is read."""
    dimension, size = image.dimension or 0, path.stat().st_size
    room = () if table.rows is None else table.rows.room(image.count)
    with path.open("rb") as file:
        read = sum(file.readinto(rows.data) for rows in room)
    if not read == size == image.count * dimension * 4:
        raise DamagedStore(f"{path}: expected {image.count} vectors of {dimension} floats, found {size} bytes")


def _read_records(path: Path) -> Iterator[Chunk | ColumnPart]:
    """Ids with documents, then parts of columns, a line at a time."""
    with path.open("rb") as file:
        for line in file:
            told = json.loads(line)
            if "ids" in told:
                yield Chunk(told["ids"], told["documents"])
            else:
                values = told["values"]
                yield ColumnPart(told["key"], told["slots"], [*map(revived, values)] if told["sparse"] else values)


def _read_graph(path: Path, image: CollectionImage, table: RecordTable) -> None:
    name = image.id.hex
    told = json.loads((path / f"{name}{_LABELS}").read_bytes())
    parameters = cast("HnswParameters", raised(told["parameters"]))
    slots = np.array(told["slots"], np.int64)
    if table.index is None or image.dimension is None:
        return
    graph = HNSWLIB.load(
        str(path / f"{name}{_GRAPH}"), parameters, image.dimension, max(told["capacity"], len(slots)), slots
    )
    if graph is not None:
        table.index.adopt(graph)


def _verified(path: Path) -> tuple[int, set[str]]:
    """The chain and the names of the files that are whole, all but graphs; raises DamagedStore."""
    try:
        text, _, digest = (path / _MANIFEST).read_bytes().rpartition(b"\n")
        if _digest(text).encode() != digest:
            raise DamagedStore(f"{path / _MANIFEST} is not what was written")
        told = json.loads(text)
        files: Files = told["files"]
        names: list[str] = list(files)
        with ThreadPoolExecutor(thread_name_prefix="chromalink-checksum") as pool:
            sums = list(pool.map(_checksum, [path / name for name in names]))
    except OSError as error:
        raise DamagedStore(f"{path} cannot be read: {error}") from error
    whole: set[str] = set()
    for name, checksum in zip(names, sums, strict=True):
        if checksum == files[name][1]:
            whole.add(name)
        elif name.endswith((_GRAPH, _LABELS)):
            logger.warning("%s is not what was written: queries scan until the graph is built anew", path / name)
        else:
            raise DamagedStore(f"{path / name} is not what was written")
    chain: int = told["chain"]
    return chain, whole


def _checksum(path: Path) -> str:
    if not path.exists():
        return "missing"
    with path.open("rb", buffering=0) as file:
        return file_digest(file, sha256).hexdigest()


def _digest(text: bytes) -> str:
    return sha256(text).hexdigest()


def _flush(path: Path) -> None:
    """Have the file, or the names in a directory, on the disk."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

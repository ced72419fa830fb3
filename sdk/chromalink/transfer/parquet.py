"""A collection as a Parquet file: columns id, embedding, document, metadata (JSON text) and uri.

The collection's own description is in the file's metadata, the checksum in its footer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from ..bulk import Record
from ..errors import TransferError
from . import metadata_json
from .checksum import Checksum
from .file_format import Header, check_ending, ending
from .source import Source

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import parquet

_HEADER: Final = b"chromalink_export"
_END: Final = b"chromalink_end"
_ROWS: Final = 1_000
"""Rows of a group: what is in memory at a time."""


def require() -> None:
    """Raises ImportError, naming the extra, without pyarrow."""
    try:
        import_module("pyarrow.parquet")
    except ImportError as missing:
        raise ImportError("Parquet files need pyarrow: pip install 'chromalink[arrow]'") from missing


def write(source: Source, header: Header, path: Path) -> Iterator[Checksum]:
    """Write the collection; yields what has been written so far, after each group of rows. Raises OSError."""
    import pyarrow
    from pyarrow import parquet

    columns = pyarrow.schema(_columns(), metadata={_HEADER: json.dumps(header.told()).encode()})
    written = Checksum()
    records = source.records()
    with parquet.ParquetWriter(path, columns, compression="zstd", write_page_checksum=True) as writer:
        while page := list(islice(records, _ROWS)):
            for record in page:
                written.add(record)
            writer.write_batch(_batch(page, columns))
            yield written
        source.confirm(written)
        writer.add_key_value_metadata({_END: json.dumps(ending(written)).encode()})
    yield written


class ParquetSource:
    """A Parquet file that `write` has written."""

    def __init__(self, path: Path) -> None:
        """Reads the header. Raises TransferError where there is none, OSError where the file cannot be read."""
        self._path = path
        with self._opened() as file:
            told = self._json(file, _HEADER)
        header = Header.understood(told, str(path))
        self.description = header.description
        self.key = f"{header.id} {header.count}"
        self._count = header.count

    def total(self) -> int:
        return self._count

    def records(self) -> Iterator[Record]:
        read = Checksum()
        with self._opened() as file:
            batches = file.iter_batches(batch_size=_ROWS)
            while (page := self._page(batches, read.count)) is not None:
                for record in page:
                    read.add(record)
                    yield record
            check_ending(self._json(file, _END), read, str(self._path))

    def confirm(self, read: Checksum) -> None:
        """The end of the file has been checked as it was read."""

    def _opened(self) -> parquet.ParquetFile:
        from pyarrow import ArrowException, parquet

        try:
            return parquet.ParquetFile(self._path, page_checksum_verification=True)
        except ArrowException as error:
            raise TransferError(f"{self._path}: expected a whole Parquet file: {error}") from error

    def _page(self, batches: Iterator[pyarrow.RecordBatch], row: int) -> Sequence[Record] | None:
        """The next rows; None behind the last. Raises TransferError for what is no record."""
        from pyarrow import ArrowException

        try:
            batch = next(batches, None)
            return None if batch is None else _records(batch)
        except (ArrowException, OSError, KeyError, TypeError, ValueError) as error:
            raise TransferError(f"{self._path}, behind row {row}: the file is damaged: {error}") from error

    def _json(self, file: parquet.ParquetFile, key: bytes) -> object:
        try:
            return json.loads((file.metadata.metadata or {}).get(key, b"null"))
        except ValueError as error:
            raise TransferError(f"{self._path}: the file is damaged: {error}") from error


def _columns() -> list[tuple[str, pyarrow.DataType]]:
    import pyarrow

    text = pyarrow.string()
    vector = pyarrow.list_(pyarrow.float32())
    return [("id", text), ("embedding", vector), ("document", text), ("metadata", text), ("uri", text)]


def _batch(page: Sequence[Record], columns: pyarrow.Schema) -> pyarrow.RecordBatch:
    import pyarrow

    values: tuple[Sequence[object], ...] = (
        [one.id for one in page],
        [None if one.embedding is None else np.asarray(one.embedding, dtype=np.float32) for one in page],
        [one.document for one in page],
        [metadata_json.written(one.metadata) for one in page],
        [one.uri for one in page],
    )
    arrays = [pyarrow.array(column, type=kind) for column, (_, kind) in zip(values, _columns(), strict=True)]
    return pyarrow.record_batch(arrays, schema=columns)


def _records(batch: pyarrow.RecordBatch) -> Sequence[Record]:
    texts = (cast("list[str | None]", batch.column(name).to_pylist()) for name in ("document", "metadata", "uri"))
    ids = cast("list[str]", batch.column("id").to_pylist())
    vectors = [None if one.values is None else one.values.to_numpy() for one in batch.column("embedding")]
    return [
        Record(id, vector, document, metadata_json.read(metadata), uri)
        for id, vector, document, metadata, uri in zip(ids, vectors, *texts, strict=True)
    ]

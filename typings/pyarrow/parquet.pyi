"""The part of pyarrow.parquet that exports and imports use."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from . import RecordBatch, Schema

class FileMetaData:
    metadata: Mapping[bytes, bytes] | None

class ParquetFile:
    metadata: FileMetaData
    def __init__(self, source: Path, *, page_checksum_verification: bool = False) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
    def iter_batches(self, batch_size: int = 65536) -> Iterator[RecordBatch]: ...

class ParquetWriter:
    def __init__(
        self, where: Path, schema: Schema, *, compression: str = "snappy", write_page_checksum: bool = False
    ) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
    def write_batch(self, batch: RecordBatch) -> None: ...
    def add_key_value_metadata(self, key_value_metadata: Mapping[bytes, bytes]) -> None: ...

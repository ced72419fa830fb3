"""Copy, export, import: one collection each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from ..errors import InvalidInputError
from . import jsonl, parquet
from .arriving import Report, TransferProgress, Transferred, bring, unheard
from .checksum import Checksum
from .description import Description
from .file_format import FileFormat, Header, format_of
from .source import CollectionSource, Source

if TYPE_CHECKING:
    from .._sync.client import ClientAPI
    from .._sync.collection import Collection

_STEP = 1_000


@dataclass(frozen=True, slots=True)
class Exported:
    """A collection that is whole in a file; `checksum` as of Transferred."""

    name: str
    records: int
    checksum: str


def copy_collection(
    source: Collection,
    target: ClientAPI,
    name: str | None = None,
    *,
    overwrite: bool = False,
    progress: Report | None = None,
) -> Transferred:
    """Copy `source` to the database of `target`, by its own name or as `name`.

    Embeddings, documents, metadata and uris are copied in their order, and so are the collection's own metadata,
    configuration and schema; nothing is embedded. Memory does not grow with the collection. Until the copy is whole
    and checked it goes by an unfinished name; when this is called again after any end, it goes on where it ended. A
    collection that stands under the name already is left as it is where it is equal, else refused, or with `overwrite`
    replaced in the end.

    Raises TransferError where the copy is not what the source held, and what calls of either client raise.
    """
    chosen = name or source.name
    return bring(CollectionSource(source), target, chosen, overwrite=overwrite, report=progress or unheard)


def export_collection(
    source: Collection,
    file: str | os.PathLike[str] | IO[bytes],
    *,
    format: FileFormat | None = None,
    progress: Report | None = None,
) -> Exported:
    """Write `source` to a file, or as lines of JSON to a stream. A file of the name is replaced by one that is whole.

    `format` is what the file's ending says, unless given. Raises TransferError where the collection is written to
    meanwhile, ImportError where Parquet needs pyarrow, OSError where the file cannot be written.
    """
    collection = CollectionSource(source)
    header = Header(Description.of(source), str(source.id), collection.total())
    report = progress or unheard
    if not isinstance(file, str | os.PathLike):
        _refuse_parquet(format)
        return _exported(header, jsonl.write(collection, header, file), report)
    path = Path(file)
    chosen = format or format_of(path)
    if chosen == "parquet":
        parquet.require()
    partial = path.with_name(f"{path.name}.unfinished")
    try:
        if chosen == "parquet":
            done = _exported(header, parquet.write(collection, header, partial), report)
        else:
            with partial.open("wb") as stream:
                done = _exported(header, jsonl.write(collection, header, stream), report)
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    return done


def import_collection(
    file: str | os.PathLike[str] | IO[bytes],
    target: ClientAPI,
    name: str | None = None,
    *,
    format: FileFormat | None = None,
    overwrite: bool = False,
    progress: Report | None = None,
) -> Transferred:
    """Bring an exported collection into the database of `target`, by its own name or as `name`; as `copy_collection`.

    A stream is one of lines of JSON, and is kept in a temporary file meanwhile. Raises TransferError, with the line or
    row, for a file that is cut short or damaged, ImportError where Parquet needs pyarrow, OSError where the file cannot
    be read.
    """
    with _source(file, format) as source:
        chosen = name or source.description.name
        return bring(source, target, chosen, overwrite=overwrite, report=progress or unheard)


@contextmanager
def _source(file: str | os.PathLike[str] | IO[bytes], format: FileFormat | None) -> Generator[Source]:
    if isinstance(file, str | os.PathLike):
        path = Path(file)
        if (format or format_of(path)) == "jsonl":
            yield jsonl.JsonlSource(path, str(path))
        else:
            parquet.require()
            yield parquet.ParquetSource(path)
        return
    _refuse_parquet(format)
    with TemporaryDirectory(prefix="chromalink-") as directory:
        kept = Path(directory) / "stream.jsonl"
        with kept.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        yield jsonl.JsonlSource(kept, "the stream")


def _refuse_parquet(format: FileFormat | None) -> None:
    if format == "parquet":
        raise InvalidInputError("format: expected 'jsonl' for a stream, got 'parquet'")


def _exported(header: Header, writing: Iterator[Checksum], report: Report) -> Exported:
    written = Checksum()
    for written in writing:
        if written.count % _STEP == 0:
            report(TransferProgress("copying", written.count, max(header.count, written.count)))
    report(TransferProgress("copying", written.count, max(header.count, written.count)))
    return Exported(header.description.name, written.count, written.value)

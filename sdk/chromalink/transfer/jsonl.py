"""A collection as lines of JSON: a header, a line for each record, an end with the checksum.

Embeddings are written so that their float32 values come back bit for bit. Each line of a record has a check of its own,
so that damage is known with its line before anything of that line is written anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final, NoReturn, cast

import numpy as np

from ..bulk import Record
from ..errors import TransferError
from . import metadata_json
from .checksum import Checksum, short_check
from .file_format import Header, check_ending, ending
from .json_values import as_object
from .source import Source

_END: Final = "end"
_FIELDS: Final = frozenset(("id", "embedding", "document", "metadata", "uri", "check"))


def write(source: Source, header: Header, stream: IO[bytes]) -> Iterator[Checksum]:
    """Write the collection; yields what has been written so far, after each record."""
    written = Checksum()
    stream.write(_line(header.told()))
    for record in source.records():
        written.add(record)
        stream.write(_line(_told(record)))
        yield written
    source.confirm(written)
    stream.write(_line({_END: ending(written)}))
    yield written


class JsonlSource:
    """A file of lines of JSON, which errors call `shown`."""

    def __init__(self, path: Path, shown: str) -> None:
        """Reads the header. Raises TransferError where there is none, OSError where the file cannot be read."""
        self._path = path
        self._shown = shown
        with path.open("rb") as lines:
            header = Header.understood(self._parsed(lines.readline(), 1), f"{shown}, line 1")
        self.description = header.description
        self.key = f"{header.id} {header.count}"
        self._count = header.count

    def total(self) -> int:
        return self._count

    def records(self) -> Iterator[Record]:
        with self._path.open("rb") as lines:
            lines.readline()
            yield from self._read(lines)

    def confirm(self, read: Checksum) -> None:
        """The end of the file has been checked as it was read."""

    def _read(self, lines: IO[bytes]) -> Iterator[Record]:
        """The records of the lines behind the first; raises TransferError unless they end as they should."""
        read = Checksum()
        number = 1
        for number, line in enumerate(lines, 2):
            told = as_object(self._parsed(line, number)) or {}
            if _END in told:
                check_ending(told[_END], read, f"{self._shown}, line {number}")
                if lines.readline():
                    self._refuse(number + 1, "expected nothing behind the end of the collection")
                return
            record = self._record(told, number)
            read.add(record)
            yield record
        self._refuse(number + 1, "expected another record, or the end of the collection: the file is cut short")

    def _parsed(self, line: bytes, number: int) -> object:
        if not line.endswith(b"\n"):
            self._refuse(number, "the line is cut short" if line else "the file is empty")
        try:
            found: object = json.loads(line)
        except ValueError as error:
            self._refuse(number, f"expected JSON: {error}")
        return found

    def _record(self, told: Mapping[str, object], number: int) -> Record:
        if not told or not _FIELDS.issuperset(told):
            self._refuse(number, f"expected a record of {', '.join(sorted(_FIELDS))}")
        try:
            record = _understood(told)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            self._refuse(number, f"expected a record: {error}")
        if told.get("check") != short_check(record):
            self._refuse(number, f"record {record.id!r} is not what was written: the line is damaged")
        return record

    def _refuse(self, number: int, why: str) -> NoReturn:
        raise TransferError(f"{self._shown}, line {number}: {why}")


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _told(record: Record) -> dict[str, object]:
    """The record without what it lacks."""
    vector = record.embedding
    parts = {
        "id": record.id,
        "document": record.document,
        "metadata": metadata_json.told(record.metadata),
        "uri": record.uri,
        "embedding": None if vector is None else np.asarray(vector, dtype=np.float32).tolist(),
        "check": short_check(record),
    }
    return {name: part for name, part in parts.items() if part is not None}


def _understood(told: Mapping[str, object]) -> Record:
    vector = told.get("embedding")
    texts = {name: told.get(name) for name in ("document", "uri")}
    wrong = [name for name, one in {**texts, "id": told["id"]}.items() if not isinstance(one, str | None)]
    if wrong or told["id"] is None:
        raise ValueError(f"{', '.join(wrong) or 'id'}: expected a text")
    return Record(
        cast("str", told["id"]),
        None if vector is None else np.asarray(vector, dtype=np.float64).astype(np.float32),
        cast("str | None", texts["document"]),
        metadata_json.understood(told.get("metadata")),
        cast("str | None", texts["uri"]),
    )

"""Files that hold a collection: what they are called, what they begin with and what they end with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from ..errors import InvalidInputError, TransferError
from .description import Description
from .json_values import as_object

if TYPE_CHECKING:
    from .checksum import Checksum

FileFormat: TypeAlias = Literal["jsonl", "parquet"]
VERSION: Final = 1
_ENDINGS: Mapping[str, FileFormat] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


def format_of(path: str | os.PathLike[str]) -> FileFormat:
    """The format that the file's ending names. Raises InvalidInputError for any other ending."""
    ending = Path(path).suffix.lower()
    if ending not in _ENDINGS:
        raise InvalidInputError(f"{os.fspath(path)}: expected an ending out of {', '.join(_ENDINGS)}, or a format")
    return _ENDINGS[ending]


@dataclass(frozen=True, slots=True)
class Header:
    """How a file begins: the collection, its id where it was exported, and how many records are to follow."""

    description: Description
    id: str
    count: int

    def told(self) -> dict[str, object]:
        """As JSON values."""
        described = self.description
        return {
            "chromalink_export": VERSION,
            "name": described.name,
            "id": self.id,
            "count": self.count,
            "metadata": described.metadata,
            "configuration": described.configuration,
            "schema": described.schema,
        }

    @classmethod
    def understood(cls, told: object, at: str) -> Header:
        """The header that was told; raises TransferError, naming the place `at`."""
        found = as_object(told) or {}
        if "chromalink_export" not in found:
            raise TransferError(f"{at}: expected the header of an exported collection")
        if found["chromalink_export"] != VERSION:
            raise TransferError(
                f"{at}: this is a file of format {found['chromalink_export']!r}, and this version reads {VERSION}"
            )
        name, id, count = found.get("name"), found.get("id"), found.get("count")
        parts = [found.get(part) for part in ("metadata", "configuration", "schema")]
        metadata, configuration, schema = map(as_object, parts)
        sound = isinstance(name, str) and isinstance(id, str) and isinstance(count, int)
        if not sound or configuration is None or [metadata, configuration, schema] != parts:
            raise TransferError(f"{at}: the header of the collection is damaged")
        return cls(Description(str(name), metadata, configuration, schema), str(id), cast("int", count))


def ending(read: Checksum) -> dict[str, object]:
    """How a file ends, as JSON values."""
    return {"count": read.count, "checksum": read.value, "order": read.order}


def check_ending(told: object, read: Checksum, at: str) -> None:
    """Raises TransferError, naming the place `at`, where the file does not end as it should after what was read."""
    if told != ending(read):
        raise TransferError(f"{at}: the records are not those that were written: the file is damaged")

"""Checksums of records, by which two collections are known to hold the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b

import numpy as np

from ..bulk import Record
from .json_values import as_list, as_object
from .metadata_json import told

_BYTES = 16
_MODULUS = 1 << (8 * _BYTES)
_SHORT = 4


class Checksum:
    """Grows record by record; equal for equal records.

    `value` tells which records there were, `order` which ids in which order. Embeddings count by their float32 bytes,
    metadata by keys, values and their types; the order of keys does not count, nor does the sign of zero.
    """

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0
        self._chain = blake2b(digest_size=_BYTES)

    @property
    def value(self) -> str:
        """32 hexadecimal digits, whatever the order of the records."""
        return f"{self._sum:0{2 * _BYTES}x}"

    @property
    def order(self) -> str:
        """32 hexadecimal digits, of the ids in their order."""
        return self._chain.hexdigest()

    def add(self, record: Record) -> None:
        """Count a record in."""
        self.count += 1
        self._sum = (self._sum + int.from_bytes(digest_of(record), "big")) % _MODULUS
        self._chain.update(record.id.encode() + b"\0")


def digest_of(record: Record) -> bytes:
    """16 bytes that stand for the record."""
    digest = blake2b(digest_size=_BYTES)
    vector = record.embedding
    for part in (
        record.id.encode(),
        None if vector is None else np.asarray(vector, dtype="<f4").tobytes(),
        _encoded(record.document),
        _encoded(json.dumps(settled(record.metadata), sort_keys=True)),
        _encoded(record.uri),
    ):
        digest.update((-1 if part is None else len(part)).to_bytes(8, "little", signed=True))
        digest.update(part or b"")
    return digest.digest()


def short_check(record: Record) -> str:
    """8 hexadecimal digits that stand for the record, for a line of a file."""
    return digest_of(record)[:_SHORT].hex()


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def settled(metadata: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """Metadata as JSON values, equal for metadata that servers keep alike."""
    plain = told(metadata)
    return None if plain is None else {key: _settled(value) for key, value in plain.items()}


def _settled(value: object) -> object:
    """Without the sign of zero, which SQLite does not keep, and sparse weights as the float32 that servers keep."""
    if isinstance(value, float):
        return value + 0.0
    items, sparse = as_list(value), as_object(value)
    if items is not None:
        return [_settled(one) for one in items]
    if sparse is not None:
        return {**sparse, "values": np.asarray(sparse["values"], dtype=np.float32).tolist()}
    return value

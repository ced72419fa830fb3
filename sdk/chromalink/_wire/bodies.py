"""Bodies of writes: vectors as base64 of little-endian float32, streamed where they are large."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterator
from typing import Any

import numpy as np

from .._core.effects import Stream
from .._core.rows import Matrix, Rows
from .requests import encoded

ONE_BUFFER = 1 << 20
"""Bodies up to this many bytes are sent in one piece."""
ROWS_A_PIECE = 256
"""Vectors encoded at a time: few enough to stay in the processor's cache."""


class Base64Body:
    """A write whose vectors are encoded while they are sent; can be sent again."""

    def __init__(self, head: bytes, vectors: Matrix, tail: bytes) -> None:
        self._head, self._tail = head, tail
        self._vectors = vectors.astype("<f4", copy=False)

    @property
    def length(self) -> int:
        count, dimension = len(self._vectors), int(self._vectors.shape[1])
        quoted = 4 * ((4 * dimension + 2) // 3) + 2
        return len(self._head) + count * quoted + (count - 1) + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        for start in range(0, len(self._vectors), ROWS_A_PIECE):
            texts = [b2a_base64(row, newline=False) for row in self._vectors[start : start + ROWS_A_PIECE]]
            # The quotes come with the join, so that no text is copied twice.
            texts[0] = (b',"' if start else b'"') + texts[0]
            texts[-1] += b'"'
            yield b'","'.join(texts)
        yield self._tail


def check(rows: Rows) -> None:
    """Raise InvalidInputError where a column other than the vectors cannot be written."""
    encoded(_columns(rows))


def write(rows: Rows, *, as_base64: bool) -> bytes | Stream:
    """The body of an add, upsert or update; columns that `rows` lacks are left out."""
    columns = _columns(rows)
    if rows.embeddings is None:
        return encoded(columns)
    if not as_base64:
        return encoded({**columns, "embeddings": np.ascontiguousarray(rows.embeddings)})
    body = Base64Body(encoded(columns)[:-1] + b',"embeddings":[', rows.embeddings, b"]}")
    return b"".join(body) if body.length <= ONE_BUFFER else body


def _columns(rows: Rows) -> dict[str, Any]:
    optional = {"metadatas": rows.metadatas, "documents": rows.documents, "uris": rows.uris}
    return {"ids": rows.ids, **{name: one for name, one in optional.items() if one is not None}}


def size(body: bytes | Stream) -> int:
    return len(body) if isinstance(body, bytes) else body.length

"""Bodies of writes: vectors as base64 of little-endian float32, streamed where they are large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from pybase64 import b64encode

from .._core.effects import Stream
from .._core.rows import Matrix, Rows
from .requests import encoded

ONE_BUFFER = 1 << 20
"""Bodies up to this many bytes are sent in one piece."""
PIECE = 2**17
"""Bytes of vectors encoded at a time: few enough to stay in the processor's cache."""
_BETWEEN = np.frombuffer(b'","', np.uint8)
_PADDING = ord("=")


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
        yield self._head + b'"'
        count = len(self._vectors)
        step = max(1, PIECE // self._vectors[0].nbytes)
        for start in range(0, count, step):
            texts = _texts(self._vectors[start : start + step])
            yield texts if start + step < count else texts[: -len(_BETWEEN)]
        yield b'"' + self._tail


def _texts(vectors: Matrix) -> bytes:
    """The rows as base64, encoded in one go; after each what stands between two texts."""
    count, width = len(vectors), vectors[0].nbytes
    padding = -width % 3
    rows = vectors.view(np.uint8)
    if padding:
        rows = np.zeros((count, width + padding), np.uint8)
        rows[:, :width] = vectors.view(np.uint8)
    packed = b64encode(rows.data)
    length = len(packed) // count
    texts = np.empty((count, length + len(_BETWEEN)), np.uint8)
    texts[:, :length] = np.frombuffer(packed, np.uint8).reshape(count, length)
    texts[:, length - padding : length] = _PADDING
    texts[:, length:] = _BETWEEN
    return texts.tobytes()


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

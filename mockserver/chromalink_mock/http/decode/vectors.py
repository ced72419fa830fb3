"""Embeddings as they travel: rows of numbers, or of base64 text holding little-endian float32 values.

No vector is looked at value by value in Python: number rows become arrays in one go, base64 rows one buffer.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from pybase64 import b64decode

from ...engine.errors import InvalidArgument
from ...engine.json_value import JsonValue
from ...engine.values import Floats
from ..errors import BadShape
from . import shape

_NUMBERS = {int, float}
_FOUR = 4
_TEXT_AT_ONCE = 2**18
"""So much base64 is decoded in one go: it stays in a cache, and other threads wait for less than a millisecond."""
_RAGGED = "Inconsistent dimensions in provided embeddings"
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_LAST_BEFORE_ONE = frozenset("AEIMQUYcgkosw048")
_LAST_BEFORE_TWO = frozenset("AQgw")
"""The symbols that leave no bits over when one or two padding signs follow."""


@dataclass(frozen=True, slots=True)
class VectorRows:
    """The embeddings of a write as sent: all numbers or all base64; None rows keep the old vector."""

    numbers: Sequence[array[float]] = ()
    encoded: Sequence[str] = ()
    rows: Sequence[int] | None = None
    """For each id the place of its row above, -1 for null; None when no row is null."""

    def matrix(self) -> tuple[Floats | None, str | None]:
        """The rows as one (m, dimension) matrix, and what validation refuses in them.

        Raises InvalidArgument for text that is not base64 of finite float32 values. With a refusal, or with rows of
        different lengths (see `refuse_ragged`), there is no matrix.
        """
        if self.encoded:
            return _decoded(self.encoded)
        lengths = {len(row) for row in self.numbers}
        if 0 in lengths:
            return None, "Each embedding must have at least 1 dimension"
        flat = np.frombuffer(b"".join(self.numbers), dtype=np.float32)
        if not np.isfinite(flat).all():
            return None, "Embeddings must not contain NaN or Infinity values"
        if len(lengths) > 1:
            return None, None
        return flat.reshape(len(self.numbers), next(iter(lengths), 0)), None

    @property
    def widest(self) -> int:
        """The largest dimension; that of base64 text by its length, before it is decoded."""
        if self.encoded:
            return max(len(text) * 3 // 4 // _FOUR for text in self.encoded)
        return max(map(len, self.numbers), default=0)

    @property
    def count(self) -> int:
        """How many ids the rows speak of, nulls included."""
        return len(self.numbers or self.encoded) if self.rows is None else len(self.rows)


def refuse_ragged() -> InvalidArgument:
    """The refusal of rows of different lengths, which comes after all validation."""
    return InvalidArgument(_RAGGED)


def rows(value: JsonValue, at: str) -> VectorRows:
    """The `embeddings` of an add or upsert: no nulls."""
    found = _uniform(value) if isinstance(value, list) else None
    if found is None:
        raise BadShape(at, "data did not match any variant of untagged enum EmbeddingsPayload", buffered=True)
    return found


def optional_rows(value: JsonValue, at: str) -> VectorRows:
    """The `embeddings` of an update: null elements keep the old vector."""
    if isinstance(value, list):
        present: list[JsonValue] = [item for item in value if item is not None]
        found = _uniform(present)
        if found is not None and len(present) == len(value):
            return found
        if found is not None:
            places = iter(range(len(present)))
            where = [-1 if item is None else next(places) for item in value]
            return VectorRows(found.numbers, found.encoded, where)
    raise BadShape(at, "data did not match any variant of untagged enum UpdateEmbeddingsPayload", buffered=True)


def queries(value: JsonValue, at: str) -> Sequence[array[float]]:
    """The `query_embeddings`: rows of numbers of any length and size."""
    found = shape.sequence(value, at)
    numbers = _number_rows(found)
    if numbers is not None:
        return numbers
    for place, row in enumerate(found):
        for inner, number in enumerate(shape.sequence(row, f"{at}[{place}]")):
            shape.f32(number, f"{at}[{place}][{inner}]")
    raise shape.mismatch(value, at, "a sequence")


def numbers(value: JsonValue, at: str) -> Floats:
    """A list of numbers as float32; what is too large for one is infinite."""
    found = shape.sequence(value, at)
    if not set(map(type, found)) <= {int, float}:
        shape.each(found, at, shape.f32)
    with np.errstate(over="ignore"):
        return np.array(found, np.float64).astype(np.float32)


def query_matrix(numbers: Sequence[array[float]]) -> Floats:
    """The query rows as one matrix; raises InvalidArgument when their lengths differ."""
    if not numbers:
        return np.empty((0, 0), np.float32)
    if len({len(row) for row in numbers}) > 1:
        raise refuse_ragged()
    return np.frombuffer(b"".join(numbers), dtype=np.float32).reshape(len(numbers), len(numbers[0]))


def _uniform(found: list[JsonValue]) -> VectorRows | None:
    kinds = set(map(type, found))
    if kinds <= {list}:
        numbers = _number_rows(found)
        return None if numbers is None else VectorRows(numbers=numbers)
    if kinds == {str}:
        return VectorRows(encoded=[item for item in found if isinstance(item, str)])
    return None


def _number_rows(found: list[JsonValue]) -> list[array[float]] | None:
    lists = [row for row in found if isinstance(row, list)]
    # Row by row: one pass over all numbers would keep every other thread waiting.
    if len(lists) != len(found) or not all(set(map(type, row)) <= _NUMBERS for row in lists):
        return None
    return [array("f", _numbers(row)) for row in lists]


def _numbers(row: list[JsonValue]) -> Iterable[float]:
    # Every element has been seen to be an int or a float; a copy for the type checker would cost more than the check.
    return row  # type: ignore[return-value]  # see above


def _decoded(encoded: Sequence[str]) -> tuple[Floats | None, str | None]:
    lengths = {len(row) for row in encoded}
    if len(lengths) == 1 and not encoded[0].endswith("=") and 0 not in lengths:
        joined = _joined(encoded, len(encoded[0]))
        if joined is not None:
            return joined, None
    vectors = [_vector(row) for row in encoded]
    sizes = {len(vector) for vector in vectors}
    if 0 in sizes:
        return None, "Each embedding must have at least 1 dimension"
    if len(sizes) > 1:
        return None, None
    return np.stack(vectors), None


def _joined(encoded: Sequence[str], length: int) -> Floats | None:
    """Rows without padding and of one length, decoded many at a time; None when any needs a closer look."""
    width = length // _FOUR * 3
    if length % _FOUR or width % _FOUR:
        return None
    rows = np.empty((len(encoded), width // _FOUR), np.float32)
    step = max(1, _TEXT_AT_ONCE // length)
    for start in range(0, len(encoded), step):
        part = encoded[start : start + step]
        try:
            data = b64decode("".join(part), validate=True)
        except ValueError:
            return None
        if len(data) != len(part) * width:  # padding at the end
            return None
        rows[start : start + step] = np.frombuffer(data, dtype="<f4").reshape(len(part), -1)
    return rows if np.isfinite(rows).all() else None


def _vector(encoded: str) -> Floats:
    try:
        data = b64decode(encoded, validate=True)
    except ValueError:
        data = None
    if data is None or (encoded.endswith("=") and _leaves_bits(encoded)):
        raise InvalidArgument(f"Invalid base64 string: {_base64_fault(encoded)}")
    if len(data) % _FOUR:
        raise InvalidArgument(
            f"Invalid byte length: {len(data)} bytes cannot be converted to f32 values (must be divisible by 4)"
        )
    vector = np.frombuffer(data, dtype="<f4").astype(np.float32, copy=False)
    finite = np.isfinite(vector)
    if not finite.all():
        place = int(np.argmin(finite))
        shown = "NaN" if np.isnan(vector[place]) else str(vector[place])
        raise InvalidArgument(f"Non-finite float value at embedding index {place}: {shown}")
    return vector


def _leaves_bits(encoded: str) -> bool:
    if encoded.endswith("=="):
        return encoded[-3] not in _LAST_BEFORE_TWO
    return encoded[-2] not in _LAST_BEFORE_ONE


def _base64_fault(encoded: str) -> str:
    core = encoded.rstrip("=")
    for offset, symbol in enumerate(core.encode()):
        if symbol not in _ALPHABET:
            return f"Invalid symbol {symbol}, offset {offset}."
    over = len(core) % _FOUR
    given, wanted = len(encoded) - len(core), _FOUR - over if over > 1 else 0
    if given > wanted:
        return f"Invalid symbol {ord('=')}, offset {len(core)}."
    if over == 1:
        return f"Invalid input length: {len(core)}"
    if given < wanted:
        return "Invalid padding"
    return f"Invalid last symbol {ord(core[-1])}, offset {len(core) - 1}."

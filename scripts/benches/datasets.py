"""Records to measure with: always the same ones, and such as applications have."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import orjson

from stdlib_search.corpus import entries

Floats = npt.NDArray[np.float32]

MARKERS = {0.1: "quokka", 1: "walrus", 10: "heron", 90: "sparrow"}
"""Words that stand in so many per cent of the documents."""
SHARES = (0.1, 1.0, 10.0, 90.0)
LATENT = 32
"""Vectors of a model vary in far fewer directions than they have numbers."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Parallel columns."""

    ids: list[str]
    embeddings: Floats
    documents: list[str]
    metadatas: list[dict[str, object]]

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, start: int, end: int) -> Dataset:
        """The records from `start` up to `end`."""
        rows = slice(start, end)
        return Dataset(self.ids[rows], self.embeddings[rows], self.documents[rows], self.metadatas[rows])

    def batches(self, size: int, *, base64: bool = True) -> Iterator[bytes]:
        """Bodies of adds with `size` records each."""
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            rows = self.embeddings[part]
            yield orjson.dumps(
                {
                    "ids": self.ids[part],
                    "embeddings": [b64encode(row).decode() for row in rows] if base64 else rows,
                    "documents": self.documents[part],
                    "metadatas": self.metadatas[part],
                },
                option=orjson.OPT_SERIALIZE_NUMPY,
            )


def dataset(count: int, dimension: int, seed: int = 1) -> Dataset:
    """Records with clustered vectors, documents of some 50 words, and metadata of four fields."""
    random = np.random.default_rng(seed)
    order = random.permutation(count)
    marked = {word: random.permutation(count) < count * share / 100 for share, word in MARKERS.items()}
    texts = documents(count, seed)
    for word, where in marked.items():
        for row in np.flatnonzero(where).tolist():
            texts[row] += f" {word}"
    prices = random.uniform(1, 100, count).round(2).tolist()
    metadatas: list[dict[str, object]] = [
        {
            "rank": number % 1000,
            "percent": number // 1000 % 100 if count > 100_000 else number % 100,
            "group": f"group-{number % 10}",
            "price": price,
        }
        for number, price in zip(order.tolist(), prices, strict=True)
    ]
    ids = [f"record-{number:07d}" for number in range(count)]
    return Dataset(ids, clustered(count, dimension, seed), texts, metadatas)


def clustered(count: int, dimension: int, seed: int = 1) -> Floats:
    """Unit vectors around 200 centres in a space of few directions, as text embeddings lie."""
    random = np.random.default_rng(seed)
    latent = min(LATENT, dimension)
    shape = np.random.default_rng(0)
    axes = shape.standard_normal((latent, dimension))
    centres = shape.standard_normal((200, latent)) * 1.5
    rows = np.empty((count, dimension), np.float32)
    for start in range(0, count, 50_000):
        size = min(50_000, count - start)
        inner = centres[random.integers(0, 200, size)] + random.standard_normal((size, latent))
        part = inner @ axes + random.standard_normal((size, dimension)) * 0.5
        rows[start : start + size] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return rows


def uniform(count: int, dimension: int, seed: int = 1) -> Floats:
    """Numbers between 0 and 1, independent of each other: what graphs find hardest."""
    return np.random.default_rng(seed).random((count, dimension), np.float32)


def documents(count: int, seed: int = 1) -> list[str]:
    """Texts of some 50 words, put together from lines of the standard library's documentation."""
    lines = _lines()
    random = np.random.default_rng(seed)
    chosen = random.integers(0, len(lines), (count, 6))
    return [" ".join(lines[line] for line in row) for row in chosen.tolist()]


@cache
def _lines() -> list[str]:
    found = {line.strip() for entry in entries() for line in entry.docstring.splitlines()}
    return sorted(line for line in found if 40 <= len(line) <= 120)

"""Embedding functions as users write them: type checkers must take each one, and refuse the last two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chromalink.embeddings import (
    AsyncEmbeddingFunction,
    AsyncTextEmbedder,
    DefaultEmbeddingFunction,
    EmbeddingFunction,
    HashingEmbeddingFunction,
    TextEmbedder,
)
from chromalink.types import Documents, Embeddings

Image = npt.NDArray[np.uint8]


def sync_client(embedding_function: TextEmbedder | None = None) -> None: ...


def async_client(embedding_function: AsyncTextEmbedder | None = None) -> None: ...


def of_sequences(texts: Sequence[str]) -> list[list[float]]:
    return [[0.0] for _ in texts]


def to_integers(texts: list[str]) -> list[list[int]]:
    return [[0] for _ in texts]


def to_tuples(texts: list[str]) -> list[tuple[float, ...]]:
    return [(0.0,) for _ in texts]


def to_matrix(input: list[str]) -> npt.NDArray[np.float32]:
    return np.zeros((len(input), 1), dtype=np.float32)


def to_arrays(input: list[str]) -> list[npt.NDArray[np.float64]]:
    return [np.zeros(1) for _ in input]


async def later(texts: list[str]) -> list[list[float]]:
    return [[0.0] for _ in texts]


class Stored(EmbeddingFunction[Documents]):
    def __init__(self, model: str) -> None:
        self.model = model

    def __call__(self, input: Documents) -> Embeddings:
        return of_sequences(input)

    @staticmethod
    def name() -> str:
        return "stored"

    def get_config(self) -> dict[str, Any]:
        return {"model": self.model}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> EmbeddingFunction[Documents]:
        return Stored(config["model"])


class WithoutParameter(EmbeddingFunction):
    def __call__(self, input: Sequence[str]) -> list[list[float]]:
        return of_sequences(input)


class Multimodal(EmbeddingFunction[list[str] | list[Image]]):
    def __call__(self, input: list[str] | list[Image]) -> list[list[float]]:
        return [[0.0] for _ in input]


class Bare:
    def __call__(self, input: list[str]) -> list[list[float]]:
        return of_sequences(input)


class Later(AsyncEmbeddingFunction):
    async def __call__(self, input: list[str]) -> list[list[float]]:
        return of_sequences(input)


def of_numbers(numbers: list[int]) -> list[list[float]]:
    return [[float(number)] for number in numbers]


def accepted() -> None:
    sync_client(of_sequences)
    sync_client(to_integers)
    sync_client(to_tuples)
    sync_client(to_matrix)
    sync_client(to_arrays)
    sync_client(lambda texts: [[0.0] for _ in texts])
    sync_client(Stored("small"))
    sync_client(WithoutParameter())
    sync_client(Multimodal())
    sync_client(Bare())
    sync_client(DefaultEmbeddingFunction())
    sync_client(HashingEmbeddingFunction())
    async_client(of_sequences)
    async_client(later)
    async_client(lambda texts: [[0.0] for _ in texts])
    async_client(Later())
    async_client(Stored("small"))
    async_client(Multimodal())


def refused() -> None:
    sync_client(of_numbers)  # type: ignore[arg-type]  # takes no texts
    sync_client(Later())  # type: ignore[arg-type]  # a sync client cannot await

"""Sparse vectors in metadata, from their wire form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._core.effects import Answer
from ..sparse import TYPE, SparseVector, is_told

_MARK = f'"{TYPE}"'.encode()


def restored(answer: Answer, metadatas: Iterable[Any] | None) -> None:
    """Turn the sparse vectors in `metadatas` into SparseVectors, in place; ValueError for one that is none.

    Answers without the mark of a sparse vector anywhere are not looked through.
    """
    if metadatas is None or _MARK not in answer.content:
        return
    for metadata in metadatas:
        told: dict[str, Any] = metadata or {}
        for key, value in told.items():
            if is_told(value):
                told[key] = SparseVector.from_dict(value)

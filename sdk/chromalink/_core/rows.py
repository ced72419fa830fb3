"""Records on their way to the server, as parallel columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")

Matrix = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Checked records; every given column has one element per id, `embeddings` is C-ordered (n, dimension)."""

    ids: Sequence[str]
    embeddings: Matrix | None
    metadatas: Sequence[Mapping[str, object] | None] | None
    documents: Sequence[str | None] | None
    uris: Sequence[str | None] | None

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, start: int, stop: int) -> Rows:
        """The records from `start` up to `stop`."""
        return Rows(
            self.ids[start:stop],
            None if self.embeddings is None else self.embeddings[start:stop],
            _cut(self.metadatas, start, stop),
            _cut(self.documents, start, stop),
            _cut(self.uris, start, stop),
        )


def _cut(column: Sequence[T] | None, start: int, stop: int) -> Sequence[T] | None:
    return None if column is None else column[start:stop]

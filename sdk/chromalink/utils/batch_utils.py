"""Records in portions that a server takes, where the official client has them. Writes split themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from chromalink.types import Documents, IDs, Metadatas

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from chromalink import ClientAPI

    Rows: TypeAlias = "list[Sequence[float]] | npt.NDArray[np.floating | np.integer]"

__all__ = ["create_batches"]


def create_batches(
    api: ClientAPI,
    ids: IDs,
    embeddings: Rows | None = None,
    metadatas: Metadatas | None = None,
    documents: Documents | None = None,
) -> list[tuple[IDs, Rows | None, Metadatas | None, Documents | None]]:
    """The columns cut into portions of at most `api.get_max_batch_size()` records, in order.

    One request the first time. Without ids there is one empty portion.
    """
    size = api.get_max_batch_size()
    step = size if size > 0 else max(1, len(ids))
    return [
        (
            ids[start : start + step],
            None if embeddings is None else embeddings[start : start + step],
            None if metadatas is None else metadatas[start : start + step],
            None if documents is None else documents[start : start + step],
        )
        for start in range(0, max(1, len(ids)), step)
    ]

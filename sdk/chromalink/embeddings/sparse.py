"""What a sparse embedding function is: texts to the few dimensions of a large space that matter."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from ..sparse import SparseVector
from .protocol import D


@runtime_checkable
class SparseEmbeddingFunction(Protocol[D]):
    """Turns texts into sparse vectors; a schema names one for a key (see `SparseVectorIndexConfig`).

    Subclass it with `__call__`, `name`, `get_config` and `build_from_config`, and register the class, so that a
    collection whose schema stores it is opened with it again (see `register_sparse_embedding_function`).

    Examples:
        >>> function = ChromaBm25EmbeddingFunction()
        >>> isinstance(function, SparseEmbeddingFunction), function.name()
        (True, 'chroma_bm25')
    """

    @abstractmethod
    def __call__(self, input: D) -> Sequence[SparseVector]:
        """One vector per element of `input`, in order."""
        ...

    def embed_query(self, input: D) -> Sequence[SparseVector]:
        """Like `__call__`, for what is searched with; models that treat questions apart override it."""
        return self(input)

    @staticmethod
    @abstractmethod
    def name() -> str:
        """The name a schema stores."""
        ...

    @abstractmethod
    def get_config(self) -> Mapping[str, object]:
        """What `build_from_config` needs to build an equal function: JSON values, never a secret."""
        ...

    @staticmethod
    @abstractmethod
    def build_from_config(config: dict[str, object]) -> SparseEmbeddingFunction[D]:
        """The function that `get_config` described."""
        ...

    def validate_config_update(self, old_config: dict[str, object], new_config: dict[str, object]) -> None:
        """Raise ValueError where a stored configuration may not become `new_config`."""
        return

    @staticmethod
    def validate_config(config: dict[str, object]) -> None:
        """Raise ValueError where `config` is not one that `build_from_config` takes."""
        return

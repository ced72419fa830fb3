"""Names of sparse embedding functions: from a function to the JSON a schema stores, and back.

The JSON is the official client's (as read from chromadb 1.5.9): `{"name", "type": "known", "config"}`, and
`{"type": "unknown"}` for none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar, cast, overload

from ..errors import EmbeddingError, InvalidInputError
from ..sparse import SparseVector
from ..types import Documents
from .catalogue import SPARSE
from .known import Buildable, KnownFunctions, named
from .sparse import SparseEmbeddingFunction

ENTRY_POINTS = "chromalink.sparse_embedding_functions"
"""Entry point group of third parties: the entry's name is the stored one, its object the class."""

BuildableSparse: TypeAlias = Buildable[SparseEmbeddingFunction]
B = TypeVar("B", bound=BuildableSparse)

_KNOWN: KnownFunctions[SparseEmbeddingFunction] = KnownFunctions(
    "sparse embedding function", "register_sparse_embedding_function", ENTRY_POINTS, SPARSE
)
known_sparse_embedding_functions = _KNOWN.registered
"""What was registered. Our own functions and those of entry points join when first looked up."""


@overload
def register_sparse_embedding_function(ef_class: B) -> B: ...


@overload
def register_sparse_embedding_function() -> Callable[[B], B]: ...


def register_sparse_embedding_function(ef_class: B | None = None) -> B | Callable[[B], B]:
    """Let schemas that store the class's name find it; a decorator, with or without brackets, or a call.

    A name registered again leads to the newer class. Raises InvalidInputError where `name()` gives no name.

    Examples:
        >>> @register_sparse_embedding_function
        ... class Words(ChromaBm25EmbeddingFunction):
        ...     @staticmethod
        ...     def name() -> str:
        ...         return "words"
    """
    if ef_class is None:
        return register_sparse_embedding_function
    _KNOWN.register(ef_class)
    return ef_class


def to_stored(function: SparseEmbeddingFunction | None) -> dict[str, object]:
    """What a schema stores of `function`; its class is registered, for this process to find it again.

    Raises InvalidInputError where the function refuses its own configuration.
    """
    if function is None:
        return {"type": "unknown"}
    config = dict(function.get_config())
    try:
        function.validate_config(config)
    except ValueError as refusal:
        raise InvalidInputError(
            f"embedding_function: {function.name()!r} refuses its configuration: {refusal}"
        ) from refusal
    if not isinstance(function, UnbuildableSparseFunction):
        register_sparse_embedding_function(cast("BuildableSparse", type(function)))
    return {"name": function.name(), "type": "known", "config": config}


def from_stored(stored: object) -> SparseEmbeddingFunction | None:
    """The function that a schema stores; None where it names none.

    Never raises for one that cannot be built here: it has its name and configuration, so that the collection opens,
    and raises EmbeddingError, naming it, when a text is to be embedded.
    """
    found = named(stored)
    if found is None:
        return None
    name, config = found
    try:
        return _KNOWN.build(name, config)
    except EmbeddingError as failure:
        return UnbuildableSparseFunction(name, config, failure)


class UnbuildableSparseFunction(SparseEmbeddingFunction[Documents]):
    """Stands for a stored function that cannot be built here; see `from_stored`."""

    def __init__(self, name: str, config: Mapping[str, object], failure: EmbeddingError) -> None:
        self.failure = failure
        self._config = config
        self.name = lambda: name  # type: ignore[method-assign]  # each stands for another name

    def __call__(self, input: Documents) -> Sequence[SparseVector]:
        raise EmbeddingError(str(self.failure)) from self.failure

    @staticmethod
    def name() -> str:
        return cast("str", NotImplemented)

    def get_config(self) -> Mapping[str, object]:
        return self._config

    @staticmethod
    def build_from_config(config: dict[str, object]) -> SparseEmbeddingFunction[Documents]:
        raise EmbeddingError("a function that could not be built")

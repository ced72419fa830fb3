"""Names of sparse embedding functions: from a function to the JSON a schema stores, and back.

The JSON is the official client's (as read from chromadb 1.5.9): `{"name", "type": "known", "config"}`, and
`{"type": "unknown"}` for none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Protocol, TypeVar, cast, overload

from ..errors import EmbeddingError, InvalidInputError
from ..sparse import SparseVector
from .protocol import Documents
from .sparse import SparseEmbeddingFunction

ENTRY_POINTS = "chromalink.sparse_embedding_functions"
"""Entry point group of third parties: the entry's name is the stored one, its object the class."""

_OURS = {"chroma_bm25": ("chromalink.embeddings.bm25", "ChromaBm25EmbeddingFunction")}


class BuildableSparse(Protocol):
    """A class of sparse embedding functions that a stored name can lead to."""

    @staticmethod
    def name() -> str: ...

    @staticmethod
    def build_from_config(config: dict[str, object]) -> SparseEmbeddingFunction: ...


B = TypeVar("B", bound=BuildableSparse)

known_sparse_embedding_functions: dict[str, BuildableSparse] = {}
"""What was registered. Our own functions and those of entry points join when first looked up."""


@overload
def register_sparse_embedding_function(ef_class: B) -> B: ...


@overload
def register_sparse_embedding_function() -> Callable[[B], B]: ...


def register_sparse_embedding_function(ef_class: B | None = None) -> B | Callable[[B], B]:
    """Let schemas that store the class's name find it; a decorator, with or without brackets, or a call.

    A name registered again leads to the newer class. Raises InvalidInputError where `name()` gives no name.
    """
    if ef_class is None:
        return register_sparse_embedding_function
    name = cast("object", ef_class.name())
    if not isinstance(name, str) or not name:
        raise InvalidInputError(f"ef_class: expected name() to return a non-empty string, found {name!r}")
    known_sparse_embedding_functions[name] = ef_class
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
    told = cast("Mapping[str, object]", stored) if isinstance(stored, Mapping) else dict[str, object]()
    name, given = told.get("name"), told.get("config")
    if told.get("type") != "known" or not isinstance(name, str):
        return None
    config = dict(cast("Mapping[str, object]", given)) if isinstance(given, Mapping) else dict[str, object]()
    try:
        return _class_of(name).build_from_config(dict(config))
    except Exception as failure:
        reason = str(failure) if isinstance(failure, EmbeddingError) else f"cannot be built from {config!r}: {failure}"
        return UnbuildableSparseFunction(name, config, EmbeddingError(f"sparse embedding function {name!r}: {reason}"))


def _class_of(name: str) -> BuildableSparse:
    if name in known_sparse_embedding_functions:
        return known_sparse_embedding_functions[name]
    if name in _OURS:
        module, attribute = _OURS[name]
        return register_sparse_embedding_function(cast("BuildableSparse", getattr(import_module(module), attribute)))
    from importlib.metadata import entry_points  # slow to import, seldom needed

    for entry in entry_points(group=ENTRY_POINTS, name=name):
        known_sparse_embedding_functions[name] = cast("BuildableSparse", entry.load())
        return known_sparse_embedding_functions[name]
    raise EmbeddingError(
        "unknown here; import the module that defines it, or decorate its class with "
        "@register_sparse_embedding_function"
    )


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

"""Names of embedding functions: from a function to the JSON a collection stores, and back.

The JSON is the official client's (as recorded from Chroma 1.5.9), so that a collection made by either client
is opened by the other with its function rebuilt.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar, cast, overload

from chromalink.errors import EmbeddingError, InvalidInputError
from chromalink.types import Documents, Embeddings

from .catalogue import DENSE
from .known import Buildable, KnownFunctions, named
from .protocol import (
    AsyncCallableEmbeddingFunction,
    AsyncEmbeddingFunction,
    CallableEmbeddingFunction,
    EmbeddingFunction,
)

ENTRY_POINTS = "chromalink.embedding_functions"
"""Entry point group of third parties: the entry's name is the stored one, its object the class."""

BuildableFunction: TypeAlias = Buildable[EmbeddingFunction | AsyncEmbeddingFunction]
B = TypeVar("B", bound=BuildableFunction)

_KNOWN: KnownFunctions[EmbeddingFunction | AsyncEmbeddingFunction] = KnownFunctions(
    "embedding function", "register_embedding_function", ENTRY_POINTS, DENSE
)
known_embedding_functions = _KNOWN.registered
"""What was registered. Our own functions and those of entry points join when first looked up."""


@overload
def register_embedding_function(ef_class: B) -> B: ...


@overload
def register_embedding_function() -> Callable[[B], B]: ...


def register_embedding_function(ef_class: B | None = None) -> B | Callable[[B], B]:
    """Let collections that store the class's name find it; a decorator, with or without brackets, or a call.

    A name registered again leads to the newer class. Raises InvalidInputError where `name()` gives no name.

    Examples:
        >>> @register_embedding_function
        ... class Firsts(HashingEmbeddingFunction):
        ...     @staticmethod
        ...     def name() -> str:
        ...         return "firsts"
    """
    if ef_class is None:
        return register_embedding_function
    _KNOWN.register(ef_class)
    return ef_class


def build(name: str, config: Mapping[str, object]) -> EmbeddingFunction | AsyncEmbeddingFunction:
    """The function stored as `name` with `config`.

    Raises EmbeddingError, naming it, where nothing is registered under `name` or its class refuses.
    """
    return _KNOWN.build(name, config)


def to_configuration(
    function: EmbeddingFunction | AsyncEmbeddingFunction | None,
) -> dict[str, object] | None:
    """The `embedding_function` part of a collection's configuration; None for None.

    A legacy function, or one whose name or configuration cannot be had, becomes `{"type": "legacy"}` with a
    DeprecationWarning that says so. The class of any other is registered, for this process to find it again.
    """
    if function is None:
        return None
    try:
        stored = _known(function)
    except Exception as failure:
        return _legacy(function, f"name() or get_config() raised {type(failure).__name__}: {failure}")
    if stored is None:
        return _legacy(function, "it does not implement all of name, get_config and build_from_config")
    return stored


def from_configuration(
    configuration: Mapping[str, object] | None,
) -> EmbeddingFunction | AsyncEmbeddingFunction | None:
    """The function that a collection's configuration names; None where it names none.

    Never raises for a function that cannot be built here: the one returned has its name and configuration, so
    that the collection opens, and raises EmbeddingError, naming it, when a text is to be embedded.
    """
    found = named(configuration)
    if found is None:
        return None
    name, config = found
    try:
        return build(name, config)
    except EmbeddingError as failure:
        return stand_in(name, config, failure)


def check_space(function: EmbeddingFunction | AsyncEmbeddingFunction, space: object) -> None:
    """Warn of a distance under which the function's vectors mean nothing."""
    if space not in function.supported_spaces():
        supported = ", ".join(function.supported_spaces())
        warnings.warn(f"{function.name()!r} is made for {supported}, not for {space}", stacklevel=2)


def check_conflict_on_create(
    given: EmbeddingFunction | AsyncEmbeddingFunction | None,
    configured: EmbeddingFunction | AsyncEmbeddingFunction | None,
) -> None:
    """Refuse two differently named functions: the `embedding_function` argument and the configuration's.

    The default function yields to the configured one. Raises InvalidInputError.
    """
    if given is None or configured is None or given.name() in ("default", configured.name()):
        return
    raise InvalidInputError(
        f"embedding_function: {_called(given)} was given, but the configuration has {_called(configured)}; "
        "give one of them"
    )


def check_conflict_on_get(
    given: EmbeddingFunction | AsyncEmbeddingFunction | None, stored: Mapping[str, object] | None
) -> None:
    """Refuse a function with another name than the one `stored` with the collection.

    The default function yields to the stored one; a collection that stores no name takes any. Only names are
    compared. Raises InvalidInputError.
    """
    stored_name = None if stored is None else stored.get("name")
    if given is None or stored_name is None or given.name() in ("default", stored_name):
        return
    raise InvalidInputError(
        f"embedding_function: {_called(given)} was given, but the collection stores {stored_name!r}; leave "
        "the argument out to use the stored function, or embed the texts yourself and pass embeddings"
    )


def _known(function: EmbeddingFunction | AsyncEmbeddingFunction) -> dict[str, object] | None:
    if function.is_legacy():
        return None
    if not isinstance(function, UnbuildableFunction):
        register_embedding_function(cast("BuildableFunction", type(function)))
    return {"name": function.name(), "type": "known", "config": dict(function.get_config())}


def _legacy(function: EmbeddingFunction | AsyncEmbeddingFunction, reason: str) -> dict[str, object]:
    warnings.warn(
        f"{_as_given(function)} is a legacy embedding function, which no collection remembers: {reason}",
        DeprecationWarning,
        stacklevel=3,
    )
    return {"type": "legacy"}


def _called(function: EmbeddingFunction | AsyncEmbeddingFunction) -> str:
    name: object = function.name()
    return f"a nameless function ({_as_given(function)})" if name is NotImplemented else repr(name)


def _as_given(function: EmbeddingFunction | AsyncEmbeddingFunction) -> str:
    """The class or function that a user knows it by, not what wraps a plain callable."""
    given: object = function
    if isinstance(function, CallableEmbeddingFunction | AsyncCallableEmbeddingFunction):
        given = function.function
    name: str = getattr(given, "__name__", type(given).__name__)
    return name


class UnbuildableFunction(EmbeddingFunction[Documents]):
    """Stands for a stored function that cannot be built here; see `from_configuration`."""

    failure: EmbeddingError

    def __call__(self, input: Documents) -> Embeddings:
        raise EmbeddingError(str(self.failure)) from self.failure


def stand_in(name: str, config: Mapping[str, object], why: EmbeddingError) -> UnbuildableFunction:
    """A function that is stored as `name` with `config`, and raises `why` when a text is to be embedded."""
    stored_name = name

    class Stored(UnbuildableFunction):
        failure = why

        @staticmethod
        def name() -> str:
            return stored_name

        def get_config(self) -> Mapping[str, object]:
            return config

        @staticmethod
        def build_from_config(config: dict[str, object]) -> EmbeddingFunction[Documents]:
            return stand_in(stored_name, config, why)

    return Stored()

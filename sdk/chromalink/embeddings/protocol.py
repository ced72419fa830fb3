"""What an embedding function is: the sync and the async protocol, and the adoption of everything callable.

A function that can be stored with a collection has a name, a configuration and a way back from it. One that
has only `__call__` is called legacy: it works, but a collection cannot remember it.
"""

from __future__ import annotations

import functools
import inspect
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, cast, runtime_checkable

from chromalink.errors import InvalidInputError
from chromalink.types import Embeddings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from typing_extensions import TypeVar

    Array: TypeAlias = npt.NDArray[
        np.float16 | np.float32 | np.float64 | np.int8 | np.uint8 | np.int32 | np.uint32 | np.int64
    ]
    D = TypeVar("D", contravariant=True, default=list[str])
else:
    from typing import TypeVar

    Array = "numpy.ndarray"
    D = TypeVar("D", contravariant=True)

Space: TypeAlias = Literal["cosine", "l2", "ip"]


class StoredFunction(Protocol):
    """The half that sync and async embedding functions share: identity, configuration, distance."""

    @staticmethod
    def name() -> str:
        """The name a collection stores; NotImplemented where a subclass gives none."""
        return cast("str", NotImplemented)

    def get_config(self) -> Mapping[str, object]:
        """What `build_from_config` needs to build an equal function: JSON values, never a secret.

        NotImplemented where a subclass gives none.
        """
        return cast("Mapping[str, object]", NotImplemented)

    def default_space(self) -> Space:
        """The distance of a collection made with this function when its maker names none."""
        return "l2"

    def supported_spaces(self) -> list[Space]:
        """The distances under which these vectors mean something."""
        return ["cosine", "l2", "ip"]

    def validate_config_update(self, old_config: dict[str, object], new_config: dict[str, object]) -> None:
        """Raise ValueError where a stored configuration may not become `new_config`."""
        return

    @staticmethod
    def validate_config(config: dict[str, object]) -> None:
        """Raise ValueError where `config` is not one that `build_from_config` takes."""
        return

    def is_legacy(self) -> bool:
        """Whether a collection cannot remember this function, for want of name, configuration or way back."""
        return (
            self.name() is NotImplemented
            or self.get_config() is NotImplemented
            or getattr(self, "build_from_config", None) in _NO_WAY_BACK
        )


@runtime_checkable
class EmbeddingFunction(StoredFunction, Protocol[D]):
    """Turns texts into vectors, blocking.

    Subclass it with `__call__` alone, or with `name`, `get_config` and `build_from_config` too, so that a
    collection made with the function is opened with it again (see `register_embedding_function`). The type
    parameter is what it takes; one that takes more than lists of texts serves where texts are embedded.

    Examples:
        >>> class Lengths(EmbeddingFunction[list[str]]):
        ...     def __call__(self, input: list[str]) -> list[list[float]]:
        ...         return [[float(len(text)), 1.0] for text in input]
        >>> Lengths()(["heist"])
        [[5.0, 1.0]]
    """

    @abstractmethod
    def __call__(self, input: D) -> Embeddings:
        """One vector per element of `input`, in order."""
        ...

    def embed_query(self, input: D) -> Embeddings:
        """Like `__call__`, for what is searched with; models that treat questions apart override it."""
        return self(input)

    @staticmethod
    def build_from_config(config: dict[str, object]) -> EmbeddingFunction[D]:
        """The function that `get_config` described; NotImplemented where a subclass gives no way back."""
        return cast("EmbeddingFunction[D]", NotImplemented)


@runtime_checkable
class AsyncEmbeddingFunction(StoredFunction, Protocol[D]):
    """Turns texts into vectors without blocking the event loop; async clients only.

    Examples:
        >>> class Lengths(AsyncEmbeddingFunction[list[str]]):
        ...     async def __call__(self, input: list[str]) -> list[list[float]]:
        ...         return [[float(len(text)), 1.0] for text in input]
        >>> await Lengths()(["heist"])
        [[5.0, 1.0]]
    """

    @abstractmethod
    async def __call__(self, input: D) -> Embeddings:
        """One vector per element of `input`, in order."""
        ...

    async def embed_query(self, input: D) -> Embeddings:
        """Like `__call__`, for what is searched with; models that treat questions apart override it."""
        return await self(input)

    @staticmethod
    def build_from_config(config: dict[str, object]) -> AsyncEmbeddingFunction[D]:
        """The function that `get_config` described; NotImplemented where a subclass gives no way back."""
        return cast("AsyncEmbeddingFunction[D]", NotImplemented)


@runtime_checkable
class TwoColouredFunction(Protocol):
    """The async half of a sync embedding function that has one, such as those of providers; async clients await it."""

    async def acall(self, input: list[str]) -> object:
        """What `__call__` gives, awaited."""
        ...

    async def aembed_query(self, input: list[str]) -> object:
        """What `embed_query` gives, awaited."""
        ...


_NO_WAY_BACK = (None, EmbeddingFunction.build_from_config, AsyncEmbeddingFunction.build_from_config)

TextEmbedder: TypeAlias = "EmbeddingFunction | Callable[[list[str]], Embeddings]"
"""What a sync client takes as `embedding_function`."""
AsyncTextEmbedder: TypeAlias = (
    "EmbeddingFunction | AsyncEmbeddingFunction | Callable[[list[str]], Embeddings | Awaitable[Embeddings]]"
)
"""What an async client takes as `embedding_function`."""


class CallableEmbeddingFunction(EmbeddingFunction[list[str]]):
    """A plain callable with the surface of an embedding function: legacy, for it has no name."""

    def __init__(self, function: Callable[[list[str]], Embeddings]) -> None:
        self.function = function

    def __call__(self, input: list[str]) -> Embeddings:
        return self.function(input)


class AsyncCallableEmbeddingFunction(AsyncEmbeddingFunction[list[str]]):
    """A plain async callable with the surface of an embedding function: legacy, for it has no name."""

    def __init__(self, function: Callable[[list[str]], Awaitable[Embeddings]]) -> None:
        self.function = function

    async def __call__(self, input: list[str]) -> Embeddings:
        return await self.function(input)


class Embeds(Protocol):
    """What dense and sparse functions share."""

    @property
    def embed_query(self) -> Callable[..., object]: ...

    @property
    def __call__(self) -> Callable[..., object]: ...


def called(function: Embeds, *, query: bool, awaits: bool) -> Callable[[object], object]:
    """What a client calls to embed: the async half of a function that has both, where the client awaits."""
    if awaits and isinstance(function, TwoColouredFunction):
        return cast("Callable[[object], object]", function.aembed_query if query else function.acall)
    return cast("Callable[[object], object]", function.embed_query if query else function)


def is_async(function: object) -> bool:
    """Whether calling `function` gives something to await."""
    while isinstance(function, functools.partial):
        function = cast("functools.partial[object]", function).func
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004 - the bound method is wanted, not a test
    )


def adopt(function: AsyncTextEmbedder) -> EmbeddingFunction | AsyncEmbeddingFunction:
    """`function` with the full surface: itself where it has it, else wrapped as a legacy function.

    Raises InvalidInputError for a class in place of its instance, for what cannot be called with one
    argument, and for an object whose `__call__` does not name that argument `input`, by which other code
    calls it. Of functions and methods only the number of arguments counts.
    """
    if isinstance(function, type) or not callable(function):
        raise InvalidInputError(
            f"embedding_function: expected an object that is called with a list of texts, found {function!r}"
        )
    _check_signature(function)
    if _has_full_surface(function):
        return cast("EmbeddingFunction | AsyncEmbeddingFunction", function)
    if is_async(function):
        return AsyncCallableEmbeddingFunction(cast("Callable[[list[str]], Awaitable[Embeddings]]", function))
    return CallableEmbeddingFunction(cast("Callable[[list[str]], Embeddings]", function))


def _has_full_surface(function: object) -> bool:
    return isinstance(function, EmbeddingFunction)  # the async protocol has the same members


def _check_signature(function: Callable[..., object]) -> None:
    try:
        signature = inspect.signature(function)
    except ValueError:  # some functions written in C tell no signature
        return
    kind = type(function).__name__
    by_name = not (inspect.isroutine(function) or isinstance(function, functools.partial))
    try:
        signature.bind(input=[]) if by_name else signature.bind([])
    except TypeError:
        wanted = "__call__(self, input)" if by_name else "one argument, the list of texts"
        raise InvalidInputError(f"embedding_function: expected {wanted}, found {kind}{signature}") from None

"""The function a collection embeds with, made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..embeddings.protocol import AsyncEmbeddingFunction, EmbeddingFunction

    Embedder = EmbeddingFunction | AsyncEmbeddingFunction


class EmbedderChoice:
    """A function, or how to make one: building what collections store may load a model, which a listing needs none of.

    Made once; when several threads ask first at the same time, any of what they made stays.
    """

    def __init__(self, make: Callable[[], Embedder | None]) -> None:
        self._make = make

    @classmethod
    def of(cls, function: Embedder | None) -> EmbedderChoice:
        """The choice of a function that is there already, or of none."""
        return cls(lambda: function)

    @cached_property
    def function(self) -> Embedder | None:
        """The function; None where the collection has none."""
        return self._make()

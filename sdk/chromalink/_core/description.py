"""What a collection object of either colour tells without asking the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from .. import retired
from ..types import CollectionConfiguration, CollectionModel
from .session import CollectionRef

if TYPE_CHECKING:
    from uuid import UUID

    from ..embeddings.protocol import AsyncEmbeddingFunction, EmbeddingFunction
    from ..schema import Schema


class CollectionDescription:
    """The collection as of the last answer that described it."""

    _ref: CollectionRef

    @property
    def id(self) -> UUID:
        """The id, for the collection's life."""
        return self._ref.id

    @property
    def name(self) -> str:
        """The name, unique in its database."""
        return self._ref.name

    @property
    def tenant(self) -> str:
        """The tenant the collection belongs to."""
        return self._ref.tenant

    @property
    def database(self) -> str:
        """The database the collection belongs to."""
        return self._ref.database

    @property
    def metadata(self) -> Mapping[str, object] | None:
        """The collection's own metadata."""
        return self._ref.metadata

    @property
    def configuration_json(self) -> Mapping[str, object]:
        """The configuration as the server tells it."""
        return self._ref.configuration

    @property
    def configuration(self) -> CollectionConfiguration:
        """The configuration, with the embedding function that this object embeds with."""
        return cast("CollectionConfiguration", {**self._ref.configuration, "embedding_function": self._ref.embedder})

    @property
    def _embedding_function(self) -> EmbeddingFunction | AsyncEmbeddingFunction | None:
        """The function this object embeds with, where stores of other frameworks read it from the official client."""
        return self._ref.embedder

    @property
    def schema(self) -> Schema | None:
        """The schema as the server told it, its embedding functions rebuilt; None where the server has none."""
        from ..schema import Schema

        return None if self._ref.schema is None else Schema.deserialize_from_json(self._ref.schema)

    @property
    def schema_json(self) -> Mapping[str, object] | None:
        """The schema as the server tells it; None where the server has none."""
        return self._ref.schema

    def get_model(self) -> CollectionModel:
        """The collection as plain values, as of the answer that described it."""
        ref = self._ref
        return CollectionModel(
            ref.id,
            ref.name,
            ref.configuration,
            ref.schema,
            ref.metadata,
            ref.dimension,
            ref.tenant,
            ref.database,
            ref.version,
            ref.log_position,
        )

    if not TYPE_CHECKING:  # a checker shall find misspelt names

        def __getattr__(self, name: str) -> object:
            return retired.attribute("Collection", type(self), name)

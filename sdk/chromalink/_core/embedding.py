"""How a collection embeds: which function is its own, what is stored of it, and vectors out of texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from ..embeddings import registry
from ..embeddings.protocol import (
    AsyncEmbeddingFunction,
    AsyncTextEmbedder,
    EmbeddingFunction,
    adopt,
    called,
    is_async,
)
from ..errors import ChromaError, EmbeddingError, InvalidInputError
from ..types import DataLoader
from .checks import columns
from .checks.kinds import inside
from .effects import Flow, compute
from .embedder_choice import EmbedderChoice
from .rows import Matrix
from .session import CollectionRef, Session
from .watching import embedding

if TYPE_CHECKING:
    from ..schema import Schema

Embedder = EmbeddingFunction | AsyncEmbeddingFunction


def adopted(session: Session, function: AsyncTextEmbedder | None) -> Embedder | None:
    """`function` with the full surface; an async one is refused where the client cannot await it."""
    if function is None:
        return None
    found = adopt(function)
    if is_async(found) and not session.awaits:
        raise InvalidInputError(
            "embedding_function: expected a sync function, got an async one; use it with an async client"
        )
    return found


def for_creation(
    session: Session,
    given: AsyncTextEmbedder | None,
    configuration: Mapping[str, object],
    metadata: Mapping[str, object] | None,
) -> tuple[Embedder | None, dict[str, object] | None]:
    """The function of a new collection, and the configuration to send (as recorded from the official client)."""
    argument = adopted(session, given)
    configured = adopted(session, cast("AsyncTextEmbedder | None", configuration.get("embedding_function")))
    registry.check_conflict_on_create(argument, configured)
    chosen = configured if configured is not None else argument
    if chosen is None and not configuration:
        return None, None
    stored = registry.to_configuration(chosen) or {"type": "legacy"}
    index = {name: cast("Mapping[str, object] | None", configuration.get(name)) for name in ("hnsw", "spann")}
    if chosen is not None and stored["type"] == "known":
        index = _with_space(chosen, index, (metadata or {}).get("hnsw:space"))
    return chosen, {**index, "embedding_function": stored}


def _with_space(
    chosen: Embedder, index: dict[str, Mapping[str, object] | None], in_metadata: object
) -> dict[str, Mapping[str, object] | None]:
    """`index` with the function's own distance where the caller names none: in it or, the older way, in metadata."""
    if in_metadata is not None and index == {"hnsw": None, "spann": None}:
        registry.check_space(chosen, in_metadata)
        return index
    if index["spann"] is None:
        index = {**index, "hnsw": index["hnsw"] or {}}
    found = dict(index)
    for name, settings in index.items():
        if settings is not None:
            space = settings.get("space") or chosen.default_space()
            found[name] = {**settings, "space": space}
            registry.check_space(chosen, space)
    return found


def for_schema(session: Session, given: Embedder | None, schema: Schema) -> Embedder | None:
    """The function of a new collection with a schema: the schema's own, or one of the same name given beside it."""
    own = adopted(session, schema.embedding_function)
    if given is None or given.name() == "default":
        return given if own is None else own
    if own is None or own.name() != given.name():
        raise InvalidInputError(
            f"embedding_function: {type(given).__name__} was given beside a schema that has another; pass it as "
            "VectorIndexConfig(embedding_function=...) of the schema"
        )
    return given


def for_update(ref: CollectionRef, given: object) -> tuple[Embedder | None, dict[str, object]]:
    """The function that replaces the collection's, and what is stored of it; refused where the old one objects."""
    chosen = adopted(ref.session, cast("AsyncTextEmbedder | None", given))
    stored = registry.to_configuration(chosen) or {"type": "legacy"}
    before = inside(ref.configuration, "embedding_function", "config")
    if ref.embedder is not None and isinstance(before, Mapping):
        changed = cast("dict[str, object]", stored.get("config") or {})
        try:
            ref.embedder.validate_config_update(dict(cast("Mapping[str, object]", before)), changed)
        except ValueError as exc:
            raise InvalidInputError(f"configuration['embedding_function']: {exc}") from exc
    return chosen, stored


def for_existing(
    session: Session,
    given: AsyncTextEmbedder | None,
    configuration: Mapping[str, object],
    schema: Mapping[str, object] | None,
) -> EmbedderChoice:
    """The function to embed with: one given by name, else the stored one when first needed, else whatever was given."""
    argument = adopted(session, given)
    stored = _stored(configuration, schema)
    registry.check_conflict_on_get(argument, stored)
    if argument is not None and argument.name() != "default":
        return EmbedderChoice.of(argument)
    return EmbedderChoice(partial(_rebuilt, stored, argument))


def _rebuilt(stored: Mapping[str, object] | None, otherwise: Embedder | None) -> Embedder | None:
    found = registry.from_configuration(stored)
    return otherwise if found is None else found


def _stored(configuration: Mapping[str, object], schema: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """The embedding function a collection stores: in its configuration, else in its schema's vector index."""
    vector_index = ("float_list", "vector_index", "config")
    for place in (
        configuration,
        inside(schema, "keys", "#embedding", *vector_index),
        inside(schema, "defaults", *vector_index),
    ):
        found = inside(place, "embedding_function")
        if isinstance(found, Mapping):
            return cast("Mapping[str, object]", found)
    return None


def check(ref: CollectionRef, argument: str, *, query: bool = False) -> Callable[[object], object]:
    """The function that is to embed; refused where there is none, or none that this client can call."""
    if ref.embedder is None:
        raise InvalidInputError(
            f"{argument}: collection {ref.name!r} has no embedding function; pass embeddings, or open the collection"
            " with embedding_function="
        )
    function = called(ref.embedder, query=query, awaits=ref.session.awaits)
    if is_async(function) and not ref.session.awaits:
        raise EmbeddingError(
            f"{type(ref.embedder).__name__} is async: use an async client, or open the collection with a sync function"
        )
    return function


def embedded(ref: CollectionRef, inputs: Sequence[object], argument: str, *, query: bool = False) -> Flow[Matrix]:
    """One float32 vector per input, by the collection's function."""
    function = check(ref, argument, query=query)
    try:
        name = type(ref.embedder).__name__
        answer = yield from embedding(ref.session.hooks, name, function, list(inputs), query=query)
        vectors = columns.embeddings(answer, "the embedding function's result")
    except InvalidInputError as exc:
        raise EmbeddingError(str(exc)) from exc
    except ChromaError:
        raise
    except Exception as exc:
        raise EmbeddingError(f"{type(ref.embedder).__name__} raised {type(exc).__name__}: {exc}") from exc
    if vectors is None or len(vectors) != len(inputs):
        found = 0 if vectors is None else len(vectors)
        raise EmbeddingError(f"{type(ref.embedder).__name__} returned {found} vectors for {len(inputs)} inputs")
    return vectors


def check_loader(loader: DataLoader | None, argument: str) -> DataLoader:
    """The collection's data loader; refused where it has none."""
    if loader is None:
        raise InvalidInputError(f"{argument}: the collection has no data loader; open it with data_loader=")
    return loader


def loaded(loader: DataLoader | None, uris: Sequence[str | None], argument: str) -> Flow[Sequence[object]]:
    """What the collection's data loader makes of `uris`, one object each; None for a record without one."""
    load = check_loader(loader, argument)
    present = [uri for uri in uris if uri is not None]
    if not present:
        return [None] * len(uris)
    try:
        found = list((yield from compute(load, present)))
    except Exception as exc:
        raise EmbeddingError(f"the data loader raised {type(exc).__name__}: {exc}") from exc
    if len(found) != len(present):
        raise EmbeddingError(f"the data loader returned {len(found)} objects for {len(present)} uris")
    objects = iter(found)
    return [None if uri is None else next(objects) for uri in uris]

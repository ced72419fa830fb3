"""Collections: finding, making, changing and removing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from ..._wire import collections as wire
from ...embeddings.protocol import AsyncTextEmbedder
from ...errors import InvalidInputError, NotFoundError
from ...schema import Schema
from ...types import DataLoader, IndexingStatus
from .. import embedding, sparse_embedding
from ..checks import configuration as check
from ..checks import filters, metadata
from ..checks.columns import shown
from ..checks.kinds import is_mapping
from ..effects import Flow
from ..embedder_choice import EmbedderChoice
from ..session import CollectionRef, Session
from .system import scope, sent


def list_collections(
    session: Session, limit: int | None, offset: int | None, embedder: AsyncTextEmbedder | None
) -> Flow[list[CollectionRef]]:
    limit, offset = filters.optional_count(limit, "limit"), filters.optional_count(offset, "offset")
    where = yield from scope(session)
    found = yield from sent(session, wire.list_collections(where.tenant, where.database, limit, offset))
    return [_opened(session, one, embedder, None) for one in found]


def count_collections(session: Session) -> Flow[int]:
    where = yield from scope(session)
    return (yield from sent(session, wire.count_collections(where.tenant, where.database)))


def create_collection(
    session: Session,
    name: str,
    schema: Schema | Mapping[str, object] | None,
    configuration: Mapping[str, object] | None,
    user_metadata: Mapping[str, object] | None,
    embedder: AsyncTextEmbedder | None,
    loader: DataLoader | None,
    *,
    get_or_create: bool,
) -> Flow[CollectionRef]:
    check.name(name)
    described = metadata.collection(user_metadata, "metadata")
    if schema is not None and configuration is not None:
        raise InvalidInputError("schema, configuration: expected one of them, got both")
    chosen, stored = embedding.for_creation(session, embedder, check.configuration(configuration), described)
    built = schema if isinstance(schema, Schema) else None
    told = schema.serialize_to_json() if isinstance(schema, Schema) else schema
    if built is not None:
        sparse_embedding.check(session, built)
        chosen = embedding.for_schema(session, chosen, built)
    where = yield from scope(session)
    call = wire.create_collection(
        where.tenant,
        where.database,
        name,
        metadata=described,
        configuration=None if schema is not None else stored,
        schema=told,
        get_or_create=get_or_create,
    )
    found = yield from sent(session, call)
    if get_or_create:
        return _opened(session, found, chosen, loader, built)
    return _ref(session, found, EmbedderChoice.of(chosen), loader, built)


def get_collection(
    session: Session, name: str, embedder: AsyncTextEmbedder | None, loader: DataLoader | None
) -> Flow[CollectionRef]:
    check.name(name)
    embedding.adopted(session, embedder)
    where = yield from scope(session)
    found = yield from sent(session, wire.get_collection(where.tenant, where.database, name))
    return _opened(session, found, embedder, loader)


def get_collection_by_id(
    session: Session, id: UUID | str, embedder: AsyncTextEmbedder | None, loader: DataLoader | None
) -> Flow[CollectionRef]:
    embedding.adopted(session, embedder)
    wanted = _uuid(id)
    where = yield from scope(session)
    found = yield from sent(session, wire.get_collection_by_id(where.tenant, where.database, wanted))
    return _opened(session, found, embedder, loader)


def get_collection_by_crn(
    session: Session, crn: str, embedder: AsyncTextEmbedder | None, loader: DataLoader | None
) -> Flow[CollectionRef]:
    check.name(crn, "crn")
    embedding.adopted(session, embedder)
    yield from scope(session)
    found = yield from sent(session, wire.get_collection_by_crn(crn))
    return _opened(session, found, embedder, loader)


def delete_collection(session: Session, name: str, *, missing_ok: bool) -> Flow[None]:
    check.name(name)
    where = yield from scope(session)
    try:
        yield from sent(session, wire.delete_collection(where.tenant, where.database, name))
    except NotFoundError:
        if not missing_ok:
            raise


def modify(
    ref: CollectionRef,
    name: str | None,
    user_metadata: Mapping[str, object] | None,
    configuration: Mapping[str, object] | None,
) -> Flow[CollectionRef]:
    """The collection as it is after the change."""
    if name is not None:
        check.name(name)
    described = metadata.collection(user_metadata, "metadata")
    if described is not None and "hnsw:space" in described:
        raise InvalidInputError("metadata: 'hnsw:space' cannot change once a collection is created")
    changes = check.configuration(configuration, update=True)
    choice = ref.choice
    if "embedding_function" in changes:
        embedder, stored = embedding.for_update(ref, changes["embedding_function"])
        changes["embedding_function"] = stored
        choice = EmbedderChoice.of(embedder)
    if name is None and described is None and not changes:
        raise InvalidInputError("modify: expected a name, metadata or a configuration to change")
    yield from sent(ref.session, wire.update_collection(ref, name, described, changes or None))
    return replace(
        ref,
        name=name or ref.name,
        metadata=ref.metadata if described is None else _stored_metadata(described),
        configuration=_merged(ref.configuration, changes),
        choice=choice,
    )


def fork(ref: CollectionRef, new_name: str) -> Flow[CollectionRef]:
    check.name(new_name, "new_name")
    found = yield from sent(ref.session, wire.fork_collection(ref, new_name))
    return replace(_ref(ref.session, found, ref.choice, ref.loader), sparse=ref.sparse)


def fork_count(ref: CollectionRef) -> Flow[int]:
    return (yield from sent(ref.session, wire.count_forks(ref)))


def indexing_status(ref: CollectionRef) -> Flow[IndexingStatus]:
    return (yield from sent(ref.session, wire.indexing_status(ref)))


def _opened(
    session: Session,
    found: wire.Description,
    embedder: AsyncTextEmbedder | None,
    loader: DataLoader | None,
    given: Schema | None = None,
) -> CollectionRef:
    chosen = embedding.for_existing(session, embedder, found.configuration, found.schema)
    return _ref(session, found, chosen, loader, given)


def _ref(
    session: Session,
    found: wire.Description,
    choice: EmbedderChoice,
    loader: DataLoader | None,
    given: Schema | None = None,
) -> CollectionRef:
    return CollectionRef(
        session=session,
        id=found.id,
        name=found.name,
        tenant=found.tenant,
        database=found.database,
        metadata=found.metadata,
        configuration=found.configuration,
        schema=found.schema,
        choice=choice,
        loader=loader,
        sparse=sparse_embedding.keys_of(found.schema, given),
        dimension=found.dimension,
        version=found.version,
        log_position=found.log_position,
    )


def _uuid(value: UUID | str) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise InvalidInputError(f"id: expected a UUID, got {shown(value)}") from None


def _stored_metadata(described: Mapping[str, object]) -> Mapping[str, object] | None:
    """What the server keeps of new metadata: keys without a value go (wire contract: collections, update)."""
    return {key: value for key, value in described.items() if value is not None} or None


def _merged(current: Mapping[str, object], changes: Mapping[str, object]) -> Mapping[str, object]:
    """`current` with changed index settings merged field by field, where it tells them, as the server does."""
    merged = dict(current)
    for part, change in changes.items():
        before = current.get(part)
        if part == "embedding_function":
            merged[part] = change
        elif is_mapping(before) and is_mapping(change):
            merged[part] = {**before, **{key: value for key, value in change.items() if key in before}}
    return merged

"""Collections at the target: found, made like a described one, and known by their name while they are unfinished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, cast

from ..embeddings.registry import stand_in
from ..errors import (
    EmbeddingError,
    InvalidArgumentError,
    InvalidInputError,
    NotFoundError,
    TransferError,
    UnprocessableError,
    UnsupportedByServerError,
)
from .description import Description, differences, essential_difference

if TYPE_CHECKING:
    from .._sync.client import ClientAPI
    from .._sync.collection import Collection

_UNFINISHED = "-unfinished-"
_KEY_BYTES = 4
_READABLE = 80
"""How many characters of a name its unfinished copy keeps: names have a limit, on the Cloud of 128."""

_REFUSALS = (InvalidInputError, InvalidArgumentError, UnprocessableError, UnsupportedByServerError)


def unfinished_name(name: str, key: str) -> str:
    """What `name` is called while it is brought over; another for every source, which `key` tells apart."""
    digest = blake2b(f"{name}\0{key}".encode(), digest_size=_KEY_BYTES).hexdigest()
    return f"{name[:_READABLE]}{_UNFINISHED}{digest}"


def is_unfinished(name: str) -> bool:
    """Whether a collection is called as those are that have not been brought over to their end."""
    before, mark, digest = name.rpartition(_UNFINISHED)
    return bool(before and mark) and len(digest) == 2 * _KEY_BYTES and set(digest) <= set("0123456789abcdef")


def found(client: ClientAPI, name: str) -> Collection | None:
    """The collection of this name, which never embeds by itself; None where there is none."""
    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def made(client: ClientAPI, name: str, wanted: Description) -> Collection:
    """An empty collection like `wanted`: made in the way after which it says the same of itself, else nearly the same.

    Servers differ in what they take: some know no schemas, others drop the embedding function of a plain one or refuse
    one beside index settings in the metadata. Raises TransferError where metadata, space or embedding function would
    not be kept.
    """
    refusal: Exception | None = None
    nearest: tuple[int, Mapping[str, object]] | None = None
    for way in _ways(wanted):
        try:
            _make(client, name, wanted, way)
        except _REFUSALS as error:
            refusal = refusal or error
            continue
        collection = client.get_collection(name, embedding_function=None)
        told = Description.of(collection)
        essential = essential_difference(wanted, told)
        missed = len(differences(wanted, told))
        if essential is None and not missed:
            return collection
        client.delete_collection(name, missing_ok=True)
        if essential is not None:
            refusal = refusal or TransferError(essential)
        elif nearest is None or missed < nearest[0]:
            nearest = missed, way
    if nearest is None:
        raise TransferError(f"{wanted.name}: the target does not take such a collection: {refusal}") from refusal
    _make(client, name, wanted, nearest[1])
    return client.get_collection(name, embedding_function=None)


def _make(client: ClientAPI, name: str, wanted: Description, way: Mapping[str, object]) -> None:
    metadata = None if wanted.metadata is None else dict(wanted.metadata)
    client.create_collection(name, metadata=metadata, embedding_function=None, **way)  # type: ignore[arg-type]  # checked there


def _ways(wanted: Description) -> Iterator[Mapping[str, object]]:
    """Arguments that say how the collection is to be, those that say most first."""
    if wanted.schema is not None:
        yield {"schema": wanted.schema}
    parts = {"hnsw": wanted.hnsw, "spann": wanted.spann, "embedding_function": _function(wanted.embedding_function)}
    yield {"configuration": {name: part for name, part in parts.items() if part is not None}}
    yield {}


def _function(stored: Mapping[str, object] | None) -> object:
    """What is stored as it was, whether or not such a function can be built here."""
    if stored is None or "name" not in stored:
        return None
    config = cast("Mapping[str, object]", stored.get("config") or {})
    return stand_in(str(stored["name"]), config, EmbeddingError("a transfer embeds nothing"))

"""Records one by one: a Record or a mapping in, a checked one out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ...bulk import Record
from ...errors import InvalidInputError
from ..rows import Vector
from . import columns, metadata
from .columns import shown
from .kinds import can_be_written, is_mapping

FIELDS = ("id", "embedding", "document", "metadata", "uri")
OF_RESULTS = ("data", "distance")
"""What the rows of results have beside a record's fields; it is not written."""


def record(value: object, argument: str) -> Record:
    """A record whose id is a text that can be sent; its other fields are still unchecked."""
    found = value if isinstance(value, Record) else _of_mapping(value, argument)
    if not isinstance(found.id, str) or not found.id or not can_be_written(found.id):
        raise InvalidInputError(f"{argument}: expected a non-empty text of Unicode as id, got {shown(found.id)}")
    return found


def checked(found: Record, argument: str, dimension: int | None, *, patch: bool) -> Record:
    """The record with its vector as float32 of shape (dimension,) and metadata in the server's form.

    With `patch`, a metadata value may be None.
    """
    given = found.metadata or None  # servers tell an empty one of records with a uri only, and refuse it
    told = None if given is None else metadata.record(given, f"{argument}.metadata", patch=patch)
    for name, text in (("document", found.document), ("uri", found.uri)):
        if text is not None and not (isinstance(text, str) and can_be_written(text)):
            raise InvalidInputError(f"{argument}.{name}: expected a text of Unicode, got {shown(text)}")
    for key, one in told.items() if told is not None else ():
        if not can_be_written(key) or (isinstance(one, str) and not can_be_written(one)):
            raise InvalidInputError(f"{argument}.metadata[{key!r}]: expected text of Unicode, got {shown(one)}")
    vector = _vector(found.embedding, f"{argument}.embedding", dimension)
    return Record(found.id, vector, found.document, cast("Mapping[str, str]", told), found.uri)


def _of_mapping(value: object, argument: str) -> Record:
    if not is_mapping(value):
        raise InvalidInputError(f"{argument}: expected a Record or a mapping with an id, got {shown(value)}")
    strange = [key for key in value if key not in FIELDS and key not in OF_RESULTS]
    if strange or "id" not in value:
        found = ", ".join(map(repr, value))
        raise InvalidInputError(f"{argument}: expected id and any of {', '.join(FIELDS[1:])}, got the keys {found}")
    return Record(**{name: value[name] for name in FIELDS if name in value})  # type: ignore[arg-type]  # checked next


def _vector(value: object, argument: str, dimension: int | None) -> Vector | None:
    found = columns.vector(value, argument)
    if found is not None and dimension is not None and len(found) != dimension:
        raise InvalidInputError(f"{argument}: expected {dimension} numbers as in the first record, got {len(found)}")
    return found

"""What a write asks for, checked and brought to one change per record."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from .columns import Slots
from .errors import InvalidArgument
from .metadata import DOCUMENT_KEY, URI_KEY, is_reserved
from .values import Batch, MetadataPatch, MetadataValue


@dataclass(frozen=True, slots=True)
class Changes:
    """Parallel columns with distinct ids; None = nobody has a value in this column.

    `rows[i]` is the row of the batch's embeddings for the i-th id, -1 = keep the vector.
    """

    ids: Sequence[str]
    rows: Slots
    documents: Sequence[str | None] | None
    uris: Sequence[str | None] | None
    patches: Sequence[MetadataPatch | None] | None
    overwritten: Sequence[tuple[str, str, MetadataValue]] = ()
    """Id, key and value of what a later change of the same batch replaced; it still counts as written."""

    def subset(self, which: Sequence[int]) -> Changes:
        """Only these changes, in this order."""
        ids = [self.ids[i] for i in which]
        return Changes(
            ids,
            self.rows[np.asarray(which, np.int64)],
            None if self.documents is None else [self.documents[i] for i in which],
            None if self.uris is None else [self.uris[i] for i in which],
            None if self.patches is None else [self.patches[i] for i in which],
            [(id_, key, value) for id_, key, value in self.overwritten if id_ in ids] if self.overwritten else (),
        )


def checked(batch: Batch, existing: Container[str]) -> Changes:
    """The batch as it stands, duplicates included.

    Raises InvalidArgument for columns of different length, an empty id, and metadata that would put something other
    than a string where the document or the uri is kept (the recorded server breaks down; wire contract: crashes).
    """
    size = len(batch.ids)
    lengths = [len(column) for column in (batch.documents, batch.uris, batch.metadatas) if column is not None]
    if batch.embedding_rows is not None:
        lengths.append(len(batch.embedding_rows))
    elif batch.embeddings is not None:
        lengths.append(len(batch.embeddings))
    if any(length != size for length in lengths):
        raise InvalidArgument("Inconsistent number of IDs, embeddings, documents, URIs and metadatas")
    if "" in batch.ids:
        raise InvalidArgument("Empty ID, ID must have at least one character")
    if batch.metadatas is not None:
        _check_reserved(batch, existing)
    if batch.embedding_rows is not None:
        rows = np.asarray(batch.embedding_rows, np.int64)
    elif batch.embeddings is not None:
        rows = np.arange(size)
    else:
        rows = np.full(size, -1, np.int64)
    return Changes(batch.ids, rows, batch.documents, batch.uris, batch.metadatas)


def vectors_missing() -> InvalidArgument:
    """The refusal of new records without vectors."""
    return InvalidArgument("embeddings: expected a vector for every record that does not exist yet, got none")


def id_repeated(ids: Sequence[str], existing: Container[str]) -> InvalidArgument:
    """The refusal of ids that exist already or stand twice; names the first of them."""
    expected, seen = "ids: expected new ids, each once, got", set[str]()
    for id_ in ids:
        if id_ in existing:
            return InvalidArgument(f"{expected} {id_!r}, which exists")
        if id_ in seen:
            return InvalidArgument(f"{expected} {id_!r} twice")
        seen.add(id_)
    raise AssertionError("ids are new and distinct")


def merged(changes: Changes) -> Changes:
    """One change per id, in order of first mention, with the effect of all its changes applied one after the other."""
    if len(set(changes.ids)) == len(changes.ids):
        return changes
    place: dict[str, int] = {}
    rows: list[int] = []
    documents: list[str | None] = []
    patches: list[dict[str, MetadataValue | None]] = []
    overwritten: list[tuple[str, str, MetadataValue]] = []
    for i, id_ in enumerate(changes.ids):
        at = place.setdefault(id_, len(place))
        if at == len(rows):
            rows.append(-1)
            documents.append(None)
            patches.append({})
        if changes.rows[i] >= 0:
            rows[at] = int(changes.rows[i])
        patch = dict((changes.patches[i] if changes.patches else None) or {})
        text = patch.pop(DOCUMENT_KEY, None)
        if changes.documents is not None and changes.documents[i] is not None:
            text = changes.documents[i]
        if changes.uris is not None and changes.uris[i] is not None:
            patch[URI_KEY] = changes.uris[i]
        if isinstance(text, str):
            documents[at] = text
        for key in patch.keys() & patches[at].keys():
            old = patches[at][key]
            if old is not None and key != URI_KEY:
                overwritten.append((id_, key, old))
        patches[at].update(patch)
    return Changes(list(place), np.array(rows, np.int64), documents, None, patches, overwritten)


def _check_reserved(batch: Batch, existing: Container[str]) -> None:
    seen: set[str] = set()
    for i, (id_, patch) in enumerate(zip(batch.ids, batch.metadatas or (), strict=True)):
        if patch and is_reserved(patch):
            for key in (DOCUMENT_KEY, URI_KEY):
                value = patch.get(key, "")
                # Null unsets a uri; of a document it is harmless only where there cannot be one.
                harmless = value is None and (key == URI_KEY or (id_ not in existing and id_ not in seen))
                if not harmless and not isinstance(value, str):
                    raise InvalidArgument(
                        f"Validation error: metadatas: Expected a string under the reserved key {key!r} at index {i}, "
                        f"got {type(value).__name__}"
                    )
        seen.add(id_)

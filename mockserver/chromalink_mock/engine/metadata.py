"""The metadata of a collection's records: one column per key, and the kinds each key was ever written with."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

from .columns import Column, Slots, uniform
from .filters import kind_of
from .fulltext import Documents
from .sparse import SparseIndex
from .sparse_vector import SparseVector
from .values import Counts, Labels, LearnedKind, MetadataPatch, MetadataValue, Scalar, ValueKind

DOCUMENT_KEY: Final = "chroma:document"
URI_KEY: Final = "chroma:uri"
"""Metadata keys under which a record's document and uri are kept (wire contract: records, reserved keys)."""

EMPTY_LIST_KIND: Final[ValueKind] = "bool"
"""What a key counts as when an empty list was written under it, as recorded."""


class MetadataTable:
    """Columns by key over the slots of one collection; the uri is the column of its reserved key.

    Not thread-safe: the store guards it.
    """

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.value_kinds: dict[str, tuple[LearnedKind, ...]] = {}
        self._columns: dict[str, Column] = {}

    def fork(self, documents: Documents) -> MetadataTable:
        """A table with the same values over `documents`, a fork of ours; what is shared is copied by who writes."""
        twin = MetadataTable(documents)
        twin.value_kinds = self.value_kinds
        twin._columns = {key: column.fork() for key, column in self._columns.items()}
        return twin

    def tally(self, slots: Slots) -> tuple[Counts, Labels]:
        """For each key how often each value is held, and the tokens of sparse dimensions; `slots` are those in use.

        As `Column.tally`; of a sparse vector every dimension counts. Document and uri are not among the keys.
        """
        counts: dict[str, dict[tuple[LearnedKind, Scalar], int]] = {}
        labels: dict[tuple[str, int], str] = {}
        for key, column in self._columns.items():
            if key == URI_KEY:
                continue
            held = counts[key] = column.tally()
            vectors = column.read(slots)[1] if column.sparse is not None else ()
            for vector in vectors:
                if isinstance(vector, SparseVector):
                    indices = vector.indices.tolist()
                    for index in indices:
                        held["sparse_vector", index] = held.get(("sparse_vector", index), 0) + 1
                    keys = ((key, index) for index in indices)
                    labels.update(zip(keys, vector.tokens or (), strict=False))
        return counts, labels

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns by key, in the order in which a record's metadata is told."""
        return self._columns

    def restore(self, key: str, size: int) -> None:
        """Have a column under this key, the last so far; `size` = number of slots."""
        self._columns[key] = Column(size)

    def column(self, key: str) -> Column | Documents | None:
        """The column of a key; None when no record ever carried it."""
        return self.documents if key == DOCUMENT_KEY else self._columns.get(key)

    def sparse(self, key: str) -> SparseIndex | None:
        """The sparse vectors under a key; None when there never were any."""
        column = self._columns.get(key)
        return None if column is None else column.sparse

    def patch(self, slots: Sequence[int], patches: Sequence[MetadataPatch | None], size: int) -> None:
        """Merge a patch into each of these distinct slots: keys are overwritten, None and [] remove the key.

        Strings under the reserved keys set the document and the uri. `size` = number of slots.
        """
        written: dict[str, tuple[list[int], list[MetadataValue]]] = {}
        removed: dict[str, list[int]] = {}
        for slot, changes in zip(slots, patches, strict=True):
            if not changes:
                continue
            for key, value in changes.items():
                if value is None or value == []:
                    removed.setdefault(key, []).append(slot)
                    if value is not None:
                        self._learn(key, EMPTY_LIST_KIND)
                    continue
                column = written.get(key)
                if column is None:
                    column = written[key] = ([], [])
                column[0].append(slot)
                column[1].append(value)
        for key, (at, values) in written.items():
            if key == DOCUMENT_KEY:
                self.documents.write(at, [value for value in values if isinstance(value, str)])
                continue
            self.write(key, at, values, size)
            if key != URI_KEY:
                self.learn(key, values)
        for key, at in removed.items():
            if key in self._columns:
                self._columns[key].remove(set(at))

    def write(self, key: str, slots: Sequence[int], values: Sequence[MetadataValue], size: int) -> None:
        """Set one key of these distinct slots."""
        if not slots:
            return
        column = self._columns.get(key)
        if column is None:
            column = self._columns[key] = Column(size)
        column.write(slots, values, size)

    def learn(self, key: str, values: Iterable[MetadataValue]) -> None:
        """Remember the kinds of these values of a key; a list counts as its elements, an empty one as bool."""
        samples = {type(value): value for value in values if not isinstance(value, list)}
        for sample in samples.values():
            self._learn(key, "sparse_vector" if isinstance(sample, SparseVector) else kind_of(sample))
        for value in values:
            if isinstance(value, list):
                self._learn(key, kind_of(uniform(value)[0]) if value else EMPTY_LIST_KIND)

    def remove(self, slots: Sequence[int]) -> None:
        """Forget every value of these slots."""
        gone = set(slots)
        for column in self._columns.values():
            column.remove(gone)

    def read(self, slots: Slots) -> list[dict[str, MetadataValue] | None]:
        """The metadata of each slot, None where nothing is stored; `{}` where there is only a uri (as recorded)."""
        rows = self.fields(slots, self._columns.keys() - {URI_KEY})
        told: list[dict[str, MetadataValue] | None] = [row or None for row in rows]
        if URI_KEY in self._columns:
            for i in self._columns[URI_KEY].read(slots)[0]:
                told[i] = rows[i]
        return told

    def fields(self, slots: Slots, keys: Container[str] | None = None) -> list[dict[str, MetadataValue]]:
        """For each slot what is stored under these keys (None = under all), the uri under its reserved one included."""
        rows: list[dict[str, MetadataValue]] = [{} for _ in range(len(slots))]
        for key, column in self._columns.items():
            if keys is None or key in keys:
                found, values = column.read(slots)
                having = rows if isinstance(found, range) else map(rows.__getitem__, found)
                for row, value in zip(having, values, strict=True):
                    row[key] = value
        return rows

    def uris(self, slots: Slots) -> list[str | None]:
        """The uri of each slot, None where there is none."""
        uris: list[str | None] = [None] * len(slots)
        if URI_KEY in self._columns:
            found, values = self._columns[URI_KEY].read(slots)
            for i, value in zip(found, values, strict=True):
                uris[i] = str(value)
        return uris

    def keep(self, kept: Slots, size: int) -> None:
        """Renumber after a compaction, as `Column.keep`; keys that no record carries any more lose their column."""
        for column in self._columns.values():
            column.keep(kept, size)

    def _learn(self, key: str, kind: LearnedKind) -> None:
        known = self.value_kinds.get(key, ())
        if kind not in known:
            # A new mapping each time: readers may be walking the old one.
            self.value_kinds = {**self.value_kinds, key: (*known, kind)}


def is_reserved(changes: Mapping[str, object]) -> bool:
    """Whether a patch writes the document or the uri."""
    return DOCUMENT_KEY in changes or URI_KEY in changes

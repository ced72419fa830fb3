"""Faults seeded in the engine of the reference server: one of its functions replaced while the server runs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from chromalink_mock.engine import columns, exact, filters, fulltext, metadata, names, store
from chromalink_mock.engine.filters import Clause, Either, Every, Holds, Mask, OneOf, Table
from chromalink_mock.engine.fulltext import Documents
from chromalink_mock.engine.metadata import MetadataTable
from chromalink_mock.engine.values import MetadataPatch

Original: TypeAlias = Callable[..., Mask | None]


@dataclass(frozen=True, slots=True)
class EngineFault:
    """A named fault: what `attribute` of `owner` becomes, given what it is."""

    name: str
    owner: object
    attribute: str
    changed: Callable[[Original], object]

    @contextmanager
    def seeded(self) -> Generator[None]:
        """The engine with this fault, for as long as the block lasts."""
        original = getattr(self.owner, self.attribute)
        setattr(self.owner, self.attribute, self.changed(original))
        try:
            yield
        finally:
            setattr(self.owner, self.attribute, original)


def _replacing_metadata(original: Original) -> object:
    def patch(table: MetadataTable, slots: Sequence[int], patches: Sequence[MetadataPatch | None], size: int) -> None:
        table.remove([slot for slot, changes in zip(slots, patches, strict=True) if changes])
        original(table, slots, patches, size)

    return patch


def _negations_need_the_key(original: Original) -> object:
    def matching(clause: Clause, table: Table, among: Mask) -> Mask:
        if isinstance(clause, OneOf | Holds) and clause.negated and table.column(clause.key) is None:
            return np.zeros(len(among), np.bool_)
        return _mask(original(clause, table, among))

    return matching


def _empty(kind: type[Every] | type[Either], *, holds: bool) -> Callable[[Original], object]:
    def changed(original: Original) -> object:
        def matching(clause: Clause, table: Table, among: Mask) -> Mask:
            if isinstance(clause, kind) and not clause.clauses:
                return among if holds else np.zeros(len(among), np.bool_)
            return _mask(original(clause, table, among))

        return matching

    return changed


def _ignoring_case(original: Original) -> object:
    def containing(documents: Documents, needle: str, among: Mask) -> Mask:
        return _mask(original(documents, needle, among)) | _mask(original(documents, needle.lower(), among))

    return containing


def _fixed_without_a_check(original: Original) -> object:
    def check_dimension(records: store.RecordStore, dimension: int) -> None:
        if records.dimension is None:
            original(records, dimension)

    return check_dimension


def _mask(found: Mask | None) -> Mask:
    assert found is not None
    return found


ENGINE_FAULTS: tuple[EngineFault, ...] = (
    EngineFault("float operands are not truncated for ints", columns, "truncated", lambda _: lambda operand: operand),
    EngineFault("metadata is replaced, not merged", MetadataTable, "patch", _replacing_metadata),
    EngineFault(
        "the schema learns no keys", metadata.MetadataTable, "learn", lambda _: lambda table, key, values: None
    ),
    EngineFault("IP addresses are names", names, "_is_address", lambda _: lambda part: False),
    EngineFault("names of two characters are allowed", names, "_MIN_LENGTH", lambda _: 2),
    EngineFault("names may be longer", names, "_MAX_LENGTH", lambda _: 5000),
    EngineFault("negations need the key", filters, "matching", _negations_need_the_key),
    EngineFault("an empty $and holds nowhere", filters, "matching", _empty(Every, holds=False)),
    EngineFault("an empty $or holds everywhere", filters, "matching", _empty(Either, holds=True)),
    EngineFault("text search ignores case", fulltext.Documents, "containing", _ignoring_case),
    EngineFault("distances are negated", exact, "distances", lambda found: lambda *a: -1 * np.asarray(found(*a))),
    EngineFault("the dimension is not checked", store.RecordStore, "_check_dimension", _fixed_without_a_check),
)

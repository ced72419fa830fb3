"""The way of a collection to its target: under an unfinished name until it is whole and checked.

Records are written in the order of the source, so an unfinished copy holds the first so many of them, and a later run
goes on behind those. Nothing but its name tells that a copy is unfinished, and it gets its own name last of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..bulk import BulkProgress, Record
from ..errors import BulkError, TransferError
from . import making
from .checksum import Checksum
from .comparison import first_difference
from .description import Description, differences, essential_difference
from .source import EVERYTHING, Source

if TYPE_CHECKING:
    from .._sync.client import ClientAPI
    from .._sync.collection import Collection

_SLICE = 50_000
"""Records of one bulk write: what it remembers of them stays small."""
_STEP = 1_000
"""Records read between two reports."""

Step: TypeAlias = Literal["reading", "copying", "checking"]
State: TypeAlias = Literal["copied", "resumed", "replaced", "already there"]


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """How far a transfer has come, in records of the step it is in.

    "reading" is what was brought over earlier, "copying" is all there is to bring over, "checking" reads the copy.
    """

    step: Step
    done: int
    total: int


Report: TypeAlias = Callable[[TransferProgress], object]


@dataclass(frozen=True, slots=True)
class Transferred:
    """A collection that is whole at the target.

    `checksum` is over ids, embeddings, documents, metadata and uris of the source; `rounded` tells whether the target
    has rounded numbers, as the official server does with embeddings of a cosine space, and with some fractions in
    metadata; `in_order` whether it keeps the order of the source; `differences` name settings of the index or schema
    that it keeps otherwise, or not.
    """

    name: str
    records: int
    state: State
    checksum: str
    rounded: bool
    in_order: bool
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
    """What was read of a source, what a collection holds, and the first difference, if there is one."""

    read: Checksum
    held: Checksum
    difference: str | None

    def told(self, name: str, state: State, differences: tuple[str, ...]) -> Transferred:
        rounded = self.held.value != self.read.value
        in_order = self.held.order == self.read.order
        return Transferred(name, self.read.count, state, self.read.value, rounded, in_order, differences)


class _Outdated(Exception):
    """What an earlier run has left is not the beginning of the source."""


def bring(source: Source, client: ClientAPI, name: str, *, overwrite: bool, report: Report) -> Transferred:
    """The records of `source` as the collection `name`, which then holds them all, and no others.

    A collection of this name stays where it holds the same; another one is refused with TransferError, or with
    `overwrite` removed once the new one is whole. Raises TransferError where the result is not what was read.
    """
    standing = making.found(client, name)
    if standing is not None:
        same, difference = _standing(source, standing, report)
        if same is not None:
            return same
        if not overwrite:
            raise TransferError(
                f"{name}: the target has another collection of this name: {difference}; choose another name, or"
                " overwrite it"
            )
    partial = making.unfinished_name(name, source.key)
    try:
        unfinished, kept, compared = _filled(source, client, partial, report)
    except _Outdated:
        client.delete_collection(partial, missing_ok=True)
        unfinished, kept, compared = _filled(source, client, partial, report)
    if compared.difference is not None:
        raise TransferError(f"{name}: the copy differs from the source: {compared.difference}")
    source.confirm(compared.read)
    told = differences(source.description, Description.of(unfinished))
    if standing is not None:
        client.delete_collection(name, missing_ok=True)
    unfinished.modify(name=name)
    return compared.told(name, "replaced" if standing is not None else "resumed" if kept else "copied", told)


def _standing(source: Source, standing: Collection, report: Report) -> tuple[Transferred | None, str | None]:
    """What a collection of the name is, if it is equal; else the first difference."""
    told = Description.of(standing)
    expected, held = source.total(), standing.count()
    difference = essential_difference(source.description, told)
    if difference is None and expected != held:
        difference = f"it has {held} records rather than {expected}"
    if difference is not None:
        return None, difference
    read = _checksum(source.records(), expected, report)
    compared = _compared(source, standing, read, report)
    if compared.difference is not None:
        return None, compared.difference
    return compared.told(standing.name, "already there", differences(source.description, told)), None


def _filled(source: Source, client: ClientAPI, partial: str, report: Report) -> tuple[Collection, int, _Compared]:
    """The unfinished copy with all records, how many of them an earlier run had brought, and how it compares."""
    unfinished = making.found(client, partial)
    kept = 0 if unfinished is None else unfinished.count()
    if unfinished is None or not kept:
        client.delete_collection(partial, missing_ok=True)
        unfinished = making.made(client, partial, source.description)
    read = Checksum()
    _write(source, unfinished, kept, read, report)
    compared = _compared(source, unfinished, read, report)
    if kept and compared.difference is not None:
        raise _Outdated
    return unfinished, kept, compared


def _compared(source: Source, collection: Collection, read: Checksum, report: Report) -> _Compared:
    """Reads the collection anew; where checksums differ the source too, to find where, or that it is but rounding."""
    held = _checksum(collection.iter_records(include=EVERYTHING), read.count, report)
    if held.value == read.value:
        return _Compared(read, held, None)
    cosine = source.description.space == "cosine"
    return _Compared(read, held, first_difference(source.records(), collection, cosine=cosine))


def _write(source: Source, unfinished: Collection, kept: int, read: Checksum, report: Report) -> None:
    """Add the records behind the first `kept` ones; all of them are counted in by `read`."""
    total = source.total()
    records = _counted(source, read)
    last = ""
    for record in islice(records, kept):
        last = record.id
        if read.count % _STEP == 0:
            report(TransferProgress("reading", read.count, kept))
    if kept and (read.count < kept or not unfinished.get(ids=last, include=[])["ids"]):
        raise _Outdated
    report(TransferProgress("copying", kept, total))
    while (first := next(records, None)) is not None:
        before = read.count - 1

        def landed(now: BulkProgress, before: int = before) -> None:
            report(TransferProgress("copying", before + now.done, max(total, before + now.done)))

        try:
            unfinished.add_many(chain((first,), islice(records, _SLICE - 1)), progress=landed)
        except BulkError as error:
            if isinstance(error.__cause__, TransferError):
                raise error.__cause__ from None
            raise


def _counted(source: Source, read: Checksum) -> Iterator[Record]:
    for record in source.records():
        if record.embedding is None:
            raise TransferError(f"{source.description.name}: record {record.id!r} came without an embedding")
        read.add(record)
        yield record if record.metadata else Record(record.id, record.embedding, record.document, None, record.uri)


def _checksum(records: Iterable[Record], total: int, report: Report) -> Checksum:
    found = Checksum()
    for record in records:
        found.add(record)
        if found.count % _STEP == 0:
            report(TransferProgress("checking", found.count, max(total, found.count)))
    report(TransferProgress("checking", found.count, max(total, found.count)))
    return found


def unheard(now: TransferProgress) -> None:
    """Where nobody asked for progress."""

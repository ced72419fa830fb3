"""Functions attached to a collection: what they make of its records, and the collection they write it to.

Names, ids, documents and metadata of the output follow upstream (rust/worker, execution: functions/statistics.rs and
operators/execute_task.rs). Ours is when they run: whenever their output is read and the input has changed, from the
whole input, so that writes cost nothing and what is read is never behind. A function that has seen no write has no
output, as upstream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeAlias, cast
from uuid import UUID

import numpy as np

from .errors import InvalidArgument
from .json_value import JsonObject, JsonValue
from .names import name_fault, refuse_faults
from .values import Batch, LearnedKind, Scalar, Tally

if TYPE_CHECKING:
    from .collection import Collection

RESERVED_PREFIX: Final = "_deleted_"
"""No attached function's name begins so (upstream: go/pkg/common/errors.go)."""
OUTPUT_DIMENSION: Final = 1
"""Records of an output have the vector [0.0]."""
SUMMARY: Final = "summary"

_KINDS: Final[Mapping[LearnedKind, tuple[str, str]]] = {
    "string": ("str", "s"),
    "int": ("int", "i"),
    "float": ("float", "f"),
    "bool": ("bool", "b"),
    "sparse_vector": ("sparse", "sv"),
}
"""How statistics call a kind of value, and the prefix of its values in record ids."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of an output."""

    document: str
    metadata: Mapping[str, Scalar]


Work: TypeAlias = Callable[[Tally, int], Mapping[str, Entry]]
"""From the records counted, and the number of changes since the last run, to the output by record id."""


def record_counter(tally: Tally, processed: int) -> Mapping[str, Entry]:
    """One record, `function_output`, with the number of records."""
    text = f"Last processed {processed} records (total: {tally.count})"
    return {"function_output": Entry(text, {"total_count": tally.count})}


def statistics(tally: Tally, processed: int) -> Mapping[str, Entry]:
    """A record for each value of each metadata key, with the number of records that carry it, and one for the total.

    Of a list every element counts, of a sparse vector every index, with its token as `value_label`. Values come as
    text, floats in scientific notation with 16 decimals.
    """
    counts = {(key, *held): count for key, values in tally.values.items() for held, count in values.items()}
    total: tuple[str, LearnedKind, Scalar] = (SUMMARY, "string", "total_count")
    counts[total] = counts.get(total, 0) + tally.count
    found: dict[str, Entry] = {}
    for (key, kind, value), count in counts.items():
        name, prefix = _KINDS[kind]
        text = _shown(value)
        metadata: dict[str, Scalar] = {"count": count, "key": key, "type": name, "value": text}
        if kind == "sparse_vector" and (label := tally.labels.get((key, int(value)))) is not None:
            metadata["value_label"] = label
        found[f"{key}::{prefix}:{text}"] = Entry(f"statistics about {key} for {prefix}:{text}", metadata)
    return found


FUNCTIONS: Final[Mapping[str, Work]] = {"record_counter": record_counter, "statistics": statistics}
"""By function id."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What an attach asks for."""

    name: str
    function: str
    output_collection: str
    params: JsonValue
    """Null or an object; no function has parameters so far, so they are only kept."""

    def refuse_faults(self) -> None:
        """Raise InvalidArgument for what cannot be attached anywhere."""
        if self.name.startswith(RESERVED_PREFIX):
            raise InvalidArgument(f"attached function name cannot start with reserved prefix '{RESERVED_PREFIX}'")
        refuse_faults(
            [
                ("name", None if self.name else "Attached function name cannot be empty"),
                ("output_collection", name_fault(self.output_collection)),
                ("params", None if isinstance(self.params, dict | None) else "Expected an object"),
            ]
        )


class AttachedFunction:
    """A function at work on one collection; keeps the other, `output`, up to date.

    Making one ties it to both collections, `part` unties it; both need the catalog's lock.
    """

    def __init__(self, id: UUID, asked: Attachment, input: Collection, output: Collection) -> None:
        self.id = id
        self.name = asked.name
        self.function = asked.function
        self.params: JsonObject = asked.params if isinstance(asked.params, dict) else {}
        self.input = input
        self.output = output
        self._work = FUNCTIONS[asked.function]
        self._lock = Lock()
        self._reached = 0
        self._written: Mapping[str, Entry] = {}
        input.attached = self
        output.receive(self)

    def __str__(self) -> str:
        return f"name={self.name}, function={self.function}, output_collection={self.output.name}"

    def part(self) -> None:
        """Leave both collections as ordinary ones, the output as it was last brought up to date."""
        self.input.attached = self.output.source = None

    @property
    def backlog(self) -> int:
        """How many records `catch_up` would go through."""
        return 0 if self.input.operations == self._reached else self.input.count()

    @property
    def reached(self) -> int:
        """How many of the input's operations have gone into the output."""
        return self._reached

    def is_as(self, asked: Attachment) -> bool:
        """Whether this is what an attach asks for; params do not count (as upstream)."""
        known = (self.name, self.function, self.output.name)
        return known == (asked.name, asked.function, asked.output_collection)

    def catch_up(self) -> None:
        """Bring the output up to the input as it is now; readers see all of a change of the output or none of it."""
        if self.input.operations == self._reached:
            return
        with self._lock:
            tally = self.input.tally()
            if tally.operations == self._reached:
                return
            wanted = self._work(tally, tally.operations - self._reached)
            changed = {id_: entry for id_, entry in wanted.items() if self._written.get(id_) != entry}
            gone = [id_ for id_ in self._written if id_ not in wanted]

            def settle() -> None:
                self._written, self._reached = wanted, tally.operations

            self.output.exchange(gone, _batch(changed), reached=tally.operations, settle=settle)

    def image(self) -> FunctionImage:
        """What there is to keep of it."""
        asked = Attachment(self.name, self.function, self.output.name, self.params)
        return FunctionImage(self.id, asked, self.input.id, self.output.id, self._reached, dict(self._written))

    def resume(self, reached: int, gone: Iterable[str], batch: Batch) -> None:
        """Take over what an exchange of the output, made by this function in an earlier life, says."""
        left = {id_: entry for id_, entry in self._written.items() if id_ not in set(gone)}
        documents, metadatas = batch.documents or (), batch.metadatas or ()
        for id_, document, metadata in zip(batch.ids, documents, metadatas, strict=True):
            left[id_] = Entry(document or "", cast("Mapping[str, Scalar]", metadata or {}))
        self.restore(reached, left)

    def restore(self, reached: int, written: Mapping[str, Entry]) -> None:
        """Go on from where an earlier life ended."""
        self._written, self._reached = written, reached


@dataclass(frozen=True, slots=True)
class FunctionImage:
    """An attached function and how far it has come."""

    id: UUID
    asked: Attachment
    input: UUID
    output: UUID
    reached: int
    written: Mapping[str, Entry]

    def revive(self, collections: Mapping[UUID, Collection]) -> None:
        """Attach it again, to collections that have these ids now."""
        function = AttachedFunction(self.id, self.asked, collections[self.input], collections[self.output])
        function.restore(self.reached, self.written)


def _batch(entries: Mapping[str, Entry]) -> Batch:
    return Batch(
        ids=list(entries),
        embeddings=np.zeros((len(entries), OUTPUT_DIMENSION), np.float32),
        documents=[entry.document for entry in entries.values()],
        metadatas=[dict(entry.metadata) for entry in entries.values()],
    )


def _shown(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        digits, _, exponent = f"{value:.16e}".partition("e")
        return f"{digits}e{int(exponent)}"
    return str(value)

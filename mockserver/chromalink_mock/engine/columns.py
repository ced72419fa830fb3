"""One metadata key over all records of a collection, as typed arrays.

A column is dense (position = slot) once more than a few per cent of the records carry the key; below that it holds
slots and values. Strings are numbers into a vocabulary, so that `$eq` is one compare; lists keep, per element, the set
of slots that hold it. Sparse vectors lie in an inverted index of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from typing import Final, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt

from .arrays import fitted, laid_out
from .filters import INT64_MAX, INT64_MIN, Mask, Order, kind_of
from .sparse import SparseIndex
from .sparse_vector import SparseVector
from .values import LearnedKind, MetadataValue, Scalar, ValueKind

Slots: TypeAlias = npt.NDArray[np.int64]
ScalarList: TypeAlias = list[bool] | list[int] | list[float] | list[str]
T = TypeVar("T", bound=np.generic)

MISSING, STRING, INT, FLOAT, FALSE, TRUE, LIST, SPARSE = range(8)

SPARSE_FROM: Final = 1024
"""Below so many slots every column is dense: the arrays are small anyway."""
DENSE_FILL: Final = 1 / 16
"""A sparse column becomes dense when more of the slots than this carry the key."""
SPARSE_FILL: Final = 1 / 64
"""A dense column becomes sparse, at compaction, when fewer carry it; lower than DENSE_FILL so that it does not flip."""

_COMPARE: Final[dict[Order, Callable[..., Mask]]] = {
    "$gt": np.greater,
    "$gte": np.greater_equal,
    "$lt": np.less,
    "$lte": np.less_equal,
}


class Column:
    """The values of one key; a record without the key has none. Not thread-safe: the store guards it."""

    def __init__(self, size: int) -> None:
        """`size` = number of slots of the collection now; a key that comes late starts sparse."""
        self._used = 0
        self._kinds: npt.NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._ints: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._floats: npt.NDArray[np.float64] = np.zeros(0, np.float64)
        self._codes: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._texts: list[str] = []
        self._vocabulary: dict[str, int] = {}
        self._lists: dict[int, ScalarList] = {}
        self._holders: dict[tuple[ValueKind, Scalar], set[int]] = {}
        self.sparse: SparseIndex | None = None
        self._position_of: dict[int, int] | None = None if size < SPARSE_FROM else {}
        self._slot_of: Slots = np.zeros(0, np.int64)
        self._free: list[int] = []
        self._shared = False

    @property
    def dense(self) -> bool:
        """Whether a value's position is its slot."""
        return self._position_of is None

    def fork(self) -> Column:
        """A column with the same values; whoever writes first copies what the two share."""
        twin = copy(self)
        self._shared = twin._shared = True
        return twin

    def write(self, slots: Sequence[int], values: Sequence[MetadataValue], size: int) -> None:
        """Set the values of distinct slots; `size` is the number of slots of the collection."""
        self._own()
        positions = self._place(slots, size)
        self._forget_parts(slots)
        for kind in set(map(type, values)):
            which = [i for i, value in enumerate(values) if type(value) is kind]
            whole = len(which) == len(values)
            at = positions if whole else positions[which]
            same = values if whole else [values[i] for i in which]
            if kind is str:
                self._write_strings(at, cast(Sequence[str], same))
            elif kind is int:
                self._kinds[at] = INT
                self._ints = fitted(self._ints, len(self._kinds))
                self._ints[at] = np.array(same, np.int64)
            elif kind is float:
                self._kinds[at] = FLOAT
                self._floats = fitted(self._floats, len(self._kinds))
                self._floats[at] = np.array(same, np.float64) + 0.0  # -0.0 is stored as 0.0
            elif kind is bool:
                self._kinds[at] = np.where(np.array(same, np.bool_), TRUE, FALSE)
            elif kind is SparseVector:
                self._kinds[at] = SPARSE
                self.sparse = self.sparse or SparseIndex()
                owners = slots if whole else [slots[i] for i in which]
                self.sparse.write(owners, cast(Sequence[SparseVector], same))
            else:
                self._kinds[at] = LIST
                owners = slots if whole else [slots[i] for i in which]
                for slot, value in zip(owners, cast(Sequence[ScalarList], same), strict=True):
                    self._hold_list(slot, uniform(value))

    def remove(self, slots: AbstractSet[int]) -> None:
        """Forget the values of these slots; slots without a value are fine."""
        self._own()
        self._forget_parts(slots)
        if self._position_of is None:
            at = np.fromiter(slots, np.int64, len(slots))
            self._kinds[at[at < self._used]] = MISSING
            return
        for slot in slots & self._position_of.keys():
            position = self._position_of.pop(slot)
            self._kinds[position] = MISSING
            self._free.append(position)

    def read(self, slots: Slots) -> tuple[Sequence[int], list[MetadataValue]]:
        """Which of the given slots (by index into `slots`) have a value, and those values."""
        whole = self._read_whole(slots)
        if whole is not None:
            return range(len(slots)), whole
        indexes, positions = self._positions(slots)
        kinds = self._kinds.take(positions)
        found: list[int] = []
        values: list[MetadataValue] = []
        held = set(kinds.tobytes())
        for kind in held - {MISSING}:
            which = kinds == kind
            where, at = indexes[which], positions[which]
            found += where.tolist()
            if kind in (STRING, INT, FLOAT):
                values += self._scalars(kind, at)
            elif kind == LIST:
                values += [_copy(self._lists[slot]) for slot in slots[where].tolist()]
            elif kind == SPARSE and self.sparse is not None:
                values += self.sparse.read(slots[where].tolist())
            else:
                values += [kind == TRUE] * len(at)
        return found, values

    def _read_whole(self, slots: Slots) -> list[MetadataValue] | None:
        """The values of a dense column where all are strings, all ints or all floats, as is usual; else None."""
        if self._position_of is not None:
            return None
        try:
            kinds = self._kinds.take(slots).tobytes()
        except IndexError:  # slots that came after the last value
            return None
        alike = kinds and kinds[0] in (STRING, INT, FLOAT) and kinds.count(kinds[0]) == len(kinds)
        return self._scalars(kinds[0], slots) if alike else None

    def _scalars(self, kind: int, positions: Slots) -> list[MetadataValue]:
        """The values at these positions, which are all strings, all ints or all floats."""
        if kind == STRING:
            return list(map(self._texts.__getitem__, self._codes.take(positions).tolist()))
        numbers: list[MetadataValue] = (self._ints if kind == INT else self._floats).take(positions).tolist()
        return numbers

    def present(self, slots: Slots) -> Mask:
        """For each of the given slots whether it has a value."""
        has = np.zeros(len(slots), np.bool_)
        indexes, positions = self._positions(slots)
        has[indexes] = self._kinds[positions] != MISSING
        return has

    def one_of(self, operands: Sequence[Scalar], size: int) -> Mask:
        """Slots whose scalar equals an operand; ints meet a float operand truncated (wire contract: where)."""
        kinds = self._kinds[: self._used]
        match kind_of(operands[0]):
            case "string":
                codes = [code for code in map(self._vocabulary.get, map(str, operands)) if code is not None]
                if not codes:
                    return np.zeros(size, np.bool_)
                return self._spread((kinds == STRING) & _equal(self._codes[: self._used], codes), size)
            case "bool":
                return self._spread(_equal(kinds, [TRUE if operand else FALSE for operand in operands]), size)
            case "int" | "float":
                hits = np.zeros(self._used, np.bool_)
                numbers = cast(Sequence[int | float], operands)
                if len(self._ints):
                    whole = numbers if type(numbers[0]) is int else list(map(truncated, numbers))
                    hits |= (kinds == INT) & _equal(self._ints[: self._used], whole)
                if len(self._floats):
                    real = [float(number) for number in numbers]
                    hits |= (kinds == FLOAT) & _equal(self._floats[: self._used], real)
                return self._spread(hits, size)

    def ordered(self, order: Order, operand: int | float, size: int) -> Mask:
        """Slots whose number stands in this order to the operand, truncated for ints as in `one_of`."""
        kinds, compare = self._kinds[: self._used], _COMPARE[order]
        hits = np.zeros(self._used, np.bool_)
        if len(self._ints):
            hits |= (kinds == INT) & compare(self._ints[: self._used], truncated(operand))
        if len(self._floats):
            hits |= (kinds == FLOAT) & compare(self._floats[: self._used], float(operand))
        return self._spread(hits, size)

    def holds(self, element: Scalar, size: int) -> Mask:
        """Slots whose list has this element, of exactly this kind."""
        holders = self._holders.get((kind_of(element), element), set())
        mask = np.zeros(size, np.bool_)
        mask[np.fromiter(holders, np.int64, len(holders))] = True
        return mask

    def keep(self, kept: Slots, size: int) -> None:
        """Renumber after a compaction: slot `kept[i]` becomes slot i; the others are gone. `size` = slots before."""
        self._own()
        new_slot = np.full(size, -1, np.int64)
        new_slot[kept] = np.arange(len(kept))
        old_slots = np.arange(self._used) if self.dense else self._slot_of[: self._used]
        positions = np.flatnonzero((self._kinds[: self._used] != MISSING) & (new_slot[old_slots] >= 0))
        slots = new_slot[old_slots[positions]]
        order = np.argsort(slots)
        positions, slots = positions[order], slots[order]
        dense = len(kept) < SPARSE_FROM or len(slots) >= len(kept) * SPARSE_FILL
        self._move(positions, slots, len(kept), dense=dense)
        old_lists, self._lists, self._holders = self._lists, {}, {}
        for slot, value in old_lists.items():
            if new_slot[slot] >= 0:
                self._hold_list(int(new_slot[slot]), value)
        if self.sparse is not None:
            self.sparse.keep(new_slot)
        self._compact_vocabulary()

    def tally(self) -> dict[tuple[LearnedKind, Scalar], int]:
        """How often each scalar is held, by kind and value; of a list every element counts."""
        kinds = self._kinds[: self._used]
        found: dict[tuple[LearnedKind, Scalar], int] = {}
        if self._texts:
            counts = np.bincount(self._codes[: self._used][kinds == STRING], minlength=len(self._texts)).tolist()
            found.update((("string", text), count) for text, count in zip(self._texts, counts, strict=True) if count)
        for kind, code, array in (("int", INT, self._ints), ("float", FLOAT, self._floats)):
            if len(array):
                values, numbers = np.unique(array[: self._used][kinds == code], return_counts=True)
                for value, count in zip(values.tolist(), numbers.tolist(), strict=True):
                    found[cast(ValueKind, kind), value] = count
        for truth, code in ((False, FALSE), (True, TRUE)):
            if count := int(np.count_nonzero(kinds == code)):
                found["bool", truth] = count
        for listed in self._lists.values():
            for element in listed:
                key = (kind_of(element), element)
                found[key] = found.get(key, 0) + 1
        return found

    def _own(self) -> None:
        """Called before anything is written in place: copies what a fork may still be reading."""
        if not self._shared:
            return
        self._kinds, self._codes = self._kinds.copy(), self._codes.copy()
        self._ints, self._floats = self._ints.copy(), self._floats.copy()
        self._texts, self._vocabulary = list(self._texts), dict(self._vocabulary)
        self._lists = dict(self._lists)
        self.sparse = None if self.sparse is None else self.sparse.copy()
        self._holders = {key: set(slots) for key, slots in self._holders.items()}
        self._position_of = None if self._position_of is None else dict(self._position_of)
        self._slot_of, self._free = self._slot_of.copy(), list(self._free)
        self._shared = False

    def _place(self, slots: Sequence[int], size: int) -> Slots:
        if self._position_of is not None and len(self._position_of) + len(slots) > size * DENSE_FILL:
            alive = np.flatnonzero(self._kinds[: self._used] != MISSING)
            self._move(alive, self._slot_of[alive], size, dense=True)
        if self._position_of is None:
            self._reserve(size)
            return np.asarray(slots, np.int64)
        known = self._position_of
        fresh = [slot for slot in slots if slot not in known]
        recycled, appended = fresh[: len(self._free)], fresh[len(self._free) :]
        first = self._used
        self._reserve(first + len(appended))
        for slot in recycled:
            known[slot] = self._free.pop()
        known.update(zip(appended, range(first, self._used), strict=True))
        positions = np.fromiter((known[slot] for slot in slots), np.int64, len(slots))
        self._slot_of[positions] = slots
        return positions

    def _reserve(self, used: int) -> None:
        self._used = max(self._used, used)
        if used > len(self._kinds):
            capacity = max(used, len(self._kinds) + len(self._kinds) // 2, 16)
            self._kinds = fitted(self._kinds, capacity)
            if len(self._ints):
                self._ints = fitted(self._ints, capacity)
            if len(self._floats):
                self._floats = fitted(self._floats, capacity)
            if len(self._codes):
                self._codes = fitted(self._codes, capacity)
            if self._position_of is not None:
                self._slot_of = fitted(self._slot_of, capacity)

    def _move(self, positions: Slots, slots: Slots, size: int, *, dense: bool) -> None:
        """Lay the values at `positions` out anew, for the given slots of a collection of `size` slots."""
        target = slots if dense else np.arange(len(slots))
        used = size if dense else len(slots)
        kinds = np.zeros(used, np.uint8)
        kinds[target] = self._kinds[positions]
        self._kinds = kinds
        self._ints = laid_out(self._ints, positions, target, used)
        self._floats = laid_out(self._floats, positions, target, used)
        self._codes = laid_out(self._codes, positions, target, used)
        self._used = used
        self._free = []
        self._slot_of = np.zeros(0, np.int64) if dense else slots.copy()
        self._position_of = None if dense else {slot: i for i, slot in enumerate(slots.tolist())}

    def _positions(self, slots: Slots) -> tuple[Slots, Slots]:
        """Indexes into `slots` of those that may have a value, and the positions of these values."""
        if self._position_of is None:
            inside = np.flatnonzero(slots < self._used)
            return inside, slots[inside]
        found = [
            (i, position)
            for i, slot in enumerate(slots.tolist())
            if (position := self._position_of.get(slot)) is not None
        ]
        pairs = np.array(found, np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def _spread(self, hits: Mask, size: int) -> Mask:
        """A mask over positions as one over `size` slots."""
        if self.dense and self._used == size:
            return hits
        mask = np.zeros(size, np.bool_)
        if self.dense:
            mask[: self._used] = hits
        else:
            mask[self._slot_of[: self._used][hits]] = True
        return mask

    def _write_strings(self, at: Slots, values: Sequence[str]) -> None:
        codes: list[int] = []
        vocabulary, texts = self._vocabulary, self._texts
        for value in values:
            code = vocabulary.get(value)
            if code is None:
                code = vocabulary[value] = len(texts)
                texts.append(value)
            codes.append(code)
        self._kinds[at] = STRING
        self._codes = fitted(self._codes, len(self._kinds))
        self._codes[at] = np.array(codes, np.int32)
        if len(texts) > 2 * self._used + SPARSE_FROM:
            self._compact_vocabulary()

    def _compact_vocabulary(self) -> None:
        """Drop the strings that no record carries any more."""
        if not self._texts:
            return
        strings = np.flatnonzero(self._kinds[: self._used] == STRING)
        alive, codes = np.unique(self._codes[strings], return_inverse=True)
        self._codes[strings] = codes
        self._texts = [self._texts[code] for code in alive.tolist()]
        self._vocabulary = {text: code for code, text in enumerate(self._texts)}

    def _hold_list(self, slot: int, value: ScalarList) -> None:
        self._lists[slot] = value
        for element in value:
            self._holders.setdefault((kind_of(element), element), set()).add(slot)

    def _forget_parts(self, slots: Iterable[int]) -> None:
        """Forget lists and sparse vectors, which lie outside the arrays."""
        if self.sparse is not None:
            self.sparse.forget(slots)
        for slot in slots if self._lists else ():
            for element in self._lists.pop(slot, ()):
                key = (kind_of(element), element)
                holders = self._holders.get(key)
                if holders is not None:
                    holders.discard(slot)
                    if not holders:
                        del self._holders[key]


def truncated(number: int | float) -> int:
    """A float operand as ints are compared with it: cut towards zero, held within int64."""
    return max(INT64_MIN, min(INT64_MAX, int(number)))


def uniform(value: ScalarList) -> ScalarList:
    """A copy of the list as it is stored: all floats when it mixes ints and floats, -0.0 as 0.0."""
    if any(type(element) is float for element in value):
        return [float(element) + 0.0 for element in value]
    return _copy(value)


def _copy(value: ScalarList) -> ScalarList:
    return cast(ScalarList, list(value))


def _equal(array: npt.NDArray[T], operands: Sequence[Scalar]) -> Mask:
    if len(operands) == 1:
        return cast(Mask, array == operands[0])
    return np.isin(array, np.array(operands, array.dtype))

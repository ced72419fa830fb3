"""Records one by one, for ingests of any size, and what became of them."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from .types import Embedding, UpdateMetadata

__all__ = [
    "BulkProgress",
    "BulkResult",
    "ColumnNames",
    "Frame",
    "OnError",
    "Outcome",
    "Progress",
    "Record",
    "RecordState",
    "Records",
]

RecordState: TypeAlias = Literal["landed", "failed", "unknown"]
"""The server has it; the server does not have it; it was sent, and no answer told."""
OnError: TypeAlias = Literal["raise", "continue"]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One record; None stands for what it lacks. A mapping of the same keys does as well.

    Without an `embedding` the collection's function embeds the document, or else what the collection's data loader
    makes of the uri. In an upsert, a metadata value of None removes the key.

    Examples:
        >>> films.add_many([Record("ran", document="A lord and three sons", metadata={"year": 1985})])
        BulkResult(landed=1, failed=0, unknown=0)
    """

    id: str
    embedding: Embedding | None = None
    document: str | None = None
    metadata: UpdateMetadata | None = None
    uri: str | None = None


class Frame(Protocol):
    """A DataFrame of pandas or polars, or a table or record batch reader of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The columns, in Arrow's interface for exchange in one process (pandas 2.2, polars 1.0, pyarrow 14)."""
        ...


Records: TypeAlias = (
    Iterable[Record]
    | Iterable[Mapping[str, object]]
    | AsyncIterable[Record]
    | AsyncIterable[Mapping[str, object]]
    | Frame
)
"""What `add_many` takes; asynchronous iterables with async clients only."""

ColumnNames: TypeAlias = Mapping[Literal["id", "embedding", "document", "metadata", "uri"], "str | Sequence[str]"]
"""Which column of a frame is what; for metadata one column of mappings, or the columns that become its keys."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some records; `error` tells why where they did not certainly land.

    Examples:
        >>> [one.state for one in films.add_many([Record("ran", document="Three sons")]).outcomes()]
        ['landed']
    """

    ids: tuple[str, ...]
    state: RecordState
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """How far a call has come, in records; `total` is None where the input does not tell its length.

    Examples:
        >>> ran = Record("ran", document="A lord and three sons")
        >>> result = films.add_many([ran], progress=lambda now: print(now.done, "of", now.total))
        0 of 1
        1 of 1
        1 of 1
    """

    landed: int
    failed: int
    unknown: int
    total: int | None = None

    @property
    def done(self) -> int:
        """The records that have been dealt with, one way or another."""
        return self.landed + self.failed + self.unknown


Progress: TypeAlias = Callable[[BulkProgress], object]


class BulkResult:
    """What has become of the records of a bulk write: brought up to date while it runs.

    Hand one to `resume_from`, an empty one or that of an earlier call: records whose ids have landed are then left
    out, all others are sent (again). Whatever ends the call, cancellation too, it tells what was in flight, as
    unknown. Ids of landed records are kept packed, in 4 bytes and their own length each.

    Examples:
        >>> result = BulkResult()
        >>> films.add_many([Record("ran", document="Three sons")], resume_from=result) is result
        True
        >>> result.landed, result.failed, result.unknown
        (['ran'], [], [])
    """

    def __init__(self) -> None:
        self._landed: deque[_Packed] = deque()
        self._landed_count = 0
        self._failed: dict[str, Exception | None] = {}
        self._unknown: dict[str, Exception | None] = {}
        self._sending: dict[int, Sequence[str]] = {}

    def __repr__(self) -> str:
        now = self.progress
        return f"{type(self).__name__}(landed={now.landed}, failed={now.failed}, unknown={now.unknown})"

    @property
    def landed(self) -> list[str]:
        """The ids of records that the server has, in the order in which it took them."""
        return [one for packed in tuple(self._landed) for one in packed]

    @property
    def failed(self) -> list[str]:
        """The ids of records that the server has not taken."""
        return list(self._failed)

    @property
    def unknown(self) -> list[str]:
        """The ids of records that were sent without an answer, or are being sent."""
        return [*self._unknown, *(one for ids in tuple(self._sending.values()) for one in ids)]

    @property
    def progress(self) -> BulkProgress:
        """How many records there are of each state."""
        unknown = len(self._unknown) + sum(map(len, tuple(self._sending.values())))
        return BulkProgress(self._landed_count, len(self._failed), unknown)

    def outcomes(self) -> Iterator[Outcome]:
        """All that is known, with errors: an Outcome for each batch that landed, then one for each error."""
        for packed in tuple(self._landed):
            yield Outcome(tuple(packed), "landed")
        alike: dict[tuple[RecordState, Exception | None], list[str]] = {}
        for one, error in self._failed.copy().items():
            alike.setdefault(("failed", error), []).append(one)
        for one, error in self._unknown.copy().items():
            alike.setdefault(("unknown", error), []).append(one)
        for ids in tuple(self._sending.values()):
            alike.setdefault(("unknown", None), []).extend(ids)
        for (state, error), ids in alike.items():
            yield Outcome(tuple(ids), state, error)

    def settled(self, total: int | None) -> BulkProgress:
        """The same without what is being sent."""
        return BulkProgress(self._landed_count, len(self._failed), len(self._unknown), total)

    def without_errors(self) -> BulkResult:
        """Itself, its errors forgotten: for an error to carry, which would else hold itself."""
        self._failed = dict.fromkeys(self._failed)
        self._unknown = dict.fromkeys(self._unknown)
        return self

    def reopened(self) -> frozenset[str]:
        """Begin a call; the ids it need not send."""
        for ids in tuple(self._sending.values()):
            self._unknown.update(dict.fromkeys(ids))
        self._sending.clear()
        return frozenset(self.landed)

    def sending(self, ids: Sequence[str]) -> None:
        """Note that records are on their way: unknown, until the same `ids` are settled."""
        self._forget(ids)
        self._sending[id(ids)] = ids

    def settle(self, ids: Sequence[str], state: RecordState, error: Exception | None = None) -> None:
        """Note what became of records."""
        self._sending.pop(id(ids), None)
        if state == "landed":
            self._landed.append(_Packed(ids))
            self._landed_count += len(ids)
        else:
            self._forget(ids)
            (self._failed if state == "failed" else self._unknown).update(dict.fromkeys(ids, error))

    def _forget(self, ids: Sequence[str]) -> None:
        for open_ones in (self._failed, self._unknown):
            for one in ids if open_ones else ():
                open_ones.pop(one, None)


class _Packed:
    """Texts as one, which takes a fraction of the memory."""

    __slots__ = ("_joined", "_lengths")

    def __init__(self, texts: Sequence[str]) -> None:
        self._joined = "".join(texts).encode()
        self._lengths = array("I", map(len, texts))

    def __iter__(self) -> Iterator[str]:
        joined, start = self._joined.decode(), 0
        for length in self._lengths:
            yield joined[start : start + length]
            start += length

"""Whether a collection holds the records of a source, and where not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import isclose
from typing import TYPE_CHECKING

import numpy as np

from ..bulk import Record
from .checksum import settled
from .json_values import as_list, as_object
from .source import EVERYTHING

if TYPE_CHECKING:
    from .._sync.collection import Collection

_PAGE = 1_000
_EMBEDDING_ROUNDING = 2e-6
"""Of the largest number of a vector: what normalising it and undoing that may change, in float32."""
_NUMBER_ROUNDING = 1e-15
"""Of a fraction in metadata: what reading its decimal form may change by, where a server does so in haste."""


def first_difference(records: Iterable[Record], collection: Collection, *, cosine: bool) -> str | None:
    """What the first record is that the collection lacks, or has otherwise, or has beyond them; None where they agree.

    Every record is looked up by its id. Fractions in metadata may differ as rounding makes them, and so may embeddings
    of a `cosine` space, which servers keep by direction and length.
    """
    remaining, read = iter(records), 0
    while page := list(islice(remaining, _PAGE)):
        there = {one.id: one for one in _of_ids(collection, [record.id for record in page])}
        for record in page:
            read += 1
            if record.id not in there:
                return f"it has no record {record.id!r}"
            different = _different(record, there[record.id], cosine=cosine)
            if different is not None:
                return f"record {record.id!r} has another {different}"
    held = collection.count()
    return None if held == read else f"it has {held} records rather than {read}"


def _different(record: Record, other: Record, *, cosine: bool) -> str | None:
    """The part in which two records of one id differ."""
    if record.document != other.document:
        return "document"
    if record.uri != other.uri:
        return "uri"
    if not _alike(settled(record.metadata), settled(other.metadata)):
        return "metadata"
    left, right = (np.asarray(one.embedding, dtype=np.float32) for one in (record, other))
    if left.tobytes() == right.tobytes():
        return None
    close = cosine and left.shape == right.shape
    if close and np.max(np.abs(left - right)) <= _EMBEDDING_ROUNDING * np.max(np.abs(left)):
        return None
    return "embedding"


def _alike(left: object, right: object) -> bool:
    """Whether two JSON values are the same, but for rounding."""
    if isinstance(left, float) and isinstance(right, float):
        return isclose(left, right, rel_tol=_NUMBER_ROUNDING)
    objects, lists = (as_object(left), as_object(right)), (as_list(left), as_list(right))
    if objects[0] is not None and objects[1] is not None:
        return objects[0].keys() == objects[1].keys() and all(
            _alike(value, objects[1][key]) for key, value in objects[0].items()
        )
    if lists[0] is not None and lists[1] is not None:
        return len(lists[0]) == len(lists[1]) and all(map(_alike, lists[0], lists[1]))
    return type(left) is type(right) and left == right


def _of_ids(collection: Collection, ids: list[str]) -> Iterator[Record]:
    for row in collection.get(ids=ids, include=EVERYTHING).rows():
        yield Record(row["id"], row["embedding"], row["document"], row["metadata"], row["uri"])

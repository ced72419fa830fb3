"""The contract row by row, without numpy and without the engine: what filters hold for, what writes leave behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

Value = bool | int | float | str | list[bool] | list[int] | list[float] | list[str]
Patch = Mapping[str, Value | None]


def holds(clause: Mapping[str, object], metadata: Mapping[str, Value], document: str | None) -> bool:
    """Whether a `where` clause holds for a record (wire contract: where)."""
    ((key, operand),) = clause.items()
    if key in ("$and", "$or"):
        results = [holds(child, metadata, document) for child in cast(list[Mapping[str, object]], operand)]
        return all(results) if key == "$and" else any(results)
    if not isinstance(operand, dict):
        return _equal(metadata.get(key), operand)
    ((operator, argument),) = cast(dict[str, object], operand).items()
    if key == "#document":
        return document_holds({operator: argument}, document)
    value = metadata.get(key)
    match operator:
        case "$eq":
            return _equal(value, argument)
        case "$ne":
            return not _equal(value, argument)
        case "$in":
            return any(_equal(value, one) for one in cast(list[object], argument))
        case "$nin":
            return not any(_equal(value, one) for one in cast(list[object], argument))
        case "$contains":
            return _has_element(value, argument)
        case "$not_contains":
            return not _has_element(value, argument)
        case _:
            return _ordered(operator, value, cast(float, argument))


def document_holds(clause: Mapping[str, object], document: str | None) -> bool:
    """Whether a `where_document` clause without regular expressions holds for a record."""
    ((operator, operand),) = clause.items()
    if operator in ("$and", "$or"):
        results = [document_holds(child, document) for child in cast(list[Mapping[str, object]], operand)]
        return all(results) if operator == "$and" else any(results)
    found = document is not None and cast(str, operand) in document
    return found if operator == "$contains" else not found


def _equal(value: Value | None, operand: object) -> bool:
    if isinstance(operand, str | bool):
        return type(value) is type(operand) and value == operand
    number = cast(float, operand)
    if type(value) is int:
        return value == _whole(number)
    return type(value) is float and value == float(number)


def _ordered(operator: str, value: Value | None, operand: float) -> bool:
    left: int | float
    right: int | float
    if type(value) is int:
        left, right = value, _whole(operand)
    elif type(value) is float:
        left, right = value, float(operand)
    else:
        return False
    return {"$gt": left > right, "$gte": left >= right, "$lt": left < right, "$lte": left <= right}[operator]


def _whole(number: float) -> int:
    """A number as ints meet it: cut towards zero, held within 64 bits (asked of Chroma 1.5.9)."""
    return min(max(int(number), -(2**63)), 2**63 - 1)


def _has_element(value: Value | None, operand: object) -> bool:
    return isinstance(value, list) and any(type(one) is type(operand) and one == operand for one in value)


@dataclass
class Record:
    vector: tuple[float, ...]
    document: str | None = None
    uri: str | None = None
    metadata: dict[str, Value] = field(default_factory=lambda: cast("dict[str, Value]", {}))

    @property
    def shown(self) -> dict[str, Value] | None:
        """The metadata as a read shows it: null when empty, but `{}` when there is a uri."""
        return self.metadata or ({} if self.uri is not None else None)


Row = tuple[str, tuple[float, ...] | None, str | None, str | None, Patch | None]
"""id, vector, document, uri, metadata"""


class Model:
    """A collection as a dict: insertion order is the dict's order."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row[0] not in self.records:
                self._apply(row)

    def upsert(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._apply(row)

    def update(self, rows: Sequence[Row]) -> list[str]:
        known = set(self.records)
        for row in rows:
            if row[0] in known:
                self._apply(row)
        return list(dict.fromkeys(row[0] for row in rows if row[0] not in known))

    def delete(self, ids: Sequence[str]) -> int:
        for id_ in ids:
            self.records.pop(id_, None)
        return len(ids)

    def _apply(self, row: Row) -> None:
        id_, vector, document, uri, patch = row
        record = self.records.setdefault(id_, Record(vector or ()))
        if vector is not None:
            record.vector = vector
        for key, value in (patch or {}).items():
            if key == "chroma:document":
                record.document = cast(str, value)
            elif key == "chroma:uri":
                record.uri = cast("str | None", value)
            elif value is None or value == []:
                record.metadata.pop(key, None)
            else:
                record.metadata[key] = value
        record.document = record.document if document is None else document
        record.uri = record.uri if uri is None else uri

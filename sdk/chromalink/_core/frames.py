"""Records out of DataFrames of pandas and polars, and out of what speaks Arrow; a slice at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Protocol, cast

import numpy as np

from ..bulk import Record
from ..errors import InvalidInputError
from .checks.columns import many, shown
from .checks.kinds import Array, is_mapping
from .checks.record import FIELDS

SLICE = 1000
"""Rows turned into records at a time."""

Column = Sequence[object]


class PandasSeries(Protocol):
    def astype(self, kind: type[object]) -> PandasSeries: ...
    def notna(self) -> object: ...
    def where(self, condition: object, other: object) -> PandasSeries: ...
    def tolist(self) -> list[object]: ...


class PandasFrame(Protocol):
    columns: Iterable[object]

    @property
    def iloc(self) -> Mapping[slice, PandasFrame]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, name: str) -> PandasSeries: ...
    def reset_index(self) -> PandasFrame: ...


class PolarsSeries(Protocol):
    def to_list(self) -> list[object]: ...
    def to_numpy(self) -> Array: ...
    def is_null(self) -> PolarsSeries: ...


class PolarsFrame(Protocol):
    columns: list[str]
    height: int

    def slice(self, offset: int, length: int) -> PolarsFrame: ...
    def __getitem__(self, name: str) -> PolarsSeries: ...


class ArrowColumn(Protocol):
    def to_pylist(self) -> list[object]: ...
    def to_numpy(self, zero_copy_only: bool) -> Array: ...


class ArrowSchema(Protocol):
    names: list[str]


class ArrowBatch(Protocol):
    schema: ArrowSchema
    num_rows: int

    def column(self, name: str) -> ArrowColumn: ...
    def slice(self, offset: int, length: int) -> ArrowBatch: ...


class ArrowReader(Protocol):
    schema: ArrowSchema

    def __iter__(self) -> Iterator[ArrowBatch]: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows of a frame, as slices that give a column by name; `total` is None where it is not known."""

    names: list[str]
    slices: Iterator[Callable[[str, bool], Column]]
    total: int | None


def records(value: object, columns: object) -> tuple[Iterator[Record], int | None] | None:
    """The rows of `value` and how many there are; None where it is no frame."""
    opened = _opened(value)
    if opened is None:
        if columns is not None:
            raise InvalidInputError(f"columns: expected a frame or table as records beside it, got {shown(value)}")
        return None
    names = _by_name(opened.names) if columns is None else _chosen(columns, opened.names)
    if "id" not in names:
        found = ", ".join(map(repr, opened.names))
        raise InvalidInputError(f"records: expected a column 'id', or columns={{'id': ...}}; got the columns {found}")
    return _rows(opened, names), opened.total


def _rows(opened: Opened, names: Mapping[str, list[str]]) -> Iterator[Record]:
    for column in opened.slices:
        ids = column(names["id"][0], False)
        gap: Column = [None] * len(ids)
        vectors, documents, uris = (
            column(names[field][0], field == "embedding") if field in names else gap
            for field in ("embedding", "document", "uri")
        )
        metadatas = _metadatas(column, names.get("metadata", []), len(ids))
        for fields in zip(ids, vectors, documents, metadatas, uris, strict=True):
            yield Record(*fields)  # type: ignore[arg-type]  # checked like every record


def _metadatas(column: Callable[[str, bool], Column], names: list[str], count: int) -> Sequence[object]:
    """A column of mappings as it is; several columns as the keys of one mapping each; without what is null."""
    columns = [column(name, False) for name in names]
    if len(names) == 1 and all(one is None or is_mapping(one) for one in columns[0]):
        return [_present(one.items()) if is_mapping(one) else None for one in columns[0]]
    return [_present(zip(names, values, strict=True)) for values in zip(*columns, strict=True)] or [None] * count


def _present(items: Iterable[tuple[object, object]]) -> dict[object, object] | None:
    found = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in items}
    return {key: value for key, value in found.items() if value is not None} or None


def _by_name(found: list[str]) -> dict[str, list[str]]:
    """Columns named as the fields of a record are; without one of mappings, all others are metadata."""
    names = {field: [field] for field in FIELDS if field in found}
    others = [name for name in found if name not in FIELDS]
    return names if "metadata" in names or not others else {**names, "metadata": others}


def _chosen(columns: object, found: list[str]) -> dict[str, list[str]]:
    if not is_mapping(columns):
        raise InvalidInputError(f"columns: expected a mapping such as {{'id': 'name'}}, got {shown(columns)}")
    names: dict[str, list[str]] = {}
    for field, given in columns.items():
        if field not in FIELDS:
            raise InvalidInputError(f"columns: expected keys out of {', '.join(FIELDS)}, got {field!r}")
        chosen = [given] if isinstance(given, str) else many(given, f"columns[{field!r}]", "one or more names")
        unknown = [name for name in chosen if name not in found]
        if unknown or not chosen or (len(chosen) > 1 and field != "metadata"):
            raise InvalidInputError(
                f"columns[{field!r}]: expected a column out of {', '.join(map(repr, found))}, got {given!r}"
            )
        names[str(field)] = cast("list[str]", chosen)
    return names


def _opened(value: object) -> Opened | None:
    families = {(kind.__module__.partition(".")[0], kind.__name__) for kind in type(value).__mro__}
    if ("pandas", "DataFrame") in families:
        return _of_pandas(cast("PandasFrame", value))
    if ("polars", "LazyFrame") in families:
        raise InvalidInputError("records: expected a DataFrame, got a LazyFrame; pass records.collect()")
    if ("polars", "DataFrame") in families:
        return _of_polars(cast("PolarsFrame", value))
    if hasattr(value, "__arrow_c_stream__"):
        return _of_arrow(value)
    return None


def _of_pandas(frame: PandasFrame) -> Opened:
    if "id" not in frame.columns and "id" in frame.iloc[:0].reset_index().columns:
        frame = frame.reset_index()

    def slices() -> Iterator[Callable[[str, bool], Column]]:
        for start in range(0, len(frame), SLICE):
            yield partial(_pandas_column, frame.iloc[start : start + SLICE])

    return Opened([str(name) for name in frame.columns], slices(), len(frame))


def _pandas_column(part: PandasFrame, name: str, vectors: bool) -> Column:
    series = part[name]
    return series.astype(object).where(series.notna(), None).tolist()


def _of_polars(frame: PolarsFrame) -> Opened:
    def slices() -> Iterator[Callable[[str, bool], Column]]:
        for start in range(0, frame.height, SLICE):
            yield partial(_polars_column, frame.slice(start, SLICE))

    return Opened(frame.columns, slices(), frame.height)


def _polars_column(part: PolarsFrame, name: str, vectors: bool) -> Column:
    series = part[name]
    if not vectors:
        return series.to_list()
    pairs = zip(series.to_numpy(), series.is_null().to_list(), strict=True)
    return [None if missing else row for row, missing in pairs]


def _of_arrow(value: object) -> Opened:
    try:
        arrow = import_module("pyarrow")
    except ImportError as missing:
        raise ImportError("records from Arrow need pyarrow: pip install 'chromalink[arrow]'") from missing
    reader = cast("ArrowReader", arrow.RecordBatchReader.from_stream(value))

    def slices() -> Iterator[Callable[[str, bool], Column]]:
        for batch in reader:
            for start in range(0, batch.num_rows, SLICE):
                yield partial(_arrow_column, batch.slice(start, SLICE))

    return Opened(reader.schema.names, slices(), cast("int | None", getattr(value, "num_rows", None)))


def _arrow_column(part: ArrowBatch, name: str, vectors: bool) -> Column:
    column = part.column(name)
    return list(column.to_numpy(zero_copy_only=False)) if vectors else column.to_pylist()

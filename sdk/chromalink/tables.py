"""Records as tables: for pandas, polars, Arrow, and for looking at.

A table has a column "id", one for each field of a record, and one for each metadata field; a field of the record
wins over a metadata field of the same name. Missing values are null.
"""

from __future__ import annotations

import html
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from .sparse import SparseVector

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    PolarsType = polars.DataType | type[polars.DataType]

SHOWN_ROWS = 20
SHOWN_CHARACTERS = 60
SHOWN_IDS = 3
VECTOR = "embedding"
TEXTS = ("document", "uri")
NUMBERS = ("distance", "score")
"""Fields whose kind does not depend on what was found."""


@dataclass(frozen=True, slots=True)
class Table:
    """Ids and, in the same order, rows: metadata fields among the others, what a record lacks left out or None."""

    ids: Sequence[str]
    names: Sequence[str]
    """The columns beside the id, in order."""
    rows: Sequence[Mapping[str, object]]

    @classmethod
    def of(cls, ids: Sequence[str], fields: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Table:
        """The table of records told as `rows`, of which `fields` are columns beside metadata's own."""
        flat = [_flat(row, fields) for row in rows]
        own = [name for name in fields if name != "metadata"]
        more = (key for row in rows for key in cast("Mapping[str, object]", row.get("metadata") or {}))
        return cls(ids, [name for name in dict.fromkeys([*own, *more]) if name != "id"], flat)

    def pandas(self) -> pandas.DataFrame:
        """A DataFrame indexed by id."""
        try:
            import pandas
        except ImportError as missing:
            raise ImportError("to_pandas needs pandas: pip install 'chromalink[pandas]'") from missing
        index = pandas.Index(self.ids, name="id", dtype=object)
        return pandas.DataFrame(list(self.rows), index=index, columns=self.names)

    def polars(self) -> polars.DataFrame:
        """A DataFrame; embeddings are lists of Float32."""
        try:
            import polars
        except ImportError as missing:
            raise ImportError("to_polars needs polars: pip install 'chromalink[polars]'") from missing
        series = [polars.Series("id", self.ids, dtype=polars.String)]
        kinds: dict[str, PolarsType] = {VECTOR: polars.List(polars.Float32)}
        kinds |= dict.fromkeys(TEXTS, polars.String) | dict.fromkeys(NUMBERS, polars.Float64)
        for name, values in self._columns():
            series.append(polars.Series(name, values, dtype=kinds.get(name)))
        return polars.DataFrame(series)

    def arrow(self) -> pyarrow.Table:
        """A Table; embeddings are lists of float32."""
        try:
            import pyarrow
        except ImportError as missing:
            raise ImportError("to_arrow needs pyarrow: pip install 'chromalink[arrow]'") from missing
        columns = {"id": pyarrow.array(self.ids, type=pyarrow.string())}
        kinds = {VECTOR: pyarrow.list_(pyarrow.float32())}
        kinds |= dict.fromkeys(TEXTS, pyarrow.string()) | dict.fromkeys(NUMBERS, pyarrow.float64())
        for name, values in self._columns():
            columns[name] = pyarrow.array(values, type=kinds.get(name))
        return pyarrow.table(columns)

    def _columns(self) -> Iterator[tuple[str, list[object]]]:
        """The columns beside the id, each of one kind of value."""
        for name in self.names:
            yield name, _of_one_kind([row.get(name) for row in self.rows], name)

    def as_html(self, caption: str) -> str:
        """An HTML table of the first rows, with everything escaped."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in ("id", *self.names))
        shown = zip(self.ids[:SHOWN_ROWS], self.rows, strict=False)
        body = "".join(
            f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in (id, *(row.get(name) for name in self.names)))}</tr>"
            for id, row in shown
        )
        rest = len(self.ids) - SHOWN_ROWS
        foot = f"<p>... and {rest} more</p>" if rest > 0 else ""
        caption = f"<caption>{html.escape(caption)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}"


class Tabular(ABC):
    """A result that is one table."""

    @abstractmethod
    def _table(self) -> Table: ...

    def to_pandas(self) -> pandas.DataFrame:
        """The records as a DataFrame, indexed by id.

        There is a column for each field that was included and for each metadata field. Needs the extra `pandas`;
        raises ImportError without it.
        """
        return self._table().pandas()

    def to_polars(self) -> polars.DataFrame:
        """The records as a polars DataFrame with a column "id", one for each field and for each metadata field.

        Embeddings are lists of Float32. A column whose values are of several kinds, or of none that polars has, is
        their JSON text. Needs the extra `polars`; raises ImportError without it.
        """
        return self._table().polars()

    def to_arrow(self) -> pyarrow.Table:
        """Like `to_polars`, as an Arrow table. Needs the extra `arrow`; raises ImportError without it."""
        return self._table().arrow()

    def __repr__(self) -> str:
        table = self._table()
        return f"<{_shown_name(self)}: {_records(table.ids)}{_start(table)}{_with(table.names)}>"

    def _repr_html_(self) -> str:
        table = self._table()
        return table.as_html(_records(table.ids))


class TabularEach(ABC):
    """A result that is one table for each query or search."""

    what: ClassVar[tuple[str, str]]
    """What there is a table for: one, many."""

    @abstractmethod
    def _tables(self) -> list[Table]: ...

    def to_pandas(self) -> list[pandas.DataFrame]:
        """For each query or search a DataFrame of its records, indexed by id.

        There is a column for each field that was included and for each metadata field. Needs the extra `pandas`;
        raises ImportError without it.
        """
        return [table.pandas() for table in self._tables()]

    def to_polars(self) -> list[polars.DataFrame]:
        """For each query or search a polars DataFrame: "id", each field, each metadata field.

        Embeddings are lists of Float32. A column whose values are of several kinds, or of none that polars has, is
        their JSON text. Needs the extra `polars`; raises ImportError without it.
        """
        return [table.polars() for table in self._tables()]

    def to_arrow(self) -> list[pyarrow.Table]:
        """Like `to_polars`, as Arrow tables. Needs the extra `arrow`; raises ImportError without it."""
        return [table.arrow() for table in self._tables()]

    def __repr__(self) -> str:
        tables = self._tables()
        one, many = self.what
        of_each = ", ".join(f"{_records(table.ids)}{_start(table)}" for table in tables[:SHOWN_IDS])
        more = ", ..." if len(tables) > SHOWN_IDS else ""
        names = list(dict.fromkeys(name for table in tables for name in table.names))
        number = f"1 {one}" if len(tables) == 1 else f"{len(tables)} {many}"
        return f"<{_shown_name(self)}: {number}{': ' if tables else ''}{of_each}{more}{_with(names)}>"

    def _repr_html_(self) -> str:
        return "".join(
            table.as_html(f"{self.what[0]} {place}: {_records(table.ids)}")
            for place, table in enumerate(self._tables())
        )


def _shown_name(result: object) -> str:
    """The class; those of the usual columns go by the name they are documented under."""
    return type(result).__name__.removeprefix("Usual")


def _records(ids: Sequence[str]) -> str:
    return "1 record" if len(ids) == 1 else f"{len(ids)} records"


def _start(table: Table) -> str:
    """The first ids, with the start of each document where there are documents."""
    told = [
        f"{id!r}: {_shortened(str(row['document']))!r}" if row.get("document") is not None else repr(id)
        for id, row in zip(table.ids[:SHOWN_IDS], table.rows, strict=False)
    ]
    more = ", ..." if len(table.ids) > SHOWN_IDS else ""
    return f" [{', '.join(told)}{more}]" if told else ""


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 3]}..."


def _with(columns: Sequence[str]) -> str:
    return f"; {', '.join(columns)}" if columns else ""


def _flat(row: Mapping[str, object], fields: Sequence[str]) -> Mapping[str, object]:
    metadata = cast("Mapping[str, object]", row.get("metadata") or {})
    return {**metadata, **{name: row[name] for name in fields if name != "metadata" and name in row}}


def _of_one_kind(values: list[object], name: str) -> list[object]:
    """`values` for libraries whose columns have one type; values of several kinds, or of none there, as JSON text."""
    if name == VECTOR:
        return [None if value is None else list(cast("Sequence[float]", value)) for value in values]
    kinds = {_kind(value) for value in values if value is not None}
    if kinds <= {"int", "float"}:
        return [float(cast("float", value)) if "float" in kinds and value is not None else value for value in values]
    if len(kinds) <= 1 and not kinds & {"other", "list of several"}:
        return values
    return [None if value is None else json.dumps(value, default=_told, ensure_ascii=False) for value in values]


def _kind(value: object) -> str:
    if isinstance(value, list):
        kinds = {_kind(one) for one in cast("list[object]", value)}
        return f"list of {kinds.pop()}" if len(kinds) == 1 else "list of several"
    name = type(value).__name__
    return name if name in ("bool", "int", "float", "str") else "other"


def _told(value: object) -> object:
    return value.to_dict() if isinstance(value, SparseVector) else str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    length = len(cast("Sequence[object]", value)) if hasattr(value, "dtype") else 0
    if length > SHOWN_IDS:
        numbers = ", ".join(f"{one:.4g}" for one in cast("Sequence[float]", value)[:SHOWN_IDS])
        return f"[{numbers}, ...] ({length})"
    text = value if isinstance(value, str) else f"{value:.4g}" if isinstance(value, float) else str(value)
    return html.escape(_shortened(text))
